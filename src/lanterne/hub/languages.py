"""The languages of the pages."""

from __future__ import annotations

import re

from lanterne.codebook.page import RIGHT_TO_LEFT

LANGUAGES = (("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"))
"""Code and own name of each language."""

_NARROW, _HARD = "\u202f", "\u00a0"
_COMMA = frozenset({"fr", "es"})
"""Languages with a comma before decimals, and a space before the sign of a percentage."""


def direction(language: str) -> str:
    """``rtl`` for a language that is written from right to left, else ``ltr``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def number(value: float, language: str, digits: int = 0) -> str:
    """A number with the separators of the language, as the reports write it.

    Digits are Latin in every language, so that a figure on a page is found in the file.
    """
    text = f"{value:,.{digits}f}"
    if text.startswith("-"):
        text = f"\N{MINUS SIGN}{text[1:]}"
    return text.replace(",", _NARROW).replace(".", ",") if language in _COMMA else text


def percent(share: float, language: str) -> str:
    """A share, 0 to 1, as a percentage; what is above nothing is never said to be nothing."""
    sign = f"{_HARD}%" if language in _COMMA else "%"
    if share == 0:
        return f"0{sign}"
    if share < 0.001:
        return f"<{_HARD}{number(0.1, language, 1)}{sign}"
    return number(share * 100, language, 1 if share < 0.1 else 0) + sign


def unbroken(text: str, language: str) -> str:
    """The text with spaces that no line breaks at where French writes one beside a sign."""
    if language != "fr":
        return text
    return re.sub(r" (?=[:;?!%»])|(?<=«) ", _HARD, text)


def power(value: float) -> str:
    """A parameter as people write it: 1e-06 → 10⁻⁶, 4.7e-06 → 4.7 × 10⁻⁶, 4.0 → 4."""
    digits, _, exponent = f"{value:g}".partition("e")
    if not exponent:
        return digits
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}" if digits == "1" else f"{digits} × 10{raised}"
