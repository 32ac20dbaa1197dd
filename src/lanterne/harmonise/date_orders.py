"""In which order dates are written, as far as the dates themselves prove it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lanterne.harmonise.mapping import DateOrder

PROOFS = 2
"""Different dates that prove an order, at least: one alone may be mistyped."""

_DAY_OR_MONTH_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{4}(?:[T ]\d.*)?")
_YEAR_FIRST = re.compile(r"\d{4}[/.\- ](\d{1,2})[/.\- ](\d{1,2})(?:[T ]\d.*)?")
_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?|\d{4}")


@dataclass(frozen=True)
class WrittenDates:
    """What some dates say about their order.

    Attributes:
        order: The order that they prove; ``None``: they prove none, or contradict each other.
        needed: Whether an order is needed: ISO 8601 and years alone are read without one.
    """

    order: DateOrder | None
    needed: bool


def written_dates(texts: Iterable[str]) -> WrittenDates:
    """What dates prove: a number above 12 is a day. It is never guessed from anything else.

    Args:
        texts: Different texts of a column; those that are no dates do not count.
    """
    found = dict.fromkeys(DateOrder, 0)
    others = 0
    for text in dict.fromkeys(text.strip() for text in texts):
        if _ISO.fullmatch(text):
            continue
        if _YEAR_FIRST.fullmatch(text):
            others += 1
            found[DateOrder.YEAR_MONTH_DAY] += 1
        shaped = _DAY_OR_MONTH_FIRST.fullmatch(text)
        if shaped is None:
            continue
        others += 1
        first, second = map(int, shaped.groups())
        found[DateOrder.DAY_MONTH_YEAR] += first > 12 >= second
        found[DateOrder.MONTH_DAY_YEAR] += second > 12 >= first
    proved = [order for order, times in found.items() if times]
    if len(proved) == 1 and found[proved[0]] >= PROOFS:
        return WrittenDates(proved[0], needed=True)
    return WrittenDates(None, needed=others > 0)
