"""How numbers and signs are written in each language, on every page and in every picture."""

from __future__ import annotations

import re
from typing import Any

COMMA = frozenset({"fr", "es"})
"""Languages with a comma before decimals, and a space before the sign of a percentage."""

NARROW, HARD = "\u202f", "\u00a0"
"""Spaces that no line breaks at: between thousands, and beside a sign."""

LEFT_TO_RIGHT, ISOLATE, END = "\u2066", "\u2068", "\u2069"
"""Begin of a part from left to right, and of one with a direction of its own; the end of either.
Readers do not see them. Around a name in Arabic, such as a country's in English."""

_RTL = "\u200f"
"""A mark that the text runs from right to left."""

_IS = f"{HARD}={HARD}"

_PICTURES = {
    "decimal": ",",
    "thousands": NARROW,
    "grouping": [3],
    "currency": ["", f"{HARD}€"],
    "percent": f"{HARD}%",
}


def separated(value: float, language: str, digits: int) -> str:
    """A number with so many decimals and the separators of the language.

    Digits are Latin in every language, so that a figure on a page is found in the file.
    """
    text = f"{value:,.{digits}f}"
    return text.replace(",", NARROW).replace(".", ",") if language in COMMA else text


def grouped(value: int, language: str) -> str:
    """A whole number of any size with the separators of the language."""
    return f"{value:,}".replace(",", NARROW) if language in COMMA else f"{value:,}"


def comma(language: str) -> str:
    """What stands between the members of a list, with the space behind it."""
    return "، " if language == "ar" else ", "


def semicolon(language: str) -> str:
    """What stands between clauses that have commas, with the spaces around it."""
    return {"ar": "؛ ", "fr": f"{HARD}; "}.get(language, "; ")


def colon(language: str) -> str:
    """The sign, with the space before it if there is one."""
    return f"{HARD}:" if language == "fr" else ":"


def decimal_point(language: str) -> str:
    """What stands before decimals."""
    return "," if language in COMMA else "."


def percent_sign(language: str) -> str:
    """The sign of a percentage, with the space before it if there is one."""
    return f"{HARD}%" if language in COMMA else "%"


def power_of_ten(exponent: int) -> str:
    """10⁻⁶ for -6."""
    return f"10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


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


def format_locale(language: str) -> dict[str, Any] | None:
    """How pictures write numbers, as Vega has it; ``None``: as it does by itself."""
    return _PICTURES if language in COMMA else None
