"""Tables of three columns and more, of any sizes, one after the other in a flat array.

Where their cells lie, for compiled loops that change one code of a row, and their counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting.marginals import Codes, Columns, Counts, Layout, Tables, padded

Integers = npt.NDArray[np.int64]
Cell = TypeVar("Cell", bound=np.generic)


class TableIndex(NamedTuple):
    """Tables in one flat array, and which of them hold a column.

    Attributes:
        columns: The columns of each table; tables × width of the widest. A narrower table ends in
            columns 0 whose steps are 0.
        starts: First cell of each table, and the end; length tables + 1.
        steps: Cells from one code of each column of a table to the next; tables × widest.
        of_column: The tables that hold column 0, then those that hold column 1, and so on.
        strides: For each entry of ``of_column``, by how many cells the column's next code is away.
        first: Where the tables of each column begin in ``of_column``; length d + 1.
    """

    columns: Integers
    starts: Integers
    steps: Integers
    of_column: Integers
    strides: Integers
    first: Integers


def table_index(layout: Layout, tables: Tables) -> TableIndex:
    """The index of the tables as they lie by :meth:`Layout.table_offsets`."""
    columns = padded(tables)
    sizes = np.where(columns >= 0, np.asarray(layout.sizes, np.int64)[columns], 1)
    steps = np.ones_like(sizes)
    steps[:, :-1] = np.cumprod(sizes[:, :0:-1], axis=1)[:, ::-1]
    steps[columns < 0] = 0
    members = [np.nonzero((columns == column).any(axis=1))[0] for column in range(layout.width)]
    return TableIndex(
        columns=np.maximum(columns, 0),
        starts=layout.table_offsets(columns),
        steps=steps,
        of_column=np.concatenate(members).astype(np.int64),
        strides=np.concatenate(
            [steps[some][columns[some] == column] for column, some in enumerate(members)]
        ),
        first=np.cumsum([0, *(len(some) for some in members)]).astype(np.int64),
    )


def count_tables(batches: Iterable[Codes], layout: Layout, tables: Tables) -> Counts:
    """Counts of the tables, one after the other in a flat array, in C order of their columns.

    Adding one person adds one to a single cell of each table.

    Args:
        batches: Arrays of codes, rows × d.
        layout: Sizes of the columns.
        tables: The columns of each, ascending.

    Returns:
        The cell (a, b, c) of columns (i, j, k) lies at ``start + (a·sizes[j] + b)·sizes[k] + c``.
    """
    found = TableCounts(layout, tables)
    for codes in batches:
        found.add(codes)
    return found.counts


class TableCounts:
    """Counts as :func:`count_tables` has them, to which batches are added one by one.

    Attributes:
        counts: The tables, one after the other in a flat array.
    """

    def __init__(self, layout: Layout, tables: Tables) -> None:
        self._index = table_index(layout, tables)
        self.counts: Counts = np.zeros(int(self._index.starts[-1]), np.int64)

    def add(self, codes: npt.NDArray[np.integer[Any]]) -> None:
        """Count some rows of codes, rows × d."""
        _add_tables(np.ascontiguousarray(codes), self._index, self.counts)


def split_tables(
    flat: npt.NDArray[Cell], layout: Layout, tables: Sequence[Columns]
) -> list[npt.NDArray[Cell]]:
    """The flat array as one view per table, with an axis for each of its columns."""
    starts = layout.table_offsets(tables)
    return [
        flat[start:stop].reshape([layout.sizes[column] for column in columns])
        for columns, (start, stop) in zip(tables, pairwise(starts), strict=True)
    ]


def some_tables(
    flat: npt.NDArray[Cell], layout: Layout, tables: Sequence[Columns], places: Sequence[int]
) -> npt.NDArray[Cell]:
    """The flat array of some of the tables, by their positions, in that order; one at least."""
    starts = layout.table_offsets(tables)
    return np.concatenate([flat[starts[place] : starts[place + 1]] for place in places])


@compiled()
def table_cell(row, index, table):  # type: ignore[no-untyped-def]
    """The cell of a table in which a row is counted."""
    cell = index.starts[table]
    for place in range(index.columns.shape[1]):
        cell += index.steps[table, place] * np.int64(row[index.columns[table, place]])
    return cell


@compiled()
def next_prefix(codes, table, offsets, width):  # type: ignore[no-untyped-def]
    """Go on to the next codes of all columns of a table but the last, in C order, in place.

    Args:
        codes: The codes, at least width - 1 of them.
        table: The columns of the table.
        offsets: Start of each column in the one-hot order.
        width: Columns of the table.

    Returns:
        The place of the first code that changed; -1 when there are no more, and all are 0 again.
    """
    place = width - 2
    while place >= 0:
        codes[place] += 1
        if codes[place] < offsets[table[place] + 1] - offsets[table[place]]:
            return place
        codes[place] = 0
        place -= 1
    return place


@compiled()
def _add_tables(codes, index, counts):  # type: ignore[no-untyped-def]
    # Blocks of rows, column by column, stay in cache while every table passes over them.
    rows, width = codes.shape
    step = 1024
    block = np.empty((width, step), np.int64)
    cells = np.empty(step, np.int64)
    for begin in range(0, rows, step):
        here = min(begin + step, rows) - begin
        for row in range(here):
            for column in range(width):
                block[column, row] = codes[begin + row, column]
        for table in range(index.starts.size - 1):
            cells[:here] = index.starts[table]
            for place in range(index.columns.shape[1]):
                away = index.steps[table, place]
                if away > 0:
                    column = index.columns[table, place]
                    for row in range(here):
                        cells[row] += away * block[column, row]
            for row in range(here):
                counts[cells[row]] += 1
