"""Exact chances of counting: what a rate may be, given so many successes in so many attempts.

Everything is computed from logarithms of factorials, so that it holds for a handful of attempts as
for a million.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS = 60
"""Halvings of a bisection between 0 and 1: beyond double precision."""


def wilson(successes: int, attempts: int) -> tuple[float, float]:
    """The score interval of 95 % (Wilson 1927, JASA 22, 209-212); (0, 1) without attempts."""
    if not attempts:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.975)
    share, scale = successes / attempts, 1 + z**2 / attempts
    centre = share + z**2 / (2 * attempts)
    reach = z * math.sqrt(share * (1 - share) / attempts + z**2 / (4 * attempts**2))
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)


def least_rate(successes: int, attempts: int, error: float) -> float:
    """Lower bound on a rate, too high with a probability of at most ``error``.

    The exact bound of Clopper and Pearson (1934, Biometrika 26, 404-413).
    """
    if not successes:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        rare = _at_least(successes, attempts, middle) <= error
        low, high = (middle, high) if rare else (low, middle)
    return low


def largest_rate(successes: int, attempts: int, error: float) -> float:
    """Upper bound on a rate, too low with a probability of at most ``error``."""
    return 1.0 - least_rate(attempts - successes, attempts, error)


def chance_of_excess(successes: int, attempts: int, others: int, other_attempts: int) -> float:
    """Probability of as many successes or more, were both groups alike: Fisher's exact test.

    Args:
        successes: Of the group of interest.
        attempts: Its size.
        others: Successes of the other group.
        other_attempts: Its size.
    """
    total, wins = attempts + other_attempts, successes + others
    most = min(attempts, wins)
    at = np.arange(successes, most + 1)
    logs = _choose(wins, at) + _choose(total - wins, attempts - at) - _choose(total, attempts)
    return float(min(1.0, np.exp(logs).sum()))


def least_difference(successes: int, attempts: int, others: int, other_attempts: int) -> float:
    """Lower end of the 95 % interval of a difference of two rates; −1 without attempts of both.

    From Wilson's interval of each (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10).

    Args:
        successes: Of the group whose rate comes first.
        attempts: Its size.
        others: Successes of the group whose rate is taken off.
        other_attempts: Its size.
    """
    if not attempts or not other_attempts:
        return -1.0
    rate, other = successes / attempts, others / other_attempts
    low, high = wilson(successes, attempts)[0], wilson(others, other_attempts)[1]
    return rate - other - math.hypot(rate - low, high - other)


def least_successes(others: int, attempts: int, error: float) -> int:
    """Fewest successes that beat those of another group of the same size by Fisher's test.

    Args:
        others: Successes of the other group.
        attempts: Size of each group.
        error: Probability that is not exceeded; ``attempts`` + 1 where no number is enough.
    """
    low, high = others, attempts + 1
    while high - low > 1:
        middle = (low + high) // 2
        rare = chance_of_excess(middle, attempts, others, attempts) <= error
        low, high = (low, middle) if rare else (middle, high)
    return high


def poisson_quantile(mean: float, probability: float) -> int:
    """The smallest number that a Poisson variable exceeds with at most 1 − ``probability``."""
    below = np.cumsum(_poisson(mean, int(mean + 40 * math.sqrt(mean) + 100)))
    return int(np.searchsorted(below, probability))


def poisson_mean(least: int, probability: float) -> float:
    """The smallest mean with which a Poisson variable is ``least`` or more so probably."""
    low, high = 0.0, 4.0 * least + 20
    for _ in range(_STEPS):
        middle = (low + high) / 2
        enough = 1 - float(_poisson(middle, least).sum()) >= probability
        low, high = (low, middle) if enough else (middle, high)
    return high


def _poisson(mean: float, below: int) -> Floats:
    """Probabilities of 0, 1 … of a Poisson variable, ``below`` of them."""
    at = np.arange(below)
    logs = at * math.log(mean) if mean else np.where(at == 0, 0.0, -np.inf)
    probabilities: Floats = np.exp(logs - mean - _log_factorials(1 << below.bit_length())[at])
    return probabilities


def gaussian_detections(alarms: float, mu: float) -> float:
    """Φ(Φ⁻¹(α) + μ), most detections at α false alarms where Gaussians are told apart.

    One of mean 0 from one of mean μ, both of variance 1 (Dong, Roth, Su 2022, arXiv 1905.02383,
    section 2.2).
    """
    if not 0 < alarms < 1:
        return alarms
    normal = NormalDist()
    return normal.cdf(normal.inv_cdf(alarms) + mu)


def largest_variance_ratio(square_sum: float, terms: int, error: float) -> float:
    """Upper bound on a variance from a sum of so many squares of normals of mean zero.

    The χ² quantile is that of Wilson and Hilferty (1931, PNAS 17, 684-688), good to a percent
    from ten terms.
    """
    z = NormalDist().inv_cdf(error)
    quantile = terms * (1 - 2 / (9 * terms) + z * math.sqrt(2 / (9 * terms))) ** 3
    return square_sum / quantile if quantile > 0 else math.inf


def _at_least(successes: int, attempts: int, rate: float) -> float:
    """P[Binomial(attempts, rate) ≥ successes], 0 < rate < 1."""
    at = np.arange(successes, attempts + 1)
    logs = _choose(attempts, at) + at * math.log(rate) + (attempts - at) * math.log1p(-rate)
    return float(np.exp(logs).sum())


def _choose(total: int, part: npt.NDArray[np.int64] | int) -> Floats:
    """Logarithm of the binomial coefficient; −∞ where it is 0."""
    part = np.asarray(part)
    possible = (part >= 0) & (part <= total)
    inside = np.where(possible, part, 0)
    factorials = _log_factorials(1 << max(total, 1).bit_length())
    logs = factorials[total] - factorials[inside] - factorials[total - inside]
    return np.where(possible, logs, -np.inf)


@lru_cache(maxsize=4)
def _log_factorials(size: int) -> Floats:
    logs: Floats = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size + 1)))])
    return logs
