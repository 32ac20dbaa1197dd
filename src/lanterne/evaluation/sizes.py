"""What becomes of combinations by how many people they hold: kept, missing, invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.evaluation.codes import Cells

SIZES = (1, 10, 20, 40, 80, 160, 320, 640, 1_280)
"""Lower bounds of the sizes, in people: below ten, then doubling."""


@dataclass(frozen=True)
class SizeMeasures:
    """The combinations of one length that hold about the same number of people.

    Attributes:
        length: Number of answers in a combination.
        low: Smallest number of people.
        high: Largest number of people; ``None``: no upper bound.
        real: Number of combinations of this size in the cases.
        preserved: How many of these the release has, with whatever count.
        suppressed: How many of these it lacks.
        fabricated: Combinations that the cases lack, and whose count in the release, scaled to
            the number of people, has this size.
        error: Mean absolute error of the counts of ``real``, in people, suppressed ones being 0.
        bias: Mean error with its sign: above 0 where the release says too many.
        relative_error: Mean of absolute error ÷ count over ``real``.
    """

    length: int
    low: int
    high: int | None
    real: int
    preserved: int
    suppressed: int
    fabricated: int
    error: float
    bias: float
    relative_error: float


class SizeTally:
    """Adds up the combinations of one length, one contingency table after another."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._sums = np.zeros((6, len(SIZES)))

    def add(self, cells: Cells, scale: float) -> None:
        """Add a table; released counts are multiplied by ``scale``."""
        real, released = cells.real[cells.said], cells.released[cells.said] * scale
        self._sums[5] += _by_size(released[(real == 0) & (released > 0)])
        real, released = real[real > 0], released[real > 0]
        error = released - real
        weights = (None, released > 0, np.abs(error), error, np.abs(error) / real)
        for row, weight in enumerate(weights):
            self._sums[row] += _by_size(real, weight)

    def measures(self) -> tuple[SizeMeasures, ...]:
        """The sizes that occurred on either side, in ascending order."""
        highs = (*(low - 1 for low in SIZES[1:]), None)
        return tuple(
            SizeMeasures(
                length=self._length,
                low=low,
                high=high,
                real=int(n),
                preserved=int(preserved),
                suppressed=int(n - preserved),
                fabricated=int(fabricated),
                error=float(error / max(n, 1)),
                bias=float(bias / max(n, 1)),
                relative_error=float(relative / max(n, 1)),
            )
            for low, high, (n, preserved, error, bias, relative, fabricated) in zip(
                SIZES, highs, self._sums.T, strict=True
            )
            if n or fabricated
        )


def _by_size(counts: npt.NDArray[Any], weights: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
    """Number, or sum of weights, of the counts of each size; a scaled count below 1 is small."""
    place = np.maximum(np.digitize(counts, SIZES) - 1, 0)
    return np.bincount(place, weights, minlength=len(SIZES))
