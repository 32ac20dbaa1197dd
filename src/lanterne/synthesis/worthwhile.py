"""Which three-way tables are worth their noise: from public sizes alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout

LARGEST_TRIPLE = 4096
"""Cells of the largest three-way table that is worth its noise."""


def worthwhile_triples(layout: Layout) -> Iterator[tuple[int, int, int]]:
    """Three-way tables small enough to be worth their noise, by position."""
    yield from ((i, j, k) for i, j, k in triples_worth_it(layout).tolist())


def triples_worth_it(layout: Layout) -> npt.NDArray[np.int64]:
    """The same as N × 3, in the same order. Not to be changed: it is kept."""
    return _worthwhile(layout.sizes)


@lru_cache(maxsize=16)
def _worthwhile(sizes: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Kept, since memory, time and errors are foreseen from the same tables as the plan is made."""
    all_of_them = chain.from_iterable(combinations(range(len(sizes)), 3))
    triples = np.fromiter(all_of_them, np.int64).reshape(-1, 3)
    cells = np.array(sizes, np.int64)[triples].prod(axis=1)
    worth_it: npt.NDArray[np.int64] = triples[cells <= LARGEST_TRIPLE]
    return worth_it
