"""Local suppression: rows that the recoding left in small classes lose the cells that cost least.

Which cells are blank together is a pattern. Patterns are tried from the cheapest to the dearest;
rows that are in a good class under one, or fall into one that is already published, are done.
That is sdcMicro's local suppression (Templ, Kowarik and Meindl 2015, section 3.2.2) with rows
taken by classes, so that each row pays for the cheapest pattern that hides it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

from lanterne.anonymity.generalised.lattice import best_node
from lanterne.anonymity.generalised.records import Demand, Node, Records

PATTERNS = 4_096
"""Most patterns of suppression that are tried, from the cheapest on."""

SHARES = (0.1, 0.35, 1.0)
"""What a row outside the good classes is taken to lose, when a recoding is first chosen."""

PATIENCE = 150
"""Most nodes that are looked at for each of them."""


class Recoding(StrEnum):
    """What may become of the rows that the best recoding leaves in small classes."""

    GLOBAL = "global"
    LOCAL = "local"


@dataclass(frozen=True)
class Solution:
    """A recoding of every combination. Sensitive: it tells how rare they are.

    Attributes:
        node: The levels of the columns.
        nodes: The levels of each combination: dimensions × combinations; -1: its rows are dropped.
        loss: Iyengar's loss metric, 0 to 1: 0 when nothing is lost, 1 when nothing is left.
        left: Share of the rows that the levels of the columns do not hide.
    """

    node: Node
    nodes: npt.NDArray[np.int16]
    loss: float
    left: float


def solve(
    records: Records,
    demand: Demand,
    recoding: Recoding = Recoding.GLOBAL,
    limit: float = 1.0,
    progress: Callable[[float], None] = lambda _: None,
) -> Solution | None:
    """A good recoding with local suppression.

    How much the rows that a recoding leaves will lose is known only once they are suppressed. So
    the best node of the lattice is found for a few guesses; from there the search goes on to a
    neighbouring node as long as one turns out to lose less.

    Args:
        records: What is recoded.
        demand: What makes a class good.
        recoding: Whether rows that are left may only lose cells, or may also be recoded further.
        limit: Largest share of rows that are left to local suppression.
        progress: Told how far things are, 0 to 1.

    Returns:
        ``None`` when no recoding leaves so few rows.
    """
    starts = [best_node(records, demand, share, limit, PATIENCE) for share in SHARES]
    tried: dict[Node, Solution] = {}
    for start in starts:
        if start is not None and start.node not in tried:
            tried[start.node] = suppressed(records, demand, start.node, recoding)
    if not tried:
        return None
    best = min(tried.values(), key=lambda solution: solution.loss)
    for step in range(sum(records.top)):
        progress(step / sum(records.top))
        for node in _neighbours(best.node, records.top):
            if node not in tried:
                tried[node] = suppressed(records, demand, node, recoding)
        within = [solution for solution in tried.values() if solution.left <= limit]
        found = min(within, key=lambda solution: solution.loss)
        if found is best:
            break
        best = found
    return best


def _neighbours(node: Node, top: Node) -> list[Node]:
    """The nodes that differ by one level in one dimension."""
    found = []
    for place, level in enumerate(node):
        for other in (level - 1, level + 1):
            if 0 <= other <= top[place]:
                found.append((*node[:place], other, *node[place + 1 :]))
    return found


def suppressed(records: Records, demand: Demand, node: Node, recoding: Recoding) -> Solution:
    """Give every combination the cheapest pattern above a node that hides its rows."""
    nodes = np.full(records.codes.shape, -1, np.int16)
    left = np.arange(len(records.counts))
    published = np.zeros(0, np.int64)
    share = 1.0
    for number, pattern in enumerate(_patterns(records, node, recoding)):
        if not len(left):
            break
        keys = records.keys(pattern, left)
        hidden = records.good(keys, demand, left)
        if demand.monotone:
            hidden |= np.isin(keys, published)
        if hidden.any():
            nodes[:, left[hidden]] = np.array(pattern, np.int16)[:, None]
            published = np.union1d(published, keys[hidden])
            left = left[~hidden]
        if number == 0:
            share = float(records.counts[left].sum()) / records.rows
    return Solution(node, nodes, loss_of(records, nodes), share)


def loss_of(records: Records, nodes: npt.NDArray[np.int16]) -> float:
    """Iyengar's loss metric of a recoding; a row that is dropped has lost everything it said."""
    total = np.zeros(len(records.counts))
    for dimension, levels, part in zip(records.dimensions, nodes, records.codes, strict=True):
        total += np.where(levels < 0, dimension.blank[part], dimension.loss[levels, part])
    weight = sum(dimension.weight for dimension in records.dimensions)
    return float(records.counts @ total) / (records.rows * weight)


def _patterns(records: Records, node: Node, recoding: Recoding) -> list[Node]:
    """The node, then those above it by what they cost on average."""
    ways = [
        range(level, top + 1) if recoding == Recoding.LOCAL else sorted({level, top})
        for level, top in zip(node, records.top, strict=True)
    ]
    costs = [
        {level: float(records.counts @ dimension.loss[level][part]) for level in levels}
        for dimension, part, levels in zip(records.dimensions, records.codes, ways, strict=True)
    ]
    patterns = list(product(*ways))
    patterns.sort(key=lambda p: (sum(c[level] for c, level in zip(costs, p, strict=True)), p))
    return patterns if len(patterns) <= PATTERNS else [*patterns[: PATTERNS - 1], records.top]
