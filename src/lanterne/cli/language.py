"""The language that the terminal speaks."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Sequence
from itertools import pairwise

from lanterne.messages import Message, Parameter, say, spoken
from lanterne.messages.store import DOMAIN, PLACES

VARIABLE = "LANTERNE_LANGUAGE"
"""Environment variable: ``fr``, ``es`` or ``ar``; without it, and without ``--language``, the
terminal speaks English."""


def language() -> str:
    """The language of whoever sits at the terminal."""
    return spoken(re.split("[^a-z]", os.environ.get(VARIABLE, "en").lower())[0])


def speak(tag: str) -> None:
    """From now on the terminal speaks that language, and so do processes that are started."""
    os.environ[VARIABLE] = tag


def speak_as_asked(words: Sequence[str]) -> None:
    """Speak what ``--language`` says in front of the verb: help is rendered before it is parsed.

    Args:
        words: Of the command line; a language that there is not is left to whoever parses them.
    """
    for word, following in pairwise((*words, "")):
        if not word.startswith("-"):
            return
        option, equals, value = word.partition("=")
        asked = value if equals else following
        if option == "--language" and spoken(asked) == asked:
            speak(asked)


def translate_typer() -> None:
    """Let Typer say its own words, such as the titles of the help, in this language.

    It asks gettext for them when it is loaded: this comes before.
    """
    gettext.bindtextdomain(DOMAIN, str(PLACES[0] / "locale"))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()


def language_beside(report: str) -> str:
    """What the terminal speaks of a report: the report's language, or its own beside English."""
    return language() if report == "en" else report


def told(code: str, /, **gaps: Parameter) -> str:
    """A message in the language of the terminal."""
    return here(Message(code, gaps))


def here(message: Message) -> str:
    """The same of one that is there already."""
    return say(message, language())
