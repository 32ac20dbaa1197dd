"""Rare combinations found from counts alone, where people are too many to be held.

See :mod:`lanterne.risk.search` for what is looked for. A cell of a set of columns is minimal among
the rare ones when it holds fewer than k people and each of its parts with one column less holds k
or more: whoever is in the cell is in all its parts. So the exact counts of all sets of columns,
which add up, say which combinations are minimal; a last pass over the people says whose they are.
Sets are sampled by the same rule, and with the same chance, as where all people are held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from math import comb, prod

import numpy as np
import numpy.typing as npt

from lanterne.counting.answered import AnswerCounts, Answered
from lanterne.counting.cells import (
    TOO_WIDE,
    CountCells,
    Occupied,
    codes_of,
    counted_together,
    keys_of,
    most_cells,
)
from lanterne.counting.coding import Coding
from lanterne.counting.marginals import Columns
from lanterne.risk.found import Found, Integers
from lanterne.risk.marked import RARE, UNIQUE, CountStanding, MarkedSet
from lanterne.risk.search import SEED, VISITS, Level, Progress

CELLS = 1 << 27
"""Most cells, of those that are not empty, of all sets of one length; sets are sampled beyond."""

MOST_CELLS = 1 << 24
"""Most of one set of columns; a wider one is not examined, and that length is the last."""


@dataclass(frozen=True)
class Counted:
    """People who are counted wherever they are read.

    Attributes:
        answered: Their answers.
        coding: The codes of the columns that are looked at.
        answers: How often each text stands in each of these columns.
    """

    answered: Answered
    coding: Coding
    answers: AnswerCounts = field(repr=False)

    @property
    def people(self) -> int:
        """Number of people."""
        return self.answers.rows

    def only(self, header: tuple[str, ...]) -> Counted:
        """The same people with some of the columns."""
        places = [self.coding.header.index(name) for name in header]
        coding = Coding(
            header,
            tuple(self.coding.texts[j] for j in places),
            tuple(self.coding.silent[j] for j in places),
        )
        counts = AnswerCounts(tuple(self.answers.columns[j] for j in places))
        return Counted(self.answered, coding, counts)

    def holders(self) -> tuple[Integers, ...]:
        """Per column, people by their answer, first those who say nothing."""
        found = []
        columns = zip(self.coding.texts, self.coding.silent, self.answers.columns, strict=True)
        for texts, silent, counts in columns:
            numbers = [counts[text] for text in texts]
            found.append(np.array([sum(numbers[:silent]), *numbers[silent:]], np.int64))
        return tuple(found)


def find_rare_counted(
    people: Counted,
    threshold: int,
    length: int,
    progress: Progress = lambda share: None,
    visits: int = VISITS,
) -> Found:
    """Find all minimal rare and minimal unique combinations; see ``find_rare``.

    Args:
        people: Whose answers are counted.
        threshold: k ≥ 2.
        length: Most columns in a combination, at least 1.
        progress: Called with the share of the work that is done.
        visits: Bound of the work of a level, in people times sets of columns.
    """
    search = _Search(people, threshold, min(length, len(people.coding.header)), progress, visits)
    while search.goes_on():
        search.examine()
    return search.found()


class _Search:
    """The state between two levels."""

    def __init__(
        self, people: Counted, threshold: int, length: int, progress: Progress, visits: int
    ) -> None:
        self._people, self._threshold, self._length = people, threshold, length
        self._progress, self._visits = progress, visits
        self._sizes, self._width = people.coding.sizes, len(people.coding.sizes)
        self._levels: list[Level] = []
        self._marked: list[MarkedSet] = []
        self._unique_members = np.zeros((length, self._width), np.int64)
        self._left: dict[Columns, int] = {(): people.people}
        self._rare: dict[Columns, Occupied] = {}
        self._ended = False
        self._visited = 0

    def goes_on(self) -> bool:
        """Whether there is a level left."""
        return len(self._levels) < self._length and not self._ended

    def examine(self) -> None:
        """Examine the sets of one more column than before."""
        size = len(self._levels) + 1
        prefixes = list(combinations(range(self._width - 1), size - 1))
        chosen = self._affordable(prefixes)
        every = [(*prefix, last) for prefix in chosen for last in self._later(prefix)]
        sets = [columns for columns in every if size == 1 or self._countable(columns)]
        whole = len(sets) == comb(self._width, size)
        self._ended = size == self._length or not whole
        rare: dict[Columns, Occupied] = {}
        on_sets: dict[Columns, int] = {}
        self._left = {}
        for columns, cells in self._cells(sets, size):
            few, marks = self._minimal(columns, cells)
            some = marks > 0
            if some.any():
                self._marked.append(MarkedSet(columns, few.keys[some], marks[some]))
            held = int(few.counts[marks & RARE > 0].sum())
            on_sets.update({columns: held} if held else {})
            self._unique_members[size - 1, list(columns)] += int((marks & UNIQUE > 0).sum())
            if not self._ended:
                rare[columns] = few
                self._left[columns] = int(cells.counts[cells.counts > 1].sum())
        self._rare = rare
        self._levels.append(Level(size, len(sets), comb(self._width, size), on_sets))

    def found(self) -> Found:
        """All that was found, once whose it is was counted too."""
        reached = len(self._levels)
        asked = CountStanding(self._people.coding, tuple(self._marked), reached)
        (standing,) = self._people.answered.add_up(asked)
        self._progress(1.0)
        return Found(
            self._threshold,
            tuple(self._levels),
            self._visited,
            standing,
            self._unique_members[:reached],
            self._people.holders(),
        )

    def _cells(self, sets: list[Columns], size: int) -> Iterator[tuple[Columns, Occupied]]:
        """The cells of each set in which every column says something."""
        people, done = self._people, 0
        for group in counted_together(sets, self._sizes, people.people):
            self._progress(self._share(size, done / len(sets)))
            asked = CountCells(people.coding, group)
            (counts,) = people.answered.add_up(asked)
            for columns, cells in zip(group, asked.cells(counts), strict=True):
                codes = codes_of(cells.keys, columns, self._sizes)
                silent = np.array([people.coding.silent[j] for j in columns])[:, None]
                said = np.all(codes >= silent, axis=0)
                yield columns, Occupied(cells.keys[said], cells.counts[said])
            done += len(group)

    def _minimal(self, columns: Columns, cells: Occupied) -> tuple[Occupied, npt.NDArray[np.uint8]]:
        """Cells of fewer than k people, and the mark of each; 0: a part of it is as rare."""
        rare = cells.counts < self._threshold
        few = Occupied(cells.keys[rare], cells.counts[rare])
        no_rare = np.ones(len(few.keys), bool)
        no_unique = few.counts == 1
        codes = codes_of(few.keys, columns, self._sizes).T.astype(np.int32)
        places = tuple(range(len(columns)))
        sizes = [self._sizes[j] for j in columns]
        for out in places if len(columns) > 1 else ():
            kept = (*places[:out], *places[out + 1 :])
            part = self._rare[tuple(columns[place] for place in kept)]
            counts = _counts_of(part, keys_of(codes, kept, sizes))
            no_rare &= counts == 0
            no_unique &= counts != 1
        return few, (no_rare * np.uint8(RARE) + no_unique * np.uint8(UNIQUE)).astype(np.uint8)

    def _affordable(self, prefixes: list[Columns]) -> list[Columns]:
        """All prefixes of a level, or a sample of them that takes no more than the bounds."""
        later = [len(self._later(prefix)) for prefix in prefixes]
        left = np.array([self._left[prefix] for prefix in prefixes], np.int64)
        work = left * np.array(later, np.int64)
        cells = np.array([self._most(prefix) for prefix in prefixes], np.int64)
        if work.sum() <= self._visits and cells.sum() <= CELLS:
            self._visited += int(work.sum())
            return prefixes
        order = np.random.default_rng(SEED).permutation(len(prefixes))
        bounds = ((work, self._visits), (cells, CELLS))
        most = [int(np.searchsorted(np.cumsum(of[order]), to, "right")) for of, to in bounds]
        self._visited += self._visits if most[0] <= most[1] else int(work[order][: most[1]].sum())
        return [prefixes[place] for place in np.sort(order[: max(1, min(most))])]

    def _most(self, prefix: Columns) -> int:
        """Most cells of the sets that begin with a prefix."""
        sets = [(*prefix, last) for last in self._later(prefix)]
        return sum(most_cells(self._sizes, one, self._people.people) for one in sets)

    def _countable(self, columns: Columns) -> bool:
        cells = prod(self._sizes[j] for j in columns)
        return min(cells, self._people.people) <= MOST_CELLS and cells <= TOO_WIDE

    def _later(self, prefix: Columns) -> range:
        """The columns after the last of a prefix."""
        return range(prefix[-1] + 1 if prefix else 0, self._width)

    def _share(self, size: int, share: float) -> float:
        """Share of the whole work, if a set of any length took as long."""
        sets = [comb(self._width, each) for each in range(1, self._length + 1)]
        return (sum(sets[: size - 1]) + share * sets[size - 1]) / (sum(sets) * 1.5)


def _counts_of(cells: Occupied, keys: npt.NDArray[np.int64]) -> Integers:
    """The counts of some cells; 0 where they are not among those that are there."""
    if not len(cells.keys):
        return np.zeros(len(keys), np.int64)
    place = np.minimum(np.searchsorted(cells.keys, keys), len(cells.keys) - 1)
    return np.where(cells.keys[place] == keys, cells.counts[place], 0)
