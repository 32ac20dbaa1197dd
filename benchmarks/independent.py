"""The baseline that any method must beat: each column by itself."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from benchmarks.coding import CodedTable, Codes
from benchmarks.noise import Integers, discrete_gaussian, rho_for


def independent(table: CodedTable, epsilon: float, delta: float) -> pl.DataFrame:
    """Draw each column from its own counts with discrete Gaussian noise, ρ shared evenly.

    A person adds one to one cell of each of d columns, so d releases at scale √(d / 2ρ) cost ρ.
    """
    sigma = math.sqrt(len(table.columns) / (2 * rho_for(epsilon, delta)))
    noisy = {column: _noisy_counts(table, column, sigma) for column in table.columns}
    total = _total(noisy)
    generator = np.random.default_rng()
    return table.decode(
        {column: _draw(counts, total, generator) for column, counts in noisy.items()}
    )


def _noisy_counts(table: CodedTable, column: str, sigma: float) -> Integers:
    return discrete_gaussian(table.marginal((column,)).astype(np.int64), sigma)


def _total(noisy: dict[str, Integers]) -> int:
    """Estimate n from the sums of all columns, weighted by their precision."""
    sums = [counts.sum() for counts in noisy.values()]
    precisions = [1 / counts.size for counts in noisy.values()]
    return max(1, round(float(np.average(sums, weights=precisions))))


def _draw(counts: Integers, total: int, generator: np.random.Generator) -> Codes:
    """Draw codes in proportion to the counts, with the least rounding, in random order."""
    weights = np.maximum(counts, 0).astype(np.float64)
    weights = weights if weights.any() else np.ones_like(weights)
    bounds = np.floor(np.cumsum(weights) / weights.sum() * total + generator.random())
    bounds[-1] = total
    repeats = np.diff(bounds, prepend=0).clip(0).astype(np.int64)
    return generator.permutation(np.repeat(np.arange(counts.size), repeats))
