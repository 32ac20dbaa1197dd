"""Exact numbers within bands: a wide band is filled as its neighbours suggest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def shares_within(ranges: Sequence[tuple[int, int]], counts: Floats) -> list[Floats]:
    """For each band, the share of each of its numbers.

    Within a wide band the shares fall off geometrically, at the pace at which the density of
    counts falls from the band before to this one.

    Args:
        ranges: First and last number of each band, ascending.
        counts: How many there are in each band, ≥ 0.
    """
    density = np.array(
        [
            max(count, 0.5) / (last - first + 1)
            for (first, last), count in zip(ranges, counts, strict=True)
        ]
    )
    middle = np.array([(first + last) / 2 for first, last in ranges])
    shares = []
    for place, (first, last) in enumerate(ranges):
        pace = 1.0
        if place and last > first:
            fall = np.log(density[place] / density[place - 1]) / (middle[place] - middle[place - 1])
            pace = float(np.clip(np.exp(fall), 0.3, 1.0))
        weights = pace ** np.arange(last - first + 1, dtype=np.float64)
        shares.append(weights / weights.sum())
    return shares


def draw_numbers(
    band: Integers, ranges: Sequence[tuple[int, int]], shares: Sequence[Floats], seed: int
) -> Integers:
    """A number for each band, with as little chance as can be (systematic sampling).

    Args:
        band: Band of each person.
        ranges: First and last number of each band.
        shares: What :func:`shares_within` gave.
        seed: Seed of the drawing; it protects nothing.
    """
    rng = np.random.default_rng(seed)
    numbers = np.empty(len(band), np.int64)
    for place, (first, _) in enumerate(ranges):
        here = np.flatnonzero(band == place)
        points = (np.arange(len(here)) + rng.random()) / max(len(here), 1)
        drawn = first + np.searchsorted(np.cumsum(shares[place])[:-1], points, side="right")
        numbers[rng.permutation(here)] = drawn
    return numbers
