"""The languages that Lanterne speaks: English, and each that has a catalogue in ``locale/``."""

from __future__ import annotations

import re
import struct
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from lanterne.messages.typography import END, ISOLATE

if TYPE_CHECKING:
    from babel import Locale

# ruff: noqa: PLC0415 - Babel takes a tenth of a second, and nothing is written at first

_FIRST = ("en", "fr", "es", "ar")
"""What earlier versions knew, in their order: records name languages in it, and are compared."""

_CLDR = {"en": "en-GB"}
"""Language → whose it is, where that matters: in English the day stands before the month."""


def _found() -> dict[str, str]:
    catalogues = resources.files("lanterne.messages") / "locale"
    tags = {one.name for one in catalogues.iterdir() if one.is_dir()} | {"en"}
    ordered = [tag for tag in _FIRST if tag in tags]
    ordered += sorted(tags.difference(ordered))
    return {tag: _own_name(tag, catalogues / tag / "LC_MESSAGES" / "django.mo") for tag in ordered}


def _own_name(tag: str, catalogue: Traversable) -> str:
    """What a language calls itself, as the head of its catalogue says."""
    if tag == "en":
        return "English"
    if not catalogue.is_file():  # it is about to be begun
        return tag
    with catalogue.open("rb") as file:  # every command begins here: only the head is read
        translations = struct.unpack("<5I", file.read(20))[4]
        file.seek(translations)
        size, place = struct.unpack("<2I", file.read(8))
        file.seek(place)
        found = re.search(r"^Language-Team: (.+)$", file.read(size).decode(), re.M)
    return found[1] if found else tag


LANGUAGES = _found()
"""Each language that pages are written in → its own name; English first."""

TAGS = LANGUAGES.keys()
"""The codes alone, as the table above has them."""


def spoken(language: str) -> str:
    """The language that texts are written in, for a language that was asked for."""
    return language if language in LANGUAGES else "en"


@cache
def conventions(language: str) -> Locale:
    """How numbers and dates are written in the texts of a language, as CLDR has it."""
    from babel import Locale, UnknownLocaleError

    tag = spoken(language)
    try:
        return Locale.parse(_CLDR.get(tag, tag), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_CLDR["en"], sep="-")


@cache
def direction(language: str) -> str:
    """``rtl`` for a language that is written from right to left, else ``ltr``.

    Args:
        language: Its tag, such as ``ar`` or ``fr-CA``; one that nobody knows is ``ltr``.
    """
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.partition("-")[0]).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def apart(text: str, language: str) -> str:
    """The text with a direction of its own, where the language is written from right to left.

    Else ``1–9`` would be read as ``9–1``, and an English label be turned around its numbers.
    """
    return f"{ISOLATE}{text}{END}" if direction(language) == "rtl" else text
