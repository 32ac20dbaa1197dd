"""What is listed: each answer, and of their combinations those that pass a test, table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.synthesis.domain import Domain
from lanterne.synthesis.items import Items, project
from lanterne.synthesis.listing import FALSE_SHARE, largest_tails, least_estimates, tails
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.parents import Parents
from lanterne.synthesis.residuals import Columns, variance_of_sums

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """All that the published counts are computed from; every part is protected."""

    domain: Domain
    measurements: Measurements


@dataclass(frozen=True)
class Candidates:
    """Combinations of items of some model columns that may be listed.

    Attributes:
        columns: The model columns.
        where: Per model column, the place of its item in each combination.
        counts: Noisy counts, from the table on these columns.
        sigmas: Scale of their noise.
        estimates: Best linear unbiased estimates, uncut.
        deviations: Their standard deviations.
        families: Which published columns each is about, as a number.
    """

    columns: Columns
    where: tuple[Integers, ...]
    counts: Integers
    sigmas: Floats
    estimates: Floats
    deviations: Floats
    families: Integers

    def some(self, which: npt.NDArray[Any]) -> Candidates:
        """Those that an index or flags choose."""
        return Candidates(
            self.columns,
            tuple(places[which] for places in self.where),
            self.counts[which],
            self.sigmas[which],
            self.estimates[which],
            self.deviations[which],
            self.families[which],
        )


@dataclass(frozen=True)
class Listed:
    """Candidates that are listed.

    Attributes:
        candidates: Which they are.
        thresholds: What the estimate of each had to reach; -∞: nothing, it is listed anyway.
        occur: Whether they are known to occur; of those that are listed anyway, not all are.
    """

    candidates: Candidates
    thresholds: Floats
    occur: Flags


def listed(evidence: Evidence, items: Sequence[Items], longest: int) -> list[Listed]:
    """What is listed, table by table: answers, then pairs, then threes.

    Args:
        evidence: What was measured.
        items: Of each model column.
        longest: Most answers together, 2 or 3.
    """
    parents = Parents(evidence.domain, items)
    alone = _selected(evidence, items, 1, parents)
    parents.keep_answers([one.occur for one in alone])
    pairs = _selected(evidence, items, 2, parents)
    if longest == 2:
        return [*alone, *pairs]
    found = {one.candidates.columns: one.candidates.where for one in pairs}
    for columns, _, _ in evidence.measurements.tables():
        if len(columns) <= 2:
            occur = np.zeros([len(items[column].answers) for column in columns], bool)
            if columns in found:
                occur[found[columns]] = True
            parents.keep_pairs(columns, occur)
    return [*alone, *pairs, *_selected(evidence, items, 3, parents)]


def listed_sizes(groups: Sequence[Measurements]) -> Listed:
    """How many people each of several groups has, and which have somebody; all are listed.

    The count is the sum of the table of which it has the least noise.
    """
    tables = [min(one.tables(), key=lambda table: table[1].size / table[2]) for one in groups]
    every = np.zeros(len(groups), np.int64)
    sizes = Candidates(
        (),
        (),
        np.array([round(float(counts.sum())) for _, counts, _ in tables]),
        np.array([sqrt(counts.size / precision) for _, counts, precision in tables]),
        np.array([float(one.residuals.table(())) for one in groups]),
        np.array([sqrt(one.residuals.variance(())) for one in groups]),
        every,
    )
    (found,) = _passed([sizes], np.array([len(groups)]), 1)
    return found


def _selected(
    evidence: Evidence, items: Sequence[Items], length: int, parents: Parents
) -> list[Listed]:
    """Of each measured table, the combinations of so many answers that are listed."""
    known: dict[tuple[str, ...], int] = {}
    tests: Counter[int] = Counter()
    tried: list[Candidates] = []
    for columns, noisy, precision in evidence.measurements.tables():
        if length > 1 or len(columns) == 1:
            here = _lengths(items, columns) == length
            if length > 1 and here.any():
                here &= parents.of(columns)
            if here.any() or length == 1:
                some = _candidates(evidence, items, columns, here, (noisy, precision), known)
                numbers, times = np.unique(some.families, return_counts=True)
                tests.update(dict(zip(numbers.tolist(), times.tolist(), strict=True)))
                if length > 1:  # larger tails are never listed, and there may be millions
                    some = some.some(tails(some.estimates, some.deviations) <= FALSE_SHARE)
                tried.append(some)
    return list(_passed(tried, np.array([tests[family] for family in range(len(known))]), length))


def _passed(tried: list[Candidates], tests: Integers, length: int) -> Iterator[Listed]:
    """Those that pass their test; of single answers all, and whether they pass it."""
    if not tried:
        return
    deviations = np.concatenate([one.deviations for one in tried])
    found = tails(np.concatenate([one.estimates for one in tried]), deviations)
    largest = largest_tails(found, np.concatenate([one.families for one in tried]), tests)
    least, occur = least_estimates(largest, deviations), found <= largest
    ends = np.cumsum([len(one.counts) for one in tried])[:-1]
    for some, lowest, flags in zip(
        tried, np.split(least, ends), np.split(occur, ends), strict=True
    ):
        if length == 1:
            yield Listed(some, np.full(len(flags), -np.inf), flags)
        elif flags.any():
            yield Listed(some.some(flags), lowest[flags], flags[flags])


def _lengths(items: Sequence[Items], columns: Columns) -> Integers:
    """How many answers each combination of items has, one axis per column."""
    lengths: Integers = reduce(np.add.outer, [items[column].lengths for column in columns])
    return lengths


def _candidates(
    evidence: Evidence,
    items: Sequence[Items],
    columns: Columns,
    here: Flags,
    measured: tuple[Floats, float],
    known: dict[tuple[str, ...], int],
) -> Candidates:
    """The combinations of one measured table that flags choose; new families are added."""
    noisy, precision = measured
    parts = [items[column] for column in columns]
    where = np.nonzero(here)
    cells = reduce(np.multiply.outer, [part.cells for part in parts])[where]
    variance = variance_of_sums(
        evidence.measurements.residuals, columns, [part.cells for part in parts]
    )
    return Candidates(
        columns,
        where,
        np.rint(project(noisy, parts)[where]).astype(np.int64),
        np.sqrt(cells / precision),
        project(evidence.measurements.residuals.table(columns), parts)[where],
        np.sqrt(variance[where]),
        _families(parts, where, known),
    )


def _families(
    parts: Sequence[Items], where: tuple[Integers, ...], known: dict[tuple[str, ...], int]
) -> Integers:
    """A number for the published columns of each combination."""
    kinds = [part.columns for part in parts]
    if all(len(names) == 1 for names, _ in kinds):
        family = tuple(name for (names,), _ in kinds for name in names)
        number = known.setdefault(family, len(known)) if len(where[0]) else 0
        return np.full(len(where[0]), number, np.int64)
    places = [kind[at] for (_, kind), at in zip(kinds, where, strict=True)]
    sizes = [len(names) for names, _ in kinds]
    together, inverse = np.unique(np.ravel_multi_index(places, sizes), return_inverse=True)
    numbers = [
        known.setdefault(
            tuple(n for (names, _), at in zip(kinds, ats, strict=True) for n in names[at]),
            len(known),
        )
        for ats in zip(*np.unravel_index(together, sizes), strict=True)
    ]
    return np.array(numbers, np.int64)[inverse]
