"""Members of a small set one by one, where the set is published as combinations of them.

Everybody is in one combination at most, and every combination is published. So how many gave a
member is the sum of the counts of the combinations with it. These are sums of different cells of
one table, each with noise of its own from a discrete Gaussian; the sum of those is all but normal,
with the sum of their variances. So its interval reaches as far as the root of the sum of the
squares of theirs. It is worked out from ``noisy_count``, to which nothing was done: estimates are
cut at 0, and sums of what was cut are too large.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from lanterne.codebook.model import Column
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.explore import labels
from lanterne.hub.portal.figures.figure import Answer, Item, Plan
from lanterne.hub.portal.published import PublishedCount
from lanterne.release.tables import is_whole


class Noisy(NamedTuple):
    """A noisy count, which may be negative, and how far its interval reaches on either side."""

    number: int
    reach: float


def members_of(plan: Plan, answered: int) -> tuple[Item, ...]:
    """How many gave each member of a set, those with most first; none where it is no small set.

    Args:
        plan: A figure of one column.
        answered: Rows with an answer.
    """
    column = plan.rows[0]
    if not plan.one_by_one:
        return ()
    noisy = noisy_counts(plan.people.counts, column.name) if plan.counted else {}
    if noisy is None:
        return ()
    rows = coded(plan.people).count([column], None)
    items = []
    for code in column.codes:
        answer = Answer(column, code, labels(column, code))
        given = sum(n for (text,), n in rows.items() if code in _members(text, column))
        share = given / answered if answered else None
        found = [one for text, one in noisy.items() if code in _members(text, column)]
        said = summed(found) if plan.counted else None
        items.append(Item((answer,), given, said, share, plan.counted))
    return tuple(sorted(items, key=lambda item: (-item.number, -item.high)))


def summed(found: list[Noisy]) -> PublishedCount:
    """The sum of counts of different people, with the interval of the sum of their noise."""
    total = sum(one.number for one in found)
    reach = math.sqrt(sum(one.reach**2 for one in found))
    return PublishedCount(max(0.0, total), max(0.0, total - reach), max(0.0, total + reach))


def noisy_counts(counts: pl.DataFrame, column: str) -> Mapping[str, Noisy] | None:
    """Each answer to a column → its noisy count; ``None``: how far one reaches is not known."""
    if not is_whole(counts):  # of an earlier release
        return None
    alone = counts.filter(pl.col("length") == 1, pl.col("column_1") == column)
    found = {}
    for text, noisy, high in alone.select("value_1", "noisy_count", "count_high").iter_rows():
        if high <= 0:  # its end was cut
            return None
        found[text] = Noisy(noisy, high - noisy)
    return found


def _members(text: str, column: Column) -> list[str]:
    return text.split(column.separator)
