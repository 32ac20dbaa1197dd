"""In which order columns are drawn, and on which others each depends.

Each column is drawn given up to two that were drawn before it. The greedy choice by mutual
information is that of Chow and Liu (1968) with a second parent, as in Zhang et al. (2017),
"PrivBayes", Algorithm 2, without noise.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.anonymity.synthetic.coding import UNKNOWN
from lanterne.anonymity.synthetic.support import Support
from lanterne.counting.marginals import Triple

Integers = npt.NDArray[np.int64]

WORTH = 0.002
"""Information, in nats, that a second parent must add."""


class BayesianNetwork(NamedTuple):
    """How rows are drawn, for compiled loops.

    Attributes:
        order: The columns in the order in which they are drawn; length d.
        parents: d × 2, the columns that each depends on; UNKNOWN where there is none.
    """

    order: Integers
    parents: Integers


def choose_network(support: Support) -> BayesianNetwork:
    """The order of columns and the parents of each; those that cannot be blank come first."""
    needed = set(np.flatnonzero(support.allowed.blank == UNKNOWN).tolist())
    width = len(support.entropies)
    parents = np.full((width, 2), UNKNOWN, np.int64)
    order: list[int] = []
    left = set(range(width))
    best: dict[int, tuple[float, tuple[int, ...]]] = dict.fromkeys(left, (0.0, ()))
    while left:
        among = left & needed or left
        column = max(sorted(among), key=lambda c: (best[c][0], support.entropy((c,))))
        parents[column, : len(best[column][1])] = best[column][1]
        order.append(column)
        left.remove(column)
        for other in left:
            best[other] = max(
                best[other], _best_given(support, other, column, order), key=lambda one: one[0]
            )
    return BayesianNetwork(np.array(order, np.int64), parents)


def _best_given(
    support: Support, column: int, newest: int, drawn: list[int]
) -> tuple[float, tuple[int, ...]]:
    """The most that the newest of the drawn columns, alone or with another, says of a column."""
    alone = support.information(column, (newest,))
    best: tuple[float, tuple[int, ...]] = (alone, (newest,))
    for other in drawn:
        if other != newest:
            both = support.information(column, (other, newest))
            if both > best[0] + (WORTH if len(best[1]) == 1 else 0.0):
                best = (both, (other, newest))
    return best


def dependent_triples(
    support: Support, sizes: tuple[int, ...], cells: int, tables: int
) -> list[Triple]:
    """The three-way tables whose columns depend on each other most beyond their pairs.

    Args:
        support: How columns depend.
        sizes: Number of codes of each column.
        cells: Most cells of all tables together.
        tables: Most tables.
    """
    triples = sorted(combinations(range(len(sizes)), 3), key=lambda t: -support.interaction(t))
    chosen: list[Triple] = []
    room = cells
    for triple in triples:
        size = int(np.prod([sizes[column] for column in triple]))
        if size <= room and len(chosen) < tables:
            chosen.append(triple)
            room -= size
    return sorted(chosen)
