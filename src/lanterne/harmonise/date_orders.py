"""In which order dates are written, as far as the dates themselves prove it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lanterne.harmonise.dates import date_parts, needs_no_order
from lanterne.harmonise.mapping import DateOrder

PROOFS = 2
"""Different dates that prove an order, at least: one alone may be mistyped."""


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
        parts = None if needs_no_order(text) else date_parts(text)
        if parts is None:
            continue
        first, second, last = parts
        if len(first) == 4:
            others += 1
            found[DateOrder.YEAR_MONTH_DAY] += len(last) < 3
        elif len(last) == 4 and len(first) < 3:
            others += 1
            found[DateOrder.DAY_MONTH_YEAR] += int(first) > 12 >= int(second)
            found[DateOrder.MONTH_DAY_YEAR] += int(second) > 12 >= int(first)
    proved = [order for order, times in found.items() if times]
    if len(proved) == 1 and found[proved[0]] >= PROOFS:
        return WrittenDates(proved[0], needed=True)
    return WrittenDates(None, needed=others > 0)
