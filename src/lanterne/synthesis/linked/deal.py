"""Dealing out: from what is known of all perpetrators of a victim to one link for each.

A synthetic victim has a number k of perpetrators and, for each column, the set U of all their
answers. Each of the k links gets one answer to each column so that together they give U: links that
give less or more would make the published counts of victims wrong. Which answers stand together in
one link is then refined towards the measured table of links, by changes that keep every U: two
links of one victim exchange their answers to one column, or one link takes another answer that the
victim's U allows.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from lanterne.counting import Layout
from lanterne.counting.marginals import Codes, Triple
from lanterne.synthesis.admission import Admission, fits

Integers = npt.NDArray[np.int64]


class Folded(NamedTuple):
    """The sets of answers of the victims, as bit masks.

    Attributes:
        first: Where the links of each victim begin; length victims + 1.
        sets: Victims × columns that are dealt out: the answers that their links give together.
        masks: Columns × largest size: the answers that each code gives; 0 of a blank.
        bound: Per column, whether ``sets`` binds its links; else any code may stand there.
        most: Per column, most answers of one code.
    """

    first: Integers
    sets: npt.NDArray[np.uint8]
    masks: npt.NDArray[np.uint8]
    bound: npt.NDArray[np.bool_]
    most: Integers


@dataclass(frozen=True)
class LinkGoals:
    """Counts that the links should have.

    Attributes:
        pairs: T × T estimated counts; the diagonal holds the one-way counts.
        triples: Three-way tables with an estimate of their own.
        triple_counts: Flat estimated counts of ``triples``.
        weights: Length links: how much of each link was counted, on average, when its victim has
            more than were counted.
    """

    pairs: npt.NDArray[np.float64]
    triples: Sequence[Triple]
    triple_counts: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float32]


class _Tables(NamedTuple):
    offsets: Integers
    counts: npt.NDArray[np.float32]
    goals: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]
    triple_counts: npt.NDArray[np.float32]
    triple_goals: npt.NDArray[np.float32]


def deal_links(
    folded: Folded,
    context: Codes,
    layout: Layout,
    chances: npt.NDArray[np.float64],
    seed: int,
) -> Codes:
    """Links whose answers together are those of their victims, otherwise at random.

    Args:
        folded: The links of each victim, and the sets to give.
        context: Links × last columns: what is known of their victims; it stays.
        layout: Sizes of the columns of links.
        chances: Length T, how common each code is among links, > 0.
        seed: Seed of the drawing; it protects nothing.

    Returns:
        Links × columns.
    """
    dealt = layout.width - context.shape[1]
    codes = np.zeros((int(folded.first[-1]), dealt), np.uint16)
    _deal(codes, folded, layout.offsets, chances, seed)
    return np.ascontiguousarray(np.concatenate([codes, context], axis=1))


def refine_links(
    codes: Codes,
    folded: Folded,
    goals: LinkGoals,
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
        layout: Sizes of the columns.
        admission: What a link may hold.
        proposals: How many changes are tried.
        seed: Seed of the proposals.

    Returns:
        How many changes were made.
    """
    width = layout.width
    starts = np.full((width, width, width), -1, np.int64)
    for triple, start in zip(goals.triples, layout.triple_offsets(goals.triples)[:-1], strict=True):
        starts[triple] = start
    tables = _Tables(
        layout.offsets,
        np.zeros((layout.total, layout.total), np.float32),
        goals.pairs.astype(np.float32),
        starts,
        np.zeros(len(goals.triple_counts), np.float32),
        goals.triple_counts.astype(np.float32),
    )
    of_victim = np.repeat(np.arange(len(folded.first) - 1), np.diff(folded.first))
    return int(_refine(codes, of_victim, folded, tables, goals.weights, admission, proposals, seed))


@njit(cache=True)
def _bits(mask):  # type: ignore[no-untyped-def]
    count = 0
    while mask:
        count += mask & 1
        mask >>= 1
    return count


