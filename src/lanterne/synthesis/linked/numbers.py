"""How many links people have: from noisy counts of bands to exact numbers.

Few people have many links, so that noise hides the bands at the end; taken as it is, it would
invent people with hundreds of links. Beyond the last band that noise does not hide, counts are
taken to fall by a power law, and a wide band is filled as its neighbours suggest.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

TRUSTED = 3.0
"""Standard deviations above which a band is taken as it was measured."""

FLATTEST, STEEPEST = 2.0, 12.0
"""Least and largest power of the law: below 2 the end would hold most of all links."""


@dataclass(frozen=True)
class Bands:
    """Bands of a number of links.

    Attributes:
        ranges: First and last number of each band, ascending, without gaps.
        counts: People in each band: unbiased noisy counts.
        deviation: Standard deviation of their noise, > 0.
    """

    ranges: Sequence[tuple[int, int]]
    counts: Floats
    deviation: float

    @property
    def trusted(self) -> int:
        """How many bands come before the first that noise hides; at least 1."""
        hidden = self.counts < TRUSTED * self.deviation
        return max(1, int(np.argmax(hidden)) if hidden.any() else len(self.counts))

    def people(self, links: float | None = None) -> Floats:
        """How many people have 0 or 1, and so on up to the largest number, links.

        Args:
            links: Links that all of them have together, where that is known: the law then falls
                as fast as makes them. Else it goes on as between the last trusted bands, steepening
                as it steepened there.
        """
        seen = self.trusted
        first = self.ranges[0][0]
        numbers = np.arange(first, self.ranges[-1][1] + 1, dtype=np.float64)
        people = np.zeros(len(numbers))
        for place in range(seen):
            low, high = self.ranges[place]
            people[low - first : high - first + 1] = self._filled(place)
        start = self.ranges[seen - 1][1] + 1
        after = numbers >= start
        if after.any() and start > 1:
            tail = numbers[after] / (start - 1)
            level = people[start - 1 - first]
            power = self._power(seen)
            power = min(STEEPEST, power + max(0.0, power - self._power(seen - 1)))
            if links is not None:
                left = links - float(people @ numbers)
                power = _power_that_makes(left, level * numbers[after], tail)
            people[after] = level * tail**-power
        return people

    def _filled(self, place: int) -> Floats:
        """The people of a trusted band, over its numbers: falling as from the band before it."""
        low, high = self.ranges[place]
        numbers = np.arange(low, high + 1, dtype=np.float64)
        power = self._power(place + 1) if place else 0.0
        weights = (numbers / max(low, 1)) ** -power if high > low else np.ones(1)
        filled: Floats = self.counts[place] * weights / weights.sum()
        return filled

    def _power(self, seen: int) -> float:
        """Power of the law between the last two of the first ``seen`` bands."""
        if seen < 2 or self.ranges[seen - 2][0] < 1:
            return FLATTEST
        (a, b), (c, d) = self.ranges[seen - 2], self.ranges[seen - 1]
        fall = self.counts[seen - 2] / (b - a + 1) / (self.counts[seen - 1] / (d - c + 1))
        power = np.log(max(fall, 1e-9)) / np.log(np.sqrt(c * d) / np.sqrt(a * b))
        return float(np.clip(power, FLATTEST, STEEPEST))


def _power_that_makes(links: float, level: Floats, tail: Floats) -> float:
    """The power with which Σ level · tail^-power is ``links``, as nearly as may be."""
    low, high = FLATTEST, STEEPEST
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if level @ tail**-middle > links else (low, middle)
    return (low + high) / 2


def draw_numbers(people: Floats, first: int, among: Integers, seed: int) -> Integers:
    """Numbers for some people, with as little chance as can be (systematic sampling).

    Args:
        people: How many people have each number, from ``first``; ≥ 0.
        first: The first number.
        among: Group of each person: those of group g get numbers in [g's first, g's last], given
            as rows ``(first, last)``; shape people × 2.
        seed: Seed of the drawing; it protects nothing.
    """
    rng = np.random.default_rng(seed)
    numbers = among[:, 0].copy()
    wide = np.unique(among[among[:, 1] > among[:, 0]], axis=0)
    for low, high in wide:
        here = np.flatnonzero((among[:, 0] == low) & (among[:, 1] == high))
        weights = people[low - first : high - first + 1]
        shares = weights / weights.sum() if weights.sum() > 0 else np.eye(1, high - low + 1)[0]
        points = (np.arange(len(here)) + rng.random()) / len(here)
        drawn = low + np.searchsorted(np.cumsum(shares)[:-1], points, side="right")
        numbers[rng.permutation(here)] = drawn
    return numbers
