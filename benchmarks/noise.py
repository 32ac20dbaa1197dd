"""What the budget of the peers buys: ρ for (ε, δ), and exact noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lanterne.privacy.gaussian import gaussian_mu

Integers = NDArray[np.int64]


def rho_for(epsilon: float, delta: float) -> float:
    """Return the ρ that (ε, δ) buys by the accountant that Lanterne has too.

    Releases of Gaussian noise are together one Gaussian of μ² = 2ρ (Dong, Roth and Su 2019), whose
    trade-off is known exactly: a sixth more than by zCDP. Selections are taken to cost no more than
    Gaussians of their ρ, which favours the peers a little.
    """
    return gaussian_mu(epsilon, delta) ** 2 / 2


def discrete_gaussian(counts: Integers, sigma: float) -> Integers:
    """Return counts with exact discrete Gaussian noise of scale sigma, drawn by OpenDP."""
    import opendp.prelude as dp  # noqa: PLC0415  (the library takes 0.3 s to load)

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T=float)
    mechanism = space >> dp.m.then_gaussian(scale=sigma)
    return np.asarray(mechanism(counts.tolist()), dtype=np.int64)