@njit(cache=True)
def _deal(codes, folded, offsets, chances, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    largest = np.max(offsets[1:] - offsets[:-1])
    chance = np.empty(largest)
    for victim in range(folded.first.size - 1):
        begin, end = folded.first[victim], folded.first[victim + 1]
        order = begin + np.random.permutation(end - begin)
        for column in range(codes.shape[1]):
            whole = np.int64(folded.sets[victim, column])
            left = whole
            for place in range(order.size):
                after = order.size - place - 1
                size = offsets[column + 1] - offsets[column]
                for code in range(size):
                    mask = np.int64(folded.masks[column, code])
                    fitting = not folded.bound[column] or (
                        mask & ~whole == 0 and _bits(left & ~mask) <= after * folded.most[column]
                    )
                    chance[code] = chances[offsets[column] + code] if fitting else 0.0
                code = _draw(chance, size)
                codes[order[place], column] = code
                left &= ~np.int64(folded.masks[column, code])


@njit(cache=True)
def _draw(chance, size):  # type: ignore[no-untyped-def]
    """A position by its chance; 0 when there is none."""
    total = 0.0
    for code in range(size):
        total += chance[code]
    point = np.random.random() * total
    last = 0
    for code in range(size):
        if chance[code] > 0.0:
            last = code
            point -= chance[code]
            if point < 0.0:
                return code
    return last


@njit(cache=True, fastmath=True)
def _refine(codes, of_victim, folded, tables, weights, admission, proposals, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    links, width = codes.shape
    dealt = folded.masks.shape[0]
    said = np.empty(width, np.int64)
    for link in range(links):
        _count(codes[link], tables, weights[link])
    made = 0
    for _ in range(proposals):
        one = np.random.randint(links)
        victim = of_victim[one]
        begin, end = folded.first[victim], folded.first[victim + 1]
        column = np.random.randint(dealt)
        old = np.int64(codes[one, column])
        other = -1
        if end - begin > 1 and np.random.randint(2) == 0:  # an exchange with another link
            other = begin + np.random.randint(end - begin)
            new = np.int64(codes[other, column])
        else:
            new = np.random.randint(tables.offsets[column + 1] - tables.offsets[column])
        if new == old:
            continue
        if other < 0 and not _keeps_set(codes, folded, victim, one, column, new):
            continue
        weight = weights[one]
        alone = other < 0
        change = _pair_change(codes[one], tables, column, old, new, weight, alone, False)
        if other >= 0:
            change += _pair_change(codes[other], tables, column, new, old, weight, alone, False)
        if change >= 0:
            continue
        change += _triple_change(codes[one], tables, dealt, column, old, new, weight, False)
        if other >= 0:
            change += _triple_change(codes[other], tables, dealt, column, new, old, weight, False)
        if change >= 0:
            continue
        if not fits(admission, codes[one], column, new, said):
            continue
        if other >= 0 and not fits(admission, codes[other], column, old, said):
            continue
        _pair_change(codes[one], tables, column, old, new, weight, True, True)
        _triple_change(codes[one], tables, dealt, column, old, new, weight, True)
        codes[one, column] = new
        if other >= 0:
            _pair_change(codes[other], tables, column, new, old, weight, True, True)
            _triple_change(codes[other], tables, dealt, column, new, old, weight, True)
            codes[other, column] = old
        made += 1
    return made


@njit(cache=True)
def _keeps_set(codes, folded, victim, link, column, new):  # type: ignore[no-untyped-def]
    """Whether the victim's links still give the whole set when one takes another code."""
    if not folded.bound[column]:
        return True
    united = np.int64(folded.masks[column, new])
    if united & ~np.int64(folded.sets[victim, column]):
        return False
    for other in range(folded.first[victim], folded.first[victim + 1]):
        if other != link:
            united |= np.int64(folded.masks[column, codes[other, column]])
    return united == np.int64(folded.sets[victim, column])


@njit(cache=True)
def _count(row, tables, weight):  # type: ignore[no-untyped-def]
    width = row.size
    offsets = tables.offsets
    for i in range(width):
        x = offsets[i] + row[i]
        tables.counts[x, x] += weight
        for j in range(i + 1, width):
            y = offsets[j] + row[j]
            tables.counts[x, y] += weight
            tables.counts[y, x] += weight
            for k in range(j + 1, width):
                start = tables.starts[i, j, k]
                if start >= 0:
                    tables.triple_counts[
                        start + _cell(offsets, i, j, k, row[i], row[j], row[k])
                    ] += weight


@njit(cache=True)
def _cell(offsets, i, j, k, x, y, z):  # type: ignore[no-untyped-def]
    size_j = offsets[j + 1] - offsets[j]
    size_k = offsets[k + 1] - offsets[k]
    return (x * size_j + y) * size_k + z


@njit(cache=True, fastmath=True)
def _cost(count, goal, step):  # type: ignore[no-untyped-def]
    """Change of (count - goal)² / (goal + 1) when the count changes by ``step``."""
    return step * (2 * (count - goal) + step) / (goal + 1)


@njit(cache=True, fastmath=True)
def _pair_change(row, tables, column, old, new, weight, alone, move):  # type: ignore[no-untyped-def]
    """Change of the one- and two-way misfit when a code changes; with ``move`` counts are kept up.

    ``alone``: the one-way counts change too; an exchange leaves them as they are.
    """
    offsets, counts, goals = tables.offsets, tables.counts, tables.goals
    leave, come = offsets[column] + old, offsets[column] + new
    change = np.float32(0.0)
    if alone:
        change += _cost(counts[leave, leave], goals[leave, leave], -weight)
        change += _cost(counts[come, come], goals[come, come], weight)
        if move:
            counts[leave, leave] -= weight
            counts[come, come] += weight
    for j in range(row.size):
        if j == column:
            continue
        x = offsets[j] + row[j]
        change += _cost(counts[leave, x], goals[leave, x], -weight)
        change += _cost(counts[come, x], goals[come, x], weight)
        if move:
            counts[leave, x] -= weight
            counts[x, leave] -= weight
            counts[come, x] += weight
            counts[x, come] += weight
    return change


@njit(cache=True, fastmath=True)
def _triple_change(row, tables, dealt, column, old, new, weight, move):  # type: ignore[no-untyped-def]
    """The same of the three-way tables, which are of the first ``dealt`` columns."""
    change = np.float32(0.0)
    for j in range(dealt):
        for k in range(j + 1, dealt):
            if column in (j, k):
                continue
            a, b = _triple_cells(tables.offsets, tables.starts, row, column, j, k, old, new)
            if a < 0:
                continue
            change += _cost(tables.triple_counts[a], tables.triple_goals[a], -weight)
            change += _cost(tables.triple_counts[b], tables.triple_goals[b], weight)
            if move:
                tables.triple_counts[a] -= weight
                tables.triple_counts[b] += weight
    return change


@njit(cache=True)
def _triple_cells(offsets, starts, row, column, j, k, old, new):  # type: ignore[no-untyped-def]
    """Flat cells of the table of ``column`` and j < k, for the old and the new code; -1: none."""
    if column < j:
        start = starts[column, j, k]
        a = _cell(offsets, column, j, k, old, row[j], row[k])
        b = _cell(offsets, column, j, k, new, row[j], row[k])
    elif column < k:
        start = starts[j, column, k]
        a = _cell(offsets, j, column, k, row[j], old, row[k])
        b = _cell(offsets, j, column, k, row[j], new, row[k])
    else:
        start = starts[j, k, column]
        a = _cell(offsets, j, k, column, row[j], row[k], old)
        b = _cell(offsets, j, k, column, row[j], row[k], new)
    if start < 0:
        return -1, -1
    return start + a, start + b
