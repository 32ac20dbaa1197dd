"""Spaces, and signs that readers do not see, around what is written in each language."""

from __future__ import annotations

import re

NARROW, HARD = "\u202f", "\u00a0"
"""Spaces that no line breaks at: between thousands, and beside a sign."""

LEFT_TO_RIGHT, ISOLATE, END = "\u2066", "\u2068", "\u2069"
"""Begin of a part from left to right, and of one with a direction of its own; the end of either.
Readers do not see them. Around a name in Arabic, such as a country's in English."""

_RTL = "\u200f"
"""A mark that the text runs from right to left."""

_IS = f"{HARD}={HARD}"


def unbroken(text: str, language: str) -> str:
    """The text with spaces that no line breaks at where French writes one beside a sign."""
    if language != "fr":
        return text
    return re.sub(r" (?=[:;?!%»])|(?<=«) ", HARD, text)


def isolated(text: str) -> str:
    """A text that runs from right to left, with what runs from left to right kept together.

    Formulas and commands stand between ‹ and ›, which readers do not see. A text that begins with
    a Latin letter still runs from right to left.
    """
    found = re.sub(
        "‹(.*?)›", lambda part: f"{LEFT_TO_RIGHT}{part[1]}{END}".replace(" = ", _IS), text
    )
    return f"{_RTL}{found}" if re.match("[A-Za-z]", found) else found
