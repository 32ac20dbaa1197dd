"""Estimates of counts from everything measured: unbiased, and drawn towards the model.

The best linear unbiased estimate of a cell has a known variance v; the model's count μ has an
unknown error, of variance τ² alike for cells of like size. Empirical Bayes (Efron & Morris 1973)
takes μ + τ²/(τ²+v)·(estimate - μ), with τ² by moments from the measurements. These are targets
for rows and attestation, never published with an interval: such intervals would be too short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.counting.marginals import Columns, Triple
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.residuals import Residuals
from lanterne.synthesis.support import supported_answers

Floats = npt.NDArray[np.float64]

BINS = 24
"""Groups of cells of like expected count that share one τ²."""

LEAST_DOUBT, LEAST_ERROR, LEAST_PEOPLE = 1 / 3, 0.2, 0.3
"""Least τ²: so much of the variance of the unbiased estimate, or τ so much of the model's count and
so many people, whichever is less. The model is never trusted whole, but it is not wrong by dozens
where it counts nobody: a table of countries has a hundred such cells for each that is not empty."""


@dataclass(frozen=True)
class Estimates:
    """Counts estimated from measurements and model together.

    Attributes:
        layout: Sizes of the columns.
        pairs: T × T symmetric; one-way counts on the diagonal; ≥ 0.
        pair_deviations: T × T, standard deviation of the unbiased estimate behind each cell; zero
            where there is none.
        triples: The measured three-way tables.
        triple_counts: Flat estimated counts of ``triples``; ≥ 0.
        tables: The measured tables of targets.
        table_counts: Flat estimated counts of ``tables``; ≥ 0.
    """

    layout: Layout
    pairs: Floats
    pair_deviations: Floats
    triples: tuple[Triple, ...]
    triple_counts: Floats
    tables: tuple[Columns, ...]
    table_counts: Floats


def combine(
    residuals: Residuals,
    model: LatentClassModel,
    triples: Sequence[Triple],
    tables: Sequence[Columns] = (),
) -> Estimates:
    """Draw the unbiased estimates towards the model where the model has proved right.

    Where the one-way estimate of an answer does not support a cell, the model stands alone.
    """
    layout = model.layout
    unbiased, variance = _pair_tables(residuals, layout)
    expected = model.pairs()
    supported = supported_answers(residuals, layout)
    together = np.logical_and.outer(supported, supported)
    np.fill_diagonal(together, True)
    upper = np.triu((variance > 0) & together)
    pairs = np.triu(expected)
    pairs[upper] = _shrink(expected[upper], unbiased[upper], variance[upper])
    pairs = pairs + np.triu(pairs, 1).T
    of_triples = _drawn(model.tables(triples), residuals, supported, layout, triples)
    of_tables = _drawn(model.tables(tables), residuals, supported, layout, tables)
    deviations = np.sqrt(variance)
    return Estimates(
        layout, pairs, deviations, tuple(triples), of_triples, tuple(tables), of_tables
    )


def _pair_tables(residuals: Residuals, layout: Layout) -> tuple[Floats, Floats]:
    unbiased = np.zeros((layout.total, layout.total))
    variance = np.zeros_like(unbiased)
    for column in range(layout.width):
        here = np.arange(layout.offsets[column], layout.offsets[column + 1])
        unbiased[here, here] = residuals.table((column,))
        variance[here, here] = residuals.variance((column,))
    for i, j in combinations(range(layout.width), 2):
        if not residuals.covers((i, j)):
            continue
        table = residuals.table((i, j))
        unbiased[layout.block(i), layout.block(j)] = table
        unbiased[layout.block(j), layout.block(i)] = table.T
        variance[layout.block(i), layout.block(j)] = residuals.variance((i, j))
        variance[layout.block(j), layout.block(i)] = variance[layout.offsets[i], layout.offsets[j]]
    return unbiased, variance


def _drawn(
    counts: Floats,
    residuals: Residuals,
    supported: npt.NDArray[np.bool_],
    layout: Layout,
    tables: Sequence[Columns],
) -> Floats:
    """The model's flat counts of tables, drawn to the unbiased estimates in place."""
    unbiased, variance = [np.zeros(0)], [np.zeros(0)]
    for columns in tables:
        axes = [supported[layout.block(column)] for column in columns]
        unbiased.append(residuals.table(columns).ravel())
        fitted = reduce(np.logical_and.outer, axes).ravel()
        variance.append(np.where(fitted, residuals.variance(columns), 0.0))
    estimates, spread = np.concatenate(unbiased), np.concatenate(variance)
    if (here := spread > 0).any():  # elsewhere the model stands alone
        counts[here] = _shrink(counts[here], estimates[here], spread[here])
    return counts


def _shrink(expected: Floats, unbiased: Floats, variance: Floats) -> Floats:
    size = np.log(np.maximum(expected, 1e-3))
    edges = np.quantile(size, np.linspace(0, 1, BINS + 1))
    group = np.clip(np.searchsorted(edges, size) - 1, 0, BINS - 1)
    weight = variance**-2.0
    excess = ((unbiased - expected) ** 2 - variance) * weight
    sums = np.bincount(group, excess, BINS)
    between = (sums / np.maximum(np.bincount(group, weight, BINS), 1e-300))[group]
    # The model was fitted to the same measurements, so its residuals understate its error.
    floor = np.minimum(variance * LEAST_DOUBT, (LEAST_ERROR * expected + LEAST_PEOPLE) ** 2)
    between = np.maximum(between, floor)
    return np.maximum(expected + between / (between + variance) * (unbiased - expected), 0.0)
