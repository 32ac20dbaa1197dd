"""All pairs, and the mixture of products of `mbi`: the family of models that Lanterne's belongs to.

Aydöre, Brown, Kearns, Kenthapadi, Melis, Roth and Siva (2021), "Differentially private query
release through adaptive projection", ICML 2021, and Liu, Vietri and Wu (2021), "Iterative methods
for private synthetic data", NeurIPS 2021, fit such models; `mbi` has them with Adam.
"""

from __future__ import annotations

import itertools
import math

import mbi
import numpy as np
import optax
import polars as pl
from mbi.extensions.mixture_of_products import MixtureOfProductsEstimator

from benchmarks.coding import CodedTable
from benchmarks.graphical import as_linear, codes_of, domain_of, measure, total_of
from benchmarks.noise import rho_for

ONES = 0.1
"""Share of ρ for the one-way tables; all pairs have the rest, each as much as another."""

ITERATIONS, PACE = 1000, 0.1
"""Steps of Adam, and their size; 100 products, as `mbi` has it."""


def mixture(table: CodedTable, epsilon: float, delta: float) -> pl.DataFrame:
    """Synthesise from all noisy one- and two-way tables by a mixture of 100 products."""
    generator, rho = np.random.default_rng(), rho_for(epsilon, delta)
    pairs = list(itertools.combinations(table.columns, 2))
    sigma = math.sqrt(len(table.columns) / (2 * ONES * rho))
    measured = [measure(table, (column,), sigma, generator) for column in table.columns]
    total = total_of(measured)
    sigma = math.sqrt(len(pairs) / (2 * (1 - ONES) * rho)) if pairs else 1.0
    measured += [measure(table, pair, sigma, generator) for pair in pairs]
    model = MixtureOfProductsEstimator(optimizer=optax.adam(PACE)).estimate(
        domain_of(table), [as_linear(one) for one in measured], known_total=total, iters=ITERATIONS
    )
    rows: mbi.Dataset = model.synthetic_data(round(total))
    return table.decode(codes_of(rows))
