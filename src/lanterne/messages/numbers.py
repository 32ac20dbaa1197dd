"""Numbers as people write them, in each language."""

from __future__ import annotations

import math

from lanterne.messages.typography import (
    HARD,
    decimal_point,
    grouped,
    percent_sign,
    power_of_ten,
    separated,
)


def number(value: float, language: str, digits: int | None = None) -> str:
    """A number with the language's separators.

    ``digits`` decimals, or as many as are worth reading: none from 20 up, one from 1 up, then two.
    """
    if isinstance(value, int):  # of any size, to its last digit
        return grouped(value, language)
    if not math.isfinite(value):
        return str(value)
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


def exact(value: float, language: str) -> str:
    """A number with the digits that it has, however large or small it is: 0.001, 2.5, 1e-06."""
    return f"{value:.12g}".replace(".", decimal_point(language))


def short(value: float, language: str) -> str:
    """A number with six digits at most, as somebody types it: 0.001, 2.5, 1e-06."""
    return f"{value:g}".replace(".", decimal_point(language))


def power(value: float, language: str) -> str:
    """A small number as people write it: 1e-06 → 10⁻⁶, 4.7e-06 → 4.7 × 10⁻⁶."""
    if not 0 < value < 1:
        return number(value, language)
    digits, _, exponent = f"{value:.1e}".partition("e")
    times = "" if digits == "1.0" else f"{number(float(digits), language, 1)} × "
    return f"{times}{power_of_ten(int(exponent))}"
