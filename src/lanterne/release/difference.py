"""A published number with its interval, and the difference of two of them.

Two numbers have independent noise. The interval of a difference b - a of two estimates with
intervals [l, u] of their own is, by squares of what reaches to their ends (Zou, Donner 2008,
Statistics in Medicine 27 (10), equation 6),

    b - a - √((b - l_b)² + (u_a - a)²)   to   b - a + √((u_b - b)² + (a - l_a)²).

A lower end that was cut at nobody says less than the estimate does: there it reaches as far down as
up. Only an estimate that was itself cut to nobody cannot be too large.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import hypot

DIGITS = 2
"""Of differences; published estimates have as many."""


class Direction(StrEnum):
    """Whether a number rose, as far as its interval says."""

    MORE = "more"
    FEWER = "fewer"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Interval:
    """A number and its interval, of 95 %, in people.

    Attributes:
        number: The best estimate; of a difference it may be negative.
        low, high: The ends of the interval.
    """

    number: float
    low: float
    high: float

    def minus(self, other: Interval) -> Interval:
        """The difference of two independent numbers, see above."""
        number = self.number - other.number
        below = hypot(self._down, other.high - other.number)
        above = hypot(self.high - self.number, other._down)
        ends = (number, number - below, number + above)
        return Interval(*(round(one, DIGITS) for one in ends))

    @property
    def _down(self) -> float:
        """How far it reaches down, of a number of people."""
        up = self.high - self.number
        return max(self.number - self.low, up) if self.number > 0 else 0.0

    @property
    def direction(self) -> Direction:
        """Of a difference: whether all of its interval lies on one side of nothing."""
        if self.low > 0:
            return Direction.MORE
        return Direction.FEWER if self.high < 0 else Direction.UNCLEAR

    @property
    def size(self) -> Interval:
        """Of a difference, how much more, or how much less; an unclear one stays as it is."""
        if self.direction is not Direction.FEWER:
            return self
        return Interval(-self.number, -self.high, -self.low)
