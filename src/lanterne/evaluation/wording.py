"""Numbers as people write them, in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lanterne.codebook.typography import (
    END,
    HARD,
    LEFT_TO_RIGHT,
    percent_sign,
    power_of_ten,
    separated,
    unbroken,
)
from lanterne.codebook.words import LANGUAGES as OWN_NAMES

LANGUAGES = tuple(OWN_NAMES)
"""Languages of evaluations and of their pages; others read English."""

_RTL = "\u200f"
"""A mark that the text runs from right to left."""

_IS = "\u00a0=\u00a0"


def hard_spaces(texts: Mapping[str, str]) -> dict[str, str]:
    """French texts whose colons, semicolons and quotation marks stay on the line of their word."""
    return {key: unbroken(text, "fr") for key, text in texts.items()}


def isolated(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts that run from right to left, with what runs from left to right kept together.

    Formulas and commands stand between ‹ and ›, which readers do not see. A text that begins with
    a Latin letter still runs from right to left.
    """
    said = {}
    for key, text in texts.items():
        found = re.sub(
            "‹(.*?)›", lambda part: f"{LEFT_TO_RIGHT}{part[1]}{END}".replace(" = ", _IS), text
        )
        said[key] = f"{_RTL}{found}" if re.match("[A-Za-z]", found) else found
    return said


def spoken(language: str) -> str:
    """The language that texts are written in, for a language that was asked for."""
    return language if language in LANGUAGES else "en"


def number(value: float, language: str, digits: int | None = None) -> str:
    """A number with the language's separators.

    ``digits`` decimals, or as many as are worth reading: none from 20 up, one from 1 up, then two.
    """
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 20 or value == round(value) else 1 if size >= 1 else 2
    return separated(value, language, digits)


def percent(share: float, language: str, digits: int | None = None) -> str:
    """A share, 0 to 1, as a percentage; one too small to be written so is said to be below."""
    sign = percent_sign(language)
    if digits is None and 0 < share < 0.00005:
        return f"<{HARD}{number(0.01, language)}{sign}"
    return number(share * 100, language, digits) + sign


def power(value: float, language: str) -> str:
    """A small number as people write it: 1e-06 → 10⁻⁶, 4.7e-06 → 4.7 × 10⁻⁶."""
    if not 0 < value < 1:
        return number(value, language)
    digits, _, exponent = f"{value:.1e}".partition("e")
    times = "" if digits == "1.0" else f"{number(float(digits), language, 1)} × "
    return f"{times}{power_of_ten(int(exponent))}"
