"""Where the cells of three-way tables lie, for compiled loops that change one code of a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting.marginals import Layout, Triple

Integers = npt.NDArray[np.int64]


class TripleIndex(NamedTuple):
    """Three-way tables in one flat array, and which of them hold a column.

    Attributes:
        triples: The columns of each table; tables × 3.
        starts: First cell of each table, and the end; length tables + 1.
        steps: Cells from one code of each column of a table to the next; tables × 3.
        of_column: The tables that hold column 0, then those that hold column 1, and so on.
        strides: For each entry of ``of_column``, by how many cells the column's next code is away.
        first: Where the tables of each column begin in ``of_column``; length d + 1.
    """

    triples: Integers
    starts: Integers
    steps: Integers
    of_column: Integers
    strides: Integers
    first: Integers


def triple_index(layout: Layout, triples: Sequence[Triple]) -> TripleIndex:
    """The index of the tables as they lie in :func:`lanterne.counting.count_triples`."""
    tables = np.asarray(triples, np.int64).reshape(-1, 3)
    sizes = np.asarray(layout.sizes, np.int64)[tables]
    steps = np.column_stack([sizes[:, 1] * sizes[:, 2], sizes[:, 2], np.ones_like(sizes[:, 2])])
    members = [np.nonzero((tables == column).any(axis=1))[0] for column in range(layout.width)]
    return TripleIndex(
        triples=tables,
        starts=layout.triple_offsets(triples),
        steps=steps,
        of_column=np.concatenate(members).astype(np.int64),
        strides=np.concatenate(
            [steps[some][tables[some] == column] for column, some in enumerate(members)]
        ),
        first=np.cumsum([0, *(len(some) for some in members)]).astype(np.int64),
    )


@compiled()
def triple_cell(row, index, table):  # type: ignore[no-untyped-def]
    """The cell of a three-way table in which a row is counted."""
    cell = index.starts[table] + np.int64(row[index.triples[table, 2]])
    for place in range(2):
        cell += index.steps[table, place] * np.int64(row[index.triples[table, place]])
    return cell
