"""How many links people have: from noisy counts of links that counted to exact numbers.

Of perpetrators at most D links of a victim count, so that each link is there with about one chance
q: somebody with n links has m of them counted by a binomial law, and with m = 0 is not seen.
Who has how many is estimated back. The density f of n is the smoothest that noise allows: log f is
nearly a parabola in log n, a log-normal law, and departs from it by as much as lowers χ² + 2 (the
effective number of parameters), an estimate of the error where noise is known (Craven and
Wahba 1978; the penalty is that of Eilers & Marx 1996). Few people have many links, so that
noise hides most counts at the end: beyond the last clear one, numbers fall by a power law.
Where hundreds of people have dozens of links, nobody is put at one or two, as the positive part of
noise would.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

WIDTH = 1.12
"""Last number of a cell over its first: f is one number for all of a cell."""

SMOOTHING = 10.0 ** np.arange(5.0, -4.5, -0.5)
"""Weights of the penalty that are tried, the smoothest first."""

LINKS_KNOWN = 0.005
"""Relative error of the number of links that counted: it comes from the rows of victims."""

CLEAR, PERHAPS = 3.0, 1.0
"""Standard deviations of a count that shows people, and of one that does just after it."""

FLATTEST = 2.0
"""Least power by which numbers fall beyond the last clear count: below 2 the end would hold most of
all links."""


@dataclass(frozen=True)
class NoisyNumbers:
    """Noisy counts of people by how many of their links counted.

    Attributes:
        low: Least number of each count, ≥ 1.
        high: Greatest number of each count.
        people: Unbiased noisy counts.
        deviation: Standard deviation of their noise, > 0.
    """

    low: Integers
    high: Integers
    people: Floats
    deviation: Floats

    def chances(self, most: int, kept: float) -> Floats:
        """Counts × numbers from 1 to ``most``: the chance that somebody with so many is in each."""
        numbers = np.arange(1, most + 1)[None, :]
        at_least = scipy.stats.binom.sf(self.low[:, None] - 1, numbers, kept)
        chances: Floats = at_least - scipy.stats.binom.sf(self.high[:, None], numbers, kept)
        return chances

    def noise_from(self, number: int) -> float:
        """Standard deviation of the noise on how many people have ``number`` links or more.

        Where a count without an end begins at ``number`` or before, that of the surest of these;
        else that of all counts from ``number`` on together.
        """
        open_ended = self.high == self.high.max()
        near = open_ended & (self.low <= number)
        if near.any():
            return float(self.deviation[near].min())
        return float(np.sqrt((self.deviation[self.low >= number] ** 2).sum()))


def people_by_number(
    counted: NoisyNumbers, most: int, kept: float = 1.0, links: float | None = None
) -> Floats:
    """How many people have 1, 2, … ``most`` links; those of whom none counted are among them.

    Args:
        counted: The noisy counts.
        most: Largest number of links that somebody may have.
        kept: Share q of all links that counted, 0 to 1; 0 where there is none.
        links: Links that counted, of all people together, where that is known.

    Returns:
        ``most`` numbers, ≥ 0. Nobody where no link is.
    """
    if kept <= 0 or links == 0:
        return np.zeros(most)
    first, last = _cells(most)
    rows, wanted, deviation = counted.chances(most, kept), counted.people, counted.deviation
    if links is not None:
        rows = np.vstack([rows, kept * np.arange(1, most + 1)])
        wanted = np.append(wanted, links)
        deviation = np.append(deviation, max(LINKS_KNOWN * links, 1.0))
    sums = np.add.reduceat(rows, first - 1, axis=1) / deviation[:, None]
    level = max(float(counted.people.max()), 1.0) / most
    places = (np.log(first) + np.log(last)) / 2
    heights = _smoothest(sums, wanted / deviation, places, level)
    return _falling(np.repeat(heights, last - first + 1), counted, kept)


def seen_by_number(people: Floats, kept: float) -> Floats:
    """How many people have 1, 2, … links that counted, of those who have so many in truth."""
    if kept <= 0:
        return np.zeros(len(people))
    numbers = np.arange(1, len(people) + 1)
    seen: Floats = scipy.stats.binom.pmf(numbers[:, None], numbers, kept) @ people
    return seen


def _cells(most: int) -> tuple[Integers, Integers]:
    """First and last number of each cell; small numbers are cells of their own."""
    first = [1]
    while (start := max(first[-1], int(first[-1] * WIDTH)) + 1) <= most:
        first.append(start)
    return np.array(first), np.append(np.array(first[1:], np.int64) - 1, most)


def _smoothest(rows: Floats, wanted: Floats, places: Floats, level: float) -> Floats:
    """Heights f with rows @ f near what is wanted, in standard deviations, as smooth as allowed."""
    penalty = _penalty(places)
    # Heights that nothing speaks of stay finite.
    ridge = 1e-3 * np.eye(len(places))
    logs = np.log(level) - 2 * places
    best, chosen = np.inf, logs
    for weight in SMOOTHING:
        smooth = np.sqrt(weight) * penalty

        def apart(logs: Floats, smooth: Floats = smooth) -> Floats:
            return np.concatenate([rows @ _heights(logs) - wanted, smooth @ logs, ridge @ logs])

        def slopes(logs: Floats, smooth: Floats = smooth) -> Floats:
            return np.concatenate([rows * _heights(logs), smooth, ridge])

        logs = scipy.optimize.least_squares(apart, logs, jac=slopes, method="lm", max_nfev=100).x
        seen = rows * _heights(logs)
        square, whole = seen.T @ seen, smooth.T @ smooth + ridge.T @ ridge
        parameters = float(np.trace(np.linalg.pinv(square + whole, hermitian=True) @ square))
        error = float(((rows @ _heights(logs) - wanted) ** 2).sum()) + 2 * parameters
        if error < best:
            best, chosen = error, logs
    return _heights(chosen)


def _heights(logs: Floats) -> Floats:
    heights: Floats = np.exp(np.clip(logs, -60.0, 60.0))
    return heights


def _penalty(places: Floats) -> Floats:
    """Third derivatives of what has a value at each place: 0 of a parabola."""
    rows, at = np.eye(len(places)), places
    for _ in range(min(3, len(places) - 1)):
        rows = np.diff(rows, axis=0) / np.diff(at)[:, None]
        at = (at[1:] + at[:-1]) / 2
    weights = np.gradient(at) if len(at) > 1 else np.ones(len(at))
    penalty: Floats = rows * np.sqrt(weights)[:, None]
    return penalty


def _falling(people: Floats, counted: NoisyNumbers, kept: float) -> Floats:
    """Beyond the last clear count numbers fall as they did up to there, or by the flattest law."""
    order = np.argsort(counted.low, kind="stable")
    low, sure = counted.low[order], (counted.people / counted.deviation)[order]
    last = int(np.flatnonzero(sure >= CLEAR).max(initial=0))
    while last + 1 < len(low) and (sure[last + 1] >= PERHAPS or low[last + 1] == low[last]):
        last += 1
    if last + 1 == len(low):
        return people
    # Somebody who is counted has fewer than the next count asks for.
    end = int((low[last + 1] - 1) / kept)
    if not 1 <= end < len(people):
        return people
    before = max(1, int(end / 1.5))
    power = FLATTEST
    if before < end and people[end - 1] > 0:
        fall = np.log(people[before - 1] / people[end - 1]) / np.log(end / before)
        power = max(power, float(fall))
    # Nor do they rise again: nothing but noise says so, and one person among many hundreds of
    # links would be a good part of all links.
    scale = (np.arange(end + 1, len(people) + 1) / end) ** power
    falling = np.minimum.accumulate(np.append(people[end - 1], people[end:] * scale))[1:]
    people = people.copy()
    people[end:] = falling / scale
    return people


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
