"""The language that the terminal speaks."""

from __future__ import annotations

import os
import re

from lanterne.messages import Message, Parameter, say, spoken

VARIABLE = "LANTERNE_LANGUAGE"
"""Environment variable: ``fr``, ``es`` or ``ar``; without it, and without ``--language``, the
terminal speaks English."""


def language() -> str:
    """The language of whoever sits at the terminal."""
    return spoken(re.split("[^a-z]", os.environ.get(VARIABLE, "en").lower())[0])


def speak(tag: str) -> None:
    """From now on the terminal speaks that language, and so do processes that are started."""
    os.environ[VARIABLE] = tag


def language_beside(report: str) -> str:
    """What the terminal speaks of a report: the report's language, or its own beside English."""
    return language() if report == "en" else report


def told(code: str, /, **gaps: Parameter) -> str:
    """A message in the language of the terminal."""
    return here(Message(code, gaps))


def here(message: Message) -> str:
    """The same of one that is there already."""
    return say(message, language())
