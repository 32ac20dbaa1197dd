"""What minimal combinations mean for each person who gives one: a pass over all people.

Which combinations are rare, and minimal, is known from their counts. Whose they are, each person's
own answers say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.compiled import compiled
from lanterne.counting.answered import Tally
from lanterne.counting.coding import Coding
from lanterne.counting.marginals import Columns, padded
from lanterne.risk.found import PersonTally, Standing, standing_of

# mypy: disable-error-code="no-untyped-def"

RARE, UNIQUE = 1, 2
"""Marks of a combination that is minimal among the rare ones, and among the unique ones."""

LISTED = 1 << 20
"""Most cells of a set of columns whose marks lie in a flat array."""

ROOM = 1 << 27
"""Most cells of all these arrays; marks of further sets are looked for among those there are."""

Integers = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class MarkedSet:
    """A set of columns with minimal combinations.

    Attributes:
        columns: The columns, ascending.
        keys: The cells that are minimal, ascending.
        marks: ``RARE``, ``UNIQUE`` or both, of each.
    """

    columns: Columns
    keys: Integers = field(repr=False)
    marks: Marks = field(repr=False)


@dataclass(frozen=True)
class CountStanding:
    """Counts who stands out by marked combinations; the sum is a :class:`Standing`.

    Attributes:
        coding: The codes of the answers.
        marked: Sets of columns with minimal combinations.
        lengths: Most columns in one that was looked for.
    """

    coding: Coding
    marked: tuple[MarkedSet, ...] = field(repr=False)
    lengths: int

    def begin(self) -> Tally:
        """Counts of nobody."""
        return _Standing(self)


class _Standing:
    def __init__(self, asked: CountStanding) -> None:
        self._asked, sizes = asked, asked.coding.sizes
        room, listed, self._searched = ROOM, [], []
        for one in asked.marked:
            cells = prod(sizes[j] for j in one.columns)
            if cells <= min(LISTED, room):
                listed.append(one)
                room -= cells
            else:
                self._searched.append((one, _steps(one.columns, sizes)))
        self._columns = padded([one.columns for one in listed])
        self._steps = np.zeros_like(self._columns)
        for line, one in zip(self._steps, listed, strict=True):
            line[: len(one.columns)] = _steps(one.columns, sizes)
        self._starts = asked.coding.layout.table_offsets(self._columns)
        self._lookup = np.zeros(int(self._starts[-1]), np.uint8)
        for start, one in zip(self._starts, listed, strict=False):
            self._lookup[start + one.keys] = one.marks
        self._silent = np.array(asked.coding.silent, np.int32)[:, None]
        self._sizes = tuple(
            size - silent + 1 for size, silent in zip(sizes, asked.coding.silent, strict=True)
        )
        self.sum: Standing = self._of(np.zeros((len(sizes), 0), np.int32))

    def add(self, rows: pl.DataFrame) -> None:
        self.sum += self._of(self._asked.coding.by_column(rows))

    def _of(self, codes: npt.NDArray[np.int32]) -> Standing:
        width, n = codes.shape
        tally = PersonTally(
            np.zeros(n, np.int8),
            np.zeros((n, self._asked.lengths), np.int32),
            np.zeros(n, np.int8),
            np.zeros(n, np.int32),
            np.zeros((n, width), np.int32),
        )
        if n and len(self._columns):
            note_listed(codes, self._columns, self._steps, self._starts, self._lookup, tally)
        for one, steps in self._searched if n else ():
            columns = np.array(one.columns, np.int64)
            note_searched(codes, columns, steps, one.keys, one.marks, tally)
        answers = np.maximum(codes - self._silent + 1, 0)
        return standing_of(answers, self._sizes, tally)


def _steps(columns: Columns, sizes: tuple[int, ...]) -> Integers:
    """Cells from one code of each column to the next."""
    after = [prod(sizes[j] for j in columns[place + 1 :]) for place in range(len(columns))]
    return np.array(after, np.int64)


@compiled()
def note_listed(codes, columns, steps, starts, lookup, tally):
    """Note what marks in a flat array say of each person.

    Args:
        codes: Columns × people.
        columns: The columns of each set, in the order of their lengths; -1 behind the last.
        steps: Cells from one code of each to the next.
        starts: First cell of each set.
        lookup: The mark of each cell; 0: none.
        tally: What was found, to be added to.
    """
    people = codes.shape[1]
    step = 1024
    cells = np.empty(step, np.int64)
    for begin in range(0, people, step):
        here = min(begin + step, people) - begin
        for number in range(len(columns)):
            cells[:here] = starts[number]
            length = 0
            for place in range(columns.shape[1]):
                column = columns[number, place]
                if column >= 0:
                    length += 1
                    away = steps[number, place]
                    for i in range(here):
                        cells[i] += away * codes[column, begin + i]
            for i in range(here):
                mark = lookup[cells[i]]
                if mark:
                    note_mark(begin + i, mark, columns[number, :length], tally)


@compiled()
def note_searched(codes, columns, steps, keys, marks, tally):
    """Note what the marks of one set of columns say of each person; see ``note_listed``.

    Args:
        codes: Columns × people.
        columns: The columns of the set.
        steps: Cells from one code of each to the next.
        keys: Cells with a mark, ascending.
        marks: Their marks.
        tally: What was found, to be added to.
    """
    for person in range(codes.shape[1]):
        cell = np.int64(0)
        for place in range(len(columns)):
            cell += steps[place] * codes[columns[place], person]
        found = np.searchsorted(keys, cell)
        if found < len(keys) and keys[found] == cell:
            note_mark(person, marks[found], columns, tally)


@compiled()
def note_mark(person, mark, columns, tally):
    """Note one minimal combination of a person; shorter ones come before longer ones."""
    length = len(columns)
    if mark & UNIQUE:
        tally.uniques[person, length - 1] += 1
        if tally.unique_at[person] == 0 or length < tally.unique_at[person]:
            tally.unique_at[person] = length
    if mark & RARE:
        tally.rare[person] += 1
        if tally.rare_at[person] == 0 or length < tally.rare_at[person]:
            tally.rare_at[person] = length
        for column in columns:
            tally.rare_members[person, column] += 1
