"""What MST and AIM share: noisy marginals, a graphical model by `mbi`, rows sampled from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mbi
import numpy as np

from benchmarks.coding import CodedTable, Codes, Columns, Floats


@dataclass(frozen=True)
class NoisyMarginal:
    """A marginal with Gaussian noise of standard deviation sigma on every cell."""

    columns: Columns
    counts: Floats
    sigma: float


def measure(
    table: CodedTable, columns: Columns, sigma: float, generator: np.random.Generator
) -> NoisyMarginal:
    """Measure one marginal; it costs ρ = 1 / (2 sigma²)."""
    counts = table.marginal(columns)
    return NoisyMarginal(columns, counts + generator.normal(0, sigma, counts.shape), sigma)


def domain_of(table: CodedTable) -> mbi.Domain:
    """Return the domain of a table as `mbi` wants it."""
    return mbi.Domain.fromdict(dict(table.sizes))


def as_linear(marginal: NoisyMarginal) -> mbi.LinearMeasurement:
    """Return a noisy marginal as `mbi` wants it."""
    return mbi.LinearMeasurement(marginal.counts.ravel(), marginal.columns, marginal.sigma)


def total_of(marginals: Sequence[NoisyMarginal]) -> float:
    """Estimate the number of people from the sums of all marginals, by their precision."""
    sums = [marginal.counts.sum() for marginal in marginals]
    precisions = [1 / (marginal.counts.size * marginal.sigma**2) for marginal in marginals]
    return max(1.0, float(np.average(sums, weights=precisions)))


def fit(
    domain: mbi.Domain,
    measurements: list[mbi.LinearMeasurement],
    total: float,
    iterations: int,
    start: mbi.MarkovRandomField | None = None,
) -> mbi.MarkovRandomField:
    """Estimate the model by mirror descent, from an earlier model when there is one."""
    return mbi.estimation.MirrorDescent().estimate(
        domain, measurements, known_total=total, iters=iterations, warm_start=start
    )


def codes_of(dataset: mbi.Dataset) -> dict[str, Codes]:
    """Return the codes of rows that a model has generated."""
    return {name: np.asarray(codes, dtype=np.int64) for name, codes in dataset.data.items()}
