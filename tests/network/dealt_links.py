"""Small tables of links with sets that can be dealt out, and their misfit by brute force."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lanterne.counting import Layout
from lanterne.synthesis.admission import Admission
from lanterne.synthesis.forbidden_triples import forbidden_triples
from lanterne.synthesis.network.assignment import Folded
from lanterne.synthesis.network.refine import EVEN
from lanterne.synthesis.refine import Goals

MASKS = {
    "category": (0, 1, 2, 4),
    "required category": (1, 2, 4),
    "category with two kinds of silence": (0, 0, 1, 2),
    "set": (0, 1, 3, 2),
    "set of three": (0, 1, 3, 7, 5, 2, 6, 4),
    "set of at most two": (0, 1, 3, 5, 2, 6, 4),
    "required set": (1, 3, 2),
}
"""Kind of column → the answers that each of its codes gives."""

UNBOUND = "unbound"


@dataclass(frozen=True)
class Dealt:
    """Victims with links whose answers together are their sets.

    Attributes:
        folded: The links of each victim, and their sets.
        context: Links × columns of the victims.
        layout: Sizes of all columns.
        truth: Links × all columns: one way to deal the sets out.
    """

    folded: Folded
    context: np.ndarray
    layout: Layout
    truth: np.ndarray

    @property
    def chances(self) -> np.ndarray:
        return np.maximum(counts(self.truth, self.layout, np.ones(len(self.truth))), 0.5)


def dealt(kinds, numbers, seed, contexts=(2,)) -> Dealt:
    """Random links of some kinds of columns, for victims with some numbers of links."""
    rng = np.random.default_rng(seed)
    masks = [MASKS.get(kind, (0,) * 5) for kind in kinds]
    sizes = [len(mask) for mask in masks]
    links = int(sum(numbers))
    truth = np.stack([rng.integers(size, size=links) for size in sizes], axis=1)
    context = [np.repeat(rng.integers(size, size=len(numbers)), numbers) for size in contexts]
    context = np.array(context).reshape(len(contexts), links).T.astype(np.uint16)
    table = np.zeros((len(kinds), max(*sizes, *contexts, 1)), np.uint8)
    for place, mask in enumerate(masks):
        table[place, : len(mask)] = mask
    first = np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64)
    folded = Folded(
        first,
        unions(truth, first, table),
        table,
        np.array([kind != UNBOUND for kind in kinds]),
    )
    truth = np.concatenate([truth, context], axis=1).astype(np.uint16)
    return Dealt(folded, context, Layout((*sizes, *contexts)), truth)


def unions(codes, first, masks) -> np.ndarray:
    """Victims × dealt columns: all answers of their links together, link by link."""
    sets = np.zeros((len(first) - 1, len(masks)), np.uint8)
    for victim in range(len(first) - 1):
        for link in range(first[victim], first[victim + 1]):
            for column, mask in enumerate(masks):
                sets[victim, column] |= mask[codes[link, column]]
    return sets


def counts(codes, layout, weights) -> np.ndarray:
    """Weighted one-way counts, row by row."""
    table = np.zeros(layout.total)
    for row, weight in zip(codes, weights, strict=True):
        for column, code in enumerate(row):
            table[layout.offsets[column] + code] += weight
    return table


def misfit(codes, goals: Goals, weights, layout: Layout) -> float:
    """Σ (count - goal)² · EVEN / (goal + EVEN) over the cells of all one- to three-way tables."""
    width, total = layout.width, 0.0
    tables = [(i,) for i in range(width)] + list(combinations(range(width), 2))
    starts = dict(zip(goals.triples, layout.table_offsets(goals.triples), strict=False))
    for columns in [*tables, *goals.triples]:
        shape = tuple(layout.sizes[column] for column in columns)
        table = np.zeros(shape)
        for row, weight in zip(codes, weights, strict=True):
            table[tuple(row[list(columns)])] += weight
        if len(columns) == 3:
            start = starts[columns]
            goal = goals.triple_counts[start : start + table.size].reshape(shape)
        else:
            blocks = [layout.block(column) for column in columns]
            goal = goals.pairs[blocks[0], blocks[-1]]
            goal = np.diag(goal) if len(columns) == 1 else goal
        total += float(((table - goal) ** 2 * EVEN / (goal + EVEN)).sum())
    return total


def goals_of(codes, layout: Layout, weights, triples, rng) -> Goals:
    """The weighted counts of some links, with errors."""
    pairs = np.zeros((layout.total, layout.total))
    starts = layout.table_offsets(triples)
    cubes = np.zeros(starts[-1])
    for row, weight in zip(codes, weights, strict=True):
        here = layout.offsets[:-1] + row
        pairs[np.ix_(here, here)] += weight
        for triple, start in zip(triples, starts[:-1], strict=True):
            shape = [layout.sizes[column] for column in triple]
            cubes[start + np.ravel_multi_index(row[list(triple)], shape)] += weight
    errors = rng.normal(0, 0.5, pairs.shape)
    return Goals(
        np.maximum(pairs + errors + errors.T, 0.0),
        tuple(triples),
        np.maximum(cubes + rng.normal(0, 0.5, cubes.shape), 0.0),
    )


def admission(layout: Layout, forbidden=(), rules=()) -> Admission:
    """What two codes or a rule of (column, codes) conditions forbid; all else may stand."""
    pairs = np.ones((layout.total, layout.total), bool)
    for (i, x), (j, y) in forbidden:
        one, other = layout.offsets[i] + x, layout.offsets[j] + y
        pairs[one, other] = pairs[other, one] = False
    conditions = [condition for rule in rules for condition in rule]
    codes = np.zeros((len(conditions), max(layout.sizes)), bool)
    for place, (_, some) in enumerate(conditions):
        codes[place, list(some)] = True
    width = layout.width
    return Admission(
        layout.offsets,
        np.ones(layout.total, bool),
        pairs,
        forbidden_triples(layout, np.full((width,) * 3, -1, np.int64), np.zeros(1, np.uint8)),
        np.array([column for column, _ in conditions], np.int64),
        codes,
        np.concatenate([[0], np.cumsum([len(rule) for rule in rules])]).astype(np.int64),
    )


def broken(codes, forbidden, rules) -> set[tuple[int, int]]:
    """Each link and what it breaks, by number: forbidden pairs first, then rules."""
    found = set()
    for link, row in enumerate(codes):
        tests = [all(row[c] == x for c, x in pair) for pair in forbidden]
        tests += [all(row[c] in some for c, some in rule) for rule in rules]
        found |= {(link, number) for number, holds in enumerate(tests) if holds}
    return found
