"""How people are spread over the numbers of each bin, from noisy counts of ranges.

Counts of ranges within ranges contradict each other by their noise. Weighted least squares brings
them together, exactly and in one pass up and one down (Hay, Rastogi, Miklau, Suciu 2010, arXiv
0904.0942, §4.1; with weights by variance). Then, from bins down to numbers, parts of a range are
drawn to a smooth spread as far as their noise is large beside how uneven parts are, and are no less
than nobody. Post-processing of released counts: no privacy cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy

from lanterne.counting.marginals import Codes
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.number_ranges import NumberRanges, Places, RangeCounts

Floats = npt.NDArray[np.float64]


def spread_over_numbers(ranges: NumberRanges, measured: RangeCounts, bins: Floats) -> Floats:
    """People with each number, not below zero; those of a bin add up to it.

    Args:
        ranges: Of the column.
        measured: Noisy counts of its ranges.
        bins: People in each bin, not below zero.
    """
    usual = smooth(ranges, bins)
    if not measured.levels:
        return usual
    found, variances = reconciled(ranges, measured)
    above, totals = ranges.starts, bins
    for starts, own, variance in zip(ranges.levels, found, variances, strict=True):
        parent = np.searchsorted(above, starts, side="right") - 1
        expected = np.add.reduceat(usual, starts)
        totals = _parts(own, variance, parent, totals, expected)
        above = starts
    return totals


def smooth(ranges: NumberRanges, bins: Floats) -> Floats:
    """People with each number where nothing is known but how many are in each bin.

    The people up to each number lie on a monotone cubic through those up to each bin (Fritsch,
    Butland 1984, SIAM J. Sci. Stat. Comput. 5 (2)), so that a bin beside a fuller one is fuller on
    that side.
    """
    up_to = scipy.interpolate.PchipInterpolator(
        ranges.ends, np.concatenate([[0.0], np.cumsum(bins)])
    )
    found: Floats = np.maximum(np.diff(up_to(np.arange(ranges.cells + 1))), 0.0)
    return found


def reconciled(ranges: NumberRanges, measured: RangeCounts) -> tuple[list[Floats], list[Floats]]:
    """Of each level, the best estimate of each range from its own count and those within it.

    Returns:
        Estimates and their variances, of the levels in their order.
    """
    own, variance = [level.astype(float) for level in measured.levels], measured.sigma**2
    estimates, variances = [own[-1]], [np.full(len(own[-1]), variance)]
    for level in range(len(own) - 2, -1, -1):
        first = np.searchsorted(ranges.levels[level + 1], ranges.levels[level])
        below = np.add.reduceat(estimates[0], first)
        spread = np.add.reduceat(variances[0], first)
        precision = 1 / variance + 1 / spread
        estimates.insert(0, (own[level] / variance + below / spread) / precision)
        variances.insert(0, 1 / precision)
    return estimates, variances


def _parts(
    own: Floats, variance: Floats, parent: Places, totals: Floats, expected: Floats
) -> Floats:
    """People in the parts of ranges that have so many.

    Args:
        own: Estimates of the parts.
        variance: Of these.
        parent: Position of the range of which each is a part, ascending.
        totals: People in each range.
        expected: People in each part where nothing is known of parts.
    """
    count = len(totals)
    whole = np.bincount(parent, expected, count)[parent]
    expected = np.divide(totals[parent] * expected, whole, out=np.zeros_like(own), where=whole > 0)
    share = variance / np.bincount(parent, variance, count)[parent]
    beyond = own + share * (totals - np.bincount(parent, own, count))[parent] - expected
    noise = variance * (1 - share)
    uneven = max(0.0, float((beyond**2 - noise).sum())) / max(float((expected**2).sum()), 1e-12)
    signal = uneven * expected**2
    kept = np.divide(signal, signal + noise, out=np.zeros_like(noise), where=signal + noise > 0)
    return _at_least_nobody(expected + kept * beyond, parent, totals)


def _at_least_nobody(parts: Floats, parent: Places, totals: Floats) -> Floats:
    """The closest parts that are not below zero and add up to the totals.

    Projection on a simplex (Duchi, Shalev-Shwartz, Singer, Chandra 2008, Figure 1), of all at once.
    """
    first = np.searchsorted(parent, np.arange(len(totals)))
    place = np.arange(len(parts)) - first[parent]
    table = np.full((len(totals), int(place.max()) + 1), -np.inf)
    table[parent, place] = parts
    ordered = -np.sort(-table, axis=1)
    ranks = np.arange(1, table.shape[1] + 1)
    there = np.isfinite(ordered)
    excess = np.cumsum(np.where(there, ordered, 0.0), axis=1) - totals[:, None]
    above = there & (ordered * ranks > excess)
    last = np.maximum(above.sum(axis=1), 1) - 1
    rows = np.arange(len(totals))
    cut = excess[rows, last] / ranks[last]
    return np.where(totals[parent] > 0, np.maximum(parts - cut[parent], 0.0), 0.0)


def numbers_of_rows(
    measured: Sequence[RangeCounts], people: float, domain: Domain, codes: Codes, seed: int
) -> Codes:
    """The numbers of synthetic rows, rows × columns of numbers; see :func:`draw_numbers`.

    Args:
        measured: Noisy counts of the ranges of each column of numbers.
        people: How many people there are, by the model.
        domain: The domain of the codes.
        codes: The rows.
        seed: Seed of the drawing; it protects nothing.
    """
    rng = np.random.default_rng(seed)
    numbers = np.zeros((len(codes), len(domain.ranges)), np.uint16)
    scale = people / max(len(codes), 1)
    for place, (ranges, counts) in enumerate(zip(domain.ranges, measured, strict=True)):
        bins = ranges.bins[codes[:, ranges.number.column]]
        rows = np.bincount(bins[bins >= 0], minlength=len(ranges.starts))
        spread = spread_over_numbers(ranges, counts, rows.astype(np.float64) * scale)
        numbers[:, place] = draw_numbers(ranges, spread, bins, rng)
    return numbers


def draw_numbers(
    ranges: NumberRanges, spread: Floats, bins: Places, rng: np.random.Generator
) -> Places:
    """A number for each row of a bin: one more than its cell; 0 where the row has none.

    Each number occurs its expected number of times, give or take one; which row of a bin has which
    is left to chance.

    Args:
        ranges: Of the column.
        spread: People with each number, as :func:`spread_over_numbers` has them.
        bins: Bin of each row; -1 where it has no number.
        rng: Chance of the post-processing; it protects nothing.
    """
    order = rng.permutation(len(bins))
    order = order[np.argsort(bins[order], kind="stable")]
    order = order[np.count_nonzero(bins < 0) :]
    rows = np.bincount(bins[bins >= 0], minlength=len(ranges.starts))
    cells = np.zeros(len(bins), np.int64)
    cells[order] = 1 + np.repeat(np.arange(ranges.cells), _whole(ranges, spread, rows, rng))
    return cells


def _whole(ranges: NumberRanges, spread: Floats, rows: Places, rng: np.random.Generator) -> Places:
    """Rows of each number, in each bin so many as there are (systematic sampling)."""
    found = np.zeros(ranges.cells, np.int64)
    for place in np.flatnonzero(rows).tolist():
        inside = slice(ranges.ends[place], ranges.ends[place + 1])
        edges = np.concatenate([[0.0], np.cumsum(spread[inside])])
        if not edges[-1]:
            edges = np.arange(len(edges), dtype=float)
        points = np.floor(edges / edges[-1] * rows[place] + rng.random())
        points[0], points[-1] = 0, rows[place]
        found[inside] = np.diff(np.clip(points, 0, rows[place]))
    return found
