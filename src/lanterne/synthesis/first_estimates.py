"""What noisy tables say of counts before any model: where the fit begins.

Where there is much noise, measured tables are mostly noise, and a model that begins with them has
learnt it before its first step: columns that have nothing to do with each other would go together.
So the first estimates know what counts are like. Those of one column are not negative and add up to
the people. Two columns are independent of each other until the noise is too small to say so.
Computed from released counts: post-processing, no privacy cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import pi, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from lanterne.counting import Layout
from lanterne.synthesis.targets import CERTAIN, Targets

Floats = npt.NDArray[np.float64]

CERTAIN_FROM = (1 + CERTAIN) / 2
"""A cell that is so much more precise than others of its table was not measured but forbidden."""

ROUNDS = 5
"""Times that the usual dependence is estimated: its weights depend on it."""


def first_singles(targets: Targets) -> Floats:
    """One-way counts, length T: none below zero, and in each column as many as there are people.

    Where the noise is small beside the mean count, the nearest such counts (:func:`nearest_counts`)
    are best: most answers that nobody gave come out as zero. Where it is large, so would most that
    somebody gave; there the mean of all counts that are possible, given the noise, is off by a
    third less. The weight of the one against the other is the noise beside the mean count.
    """
    layout, people = targets.layout, targets.people
    singles = np.empty(layout.total)
    for column in range(layout.width):
        block = layout.block(column)
        noisy = targets.singles[block]
        deviation = float(targets.single_precision[block][0]) ** -0.5
        near = nearest_counts(noisy[:, None], np.array([people]), Layout((len(noisy),)))[:, 0]
        weight = min(1.0, deviation * len(noisy) / people)
        mean = mean_counts(noisy, people, deviation)
        singles[block] = weight * mean + (1 - weight) * near
    return singles


def mean_counts(noisy: Floats, people: float, deviation: float) -> Floats:
    """Mean of the counts that are possible: of Gaussians cut at zero, shifted to add up.

    Each count is y - t plus noise of the deviation, given that it is not negative; the shift t, the
    same for all, is the one with which the means add up to ``people``.

    Args:
        noisy: Noisy counts y of the answers of a column.
        people: Their sum, > 0.
        deviation: Standard deviation of the noise, > 0.
    """

    def means(shift: float) -> Floats:
        return _mean_above_zero(noisy - shift, deviation)

    # A mean is at least its centre, and below zero at most deviation² / its distance from it.
    low = float(noisy.min()) - people
    high = float(noisy.max()) + 2 * deviation**2 * len(noisy) / people
    shift = scipy.optimize.brentq(lambda one: float(means(one).sum()) - people, low, high)
    found = means(float(shift))
    return np.asarray(found * (people / found.sum()))


def _mean_above_zero(centre: Floats, deviation: float) -> Floats:
    """Mean of N(centre, deviation²) given that it is above zero."""
    # φ/Φ by the scaled complementary error function: exact also where both are next to nothing.
    ratio = sqrt(2 / pi) / scipy.special.erfcx(-centre / deviation / sqrt(2))
    return np.asarray(np.maximum(centre + deviation * ratio, 0.0))


def nearest_counts(counts: Floats, people: Floats, layout: Layout) -> Floats:
    """The nearest counts that are not below zero, and in each column as many as there are people.

    Euclidean projection onto a simplex (Duchi, Shalev-Shwartz, Singer, Chandra 2008, Figure 1).
    Cutting at zero alone would leave the positive half of the noise of every empty cell, which in a
    column of many values is more than all people.

    Args:
        counts: T × K noisy counts, one set of people in each column.
        people: Length K, how many people each set holds, > 0.
        layout: Sizes of the columns.
    """
    whole = np.empty_like(counts)
    for column in range(layout.width):
        block = layout.block(column)
        descending = -np.sort(-counts[block], axis=0)
        above = (np.cumsum(descending, axis=0) - people) / np.arange(
            1, len(descending) + 1, dtype=np.float64
        )[:, None]
        last = (descending > above).sum(axis=0) - 1
        whole[block] = np.maximum(counts[block] - above[last, np.arange(counts.shape[1])], 0.0)
    return whole


class _Table(NamedTuple):
    """A measured two-way table beside that of two independent columns.

    Attributes:
        columns: Which two.
        variance: Of the noise of a cell.
        independent: Counts of independent columns.
        surplus: Measured less independent counts; zero in cells that are not supported.
        forbidden: Cells that a rule forbids, so that their count is known.
        dependence: Unbiased estimate of θ from this table alone.
        doubt: Variance of that estimate where there is no dependence.
    """

    columns: tuple[int, int]
    variance: float
    independent: Floats
    surplus: Floats
    forbidden: npt.NDArray[np.bool_]
    dependence: float
    doubt: float


def first_pairs(targets: Targets, singles: Floats) -> Floats:
    """Two-way counts, T × T: between those of independent columns and the measured ones.

    Cell c of a table is taken to be μ_c·(1 + N(0, θ)), with μ the count if the columns were
    independent, and is measured with noise of variance v. So the best estimate leaves
    θμ² / (θμ² + v) of what is measured beyond μ (empirical Bayes, Efron & Morris 1973). The
    dependence θ of each table is estimated by moments, Σ(surplus² - v) / Σμ², and drawn towards
    the usual one of all tables as far as its noise says: θ varies about as much as it is large.

    Args:
        targets: The noisy counts; cells whose answers are not supported are taken as independent.
        singles: Length T, as of :func:`first_singles`.
    """
    layout = targets.layout
    pairs = np.outer(singles, singles) / targets.people
    tables = list(_tables(targets, pairs))
    usual = _usual_dependence(tables)
    for table in tables:
        i, j = table.columns
        own, doubt, spread = table.dependence, table.doubt, usual**2
        dependence = max(0.0, (usual * doubt + own * spread) / (doubt + spread)) if usual else 0.0
        signal = dependence * table.independent**2
        counts = table.independent + signal / (signal + table.variance) * table.surplus
        counts[table.forbidden] = 0.0
        pairs[layout.block(i), layout.block(j)] = counts
        pairs[layout.block(j), layout.block(i)] = counts.T
    return pairs


def _tables(targets: Targets, independent: Floats) -> Iterator[_Table]:
    """Every two-way table that was measured and has a supported cell."""
    layout = targets.layout
    for i, j in combinations(range(layout.width), 2):
        block = layout.block(i), layout.block(j)
        supported = np.logical_and.outer(targets.supported[block[0]], targets.supported[block[1]])
        precision = targets.pair_precision[block][supported]
        usual = float(np.median(precision)) if precision.size else 0.0
        if not usual:  # not measured, whatever a rule may say of some cells
            continue
        variance, forbidden = 1.0 / usual, targets.pair_precision[block] > CERTAIN_FROM * usual
        expected = independent[block]
        surplus = np.where(supported, targets.pairs[block] - expected, 0.0)
        size = max(float((expected[supported] ** 2).sum()), 1e-12)
        cells = int(supported.sum())
        excess = float((surplus**2).sum()) - cells * variance
        doubt = 2 * cells * (variance / size) ** 2
        yield _Table((i, j), variance, expected, surplus, forbidden, excess / size, doubt)


def _usual_dependence(tables: list[_Table]) -> float:
    """Mean θ of all tables, ≥ 0; each counts by how well it is known."""
    if not tables:
        return 0.0
    found = np.array([table.dependence for table in tables])
    doubts = np.array([table.doubt for table in tables])
    usual = 0.0
    for _ in range(ROUNDS):
        weights = 1 / (doubts + usual**2)
        usual = max(0.0, float((weights * found).sum() / weights.sum()))
    return usual
