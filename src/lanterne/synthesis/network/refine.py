"""Refining of links: which answers stand together in one link, by changes that keep every set.

Two links of one victim exchange their answers to one column, or one link takes another answer that
the victim's set allows. A change is made when it lowers Σ (count - goal)² / (goal + EVEN) over the
one- and two-way cells and the measured three-way cells of the table of links, and when both links
may hold what they get.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting import Layout
from lanterne.counting.marginals import Codes
from lanterne.counting.tables import TableIndex, table_cell, table_index
from lanterne.synthesis.admission import Admission, fits, room_for_codes
from lanterne.synthesis.network.assignment import Folded
from lanterne.synthesis.network.given_answers import count_given, keeps_set, replace_given
from lanterne.synthesis.refine import Goals

EVEN = 3000.0
"""Size of a goal up to which all are weighed nearly alike: the noise in each is the same, and that
of links is large."""


class _Tables(NamedTuple):
    """Counts and goals for compiled loops; counts are kept up to date.

    Attributes:
        offsets: Start of each column in the one-hot order; length d + 1.
        counts: T × T weighted counts of the links.
        goals: T × T goals.
        weigh: T × T, 1 / (goal + EVEN).
        cells: Where the cells of the three-way tables lie.
        triple_counts: Flat weighted counts of the links.
        triple_goals: Flat goals.
        triple_weigh: Flat 1 / (goal + EVEN).
    """

    offsets: npt.NDArray[np.int64]
    counts: npt.NDArray[np.float32]
    goals: npt.NDArray[np.float32]
    weigh: npt.NDArray[np.float32]
    cells: TableIndex
    triple_counts: npt.NDArray[np.float32]
    triple_goals: npt.NDArray[np.float32]
    triple_weigh: npt.NDArray[np.float32]


def refine_links(
    codes: Codes,
    folded: Folded,
    goals: Goals,
    weights: npt.NDArray[np.float32],
    layout: Layout,
    admission: Admission,
    proposals: int,
    seed: int,
) -> int:
    """Bring the counts of the links closer to the goals, in place; every victim's set stays.

    Args:
        codes: Links × columns, dealt out.
        folded: The links of each victim, and their sets.
        goals: The counts to come close to.
        weights: Length links: how much of each link was counted, on average, when its victim has
            more than were counted.
        layout: Sizes of the columns.
        admission: What a link may hold.
        proposals: How many changes are tried.
        seed: Seed of the proposals.

    Returns:
        How many changes were made.
    """
    tables = _Tables(
        offsets=layout.offsets,
        counts=np.zeros((layout.total, layout.total), np.float32),
        goals=goals.pairs.astype(np.float32),
        weigh=(1 / (goals.pairs + EVEN)).astype(np.float32),
        cells=table_index(layout, goals.triples),
        triple_counts=np.zeros(len(goals.triple_counts), np.float32),
        triple_goals=goals.triple_counts.astype(np.float32),
        triple_weigh=(1 / (goals.triple_counts + EVEN)).astype(np.float32),
    )
    of_victim = np.repeat(np.arange(len(folded.first) - 1), np.diff(folded.first))
    _count(codes, weights, tables)
    return int(_refine(codes, of_victim, folded, tables, weights, admission, proposals, seed))


@compiled()
def _count(codes, weights, tables):  # type: ignore[no-untyped-def]
    offsets = tables.offsets
    for link in range(codes.shape[0]):
        row, weight = codes[link], weights[link]
        for i in range(row.size):
            for j in range(row.size):
                tables.counts[offsets[i] + row[i], offsets[j] + row[j]] += weight
        for table in range(tables.cells.starts.size - 1):
            tables.triple_counts[table_cell(row, tables.cells, table)] += weight


@compiled(fastmath=True)
def _refine(codes, of_victim, folded, tables, weights, admission, proposals, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    links = codes.shape[0]
    present = room_for_codes(admission)
    given = count_given(codes, folded)
    made = 0
    for _ in range(proposals):
        one = np.random.randint(links)
        victim = of_victim[one]
        column = np.random.randint(folded.masks.shape[0])
        other, new = _propose(codes, folded, tables.offsets, victim, column)
        old = np.int64(codes[one, column])
        if new == old:
            continue
        if other < 0 and not keeps_set(given, folded, victim, column, old, new):
            continue
        weight = weights[one]
        change = _pair_change(codes, tables, column, one, other, old, new, weight)
        change += _triple_change(codes, tables, column, one, other, old, new, weight)
        if change >= 0:
            continue
        if not fits(admission, codes[one], column, new, present):
            continue
        if other >= 0 and not fits(admission, codes[other], column, old, present):
            continue
        _move(codes[one], tables, column, new, weight)
        if other >= 0:
            _move(codes[other], tables, column, old, weight)
        else:
            replace_given(given, folded, victim, column, np.int64(old), np.int64(new))
        made += 1
    return made


@compiled()
def _propose(codes, folded, offsets, victim, column):  # type: ignore[no-untyped-def]
    """Another link of the victim and its code, for an exchange; or -1 and any code."""
    begin, end = folded.first[victim], folded.first[victim + 1]
    if end - begin > 1 and np.random.randint(2) == 0:
        other = begin + np.random.randint(end - begin)
        return other, np.int64(codes[other, column])
    return np.int64(-1), np.int64(np.random.randint(offsets[column + 1] - offsets[column]))


@compiled(fastmath=True)
def _cost(count, goal, weigh, step):  # type: ignore[no-untyped-def]
    """Change of (count - goal)² · weigh when the count changes by ``step``."""
    return step * (np.float32(2.0) * (count - goal) + step) * weigh


@compiled(fastmath=True)
def _pair_change(codes, tables, column, one, other, old, new, weight):  # type: ignore[no-untyped-def]
    """Change of the one- and two-way misfit; an exchange leaves one-way counts as they are."""
    offsets, counts, goals, weigh = tables.offsets, tables.counts, tables.goals, tables.weigh
    leave, come = offsets[column] + old, offsets[column] + new
    change = np.float32(0.0)
    for j in range(codes.shape[1]):
        x = offsets[j] + codes[one, j]
        if other < 0:
            y = come if j == column else x
            x = leave if j == column else x
            change += _cost(counts[leave, x], goals[leave, x], weigh[leave, x], -weight)
            change += _cost(counts[come, y], goals[come, y], weigh[come, y], weight)
            continue
        y = offsets[j] + codes[other, j]
        if x == y or j == column:  # what one takes away the other brings
            continue
        change += _cost(counts[leave, x], goals[leave, x], weigh[leave, x], -weight)
        change += _cost(counts[come, x], goals[come, x], weigh[come, x], weight)
        change += _cost(counts[come, y], goals[come, y], weigh[come, y], -weight)
        change += _cost(counts[leave, y], goals[leave, y], weigh[leave, y], weight)
    return change


@compiled(fastmath=True)
def _triple_change(codes, tables, column, one, other, old, new, weight):  # type: ignore[no-untyped-def]
    """Change of the misfit of the three-way tables."""
    counts, goals, weigh = tables.triple_counts, tables.triple_goals, tables.triple_weigh
    change = np.float32(0.0)
    index = tables.cells
    for place in range(index.first[column], index.first[column + 1]):
        table, stride = index.of_column[place], index.strides[place]
        leave = table_cell(codes[one], index, table)
        come = leave + (new - old) * stride
        if other >= 0:
            there = table_cell(codes[other], index, table)
            if there == come:  # what one takes away the other brings
                continue
            back = there - (new - old) * stride
            change += _cost(counts[there], goals[there], weigh[there], -weight)
            change += _cost(counts[back], goals[back], weigh[back], weight)
        change += _cost(counts[leave], goals[leave], weigh[leave], -weight)
        change += _cost(counts[come], goals[come], weigh[come], weight)
    return change


@compiled()
def _move(row, tables, column, new, weight):  # type: ignore[no-untyped-def]
    """One link takes another code, and the counts are brought up to date."""
    counts, offsets = tables.counts, tables.offsets
    leave, come = offsets[column] + row[column], offsets[column] + new
    counts[leave, leave] -= weight
    counts[come, come] += weight
    for j in range(row.size):
        if j != column:
            x = offsets[j] + row[j]
            counts[leave, x] -= weight
            counts[x, leave] -= weight
            counts[come, x] += weight
            counts[x, come] += weight
    index = tables.cells
    for place in range(index.first[column], index.first[column + 1]):
        cell = table_cell(row, index, index.of_column[place])
        tables.triple_counts[cell] -= weight
        tables.triple_counts[cell + (new - np.int64(row[column])) * index.strides[place]] += weight
    row[column] = new
