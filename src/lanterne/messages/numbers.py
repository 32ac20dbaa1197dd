"""Numbers as people write them, in each language.

Separators and signs are those of CLDR, but for two choices. Digits are Latin in every language, so
that a figure on a page is found in the file. Thousands in Spanish stand apart by a space, as the
United Nations write them: a point stands before decimals in half of the countries that speak it.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, localcontext
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from lanterne.messages.languages import conventions
from lanterne.messages.typography import HARD, NARROW

if TYPE_CHECKING:
    from babel.numbers import NumberPattern

# ruff: noqa: PLC0415 - Babel takes a tenth of a second, and most programs write no number

MINUS = "\N{MINUS SIGN}"

_GROUP = {"es": NARROW}
"""Language → what stands between thousands, where that is not as CLDR has it."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_LEAST = 0.0001
"""Smallest share that is written as a percentage; what is less is said to be below it."""


def number(value: float, language: str, digits: int | None = None) -> str:
    """A number with the language's separators.

    ``digits`` decimals, or as many as are worth reading: none from 20 up, one from 1 up, then two.
    """
    if not math.isfinite(value):
        return str(value)
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 20 or value == round(value) else 1 if size >= 1 else 2
    return _written(value, language, digits)


def percent(share: float, language: str, digits: int | None = None) -> str:
    """A share, 0 to 1, as a percentage; one too small to be written so is said to be below."""
    if digits is None and 0 < share < _LEAST / 2:
        return f"<{HARD}{percent(_LEAST, language)}"
    return _of_hundred(number(share * 100, language, digits), language)


def power(value: float, language: str, significant: int = 6) -> str:
    """A number of any size, as people write it: 0.25, 10⁻⁶, 4.7 × 10⁻⁶.

    Args:
        value: The number.
        language: The language.
        significant: How many of its digits count.
    """
    text = f"{value:.{significant}g}"
    digits, _, exponent = text.partition("e")
    if not exponent or not math.isfinite(value):
        return _written(float(text), language, len(digits.partition(".")[2]))
    raised = f"10{str(int(exponent)).translate(_RAISED)}"
    if digits == "1":
        return raised
    return f"{_written(float(digits), language, len(digits.partition('.')[2]))} × {raised}"


def short(value: float, language: str) -> str:
    """A number with six digits at most, as somebody types it: 0.001, 2.5, 1e-06."""
    return f"{value:g}".replace(".", conventions(language).number_symbols["latn"]["decimal"])


def pictured(language: str) -> dict[str, Any]:
    """How pictures write numbers, as Vega has it."""
    symbols = conventions(language).number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": _GROUP.get(language, symbols["group"]),
        "grouping": [3],
        "currency": ["", f"{HARD}€"],
        "percent": _of_hundred("", language),
    }


def size(count: int, language: str) -> str:
    """A number of bytes, in the unit in which it is read: 12.3 MB."""
    from babel.units import format_unit

    units = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")
    place = min(len(units) - 1, max(0, (count.bit_length() - 1) // 10))
    written = number(count / 1024**place, language, 1 if place else 0)
    return format_unit(written, f"digital-{units[place]}", "short", locale=conventions(language))


def _written(value: float, language: str, digits: int) -> str:
    plain = f"{value:d}" if isinstance(value, int) else f"{value:.{digits}f}"
    return _set_apart(plain, language, digits)


@lru_cache(maxsize=1 << 16)
def _set_apart(plain: str, language: str, digits: int) -> str:
    """The digits as the language writes them: pages write the same numbers again and again."""
    from babel.numbers import format_decimal

    with localcontext(prec=max(28, len(plain))):  # Babel rounds once more
        text = format_decimal(
            Decimal(plain), _pattern(digits), conventions(language), numbering_system="latn"
        )
    if language in _GROUP:
        separator = conventions(language).number_symbols["latn"]["group"]
        text = text.replace(separator, _GROUP[language])
    return text.replace("-", MINUS)


@cache
def _pattern(digits: int) -> NumberPattern:
    """With thousands set apart and so many decimals; Babel would read it anew for each number."""
    from babel.numbers import parse_pattern

    return parse_pattern(f"#,##0.{'0' * digits}" if digits else "#,##0")


def _of_hundred(text: str, language: str) -> str:
    """The text with the sign of a percentage where the language puts it."""
    pattern = conventions(language).percent_formats[None].pattern
    return re.sub("[#,.0]+", text, pattern)
