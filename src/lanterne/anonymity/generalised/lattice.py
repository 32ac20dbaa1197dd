"""The best node of the lattice of recodings: one level for each quasi-identifier.

The lattice and its monotonicity are those of Samarati 2001; that every node can be looked at or
ruled out, so that the best one is found for certain, is in El Emam et al. 2009 (OLA) and
Kohlmayer et al. 2012 (Flash). Here the recoding alone bounds the loss of a node from below, and
nodes are looked at by their bounds, until the next bound is no less than the best loss found.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from lanterne.anonymity.generalised.records import Demand, Node, Records
from lanterne.errors import UsageError

LARGEST = 1 << 17
"""Most nodes of a lattice."""

_ROUNDING = 1e-9

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Best:
    """The best node that was found.

    Attributes:
        node: The node.
        loss: Its loss: of the rows in good classes what the recoding costs, of the others that and
            a share of what more it would cost to blank them.
        evaluated: How many nodes were looked at.
        proven: Whether no node is better; else the search was cut off.
    """

    node: Node
    loss: float
    evaluated: int
    proven: bool


def best_node(
    records: Records,
    demand: Demand,
    share: float = 1.0,
    limit: float = 1.0,
    patience: int = 2_000,
) -> Best | None:
    """The node of least loss.

    Args:
        records: What is recoded.
        demand: What makes a class good.
        share: Of a row outside a good class, which share of its remaining information is taken to
            be lost, 0 to 1. At 1 the loss is that of blanking its quasi-identifiers, as in ARX.
        limit: Largest share of rows outside good classes.
        patience: Most nodes that are looked at; then the top of the lattice is the last resort.

    Returns:
        ``None`` when at no node so few rows are outside good classes.

    Raises:
        UsageError: The lattice has more than :data:`LARGEST` nodes.
    """
    nodes = _nodes(records)
    bounds = _recoding_losses(records, nodes)
    blank = records.losses(records.top)
    best: tuple[float, Node] | None = None
    evaluated, proven = 0, True
    order = np.argsort(bounds, kind="stable")
    for place in order if len(order) <= patience else [*order[:patience], order[-1]]:
        bound = float(bounds[place])
        if best is not None and bound >= best[0] - _ROUNDING:
            break
        proven = evaluated < patience
        if not proven and best is not None:
            break
        node = tuple(int(level) for level in nodes[place])
        bad = ~records.good(records.keys(node), demand)
        evaluated += 1
        rest = np.where(bad, records.counts, 0)
        loss = bound + share * float(rest @ (blank - records.losses(node)))
        within = int(rest.sum()) <= limit * records.rows
        if within and (best is None or loss < best[0] - _ROUNDING):
            best = (loss, node)
    return None if best is None else Best(best[1], best[0], evaluated, proven)


def _nodes(records: Records) -> npt.NDArray[np.int16]:
    """All nodes, the bottom first and the top last."""
    size = 1
    for level in records.top:
        size *= level + 1
    if size > LARGEST:
        raise UsageError("k-method.too-many-ways", count=size, most=LARGEST)
    return np.array(list(product(*(range(top + 1) for top in records.top))), np.int16)


def _recoding_losses(records: Records, nodes: npt.NDArray[np.int16]) -> Doubles:
    """Loss of all rows at each node, when none has to be blanked: no node can lose less."""
    total = np.zeros(len(nodes))
    for place, (dimension, part) in enumerate(zip(records.dimensions, records.codes, strict=True)):
        by_level = np.array([float(records.counts @ loss[part]) for loss in dimension.loss])
        total += by_level[nodes[:, place]]
    return total
