"""How many links people have: from noisy counts of bands to exact numbers.

Few people have many links, so that noise hides the bands at the end; taken as it is, it would
invent people with hundreds of links. Bands that stand clearly above noise are taken as they were
measured. Hidden ones between them hold what was counted in all of them together, if anybody. Beyond
the last, counts are taken to fall by a power law, as far as what was counted there allows, and a
wide band is filled as its neighbours suggest.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

TRUSTED, TRUSTED_ALONE = 3.0, 5.0
"""Standard deviations above which a band is taken as it was measured: the first one and those that
follow one that is, and any other. Somebody in a wide band at the end has hundreds of links: noise
alone passes for such a band once in three million times."""

ROOM = 2.0
"""Standard deviations above what was counted up to which the law may put people beyond the last
band that is seen."""

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
    def seen(self) -> npt.NDArray[np.bool_]:
        """Per band, whether it stands clearly above noise."""
        seen = self.counts >= TRUSTED_ALONE * self.deviation
        after = True
        for place, count in enumerate(self.counts):
            after = bool(seen[place]) or (after and count >= TRUSTED * self.deviation)
            seen[place] = after
        return seen

    def noise_from(self, number: int) -> float:
        """Standard deviation of the noise on how many people have ``number`` links or more."""
        bands = sum(1 for _, last in self.ranges if last >= number)
        return self.deviation * float(np.sqrt(max(bands, 1)))

    def people(self, links: float | None = None) -> Floats:
        """How many people have 0 or 1, and so on up to the largest number, links; ≥ 0.

        Args:
            links: Links that all of them have together, where that is known: the law then falls
                as fast as makes them. Else it goes on as between the last bands that are seen,
                steepening as it steepened there, and puts no more people beyond them than were
                counted, with room for noise; where these do not say how it falls, just as many.
        """
        first = self.ranges[0][0]
        numbers = np.arange(first, self.ranges[-1][1] + 1, dtype=np.float64)
        if not self.seen.any():
            return self._one_law(numbers)
        last = int(np.flatnonzero(self.seen)[-1])
        people = np.zeros(len(numbers))
        for place, count in enumerate(self._between(last)):
            low, high = self.ranges[place]
            people[low - first : high - first + 1] = count * self._shape(place)
        start = self.ranges[last][1] + 1
        after = numbers >= start
        if after.any() and start > 1:
            people[after] = self._tail(last, people, numbers, links)
        return people

    def _between(self, last: int) -> Floats:
        """Counts up to the last band that is seen; hidden ones in a row share what all have.

        Each positive part alone would be mostly noise.
        """
        seen, counts = self.seen, np.maximum(self.counts, 0.0)
        rows = np.split(np.arange(last + 1), np.flatnonzero(np.diff(seen[: last + 1])) + 1)
        for row in rows:
            if not seen[row[0]] and counts[row].any():
                counts[row] *= max(float(self.counts[row].sum()), 0.0) / counts[row].sum()
        return counts[: last + 1]

    def _tail(self, last: int, people: Floats, numbers: Floats, links: float | None) -> Floats:
        """People with the numbers beyond the last band that is seen, by the law from there on."""
        end = self.ranges[last][1]
        beyond = numbers[numbers > end]
        tail, level = beyond / end, people[end - self.ranges[0][0]]
        if links is not None:
            left = links - float(people @ numbers)
            return np.asarray(level * tail ** -_power_that_makes(left, level * beyond, tail))
        counted = max(float(self.counts[last + 1 :].sum()), 0.0)
        if self._is_law(last):
            power = self._power(last)
            power = min(STEEPEST, power + max(0.0, power - self._power(last - 1)))
            counted += ROOM * self.deviation * np.sqrt(len(self.counts) - last - 1)
        else:
            power = _power_that_makes(counted, np.full(len(tail), level), tail)
        law: Floats = level * tail**-power
        return law * min(1.0, counted / max(float(law.sum()), 1e-9))

    def _one_law(self, numbers: Floats) -> Floats:
        """Where noise hides every band: all by the flattest law."""
        law = np.maximum(numbers, 1.0) ** -FLATTEST
        people: Floats = max(float(self.counts.sum()), 0.0) * law / law.sum()
        return people

    def _shape(self, place: int) -> Floats:
        """Shares of a band's numbers: falling as from the band before it; else all alike."""
        low, high = self.ranges[place]
        numbers = np.arange(low, high + 1, dtype=np.float64)
        power = self._power(place, 0.0) if high > low else 0.0
        weights = (numbers / max(low, 1)) ** -power
        shape: Floats = weights / weights.sum()
        return shape

    def _is_law(self, place: int) -> bool:
        """Whether a band and the one before it say how numbers fall."""
        return (
            place > 0
            and bool(self.seen[place - 1 : place + 1].all())
            and self.ranges[place - 1][0] > 0
        )

    def _power(self, place: int, flattest: float = FLATTEST) -> float:
        """Power of the law between a band and the one before it; the flattest without a law."""
        if not self._is_law(place):
            return flattest
        (a, b), (c, d) = self.ranges[place - 1], self.ranges[place]
        fall = self.counts[place - 1] / (b - a + 1) / (self.counts[place] / (d - c + 1))
        power = np.log(max(fall, 1e-9)) / np.log(np.sqrt(c * d) / np.sqrt(a * b))
        return float(np.clip(power, flattest, STEEPEST))


def _power_that_makes(total: float, level: Floats, tail: Floats) -> float:
    """The power with which Σ level · tail^-power is ``total``, as nearly as may be."""
    low, high = FLATTEST, STEEPEST
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if level @ tail**-middle > total else (low, middle)
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
