"""The people of a release as whole numbers, so that counting them takes a millisecond.

Each cell is the place of its text in the list of its column, and numpy looks at these numbers where
they lie, without a copy. What a text says is found out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import prod
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lanterne.codebook.model import Column
from lanterne.hub.portal.published import PublishedCounts
from lanterne.release import People

NO_ANSWER = ""
"""Stands for every kind of missingness: blank never means no."""

MOST_BINS = 1_000_000
"""Most combinations of texts for each of which a number is kept while rows are counted."""

FEW = 4
"""Up to so many texts are faster compared one by one than looked up."""

SOME = 16
"""Up to so many texts of a column are faster counted one by one than all at once."""

FILTERS_KEPT = 8
"""Filters whose rows are kept: a page counts seven times among the same rows, or nearly."""

Answers = tuple[str, ...]
Codes = NDArray[np.integer]
Mask = NDArray[np.bool_]
"""Row → whether it is meant."""


@dataclass(frozen=True)
class Cells:
    """A column in numbers.

    Attributes:
        codes: Row → the place of its text.
        says: Place → the answers that the text gives: one, or of a large set one for each member;
            :data:`NO_ANSWER` alone where it gives none.
    """

    codes: Codes
    says: tuple[Answers, ...]

    def answered(self) -> Mask:
        """Rows with an answer."""
        return self._where([said != (NO_ANSWER,) for said in self.says])

    def giving(self, answer: str) -> Mask:
        """Rows that give this answer."""
        return self._where([answer in said for said in self.says])

    def _where(self, meant: Sequence[bool]) -> Mask:
        """Rows with one of the texts that are meant."""
        few, these = sorted((meant.count(value), value) for value in (False, True))[0]
        if few > FEW:
            return np.array(meant, dtype=bool)[self.codes]
        places = [place for place, value in enumerate(meant) if value == these]
        found = np.zeros(len(self.codes), dtype=bool)
        for place in places:
            found |= self.codes == place
        return found if these else ~found


class Coded:
    """Some people in numbers. Safe for several threads: what two find at once is the same.

    Attributes:
        published: The counts that were published of them.
    """

    def __init__(self, people: People) -> None:
        self.published = PublishedCounts(people)
        self._rows = people.rows
        self._table = people.table
        self._cells: dict[str, Cells] = {}
        self._answered: dict[str, Mask] = {}
        self._passing: dict[tuple[tuple[str, str], ...], Mask] = {}
        self._tallies: dict[str, Mapping[Answers, int]] = {}

    def cells(self, column: Column) -> Cells:
        """A column of theirs."""
        found = self._cells.get(column.name)
        if found is None:
            found = self._cells[column.name] = _cells(self._rows[column.name], column)
        return found

    def answered(self, column: Column) -> Mask:
        """Rows with an answer in the column, or in its group: the denominator of percentages."""
        if column.group is None:
            return self.cells(column).answered()
        found = self._answered.get(column.group)
        if found is None:
            group = [one for one in self._table.columns if one.group == column.group]
            found = np.logical_or.reduce([self.cells(one).answered() for one in group])
            self._answered[column.group] = found
        return found

    def passing(self, where: Mapping[str, str]) -> Mask | None:
        """Rows that give all these answers; ``None``: none is asked for, and so all do."""
        if not where:
            return None
        key = tuple(sorted(where.items()))
        found = self._passing.get(key)
        if found is None:
            column = self._table.column
            masks = (self.cells(column(name)).giving(answer) for name, answer in key)
            found = reduce(np.logical_and, masks)
            if len(self._passing) >= FILTERS_KEPT:
                self._passing.clear()
            self._passing[key] = found
        return found

    def count(self, columns: Sequence[Column], among: Mask | None) -> Mapping[Answers, int]:
        """Answers in these columns → rows that give them; each member of a large set is one.

        Args:
            columns: One or more.
            among: The rows that are counted; ``None``: all, and a column by itself only once.
        """
        if among is not None or len(columns) > 1:
            return self._count(columns, among)
        name = columns[0].name
        found = self._tallies.get(name)
        if found is None:
            found = self._tallies[name] = self._count(columns, None)
        return found

    def _count(self, columns: Sequence[Column], among: Mask | None) -> dict[Answers, int]:
        parts = [self.cells(column) for column in columns]
        found: dict[Answers, int] = {}
        for places, rows in _tallied(parts, among):
            says = [cells.says[place] for cells, place in zip(parts, places, strict=True)]
            for answers in product(*says):
                found[answers] = found.get(answers, 0) + rows
        return found


def _tallied(parts: Sequence[Cells], among: Mask | None) -> Iterator[tuple[list[int], int]]:
    """The places of the texts that occur together, and how often."""
    sizes = [len(cells.says) for cells in parts]
    if len(parts) == 1 and sizes[0] <= SOME:
        for place in range(sizes[0]):
            here = parts[0].codes == place
            number = int(np.count_nonzero(here if among is None else here & among))
            if number:
                yield [place], number
        return
    these = None if among is None else np.flatnonzero(among)  # five times as fast as the mask
    together, *others = (
        cells.codes if these is None else cells.codes.take(these) for cells in parts
    )
    for codes, size in zip(others, sizes[1:], strict=True):
        together = together.astype(np.int64) * size + codes
    if prod(sizes) <= MOST_BINS:
        bins = np.bincount(together)
        occurring = np.flatnonzero(bins)
        rows = bins[occurring]
    else:
        occurring, rows = np.unique(together, return_counts=True)
    places = np.unravel_index(occurring, sizes)
    for *at, number in zip(*(one.tolist() for one in (*places, rows)), strict=True):
        yield at, number


def _cells(rows: pl.Series, column: Column) -> Cells:
    kind = rows.dtype
    assert isinstance(kind, pl.Enum)  # as people_of gives them
    missing = {text for texts in column.missing.values() for text in texts}
    says = (
        (NO_ANSWER,) if not text or text in missing else _said(text, column)
        for text in kind.categories.to_list()
    )
    return Cells(rows.to_physical().fill_null(0).to_numpy(), tuple(says))


def _said(text: str, column: Column) -> Answers:
    return tuple(text.split(column.separator)) if column.split else (text,)


def coded(people: People) -> Coded:
    """These people in numbers, kept as long as they are."""
    found = _KNOWN.get(people)
    if found is None:
        found = _KNOWN[people] = Coded(people)
    return found


_KNOWN: WeakKeyDictionary[People, Coded] = WeakKeyDictionary()
