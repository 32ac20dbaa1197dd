"""Numbers as people write them, in each language."""

from __future__ import annotations

LANGUAGES = ("en", "fr")
"""Languages in which the findings are written; others read English."""

_NARROW = "\u202f"
_HARD = "\u00a0"


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
    text = f"{value:,.{digits}f}"
    if spoken(language) == "fr":
        return text.replace(",", _NARROW).replace(".", ",")
    return text


def percent(share: float, language: str, digits: int | None = None) -> str:
    """A share, 0 to 1, as a percentage; one too small to be written so is said to be below."""
    sign = f"{_HARD}%" if spoken(language) == "fr" else "%"
    if digits is None and 0 < share < 0.00005:
        return f"<{_HARD}{number(0.01, language)}{sign}"
    return number(share * 100, language, digits) + sign
