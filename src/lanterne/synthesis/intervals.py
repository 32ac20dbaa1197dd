"""Intervals of published counts, of those also that are published because they are large.

A number that is listed only where an estimate E of it reaches a threshold t is too large on
average. Its interval is made from the distribution of the number given E ≥ t: for a true count μ,
the lower end is where such a number is seen, or a larger one, with a chance of 2.5 % (conditional
intervals: Lee, Sun, Sun, Taylor 2016, arXiv 1311.6238; of normal means beyond a threshold:
Weinstein, Fithian, Benjamini 2013, JASA 108 (501)). Given E ≥ t, the number is larger, never
smaller, than without: so the usual upper end is exceeded with a chance of at most 2.5 % as well,
and it stays. So the number itself always lies in its interval.

A count C of one measured table and the best linear unbiased estimate E of the same people are
jointly normal but for the rounding of C, and cov(C, E) = var(E): otherwise E + ε(C - E) would be
better than the best. So E alone, with its variance, says how selection moved C.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import scipy

from lanterne.synthesis.noise_quantiles import NOMINAL

Floats = npt.NDArray[np.float64]

TAIL = (1 - NOMINAL) / 2
"""Chance that an interval lies wholly above the true count, and wholly below it, at most."""

NEGLIGIBLE = 1e-4
"""A selection that a count at the usual lower end passes but for this chance changes nothing."""

HALVINGS = 22
"""Steps in which a lower end is found: to a millionth of the usual one, or better."""


def normal_reach() -> float:
    """Standard deviations from a normal number to either end of its interval."""
    return NormalDist().inv_cdf(1 - TAIL)


def selected_lower_ends(
    numbers: Floats, spreads: Floats, deviations: Floats, thresholds: Floats
) -> Floats:
    """Lower ends of the intervals of numbers that are listed for an estimate above a threshold.

    All arguments are of one length, one entry per number.

    Args:
        numbers: Unbiased before anything was selected; of a whole number, half a person less.
        spreads: Their standard deviations.
        deviations: Those of the best linear unbiased estimate of the same people; at most
            ``spreads``.
        thresholds: What that estimate reached, or there would be no number.

    Returns:
        Ends between zero and the usual ones.
    """
    usual = numbers - normal_reach() * spreads
    ends = np.maximum(usual, 0.0)
    failing = scipy.special.ndtr((thresholds - usual) / deviations)
    moved = np.flatnonzero((usual > 0) & (failing > NEGLIGIBLE))
    some = tuple(part[moved] for part in (numbers, spreads, deviations, thresholds))
    low, high = np.zeros(len(moved)), usual[moved]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = _as_large(middle, *some) > TAIL
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    ends[moved] = low
    return ends


def _as_large(
    people: Floats, numbers: Floats, spreads: Floats, deviations: Floats, thresholds: Floats
) -> Floats:
    """Chance of such a number or a larger one, given its selection, of so many true ``people``."""
    enough = (people - thresholds) / deviations
    large = (people - numbers) / spreads
    alone = 1 - (deviations / spreads) ** 2 < 1e-9  # the estimate is the number itself
    share = np.where(alone, 0.0, deviations / spreads)
    both = np.where(
        alone, scipy.special.ndtr(np.minimum(enough, large)), _both_below(enough, large, share)
    )
    selected = scipy.special.ndtr(enough)
    # So few people that they are selected with a chance below 1e-300 are out of the question.
    chance: Floats = np.divide(both, selected, out=np.zeros_like(both), where=selected > 0)
    return chance


def _both_below(first: Floats, second: Floats, correlation: Floats) -> Floats:
    """Φ₂, the bivariate normal distribution function, by Owen's T (Owen 1956, eq. 2.1).

    Its error is about 1e-15. What it is divided by here is the chance of a selection by nobody
    at least, some 1e-7.
    """
    first, second = (np.where(np.abs(x) < 1e-12, 1e-12, x) for x in (first, second))
    root = np.sqrt(1 - correlation**2)
    apart = np.where(first * second > 0, 0.0, 0.5)
    both: Floats = (
        (scipy.special.ndtr(first) + scipy.special.ndtr(second)) / 2
        - scipy.special.owens_t(first, (second - correlation * first) / (first * root))
        - scipy.special.owens_t(second, (first - correlation * second) / (second * root))
        - apart
    )
    return np.maximum(both, 0.0)
