"""Refining: changes of single answers that bring the rows' counts closer to their goals.

Every answer of every row is looked at in turn, column by column. It gives way to the one that
lowers Σ (count - goal)² / (goal + 1) the most, over one-, two- and three-way cells, among those
that may stand in the row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.anonymity.synthetic.allowed import Allowed, look_around, may_take, room_for
from lanterne.compiled import compiled
from lanterne.counting import Layout, count_pairs, count_tables
from lanterne.counting.marginals import Codes, Triple

Singles = npt.NDArray[np.float32]

CHOICES = 4
"""How many values are asked about for one answer, the best first, before it is left as it is."""

ENOUGH = 0.01
"""Share of all answers; when fewer of them change in all rows, it is enough."""

BLOCK = 4096
"""Rows that are looked at together, column by column."""

LEAST = 1e-4
"""What a change must gain: rounding errors gain less."""


@dataclass(frozen=True)
class Goals:
    """Counts that the rows should have.

    Attributes:
        pairs: T × T counts; the diagonal holds the one-way counts.
        triples: Three-way tables with goals of their own.
        triple_counts: Flat counts of ``triples``.
    """

    pairs: npt.NDArray[np.float64]
    triples: Sequence[Triple]
    triple_counts: npt.NDArray[np.float64]


class _Pull(NamedTuple):
    """What one row more in a cell costs, for compiled loops; kept up to date.

    With w = 1 / (goal + 1) and g = 2 (count - goal) w, a row more costs w + g, a row less w - g.

    Attributes:
        offsets: First position of each column; length d + 1.
        weights: T × T, w of the one- and two-way cells; a one-way cell weighs as much as all
            two-way tables of its column.
        slopes: T × T, g.
        lines: The three-way tables of column 0, then those of column 1, and so on. Of each: its
            first cell, the step to the next value of the column, and for the two other columns
            their position and the step to their next value.
        first: Where each column begins in ``lines``; length d + 1.
        triple_weights: Flat w of the three-way cells.
        triple_slopes: Flat g.
    """

    offsets: npt.NDArray[np.int64]
    weights: Singles
    slopes: Singles
    lines: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    triple_weights: Singles
    triple_slopes: Singles


def refine_rows(
    codes: Codes,
    goals: Goals,
    layout: Layout,
    allowed: Allowed,
    visits: int,
    tick: Callable[[float], None],
) -> int:
    """Bring the counts of the rows closer to the goals, in place.

    All rows are looked at again until hardly anything changes.

    Args:
        codes: Rows × d; every row holds only what it may.
        goals: The counts to come close to.
        layout: Sizes of the columns.
        allowed: What may stand in a row.
        visits: Most rows that are looked at, each time anew.
        tick: Told the share of the visits that is done.

    Returns:
        How many changes were made.
    """
    pull, room = _pull_of(codes, goals, layout), room_for(allowed)
    made, visited, changed = 0, 0, codes.size
    while visited < visits and changed > ENOUGH * codes.size:
        changed = 0
        for begin in range(0, min(len(codes), visits - visited), BLOCK):
            tick(visited / visits)
            block = codes[begin : begin + BLOCK]
            changed += int(_visit(block, pull, allowed, room))
            visited += len(block)
        made += changed
    return made


def _pull_of(codes: Codes, goals: Goals, layout: Layout) -> _Pull:
    weights, slopes = _weigh(count_pairs([codes], layout), goals.pairs)
    for of in (weights, slopes):
        np.fill_diagonal(of, np.diag(of) * layout.width)
    triple_weights, triple_slopes = _weigh(
        count_tables([codes], layout, goals.triples), goals.triple_counts
    )
    lines, first = _lines(goals.triples, layout)
    return _Pull(
        offsets=layout.offsets,
        weights=weights,
        slopes=slopes,
        lines=lines,
        first=first,
        triple_weights=triple_weights,
        triple_slopes=triple_slopes,
    )


def _lines(
    triples: Sequence[Triple], layout: Layout
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The tables of each column, as :class:`_Pull` has them."""
    starts = layout.table_offsets(triples)
    of_column: list[list[list[int]]] = [[] for _ in range(layout.width)]
    for triple, start in zip(triples, starts[:-1], strict=True):
        _, size_j, size_k = (layout.sizes[column] for column in triple)
        steps = dict(zip(triple, (size_j * size_k, size_k, 1), strict=True))
        for column in triple:
            others = [
                number for other in triple if other != column for number in (other, steps[other])
            ]
            of_column[column].append([int(start), steps[column], *others])
    lines = np.array([line for some in of_column for line in some], np.int64).reshape(-1, 6)
    first = np.cumsum([0, *(len(some) for some in of_column)]).astype(np.int64)
    return lines, first


