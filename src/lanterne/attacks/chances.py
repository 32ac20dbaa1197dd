"""Chances of counting: what a rate may be, given so many successes in so many attempts.

Distributions are those of scipy, which loads them when the first is asked for: processes that only
read what an attack found do without.
"""

from __future__ import annotations

import math

import scipy


def wilson(successes: int, attempts: int) -> tuple[float, float]:
    """The score interval of 95 % (Wilson 1927, JASA 22, 209-212); (0, 1) without attempts."""
    if not attempts:
        return 0.0, 1.0
    interval = scipy.stats.binomtest(successes, attempts).proportion_ci(0.95, "wilson")
    return float(interval.low), float(interval.high)


def least_rate(successes: int, attempts: int, error: float) -> float:
    """Lower bound on a rate, too high with a probability of at most ``error``.

    The exact bound of Clopper and Pearson (1934, Biometrika 26, 404-413).
    """
    if not successes:
        return 0.0
    return float(scipy.stats.beta.ppf(error, successes, attempts - successes + 1))


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
    if not attempts:
        return 1.0
    total, wins = attempts + other_attempts, successes + others
    return float(scipy.stats.hypergeom.sf(successes - 1, total, wins, attempts))


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
    return int(scipy.stats.poisson.ppf(probability, mean))


def poisson_mean(least: int, probability: float) -> float:
    """The smallest mean with which a Poisson variable is ``least`` or more so probably."""
    # P[Poisson(m) ≥ n] = P[χ² of 2 n degrees ≤ 2 m]
    return float(scipy.stats.chi2.ppf(probability, 2 * least)) / 2 if least else 0.0


def gaussian_detections(alarms: float, mu: float) -> float:
    """Φ(Φ⁻¹(α) + μ), most detections at α false alarms where Gaussians are told apart.

    One of mean 0 from one of mean μ, both of variance 1 (Dong, Roth, Su 2022, arXiv 1905.02383,
    section 2.2).
    """
    if not 0 < alarms < 1:
        return alarms
    normal = scipy.stats.norm
    return float(normal.cdf(normal.ppf(alarms) + mu))


def largest_variance_ratio(square_sum: float, terms: int, error: float) -> float:
    """Upper bound on a variance from a sum of so many squares of normals of mean zero."""
    quantile = float(scipy.stats.chi2.ppf(error, terms)) if terms else 0.0
    return square_sum / quantile if quantile > 0 else math.inf
