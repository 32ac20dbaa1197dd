"""How many victims each perpetrator has: drawn from the measured table of perpetrators.

Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

HARDLY = 1e-12
"""Chance of a number of victims that nobody is counted with: what makes as many perpetrators as
were counted, where the others do not."""

TILT = 40.0
"""Largest power of the number of victims by which their chances are tilted."""


def perpetrator_sizes(
    kinds: Integers, least: Integers, chances: Floats, people: float, seed: int
) -> list[Integers]:
    """How many victims each perpetrator of each kind has.

    The chances are tilted by one power of the number, alike for all kinds, so that the links
    there are make the number of perpetrators that was measured.

    Args:
        kinds: Number of links of each kind.
        least: Fewest perpetrators of each kind: as many as one victim has links of the kind.
        chances: Kinds × largest number of victims: chance of 1, 2, … victims, rows sum to one.
        people: Perpetrators that there should be.
        seed: Seed of the drawing; it protects nothing.

    Returns:
        Per kind the numbers of victims, which sum to its links.
    """
    rng = np.random.default_rng(seed)
    chances = _tilted(kinds, least, chances + HARDLY, people)
    numbers = np.arange(1, chances.shape[1] + 1)
    wanted = np.maximum(kinds / (chances @ numbers), least)
    until = np.floor(np.cumsum(wanted) + rng.random())
    drawn = np.diff(until, prepend=0.0).astype(np.int64)
    fewest = np.maximum(-(-kinds // chances.shape[1]), least)
    drawn = np.clip(drawn, np.minimum(fewest, kinds), kinds)
    sizes = []
    for links, row, count in zip(kinds, chances, drawn, strict=True):
        points = (np.arange(count) + rng.random()) / max(count, 1)
        some = 1 + np.searchsorted(np.cumsum(row)[:-1], points, side="right")
        sizes.append(_summing_to(int(links), some, chances.shape[1]))
    return sizes


def most_of_one(victim: Integers, kind: Integers, kinds: int) -> Integers:
    """Per kind, the most links of it that one victim has: each is of another perpetrator."""
    most = np.zeros(kinds, np.int64)
    if len(victim):
        pairs, many = np.unique(victim * kinds + kind, return_counts=True)
        np.maximum.at(most, pairs % kinds, many)
    return most


def _tilted(kinds: Integers, least: Integers, chances: Floats, people: float) -> Floats:
    logs = np.log(np.arange(1, chances.shape[1] + 1))
    low, high = -TILT, TILT
    for _ in range(60):
        middle = (low + high) / 2
        weights = chances * np.exp(middle * logs)
        weights /= weights.sum(axis=1, keepdims=True)
        made = np.maximum(kinds / (weights @ np.exp(logs)), least).sum()
        low, high = (middle, high) if made > people else (low, middle)
    return weights


def _summing_to(links: int, sizes: Integers, largest: int) -> Integers:
    """As many sizes that sum to the links: the largest take up what is missing or too much.

    Of one kind the largest size is the least certain, and most are small.
    """
    sizes = np.sort(sizes)[::-1]
    excess = int(sizes.sum()) - links
    room = np.cumsum(sizes - 1 if excess > 0 else largest - sizes)
    change = np.diff(np.minimum(room, abs(excess)), prepend=0)
    changed: Integers = sizes - np.sign(excess) * change
    return changed
