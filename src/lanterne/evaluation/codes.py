"""Two tables of texts as integer codes that mean the same in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.counting.coding import Coding, as_texts
from lanterne.errors import UsageError

DENSE = 4
"""Tables of up to this many cells a row are counted in an array; wider ones by sorting."""

TOO_WIDE = 2**62
"""Largest number of cells whose mixed-radix key, doubled, is a 64-bit integer."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """The cells of one contingency table that are not empty in both tables.

    Attributes:
        said: Whether every column says something in the cell; length cells.
        real: Number of people in each cell.
        released: Number of released rows in each cell.
    """

    said: npt.NDArray[np.bool_]
    real: Integers
    released: Integers


@dataclass(frozen=True)
class CodedTables:
    """The sensitive and the released table, stacked, in codes.

    Codes below ``silent[j]`` say nothing about a person: 0 is blank, then the typed kinds of
    missingness.

    Attributes:
        header: Names of the columns.
        texts: Per column, the text of each code.
        silent: Per column, how many of its codes say nothing.
        codes: Columns × rows; the sensitive rows first.
        rows_real: Number of sensitive rows, at least 1.
    """

    header: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    silent: tuple[int, ...]
    codes: npt.NDArray[np.int32]
    rows_real: int

    @classmethod
    def of(
        cls, real: pl.DataFrame, released: pl.DataFrame, missing: Mapping[str, frozenset[str]]
    ) -> CodedTables:
        """Code both tables; raises UsageError when they are not of the same columns."""
        check_columns(real.columns, released.columns)
        check_people(real.width and real.height)
        stacked = pl.concat([as_texts(real), as_texts(released.select(real.columns))])
        coding = Coding.of_rows(stacked, missing)
        codes = coding.by_column(stacked)
        return cls(coding.header, coding.texts, coding.silent, codes, real.height)

    @property
    def rows_released(self) -> int:
        """Number of released rows."""
        return int(self.codes.shape[1]) - self.rows_real

    def counts(self, column: int) -> tuple[Integers, Integers]:
        """How often each code of a column occurs, in the cases and in the release."""
        size, codes = len(self.texts[column]), self.codes[column]
        real: Integers = np.bincount(codes[: self.rows_real], minlength=size)
        released: Integers = np.bincount(codes[self.rows_real :], minlength=size)
        return real, released

    def countable(self, columns: tuple[int, ...]) -> bool:
        """Whether the cells of a table may be held: they are no more than the rows."""
        return bool(columns)

    def cells_of(self, tables: Sequence[tuple[int, ...]]) -> Iterator[Cells]:
        """The contingency tables of some sets of columns, given by position."""
        return map(self.cells, tables)

    def cells(self, columns: tuple[int, ...]) -> Cells:
        """Count the contingency table of some columns, given by position."""
        key = self.codes[columns[0]].astype(np.int64)
        silent = self.codes[columns[0]] < self.silent[columns[0]]
        size = len(self.texts[columns[0]])
        for j in columns[1:]:
            if size * len(self.texts[j]) > TOO_WIDE:  # number the keys that occur anew
                occurring, key = np.unique(key, return_inverse=True)
                size = len(occurring)
            key *= len(self.texts[j])
            key += self.codes[j]
            silent |= self.codes[j] < self.silent[j]
            size *= len(self.texts[j])
        key += size * silent  # cells that say nothing come after all others
        count = _count_dense if 2 * size <= DENSE * len(key) else _count_sparse
        keys, real, released = count(key[: self.rows_real], key[self.rows_real :], 2 * size)
        return Cells(keys < size, real, released)


def check_columns(real: Sequence[str], released: Sequence[str]) -> None:
    """Raise UsageError unless both tables have the same columns."""
    absent = tuple(name for name in real if name not in released)
    extra = tuple(name for name in released if name not in real)
    if absent and extra:
        raise UsageError("comparison.both-lack", columns=absent, others=extra)
    if absent:
        raise UsageError("comparison.release-lacks", columns=absent)
    if extra:
        raise UsageError("comparison.cases-lack", columns=extra)


def check_people(people: int) -> None:
    """Raise UsageError where nobody is in the cases."""
    if not people:
        raise UsageError("comparison.no-cases")


def _count_dense(
    real: Integers, released: Integers, size: int
) -> tuple[Integers, Integers, Integers]:
    of_real = np.bincount(real, minlength=size)
    of_released = np.bincount(released, minlength=size)
    keys = np.flatnonzero(of_real + of_released)
    return keys, of_real[keys], of_released[keys]


def _count_sparse(
    real: Integers, released: Integers, _: int
) -> tuple[Integers, Integers, Integers]:
    keys_real, counts_real = np.unique(real, return_counts=True)
    keys_released, counts_released = np.unique(released, return_counts=True)
    keys = np.union1d(keys_real, keys_released)
    of_real, of_released = np.zeros((2, len(keys)), np.int64)
    of_real[np.searchsorted(keys, keys_real)] = counts_real
    of_released[np.searchsorted(keys, keys_released)] = counts_released
    return keys, of_real, of_released
