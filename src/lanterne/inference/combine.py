"""From an estimate on each data set to one estimate with an interval: the rule, and why it holds.

Let c be the exact counts of the records, y = c + e what was measured, and y*_i = y + e*_i the
counts behind data set i, with e, e*_1 … e*_m independent Gaussian noise of one covariance Σ, which
is known (:mod:`lanterne.synthesis.datasets`). On data set i somebody finds the estimate q_i and its
usual variance u_i, as if its n rows were people. With the means q̄ and ū and the variance
b = Σ(q_i - q̄)² / (m - 1), the rule is that of Rubin (1987, §3.1):

    q̄ ± t_ν(0.975) √T,    T = ū + (1 + 1/m) b,    ν = (m - 1) (1 + ū / ((1 + 1/m) b))²

for the *population* that the people in the records are a random sample of, and for the people in
the *records* themselves, of whom each was counted:

    T = (1 + 1/m) b,      ν = m - 1

**Exact for linear estimates.** Let the estimate be q_i = a'y*_i, such as a count, or a share of a
known number. For the records it is Q = a'c. Then q_i - Q = a'e + a'e*_i, with V = a'Σa the variance
of both terms. The first is the same for all i, so that b has mean V, (m - 1) b / V is χ² with m - 1
degrees of freedom, and both are independent of q̄. And q̄ - Q = a'e + Σ a'e*_i / m has variance
V + V/m. So (q̄ - Q) / √((1 + 1/m) b) has the t distribution with m - 1 degrees of freedom: the
interval for the records holds with 95 % exactly, whatever c is. Let the records be a random sample,
so that Q has variance U around the population's θ. Then q̄ - θ has variance U + (1 + 1/m) V, which
is the mean of T where ū has mean U; ν is that of Satterthwaite's χ² with the variance of b (Rubin
1987, eq. 3.1.6), as U is known far better than V.

**Conservative for rounding.** Rows are whole, so that q_i = a'y*_i + r_i. Where the r_i are
independent of variance R and mean 0, q̄ - Q has variance V + (V + R)/m, and T has the mean
(1 + 1/m)(V + R): too much by R.

**Why no variance is subtracted.** Raghunathan, Reiter and Rubin (2003, J. Official Statistics
19(1), eq. 4) have T = (1 + 1/m) b - ū for fully synthetic data: their data sets are samples drawn
anew, so that b holds U once more. Here no row is sampled: rows are rounded to their counts, and
repaired and refined towards them. Räisä, Jälkö, Kaski and Honkela (2023, arXiv 2205.14485) sample
rows from the posterior under noise, and have the former rule; for the law of the noise to be known
and be part of the imputation is their condition too.

**Where it fails.** Rows are no linear function of the counts: no count of rows is below zero,
answers are not written where noise drowns them, and combinations of four answers and more, and of
three that were not measured, follow from a model. What this adds is bias, which b does not show: it
is the same in every data set. The proof covers what changes little over the noise: smooth functions
of counts that are each some deviations above zero. :mod:`lanterne.inference.foundations` refuses
the rest, and ``python -m benchmarks inference`` measures how often the intervals hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from lanterne.errors import UsageError


class About(StrEnum):
    """Whom an interval is about."""

    POPULATION = "population"
    """All people of whom those in the records are a random sample, with the noise of protection."""

    RECORDS = "records"
    """The people in the records, and nobody else: what the records themselves would say."""


@dataclass(frozen=True)
class Combined:
    """One estimate from several data sets.

    Attributes:
        estimate: Mean of the estimates.
        standard_error: √T, ≥ 0.
        degrees_of_freedom: ν > 0; infinite where the data sets agree exactly.
        low: Lower end of the interval.
        high: Upper end.
        by_noise: Share of T that the noise of protection makes, 0 to 1.
    """

    estimate: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    by_noise: float

    def exponentiated(self) -> tuple[float, float, float]:
        """Of a coefficient of a logistic regression: the odds ratio, and its interval."""
        with np.errstate(over="ignore"):  # infinite where it is too large for a number
            ratio, low, high = np.exp([self.estimate, self.low, self.high]).tolist()
        return ratio, low, high


def combine(
    estimates: Sequence[float],
    variances: Sequence[float],
    about: About | str = About.POPULATION,
    level: float = 0.95,
) -> Combined:
    """Combine the estimates of several data sets.

    Args:
        estimates: One for each data set, at least 2.
        variances: The usual variance of each, ≥ 0: the square of its standard error.
        about: Whom the interval is to be about; the records need no variances but take them.
        level: How often such intervals are to hold, between 0 and 1.

    Raises:
        UsageError: There are too few estimates, as many variances are not there, one of them is
            not finite, ``about`` is neither, or ``level`` is no probability.
    """
    if about not in list(About):
        raise UsageError("inference.about", known=tuple(About), got=str(about))
    found, usual = np.asarray(estimates, float), np.asarray(variances, float)
    if found.ndim != 1 or found.shape != usual.shape or len(found) < 2:
        raise UsageError("inference.needs-several", estimates=found.size, variances=usual.size)
    if not (np.isfinite(found).all() and np.isfinite(usual).all() and (usual >= 0).all()):
        raise UsageError("inference.not-finite")
    if not 0 < level < 1:
        raise UsageError("inference.level", got=level)
    m, centre = len(found), float(found.mean())
    noise = (1 + 1 / m) * float(found.var(ddof=1))
    sampling = float(usual.mean()) if About(about) is About.POPULATION else 0.0
    ratio = 1 + sampling / noise if noise else math.inf
    freedom = (m - 1) * ratio * ratio  # a power of a large number would be an error
    error = math.sqrt(sampling + noise)
    reach = float(scipy.stats.t.ppf((1 + level) / 2, freedom)) * error
    share = noise / (sampling + noise) if noise else 0.0
    return Combined(centre, error, freedom, centre - reach, centre + reach, share)
