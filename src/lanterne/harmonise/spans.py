"""Numbers and bands of numbers as people write them: ``25 ans``, ``18-25``, ``48+``, ``< 9``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from lanterne.codebook.spelling import latin_digits, plain

_NUMBER = r"(\d{1,6}(?:[.,]\d{1,2})?)"
_TO = r"\s*(?:-{1,2}|–|—|to|a|al|hasta|الي|حتي)\s*"
_OF_YEARS = (
    *("ans?", "years?", "yrs?", "yo", "y/o", "years?[- ]old", "anos?", "edad"),
    *("سنه", "سنوات", "سنين", "عام", "اعوام"),
)
_OF_MONTHS = ("mois", "months?", "meses", "mes", "شهر", "شهرا", "اشهر", "شهور")
_UNITS = (*_OF_YEARS, *_OF_MONTHS)
_AND_MORE = (
    *(r"\+", "and (?:more|over|above|older)", "or (?:more|over|older)", "et plus", "ou plus"),
    *("y mas", "o mas", "ou mais", "e mais", "فاكثر", "وما فوق"),
)
_UNIT = rf"(?:\s*(?:{'|'.join(_UNITS)}))?"
_MORE = rf"(?:{'|'.join(_AND_MORE)})"
_UNDER = r"(?:<|under|below|less than|moins de|menos de|menor de|اقل من|تحت)"
_UP_TO = r"(?:<=|≤|up to|jusqu'a|hasta)"
_FROM = r"(?:>=|≥|from|a partir de|desde|من)"
_OVER = r"(?:>|over|more than|plus de|mas de|mayor de|اكثر من|فوق)"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[float], tuple[float, float]]], ...] = (
    (re.compile(rf"{_NUMBER}{_UNIT}"), lambda one: (one, one)),
    (re.compile(rf"{_NUMBER}{_UNIT}\s*{_MORE}"), lambda one: (one, inf)),
    (re.compile(rf"{_NUMBER}\s*\+{_UNIT}"), lambda one: (one, inf)),
    (re.compile(rf"{_FROM}\s*{_NUMBER}{_UNIT}"), lambda one: (one, inf)),
    (re.compile(rf"{_OVER}\s*{_NUMBER}{_UNIT}"), lambda one: (one + 1, inf)),
    (re.compile(rf"{_UNDER}\s*{_NUMBER}{_UNIT}"), lambda one: (0, one - 1)),
    (re.compile(rf"{_UP_TO}\s*{_NUMBER}{_UNIT}"), lambda one: (0, one)),
)
"""Forms of a text with one number, and the first and last whole number that it stands for."""

_BETWEEN = re.compile(
    rf"(?:(?:from|between|de|entre|من|بين)\s+)?{_NUMBER}{_UNIT}{_TO}{_NUMBER}{_UNIT}"
)


@dataclass(frozen=True)
class Span:
    """Numbers from one to another; the last takes in its fractions: 9 to 17 holds 17.9.

    Attributes:
        first: The smallest.
        last: The largest whole number; infinite where the band is open.
    """

    first: float
    last: float

    def holds(self, other: Span) -> bool:
        """Whether all numbers of another lie in it; an open band lies in an open one alone."""
        if other.last == inf:
            return self.last == inf and self.first <= other.first
        return self.first <= other.first and other.last < self.last + 1


def span_of(text: str) -> Span | None:
    """The numbers that a text stands for; ``None``: it is no number and no band.

    A unit of years or months may stand behind: see :func:`unit_of`. A raised digit is a note.
    """
    if any(one.isdigit() and not one.isdecimal() for one in text):
        return None
    spelt = latin_digits(plain(text)).replace("\u2019", "'").replace("\u00a0", " ")
    between = _BETWEEN.fullmatch(spelt)
    if between:
        first, last = map(_value, between.groups())
        return Span(first, last) if first <= last else None
    for form, ends in _FORMS:
        found = form.fullmatch(spelt)
        if found:
            first, last = ends(_value(found[1]))
            return Span(first, last) if first <= last else None
    return None


def unit_of(*texts: str) -> str:
    """``years`` or ``months``, as some texts say; empty: neither or both."""
    found = {
        unit
        for unit, words in (("years", _OF_YEARS), ("months", _OF_MONTHS))
        for text in texts
        if re.search(rf"(?<![^\W\d_])(?:{'|'.join(words)})(?![^\W\d_])", plain(text))
    }
    return found.pop() if len(found) == 1 else ""


def _value(digits: str) -> float:
    return float(digits.replace(",", "."))
