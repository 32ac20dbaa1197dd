"""Cells of many contingency tables that are not empty, with the number of rows in each.

A table of few cells is counted in a flat array; one that may have more cells than there are rows
by sorting. Memory is that of the cells that are not empty, which are never more than the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.counting.answered import Tally
from lanterne.counting.coding import Codes, Coding, Integers
from lanterne.counting.marginals import Columns
from lanterne.counting.tables import TableCounts

Keys = npt.NDArray[Any]
"""Numbers of cells in C order; where a table is too wide for 64 bits, the codes as bytes."""

DENSE = 1 << 20
"""Most cells of a table that is counted in a flat array."""

ROOM = 1 << 23
"""Most cells of the tables that are counted together."""

TOO_WIDE = 1 << 62
"""Largest number of cells whose numbers are 64-bit integers."""

PENDING = 1 << 12
"""Cells that wait until they are added to those of their table."""


def most_cells(sizes: Sequence[int], columns: Columns, rows: int) -> int:
    """Most cells of a table that are not empty."""
    return min(prod(sizes[j] for j in columns), rows)


def keys_of(codes: Codes, columns: Columns, sizes: Sequence[int]) -> Keys:
    """The cell of each row.

    Args:
        codes: Rows × columns.
        columns: Those of the table.
        sizes: Number of codes of every column.
    """
    if prod(sizes[j] for j in columns) > TOO_WIDE:
        whole = np.ascontiguousarray(codes[:, list(columns)].astype(">u4"))
        return whole.view(f"V{4 * len(columns)}").ravel()
    key = codes[:, columns[0]].astype(np.int64)
    for j in columns[1:]:
        key *= sizes[j]
        key += codes[:, j]
    return key


def codes_of(keys: Keys, columns: Columns, sizes: Sequence[int]) -> Integers:
    """The codes of cells, columns of the table × cells."""
    if keys.dtype.kind == "V":
        return keys.view(">u4").reshape(-1, len(columns)).T.astype(np.int64)
    codes, rest = np.empty((len(columns), len(keys)), np.int64), keys
    for place in range(len(columns) - 1, -1, -1):
        rest, codes[place] = np.divmod(rest, sizes[columns[place]])
    return codes


@dataclass(frozen=True)
class Occupied:
    """Cells of one table that are not empty.

    Attributes:
        keys: Their numbers, ascending.
        counts: Rows in each, at least 1.
    """

    keys: Keys = field(repr=False)
    counts: Integers = field(repr=False)

    def __add__(self, other: Occupied) -> Occupied:
        """The cells of both, those in both with the sum."""
        return _united([self, other])

    @classmethod
    def of(cls, keys: Keys) -> Occupied:
        """The cells of some rows."""
        found, counts = np.unique(keys, return_counts=True)
        return cls(found, counts.astype(np.int64))


def _united(parts: Sequence[Occupied]) -> Occupied:
    keys = np.concatenate([one.keys for one in parts])
    counts = np.concatenate([one.counts for one in parts])
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else order
    return Occupied(keys[first], np.add.reduceat(counts, first) if len(first) else counts)


@dataclass(frozen=True)
class CellCounts:
    """What was counted of several tables.

    Attributes:
        flat: Tables of few cells, one after the other, with their empty cells.
        occupied: The others.
    """

    flat: Integers = field(repr=False)
    occupied: tuple[Occupied, ...] = field(repr=False)

    def __add__(self, other: CellCounts) -> CellCounts:
        """Of the rows of both."""
        pairs = zip(self.occupied, other.occupied, strict=True)
        return CellCounts(self.flat + other.flat, tuple(one + two for one, two in pairs))


@dataclass(frozen=True)
class CountCells:
    """Counts the cells of some tables; the sum is a :class:`CellCounts`.

    Attributes:
        coding: The codes of the answers.
        tables: The columns of each table, ascending.
    """

    coding: Coding
    tables: tuple[Columns, ...]

    @cached_property
    def few(self) -> tuple[Columns, ...]:
        """Tables that are counted in a flat array."""
        return tuple(one for one in self.tables if self._cells(one) <= DENSE)

    @cached_property
    def many(self) -> tuple[Columns, ...]:
        """The others."""
        return tuple(one for one in self.tables if self._cells(one) > DENSE)

    def _cells(self, columns: Columns) -> int:
        return prod(self.coding.sizes[j] for j in columns)

    def begin(self) -> Tally:
        """Counts of no rows."""
        return _Cells(self)

    def cells(self, counts: CellCounts) -> Iterator[Occupied]:
        """The cells of each table, in the order of ``tables``."""
        starts = self.coding.layout.table_offsets(self.few) if self.few else [0]
        flat, others = iter(pairwise(starts)), iter(counts.occupied)
        for table in self.tables:
            if self._cells(table) > DENSE:
                yield next(others)
                continue
            start, stop = next(flat)
            keys = np.flatnonzero(counts.flat[start:stop])
            yield Occupied(keys, counts.flat[start:stop][keys])


class _Cells:
    def __init__(self, asked: CountCells) -> None:
        self._asked = asked
        self._flat = TableCounts(asked.coding.layout, asked.few) if asked.few else None
        self._occupied = [_Gathered() for _ in asked.many]

    def add(self, rows: pl.DataFrame) -> None:
        coding = self._asked.coding
        codes = coding.codes(rows)
        if self._flat is not None:
            self._flat.add(codes)
        for columns, found in zip(self._asked.many, self._occupied, strict=True):
            found.add(Occupied.of(keys_of(codes, columns, coding.sizes)))

    @property
    def sum(self) -> CellCounts:
        flat = np.zeros(0, np.int64) if self._flat is None else self._flat.counts
        none = self._asked.coding.codes(
            pl.DataFrame(schema=dict.fromkeys(self._asked.coding.header, pl.String))
        )
        nothing = [keys_of(none, one, self._asked.coding.sizes) for one in self._asked.many]
        pairs = zip(self._occupied, nothing, strict=True)
        return CellCounts(flat, tuple(one.whole(keys) for one, keys in pairs))


class _Gathered:
    """Cells of one table, of which more come."""

    def __init__(self) -> None:
        self._parts: list[Occupied] = []
        self._waiting = 0

    def add(self, more: Occupied) -> None:
        self._parts.append(more)
        self._waiting += len(more.keys)
        if self._waiting > max(PENDING, len(self._parts[0].keys)):
            self._parts, self._waiting = [_united(self._parts)], 0

    def whole(self, nothing: Keys) -> Occupied:
        return _united([Occupied(nothing, np.zeros(0, np.int64)), *self._parts])


def counted_together(
    tables: Iterable[Columns], sizes: Sequence[int], rows: int
) -> Iterator[tuple[Columns, ...]]:
    """Tables in groups, in their order, of at most ``ROOM`` cells; one with more stands alone."""
    group: list[Columns] = []
    room = ROOM
    for table in tables:
        cells = most_cells(sizes, table, rows)
        if group and cells > room:
            yield tuple(group)
            group, room = [], ROOM
        group.append(table)
        room -= cells
    if group:
        yield tuple(group)
