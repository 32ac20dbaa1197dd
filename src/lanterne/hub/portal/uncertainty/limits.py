"""Confidence limits of a published count at any level, from its published interval alone.

An interval is no chance of the true number: the true number is fixed, and the noise was drawn. What
may be said is how often a limit that is worked out in this way errs, over all releases that could
have been made. For each level p these limits are such that the true number is below the limit at p
with a chance of at most p, for p below one half, and above it with a chance of at most 1 - p else.

An estimate E is normal around the true number, with a deviation d that its upper end tells, which
is E + z d with z the normal quantile of 0.975 (:mod:`lanterne.synthesis.intervals`). Where nothing
was selected, the limit at p is E + Φ⁻¹(p) d, and both chances are exact. Where a number is listed
because it reached a threshold t, the limit at p below one half is the μ with
Φ((μ - E) / d) = p Φ((μ - t) / d): the number μ for which such an estimate or a larger one, given
that it is listed, has the chance p (Lee, Sun, Sun, Taylor 2016). The published lower end is
that of p = 0.025, so it tells t. Selection makes numbers larger, so above one half the plain limits
stay, as the published upper end does. At 0.025 and 0.975 the limits are the published ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from lanterne.hub.portal.published import PublishedCount

TAIL = 0.025
"""Chance beyond either end of a published interval, at most."""

ROUNDED = 0.02
"""People by which two halves of an interval may differ: its numbers have two decimals each."""

_NORMAL = NormalDist()
REACH = _NORMAL.inv_cdf(1 - TAIL)
"""Deviations from an estimate to the upper end of its interval."""

_HALVINGS = 50
"""Steps in which a limit is found: to rounding."""


@dataclass(frozen=True)
class Limits:
    """The limits of one count.

    Attributes:
        published: The number and its interval.
        deviation: Standard deviation of its noise.
        threshold: What it had to reach to be listed; ``None``: that plays no part.
    """

    published: PublishedCount
    deviation: float
    threshold: float | None

    def at(self, level: float) -> float:
        """The limit at a level between 0 and 1; at least nobody."""
        if math.isclose(level, TAIL):
            return self.published.low
        if math.isclose(level, 1 - TAIL):
            return self.published.high
        plain = self.published.estimate + _NORMAL.inv_cdf(level) * self.deviation
        if self.threshold is None or level >= 0.5:
            return max(0.0, plain)
        low, high = 0.0, max(0.0, plain)  # given that it is listed, the limit is lower
        for _step in range(_HALVINGS):
            middle = (low + high) / 2
            above = self._as_large(middle) > level
            low, high = (low, middle) if above else (middle, high)
        return low

    def _as_large(self, people: float) -> float:
        """Chance of such an estimate or a larger one, given that it is listed."""
        assert self.threshold is not None
        listed = _below((people - self.threshold) / self.deviation)
        large = _below((people - self.published.estimate) / self.deviation)
        return large / listed if listed > 0 else 0.0


def limits_of(published: PublishedCount) -> Limits | None:
    """The limits of a count that is alone in its interval, as the noise made it.

    Returns:
        ``None`` where no limits can be told: there are too few to say, or the number was held
        down, so that it does not lie where the noise put it.
    """
    estimate, low, high = published
    above, below = high - estimate, estimate - low
    deviation = above / REACH
    if published.few or deviation <= 0 or above > below + ROUNDED:
        return None
    share = _below((low - estimate) / deviation) / TAIL
    if below <= above + ROUNDED or share >= 1:
        return Limits(published, (high - low) / (2 * REACH), None)
    if share <= 0:
        return None
    return Limits(published, deviation, low - deviation * _NORMAL.inv_cdf(share))


def _below(deviations: float) -> float:
    """The normal distribution function, exact in its tail too."""
    return math.erfc(-deviations / math.sqrt(2)) / 2
