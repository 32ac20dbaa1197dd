"""How large rings are: from noisy counts of blocks of victims to how many blocks there may be.

Rings of s victims or more are taken to be as many as exp(a - b (√s - √2)), a stretched exponential:
between power laws, whose largest ring noise makes anything, and the exponential. Of b the posterior
median is taken, with a wide prior: where noise hides the blocks, it decides. The law limits how far
bundling may join rings. Where it reaches far beyond the blocks that are counted, as where most
people hang together, nothing is known of the largest rings, and nothing limits them.
Post-processing of released counts: repeatable, no privacy cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.synthesis.network.tallies import Tally

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SLOPES = np.exp(np.linspace(np.log(0.02), np.log(4.0), 160))
"""The b that are tried."""

USUAL, WIDE = np.log(0.9), 0.5
"""Mean and standard deviation of log b before anything is measured: of fictional networks."""

LARGEST = 20_000
"""Largest ring that the law is worked out for: far beyond those that it limits."""

KNOWN = 4
"""How many times the largest block that is counted a ring may be for the law to limit it."""


class Room(NamedTuple):
    """How many more blocks of victims there may be when rings are joined.

    Attributes:
        levels: Sizes of the blocks, ascending; none: nothing limits rings.
        left: Whole blocks of each size that there may still be; changed in place.
    """

    levels: Integers
    left: Integers


ANY = Room(np.zeros(0, np.int64), np.zeros(0, np.int64))
"""Nothing limits rings."""


def ring_room(blocks: Tally | None, victims: int) -> Room:
    """How many blocks the rings of some victims may have, by the noisy counts of blocks."""
    if blocks is None or victims < blocks.of[0]:
        return ANY
    law = _law(blocks, victims)
    largest = int(np.flatnonzero(np.append(1.0, law) >= 0.5)[-1]) + 1
    if largest > KNOWN * blocks.of[-1]:
        return ANY
    levels = [blocks.of[0]]
    while levels[-1] < victims:
        levels.append(levels[-1] * 3 // 2 if len(levels) % 2 else levels[-2] * 2)
    size = np.arange(2, 2 + len(law))
    rings = _of_each_size(law)
    left = [round(float(rings @ (size // level))) for level in levels]
    return Room(np.array(levels), np.array(left))


def _of_each_size(law: Floats) -> Floats:
    """How many rings there are of each size, of how many are at least so large."""
    rings: Floats = law - np.append(law[1:], 0.0)
    return rings


def _law(blocks: Tally, victims: int) -> Floats:
    """How many rings have at least 2, 3, … up to all victims."""
    size = np.arange(2, min(victims, LARGEST) + 1)
    roots = np.sqrt(size) - np.sqrt(2.0)
    whole = np.stack([size // level for level in blocks.of]).astype(np.float64)
    fits, laws = [], []
    for slope in SLOPES:
        law = np.exp(-slope * roots)
        rings = _of_each_size(law)
        expected = whole @ rings
        level = max(float(expected @ blocks.counts) / float(expected @ expected), 0.0)
        # All rings together hold no more than all victims.
        level = min(level, victims / float(rings @ size))
        apart = (level * expected - blocks.counts) / blocks.sigma
        prior = (np.log(slope) - USUAL) / WIDE
        fits.append(-(float(apart @ apart) + float(prior) ** 2) / 2)
        laws.append(level)
    chances = np.exp(np.array(fits) - max(fits))
    middle = int(np.searchsorted(np.cumsum(chances), chances.sum() / 2))
    law = laws[middle] * np.exp(-SLOPES[middle] * roots)
    return np.asarray(law)
