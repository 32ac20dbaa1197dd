"""The languages of the pages."""

from __future__ import annotations

from lanterne.messages import LANGUAGES as OWN_NAMES
from lanterne.messages import TAGS, direction
from lanterne.messages.languages import apart
from lanterne.messages.typography import (
    HARD,
    decimal_point,
    percent_sign,
    power_of_ten,
    separated,
)

__all__ = ["LANGUAGES", "TAGS", "apart", "direction", "number", "percent", "power"]

LANGUAGES = tuple(OWN_NAMES.items())
"""Code and own name of each language."""


def number(value: float, language: str, digits: int = 0) -> str:
    """A number with the separators of the language, as the reports write it."""
    return separated(value, language, digits).replace("-", "\N{MINUS SIGN}")


def percent(share: float, language: str) -> str:
    """A share, 0 to 1, as a percentage; what is above nothing is never said to be nothing."""
    sign = percent_sign(language)
    if share == 0:
        return f"0{sign}"
    if share < 0.001:
        return f"<{HARD}{number(0.1, language, 1)}{sign}"
    return number(share * 100, language, 1 if share < 0.1 else 0) + sign


def power(value: float, language: str) -> str:
    """A parameter as people write it: 1e-06 → 10⁻⁶, 4.7e-06 → 4.7 × 10⁻⁶, 4.0 → 4."""
    digits, _, exponent = f"{value:g}".partition("e")
    digits = digits.replace(".", decimal_point(language))
    if not exponent:
        return digits
    raised = power_of_ten(int(exponent))
    return raised if digits == "1" else f"{digits} × {raised}"
