"""Years and periods of years: which columns hold them, and from when to when they go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from lanterne.codebook.model import Column

Period = tuple[int, int]
"""First and last year."""

_PERIOD = re.compile(r"((?:19|20)\d\d)(?:\s*[-–]{1,2}\s*((?:19|20)\d\d))?")


def period(code: str) -> Period | None:
    """The years that a code names, such as ``2019`` or ``2014-2018``; ``None``: it names none."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return (first, last) if first <= last else None


def is_time(column: Column) -> bool:
    """Whether every answer of a column is a year or a period of years."""
    return (
        column.traits.ordered and bool(column.codes) and all(period(code) for code in column.codes)
    )


def years(some: Period) -> int:
    """How many years there are in a period."""
    return some[1] - some[0] + 1


def are_apart(some: Iterable[Period]) -> bool:
    """Whether no two periods share a year; generalised rows may hold both 2019 and 2015 to 2019."""
    ordered = sorted(some)
    return all(before[1] < after[0] for before, after in pairwise(ordered))
