"""The languages that Lanterne speaks, and which way each is written."""

from __future__ import annotations

from functools import cache

from lanterne.messages.typography import END, ISOLATE

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
"""Each language that pages are written in → its own name; English first."""

TAGS = LANGUAGES.keys()
"""The codes alone, as the table above has them."""


def spoken(language: str) -> str:
    """The language that texts are written in, for a language that was asked for."""
    return language if language in LANGUAGES else "en"


@cache
def direction(language: str) -> str:
    """``rtl`` for a language that is written from right to left, else ``ltr``.

    Args:
        language: Its tag, such as ``ar`` or ``fr-CA``; one that nobody knows is ``ltr``.
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 0.1 s

    try:
        return Locale.parse(language.partition("-")[0]).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def apart(text: str, language: str) -> str:
    """The text with a direction of its own, where the language is written from right to left.

    Else ``1–9`` would be read as ``9–1``, and an English label be turned around its numbers.
    """
    return f"{ISOLATE}{text}{END}" if direction(language) == "rtl" else text
