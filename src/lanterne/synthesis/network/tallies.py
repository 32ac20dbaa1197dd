"""Counts of whole perpetrators and of whole rings, which are no cells of a table.

- *Steps*: how many perpetrators have at least k links that count, for a few k. Where many links
  are cut, or most people have dozens, the bands of a table say too little of them.
- *Blocks*: how many whole blocks of K victims the rings hold, Σ ⌊size ÷ K⌋ over all rings, for a
  few K. A ring is a connected component of the links in the table of links: at most S of a victim.
  Its size is its number of victims. Somebody who leaves changes few blocks, but the number of
  people in large rings by any number: see :mod:`lanterne.synthesis.network.sensitivity`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lanterne.counting.marginals import Counts
from lanterne.privacy import discrete_gaussian

Integers = npt.NDArray[np.int64]

STEPS = (1, 2, 3, 4, 5, 6, 8, 11, 15, 21, 29, 41, 57, 80, 112, 157, 220, 308, 431, 603, 844)
"""Numbers of links that are counted: each alone where most people are, then 1.4 times the last."""

LEVELS = (4, 16, 64)
"""Sizes of blocks. Few, since the noise of all grows with their number; below 4 the links of single
victims say enough, and noise hides all blocks of more than 64."""


@dataclass(frozen=True)
class Tally:
    """Noisy counts, and the scale of their noise. Protected.

    Attributes:
        of: What is counted: the numbers of links, or the sizes of the blocks; ascending.
        counts: Whole numbers, one for each; noise makes them negative as well.
        sigma: Standard deviation of the noise of each, > 0.
    """

    of: tuple[int, ...]
    counts: Counts
    sigma: float

    def __post_init__(self) -> None:
        counts = self.counts
        if counts.shape != (len(self.of),) or counts.dtype != np.int64 or not self.sigma > 0:
            raise ValueError("a tally is a whole number for each, with noise")


def count_steps(degrees: Integers) -> Counts:
    """How many people have at least so many links, for each of ``STEPS``.

    Args:
        degrees: Links that count of each person, ≥ 0.
    """
    sizes = np.bincount(degrees, minlength=STEPS[-1] + 1)
    return np.asarray(np.cumsum(sizes[::-1])[::-1][list(STEPS)])


def count_blocks(rings: Integers) -> Counts:
    """How many whole blocks of victims the rings hold, for each of ``LEVELS``.

    Args:
        rings: The ring of each victim, by any number ≥ 0.
    """
    sizes = np.bincount(rings, minlength=1)
    return np.array([(sizes // level).sum() for level in LEVELS], np.int64)


def measure_tally(of: tuple[int, ...], counts: Counts, sigma: Fraction) -> Tally:
    """Release counts with noise.

    Privacy: independent discrete Gaussian noise of standard deviation ``sigma`` on each. The square
    of the L2 norm by which a unit changes all of them together is ``steps`` or ``blocks`` in
    :mod:`lanterne.synthesis.network.sensitivity`, and what that costs was charged with the plan.
    """
    return Tally(of, discrete_gaussian(counts, sigma), float(sigma))
