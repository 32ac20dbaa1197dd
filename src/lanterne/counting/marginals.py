"""Marginal counts by one pass over batches of codes.

With H the one-hot matrix of the table (n × T, T = Σ sizes), G = HᵀH holds every one-way count on
its diagonal and every two-way table in its blocks. It is filled row by row without forming H:
d(d-1)/2 increments a row, T² integers of memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled

Codes = npt.NDArray[np.uint16]
Counts = npt.NDArray[np.int64]
Columns = tuple[int, ...]
"""Columns of a table, ascending."""

Triple = tuple[int, int, int]

Tables = Sequence[Columns] | npt.NDArray[np.int64]
"""Tables of any widths, by their columns; as an array as :func:`padded` makes it."""


@dataclass(frozen=True)
class Layout:
    """Where each model column and each table lies in flat arrays.

    Attributes:
        sizes: Number of codes of each of the d model columns; each ≥ 1.
    """

    sizes: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.sizes or min(self.sizes) < 1:
            raise ValueError(f"sizes must be positive and not empty, got {self.sizes}")

    @property
    def width(self) -> int:
        """Number of model columns, d."""
        return len(self.sizes)

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Start of each column in the one-hot order; length d + 1, the last is T."""
        return np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)

    @property
    def total(self) -> int:
        """Length of the one-hot order, T."""
        return int(self.offsets[-1])

    @cached_property
    def column_of(self) -> npt.NDArray[np.int64]:
        """Column of each one-hot position; length T."""
        return np.repeat(np.arange(self.width), self.sizes)

    def block(self, column: int) -> slice:
        """The one-hot positions of a column."""
        return slice(int(self.offsets[column]), int(self.offsets[column + 1]))

    def table_offsets(self, tables: Tables) -> npt.NDArray[np.int64]:
        """Start of each table of any width in one flat array; length len(tables) + 1."""
        columns = padded(tables)
        cells = np.where(columns >= 0, np.asarray(self.sizes, np.int64)[columns], 1).prod(axis=1)
        return np.concatenate([[0], np.cumsum(cells)]).astype(np.int64)


def padded(tables: Tables) -> npt.NDArray[np.int64]:
    """The columns of each table, tables × width of the widest; -1 after those of a narrower one."""
    if isinstance(tables, np.ndarray):
        return tables
    widths = np.fromiter(map(len, tables), np.int64, len(tables))
    lines = np.full((len(tables), widths.max(initial=1)), -1, np.int64)
    there = np.arange(lines.shape[1]) < widths[:, None]
    lines[there] = np.fromiter(chain.from_iterable(tables), np.int64, int(widths.sum()))
    return lines


def count_pairs(batches: Iterable[Codes], layout: Layout) -> Counts:
    """All one- and two-way counts, G = HᵀH.

    Args:
        batches: Arrays of codes, rows × d; code of column j in 0 … sizes[j] - 1.
        layout: Sizes of the columns.

    Returns:
        T × T symmetric; one-way counts on the diagonal, zero elsewhere in the diagonal blocks.
        Adding one person adds one to a single cell of each one-way and each two-way table.
    """
    gram = np.zeros((layout.total, layout.total), np.int64)
    for codes in batches:
        _add_pairs(np.ascontiguousarray(codes), layout.offsets, gram)
    upper = np.triu(gram)
    return upper + np.triu(gram, 1).T


@compiled()
def _add_pairs(codes, offsets, gram):  # type: ignore[no-untyped-def]
    rows, width = codes.shape
    position = np.empty(width, np.int64)
    for row in range(rows):
        for column in range(width):
            position[column] = offsets[column] + codes[row, column]
        for first in range(width):
            line = gram[position[first]]
            for second in range(first, width):
                line[position[second]] += 1
