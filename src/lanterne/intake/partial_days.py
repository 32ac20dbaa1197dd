"""Days of which only the year, or the month, may be known: people seldom remember more."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_TYPED = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True)
class PartialDay:
    """A year, a month or a day.

    Attributes:
        first: Its first day.
        last: Its last day.
        text: It as ``2019``, ``2019-05`` or ``2019-05-31``.
    """

    first: date
    last: date
    text: str


def read_partial_day(typed: str) -> PartialDay | None:
    """A year, month or day as somebody typed it, in the digits of any script; ``None``: none."""
    found = _TYPED.fullmatch(typed.strip().replace("/", "-").replace(".", "-"))
    if found is None:
        return None
    year, month, day = (int(one) if one else 0 for one in found.groups())
    try:
        if not month:
            return PartialDay(date(year, 1, 1), date(year, 12, 31), f"{year:04}")
        if not day:
            last = date(year, month, calendar.monthrange(year, month)[1])
            return PartialDay(last.replace(day=1), last, f"{year:04}-{month:02}")
        exact = date(year, month, day)
    except ValueError:  # calendar.IllegalMonthError is one
        return None
    return PartialDay(exact, exact, exact.isoformat())


def comes_of_age(born: date) -> date:
    """The day on which somebody turns 18; the first of March for who is born on 29 February."""
    try:
        return born.replace(year=born.year + 18)
    except ValueError:
        return date(born.year + 18, 3, 1)
