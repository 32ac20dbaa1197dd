"""How far discrete Gaussian noise reaches: half the width of the interval of a noisy count."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NOMINAL = 0.95
"""Coverage of the intervals of published counts."""


def discrete_gaussian_reach(sigmas: Floats, coverage: float) -> npt.NDArray[np.int64]:
    """Smallest whole q with P(|N| ≤ q) ≥ coverage, N discrete Gaussian of each scale.

    The pmf is ∝ exp(-x²/(2σ²)) on the integers (Canonne, Kamath, Steinke 2020, Definition 1).
    A sum of u independent ones is within 1e-8 of the one of scale σ√u for σ ≥ 1 (Poisson
    summation), which all noise here is.
    """
    reach = np.zeros(len(sigmas), np.int64)
    for sigma in np.unique(np.round(sigmas, 6)):
        x = np.arange(int(12 * sigma) + 2)
        weight = np.exp(-(x**2) / (2 * sigma**2))
        within = np.cumsum(np.where(x == 0, 1.0, 2.0) * weight)
        reach[np.round(sigmas, 6) == sigma] = np.searchsorted(within / within[-1], coverage)
    return reach
