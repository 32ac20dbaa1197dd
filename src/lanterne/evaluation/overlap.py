"""How much two confidence intervals have in common."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

NORMAL = 1.959963984540054
"""97.5 % quantile of the normal distribution."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % confidence interval."""

    estimate: float
    low: float
    high: float

    @classmethod
    def around(cls, estimate: float, error: float) -> Interval:
        """The interval of an estimate that is normal with this standard error."""
        return cls(estimate, estimate - NORMAL * error, estimate + NORMAL * error)

    def exp(self) -> Interval:
        """The interval of e to the power of what is estimated: of an odds ratio from its log."""
        return Interval(*(math.exp(x) for x in (self.estimate, self.low, self.high)))

    def side(self, of: float) -> int:
        """1 when the whole interval lies above ``of``, −1 when below, 0 when it holds it."""
        return (self.low > of) - (self.high < of)


def interval_overlap(one: Interval, other: Interval) -> float:
    """Mean share of each interval that lies in the other, 1 for equal ones.

    Karr, Kohnen, Oganian, Reiter and Sanil, A framework for evaluating the utility of data altered
    to protect confidentiality, The American Statistician 60 (2006), section 3: with (L, U) the
    intersection, J = ½ · ((U − L) ÷ (u₁ − l₁) + (U − L) ÷ (u₂ − l₂)). Intervals that do not meet
    have 0 here; some let it go below zero. An interval of no width is shared whole or not at all.
    """
    low, high = max(one.low, other.low), min(one.high, other.high)
    if high < low:
        return 0.0
    shares = [
        (high - low) / (interval.high - interval.low) if interval.high > interval.low else 1.0
        for interval in (one, other)
    ]
    return sum(shares) / 2


@dataclass(frozen=True)
class Overlaps:
    """Intervals of the same quantities in the cases and in the release.

    Attributes:
        quantities: How many quantities were estimated on both sides.
        mean: Mean overlap of their intervals, 0 to 1.
        least: The smallest overlap.
        covered: Share of the released estimates that lie in the interval of the cases.
    """

    quantities: int
    mean: float
    least: float
    covered: float


def overlaps(pairs: Iterable[tuple[Interval, Interval]]) -> Overlaps | None:
    """The overlap of each pair, cases first, pooled; ``None`` without any."""
    both = list(pairs)
    if not both:
        return None
    shares = [interval_overlap(real, released) for real, released in both]
    covered = [real.low <= released.estimate <= real.high for real, released in both]
    return Overlaps(len(both), sum(shares) / len(both), min(shares), sum(covered) / len(both))
