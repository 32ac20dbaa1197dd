"""Which combinations are listed: those of which the measurements say that somebody has them.

Of each combination that may be listed, it is tested whether nobody has it: a tail is the chance
that noise alone makes its estimate as large as it is. Benjamini and Hochberg (1995, JRSS B 57 (1))
choose among the combinations of the same columns, so that of those that are listed at most 1 % on
average are of nobody, whatever the table.

Everything here reads protected numbers: it costs nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FALSE_SHARE = 0.01
"""Share of the listed combinations that nobody has, at most, on average."""

HALF = 0.5
"""People that are taken off an estimate before its tail: noise is whole numbers."""


def tails(estimates: Floats, deviations: Floats) -> Floats:
    """Chance of such an estimate, or a larger one, where there is nobody.

    The estimate is a weighted sum of independent discrete Gaussians, the largest part of which is
    often one table's count. From two to six deviations, the tail of a discrete Gaussian at a whole
    number is below that of the normal distribution half a person earlier, which is at most half as
    large again for σ ≥ 2, and a fifth for σ ≥ 4. So are the tails of sums with other tables.
    """
    chance: Floats = scipy.special.ndtr((HALF - estimates) / deviations)
    return chance


def least_estimates(chances: Floats, deviations: Floats) -> Floats:
    """The inverse of :func:`tails`: estimates of which larger ones have less than some chance."""
    least: Floats = HALF - scipy.special.ndtri(chances) * deviations
    return least


def largest_tails(found: Floats, families: Integers, tests: Integers) -> Floats:
    """Per tail the largest with which it would have been listed, given all others.

    A combination is listed where its tail is at most this. Given the other tails, the threshold
    of Benjamini and Hochberg is the same for whichever value of its own a listed one has: so what
    is listed was selected by this threshold, and by no other.

    Args:
        found: The tails, or those of them that are at most ``FALSE_SHARE``: others never matter.
        families: The family of each.
        tests: Per family, how many tails it has in all; those that are left out count.
    """
    order = np.lexsort((found, families))
    family = families[order]
    begins = np.searchsorted(family, np.arange(len(tests)))
    rank = np.arange(len(found)) - begins[family] + 1
    enough = found[order] * tests[family] <= FALSE_SHARE * rank
    listed = np.zeros(len(tests), np.int64)
    np.maximum.at(listed, family[enough], rank[enough])
    # One that is not listed would have needed to be one more.
    thresholds: Floats = FALSE_SHARE * np.maximum(listed, 1) / np.maximum(tests, 1)
    return thresholds[families]
