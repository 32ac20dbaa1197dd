"""How the parts of a column of numbers are shared between its bins and the ranges within them.

What the ranges cost is taken from the column's own one-way table, so that no other table loses by
it. Where noise would hide what lies within bins, nothing is taken, and numbers are spread smoothly.
The error of a count over a random range is reckoned as if ranges told apart from a smooth spread
no more than :data:`UNEVEN` of a bin's people:

    e² = bins/6 · σ²_bins + 2 / (1 / (v·σ²_ranges) + 1 / (UNEVEN · people / bins)²)

Of b bins of which a range holds whole ones k, k - k²/b is the variance beyond the total, b/6 on
average; v is :func:`~lanterne.synthesis.number_ranges.mean_variance`, for each end of the range.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from lanterne.synthesis.number_ranges import NumberRanges

SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Shares of a column's parts that its ranges may take; all are tried."""

UNEVEN = 0.2
"""People between an end of a range and its bin's, beyond a smooth spread, of all in the bin."""

TINY = 1e-9
"""Variance where there is hardly any."""


def share_numbers(
    ranges: Sequence[NumberRanges], singles: Sequence[int], variance: float, people: float
) -> tuple[list[int], list[list[int]]]:
    """What the one-way tables keep of their parts, and what each level of ranges takes.

    Args:
        ranges: Of each column of numbers.
        singles: Parts of the one-way tables of all model columns.
        variance: σ² of a table that takes one part, beyond what is the same for all; 0: little.
        people: About how many there are.

    Returns:
        The parts of the one-way tables, and of each column of numbers those of every level: none
        where none is measured. All together are as many as before.
    """
    left, levels = list(singles), []
    for one in ranges:
        depth, place = len(one.levels), one.number.column
        share = _best_share(one, left[place], variance, people) if depth else 0.0
        of_level = int(left[place] * share / depth) if depth else 0
        levels.append([of_level] * depth if of_level else [])
        left[place] -= depth * of_level
    return left, levels


def _best_share(ranges: NumberRanges, parts: int, variance: float, people: float) -> float:
    """The share with the least expected error; see above."""
    bins = len(ranges.starts)
    uneven = (UNEVEN * max(people, 1.0) / bins) ** 2
    one = max(variance / parts, TINY)

    def error(share: float) -> float:
        of_bins = bins / 6 * one / (1 - share)
        measured = ranges.variance * one / share if share else inf
        return of_bins + 2 / (1 / measured + 1 / uneven)

    return min(SHARES, key=error)
