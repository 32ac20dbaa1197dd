"""What the budget of the peers buys: ρ for (ε, δ), and exact noise.

Lanterne has its own accountant, in its own package; nothing here is used by it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def rho_for(epsilon: float, delta: float) -> float:
    """Return the largest ρ such that ρ-zCDP implies (ε, δ)-DP.

    Canonne, Kamath and Steinke (2020), "The discrete Gaussian for differential privacy",
    Corollary 13: δ(ρ) is the least, over α > 1, of
    exp((α - 1)(αρ - ε)) / (α - 1) · (1 - 1/α)^α. Bisection on ρ, to twelve digits.
    """
    low, high = 0.0, epsilon
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _delta_for(middle, epsilon) <= delta else (low, middle)
    return low


def _delta_for(rho: float, epsilon: float) -> float:
    low, high = 1.0 + 1e-9, (epsilon + 1) / (2 * rho) + 2
    for _ in range(100):
        alpha = (low + high) / 2
        falling = (2 * alpha - 1) * rho - epsilon + math.log1p(-1 / alpha) < 0
        low, high = (alpha, high) if falling else (low, alpha)
    power = (alpha - 1) * (alpha * rho - epsilon) + alpha * math.log1p(-1 / alpha)
    return min(1.0, math.exp(power) / (alpha - 1))


def discrete_gaussian(counts: Integers, sigma: float) -> Integers:
    """Return counts with exact discrete Gaussian noise of scale sigma, drawn by OpenDP."""
    import opendp.prelude as dp  # noqa: PLC0415  (the library takes 0.3 s to load)

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T=float)
    mechanism = space >> dp.m.then_gaussian(scale=sigma)
    return np.asarray(mechanism(counts.tolist()), dtype=np.int64)