def _weigh(
    counts: npt.NDArray[np.int64], goals: npt.NDArray[np.float64]
) -> tuple[Singles, Singles]:
    """The w and g of cells."""
    weights = 1.0 / (goals + 1.0)
    return weights.astype(np.float32), (2.0 * (counts - goals) * weights).astype(np.float32)


@compiled()
def _visit(codes, pull, a, room):  # type: ignore[no-untyped-def]
    """Look at every answer once; how many were changed."""
    rows, width = codes.shape
    offsets, weights, slopes = pull.offsets, pull.weights, pull.slopes
    prices = np.empty(np.max(offsets[1:] - offsets[:-1]), np.float32)
    made = 0
    for column in range(width):
        start, size = offsets[column], offsets[column + 1] - offsets[column]
        lines = pull.lines[pull.first[column] : pull.first[column + 1]]
        cost = prices[:size]
        for r in range(rows):
            row = codes[r]
            old = np.int64(row[column])
            leaving = _price_pairs(row, column, old, start, offsets, weights, slopes, cost)
            leaving += _price_triples(
                row, old, lines, pull.triple_weights, pull.triple_slopes, cost
            )
            cost[old] = -leaving
            looked = False
            for _ in range(min(CHOICES, size)):
                new = np.argmin(cost)
                if cost[new] + leaving >= -LEAST:
                    break
                if not looked:
                    look_around(a, row, column, room)
                    looked = True
                if may_take(a, row, column, new, room):
                    _change_pairs(row, column, start + old, start + new, offsets, weights, slopes)
                    _change_triples(row, old, new, lines, pull.triple_weights, pull.triple_slopes)
                    row[column] = new
                    made += 1
                    break
                cost[new] = -leaving
    return made


@compiled(fastmath=True)
def _price_pairs(row, column, old, start, offsets, weights, slopes, cost):  # type: ignore[no-untyped-def]
    """What a row more with each value costs in one- and two-way cells; one less with the old."""
    leaving = weights[start + old, start + old] - slopes[start + old, start + old]
    for value in range(cost.size):
        cost[value] = weights[start + value, start + value] + slopes[start + value, start + value]
    for other in range(row.size):
        if other == column:
            continue
        beside = offsets[other] + row[other]
        for value in range(cost.size):
            cost[value] += weights[beside, start + value] + slopes[beside, start + value]
        leaving += weights[beside, start + old] - slopes[beside, start + old]
    return leaving


@compiled(fastmath=True)
def _price_triples(row, old, lines, weights, slopes, cost):  # type: ignore[no-untyped-def]
    """The same in three-way cells; what the values cost is added to ``cost``."""
    leaving = np.float32(0.0)
    for line in range(lines.shape[0]):
        cell = lines[line, 0] + row[lines[line, 2]] * lines[line, 3]
        cell += row[lines[line, 4]] * lines[line, 5]
        step = lines[line, 1]
        for value in range(cost.size):
            here = cell + value * step
            cost[value] += weights[here] + slopes[here]
        here = cell + old * step
        leaving += weights[here] - slopes[here]
    return leaving


@compiled()
def _change_pairs(row, column, leave, come, offsets, weights, slopes):  # type: ignore[no-untyped-def]
    """Bring the slopes of one- and two-way cells up to date."""
    for other in range(row.size):
        if other == column:
            slopes[leave, leave] -= 2 * weights[leave, leave]
            slopes[come, come] += 2 * weights[come, come]
            continue
        beside = offsets[other] + row[other]
        slopes[beside, leave] -= 2 * weights[beside, leave]
        slopes[leave, beside] = slopes[beside, leave]
        slopes[beside, come] += 2 * weights[beside, come]
        slopes[come, beside] = slopes[beside, come]


@compiled()
def _change_triples(row, old, new, lines, weights, slopes):  # type: ignore[no-untyped-def]
    """Bring the slopes of three-way cells up to date."""
    for line in range(lines.shape[0]):
        cell = lines[line, 0] + row[lines[line, 2]] * lines[line, 3]
        cell += row[lines[line, 4]] * lines[line, 5]
        leave, come = cell + old * lines[line, 1], cell + new * lines[line, 1]
        slopes[leave] -= 2 * weights[leave]
        slopes[come] += 2 * weights[come]
