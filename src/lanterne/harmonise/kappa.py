"""Agreement of two people who answered the same questions, beyond what chance would give.

Cohen's κ (Cohen 1960, *Educational and Psychological Measurement* 20, 37-46, equation 1) and, of
answers that have an order, κ with weights (Cohen 1968, *Psychological Bulletin* 70, 213-220), here
squared distances. Intervals of κ are percentiles of a bootstrap over what was coded (Efron 1979,
*Annals of Statistics* 7, 1-26): approximate, and rough for few vignettes. That of the share of
equal answers is exact (Clopper and Pearson 1934, *Biometrika* 26, 404-413).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

LEVEL = 0.95
RESAMPLES = 2_000
SEED = 7
"""Resampling is no privacy: the same sheets give the same interval."""

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval of 95 %.

    Attributes:
        value: The figure; ``None``: it cannot be told.
        low: Lower end; ``None``: it cannot be told.
        high: Upper end.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


def share_of_equal(one: Codes, other: Codes) -> Estimate:
    """The share of equal answers.

    Args:
        one: Codes of the answers of one person, shape ``(vignettes,)``, at least one.
        other: Those of the other.
    """
    equal = int((one == other).sum())
    ends = scipy.stats.binomtest(equal, len(one)).proportion_ci(LEVEL, method="exact")
    return Estimate(equal / len(one), float(ends.low), float(ends.high))


def kappa(one: Codes, other: Codes) -> Estimate:
    """Cohen's κ, at most 1; it cannot be told where both always gave the same single answer.

    Args:
        one: Codes of the answers of one person, shape ``(vignettes,)``.
        other: Those of the other.
    """
    return _with_interval(_kappas, one, other)


def weighted_kappa(one: Codes, other: Codes) -> Estimate:
    """The same of answers with an order: two steps apart count four times as much as one.

    Args:
        one: Places of the answers in their order, shape ``(vignettes,)``.
        other: Those of the other.
    """
    return _with_interval(_weighted_kappas, one, other)


def _with_interval(of: Callable[[Codes, Codes], Floats], one: Codes, other: Codes) -> Estimate:
    """The figure and its interval; resamples of which it cannot be told are left out.

    There is no interval where that are most of them, nor where all give the same figure, as when
    one of the two gave a single answer: that is no certainty, but too little to draw from.
    """
    if not len(one):
        return Estimate(None)
    value = of(one[None], other[None])[0]
    if np.isnan(value):
        return Estimate(None)
    rows = np.random.default_rng(SEED).integers(0, len(one), (RESAMPLES, len(one)))
    drawn = of(one[rows], other[rows])
    told = drawn[~np.isnan(drawn)]
    if 2 * len(told) < RESAMPLES:
        return Estimate(float(value))
    if np.ptp(told) < 1e-12:
        return Estimate(float(value))
    low, high = np.quantile(told, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(value), float(low), float(high))


def _kappas(one: Codes, other: Codes) -> Floats:
    """κ = (p_o - p_e) / (1 - p_e) of each row, shape ``(samples, vignettes)``."""
    observed = (one == other).mean(axis=1)
    by_chance = np.zeros(len(one))
    for code in np.union1d(one, other):
        by_chance += (one == code).mean(axis=1) * (other == code).mean(axis=1)
    return _divided(observed - by_chance, 1 - by_chance)


def _weighted_kappas(one: Codes, other: Codes) -> Floats:
    """κ_w = 1 - Σ v p_o / Σ v p_e, where v is the squared distance, of each row.

    If both answer by themselves, E (i - j)² = E i² - 2 E i E j + E j².
    """
    observed = ((one - other) ** 2).mean(axis=1)
    squares = (one**2).mean(axis=1) + (other**2).mean(axis=1)
    by_chance = squares - 2 * one.mean(axis=1) * other.mean(axis=1)
    return _divided(by_chance - observed, by_chance)


def _divided(part: Floats, whole: Floats) -> Floats:
    """The quotient; NaN where the whole is nothing but rounding."""
    told = whole > 1e-12
    found: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=told)
    return found
