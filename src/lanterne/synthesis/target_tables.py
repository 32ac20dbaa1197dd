"""Which tables of a target may be measured: all of a few columns, from public sizes alone.

A target is a column that users will model. What it depends on may show in no pair: where a label is
the parity of three columns, each two of the four are independent. So the sets of the target with
two to four other columns are enumerated, fewest columns first and then fewest cells, and never
grown from what pairs say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, combinations
from math import prod

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.counting.marginals import Columns

OTHERS = (2, 3, 4)
"""Columns beside the target in one table."""

LARGEST = 4096
"""Cells of the largest table that is worth its noise, as of three-way tables."""

CANDIDATES, CELLS = 10_000, 20_000_000
"""Candidates of all targets together, and their cells: 160 MB. All of three and of four columns up
to a table of 40."""

BOUGHT = 6
"""Tables measured of each target, at most: with more of them the noise in each hides what it has to
tell. Twelve and 24 were tried on a public table and a fictional one, of 20,000 people at ε = 4."""

ROUNDS = 3
"""Adaptive rounds in which they are selected: the model is fitted again after each."""


def candidate_tables(
    layout: Layout, targets: Sequence[int], target: int, *, without_triples: bool
) -> tuple[Columns, ...]:
    """The candidates of one target, in a public order.

    Args:
        layout: Sizes of the columns.
        targets: All targets, which share the room for candidates.
        target: The one.
        without_triples: Leave out tables of three columns, as all that are worth it are measured.
    """
    others = [number for number in OTHERS if number > 2 or not without_triples]
    return _candidates(layout.sizes, target, len(targets), tuple(others))


@lru_cache(maxsize=32)
def _candidates(
    sizes: tuple[int, ...], target: int, targets: int, numbers: tuple[int, ...]
) -> tuple[Columns, ...]:
    """Kept, since memory and time are foreseen from what the plan will have."""
    found: list[Columns] = []
    room = CELLS // targets
    for number in numbers:
        left = CANDIDATES // targets - len(found)
        if not left:
            break
        tables = _sets(sizes, target, number)
        cells = np.asarray(sizes)[tables].prod(axis=1) * sizes[target]
        order = np.argsort(cells, kind="stable")
        order = order[cells[order] <= LARGEST][:left]
        order = order[np.cumsum(cells[order]) <= room]
        room -= int(cells[order].sum())
        found += [tuple(sorted((target, *table))) for table in tables[order].tolist()]
    return tuple(found)


def _sets(sizes: tuple[int, ...], target: int, number: int) -> npt.NDArray[np.int64]:
    """So many columns beside the target, sets × number; without columns too large for any set."""
    beside = [column for column in range(len(sizes)) if column != target]
    smallest = prod(sorted(sizes[column] for column in beside)[: number - 1])
    beside = [c for c in beside if sizes[c] * smallest * sizes[target] <= LARGEST]
    flat = chain.from_iterable(combinations(beside, number))
    return np.fromiter(flat, np.int64).reshape(-1, number)


def tables_bought(candidates: Sequence[Columns]) -> int:
    """How many of the candidates of one target are measured, at most."""
    return min(BOUGHT, len(candidates))
