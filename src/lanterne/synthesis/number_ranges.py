"""The ranges of a column of numbers that are counted, from its bins down to each number.

The model knows bins alone: they are ordered answers like any others. What lies within them is
counted beside it, by ranges within ranges: each bin is cut into a few parts of nearly equal width,
each of these again, until every number stands alone. A sum over any range of numbers then needs few
counts (Hay, Rastogi, Miklau, Suciu 2010, arXiv 0904.0942, §4). All ranges of one level together
hold each number once, so a level is a table: a person is in at most one of its cells, and in none
where no number is given. Which ranges there are follows from the codebook alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log2

import numpy as np
import numpy.typing as npt

from lanterne.codebook.encoding import Encoding, NumberColumn
from lanterne.counting.marginals import Codes, Counts

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class NumberRanges:
    """The ranges of one column of numbers.

    Attributes:
        number: The column, as it is encoded.
        bins: Per code of its model column in the domain, the bin; -1 where no number is given.
        levels: From the parts of bins to single numbers, the cell at which each range begins.
        variance: :func:`mean_variance` of these levels in the widest bin.
    """

    number: NumberColumn
    bins: Places
    levels: tuple[Places, ...]
    variance: float

    @property
    def cells(self) -> int:
        """How many numbers there are."""
        return self.number.numbers.cells

    @property
    def starts(self) -> Places:
        """Cell at which each bin begins."""
        return np.asarray(self.number.numbers.starts, np.int64)

    @property
    def ends(self) -> tuple[int, ...]:
        """The same, and the number of cells."""
        return self.number.numbers.ends

    def counts(self, of_cells: Counts) -> list[Counts]:
        """How many people are in each range of each level, from how many have each number."""
        return [np.add.reduceat(of_cells, starts) for starts in self.levels]


@dataclass(frozen=True)
class RangeCounts:
    """Noisy counts of the ranges of one column of numbers. Protected.

    Attributes:
        levels: The counts of each level; none where none was measured.
        sigma: Standard deviation of their noise, in people; 0 where none was measured.
    """

    levels: tuple[Counts, ...] = ()
    sigma: float = 0.0


def ranges_of(encoding: Encoding, kept: Sequence[Places]) -> tuple[NumberRanges, ...]:
    """The ranges of each column of numbers.

    Args:
        encoding: Of the codebook.
        kept: Per model column, the encoding's code of each code of the domain.
    """
    found = []
    for number in encoding.numbers:
        ends = number.numbers.ends
        tree = best_tree(max(stop - start for start, stop in pairwise(ends)))
        bins = np.asarray(number.bins, np.int64)[kept[number.column]]
        levels = tuple(_levels(ends, *tree))
        found.append(NumberRanges(number, bins, levels, mean_variance(*tree)))
    return tuple(found)


def _levels(ends: Sequence[int], fan_out: int, depth: int) -> Iterator[Places]:
    """Each level cuts every range of the one before into parts, as many as it has numbers."""
    for _ in range(depth):
        starts = []
        for start, stop in pairwise(ends):
            parts = min(fan_out, stop - start)
            starts += [start + (stop - start) * part // parts for part in range(parts)]
        yield np.asarray(starts, np.int64)
        ends = [*starts, ends[-1]]


def best_tree(width: int) -> tuple[int, int]:
    """Parts of each range, and levels, that tell most of a bin of so many numbers.

    That of the least :func:`mean_variance`, as Qardaji, Yang, Li (2013, PVLDB 6 (14), §4) choose
    the branching factor; no level where a bin is one number.
    """
    if width == 1:
        return 1, 0
    depths = range(1, ceil(log2(width)) + 1)
    trees = [(ceil(round(width ** (1 / depth), 9)), depth) for depth in depths]
    return min(trees, key=lambda tree: mean_variance(*tree))


def mean_variance(fan_out: int, depth: int) -> float:
    """Mean variance of the count from a bin's begin to a number within it, the bin's being known.

    Each of the ``depth`` levels has noise of variance ``depth``: together they cost what one count
    of variance 1 does. By weighted least squares, a range of height h is known to
    1/v_h = 1/depth + 1/(b·v_{h-1}), v_0 = depth, from its own count and those within it (Hay et
    al. 2010, Theorem 3, with equal b for all). Given the range above, j whole parts and a share f
    of the next have variance v_{h-1}·((j + f²) - (j + f)²/b), on average over both v_{h-1}·(b-1)/6.
    """
    own, total = float(depth), 0.0
    for _ in range(depth):
        total += own * (fan_out - 1) / 6
        own = 1 / (1 / depth + 1 / (fan_out * own))
    return total


class NumberCounts:
    """People with each number, of each column of numbers; exact, and so sensitive.

    Args:
        encoding: Of the codebook.
        ranges: Of each column of numbers.
    """

    def __init__(self, encoding: Encoding, ranges: Sequence[NumberRanges]) -> None:
        self._first = len(encoding.columns)
        self._found = [np.zeros(one.cells + 1, np.int64) for one in ranges]

    def noting(self, batches: Iterable[Codes]) -> Iterator[Codes]:
        """The same batches, rows × ``encoding.width``; the numbers in each are counted."""
        for batch in batches:
            for place, counts in enumerate(self._found, start=self._first):
                np.add(counts, np.bincount(batch[:, place], minlength=len(counts)), out=counts)
            yield batch

    @property
    def counts(self) -> tuple[Counts, ...]:
        """How many people have each number, so far."""
        return tuple(counts[1:] for counts in self._found)


def count_numbers(
    batches: Iterable[Codes], encoding: Encoding, ranges: Sequence[NumberRanges]
) -> tuple[Counts, ...]:
    """People with each number, of each column of numbers; exact, and so sensitive.

    Args:
        batches: Arrays of codes, rows × ``encoding.width``.
        encoding: Of the codebook.
        ranges: Of each column of numbers.
    """
    found = NumberCounts(encoding, ranges)
    for _ in found.noting(batches):
        pass
    return found.counts
