"""Years of dates, in an order that was stated: nobody can tell 03/11 from 11/03 by looking."""

from __future__ import annotations

import re
from datetime import date

from lanterne.codebook.spelling import latin_digits
from lanterne.harmonise.mapping import DateOrder

_YEAR = re.compile(r"(?:18|19|20|21)\d\d")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:.*)?")
_PARTS = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})(?:[T ]\d{1,2}:.*)?")

_PLACES = {
    DateOrder.DAY_MONTH_YEAR: (2, 1, 0),
    DateOrder.MONTH_DAY_YEAR: (2, 0, 1),
    DateOrder.YEAR_MONTH_DAY: (0, 1, 2),
}
"""Where year, month and day stand."""


def year_of(text: str, order: DateOrder | None) -> int | None:
    """The year of a text; ``None``: it is no date, or not in that order.

    A year alone and a date as ISO 8601 has it are read whatever the order. A year has four digits:
    ``21`` may be any century.

    Args:
        text: What stands in the file.
        order: In which order dates are written; ``None``: nobody said.
    """
    spelt = latin_digits(text.strip())
    if _YEAR.fullmatch(spelt):
        return int(spelt)
    day = _day_of(spelt, order)
    return None if day is None else day.year


def days_of(text: str, order: DateOrder | None) -> tuple[date, date] | None:
    """The first and the last day that a text may stand for: a year alone is all of its days.

    ``None``: it is no date, or not in that order; arguments as for :func:`year_of`.
    """
    spelt = latin_digits(text.strip())
    if _YEAR.fullmatch(spelt):
        return date(int(spelt), 1, 1), date(int(spelt), 12, 31)
    day = _day_of(spelt, order)
    return None if day is None else (day, day)


def needs_no_order(text: str) -> bool:
    """Whether a text is a year alone, or a date as ISO 8601 has it."""
    spelt = latin_digits(text.strip())
    return bool(_YEAR.fullmatch(spelt) or _ISO.fullmatch(spelt))


def date_parts(text: str) -> tuple[str, str, str] | None:
    """The three numbers of a date in the order in which they are written; ``None``: it is none."""
    found = _PARTS.fullmatch(latin_digits(text.strip()))
    return None if found is None else (found[1], found[2], found[3])


def _day_of(spelt: str, order: DateOrder | None) -> date | None:
    """The day of a date with a year of four digits; ``None``: there is no such day, or no order."""
    iso = _ISO.fullmatch(spelt)
    if iso:
        return _day(*iso.groups())
    parts = date_parts(spelt)
    if order is None or parts is None:
        return None
    year, month, day = (parts[place] for place in _PLACES[order])
    return _day(year, month, day)


def _day(year: str, month: str, day: str) -> date | None:
    if not _YEAR.fullmatch(year):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
