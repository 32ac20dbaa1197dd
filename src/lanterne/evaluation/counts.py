"""Real against released counts of combinations, one by one: as a picture, and by size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.evaluation.codes import Cells, Integers

BINS_PER_DECADE = 8
"""Resolution of the picture."""

EXACT_TO = 10
"""Counts up to this are kept as they are in the picture."""

BANDS = (1, 10, 100, 1_000, 10_000)
"""Lower bounds of the sizes by which combinations are told apart."""


@dataclass(frozen=True)
class CountsSeen:
    """How many combinations have about these counts.

    Attributes:
        real: Number of people, rounded above ``EXACT_TO`` on a logarithmic scale; 0 is none.
        released: Number of released rows, scaled to the number of people, rounded alike.
        combinations: How many combinations have these two counts.
    """

    real: float
    released: float
    combinations: int


@dataclass(frozen=True)
class CountBand:
    """Combinations of about the same size in the cases.

    Attributes:
        low: Smallest number of people.
        high: Largest number of people; ``None``: no upper bound.
        combinations: Number of combinations in the cases.
        suppressed: How many of these the release lacks.
        error: Mean absolute error of the count, in people, suppressed ones being 0.
        relative_error: Mean of absolute error ÷ count, suppressed ones being 1.
    """

    low: int
    high: int | None
    combinations: int
    suppressed: int
    error: float
    relative_error: float


class CountsTally:
    """Adds up the combinations of one contingency table after another."""

    def __init__(self) -> None:
        self._seen: dict[tuple[float, float], int] = {}
        self._sums = np.zeros((4, len(BANDS)))

    def add(self, cells: Cells, scale: float) -> None:
        """Add a table; released counts are multiplied by ``scale``."""
        real, released = cells.real[cells.said], cells.released[cells.said] * scale
        both = np.stack([_rounded(real), _rounded(released)])
        pairs, numbers = np.unique(both, axis=1, return_counts=True)
        for pair, number in zip(pairs.T.tolist(), numbers.tolist(), strict=True):
            key = (pair[0], pair[1])
            self._seen[key] = self._seen.get(key, 0) + number
        real, released = real[real > 0], released[real > 0]
        error = np.abs(real - released)
        band = np.digitize(real, BANDS) - 1
        for row, weight in enumerate((None, released == 0, error, error / real)):
            self._sums[row] += np.bincount(band, weight, minlength=len(BANDS))

    def seen(self) -> tuple[CountsSeen, ...]:
        """Counts that occurred, in ascending order."""
        return tuple(CountsSeen(*pair, number) for pair, number in sorted(self._seen.items()))

    def bands(self) -> tuple[CountBand, ...]:
        """The sizes that occurred, in ascending order."""
        highs = (*(low - 1 for low in BANDS[1:]), None)
        return tuple(
            CountBand(low, high, int(n), int(suppressed), float(error / n), float(relative / n))
            for low, high, (n, suppressed, error, relative) in zip(
                BANDS, highs, self._sums.T, strict=True
            )
            if n
        )


def _rounded(counts: npt.NDArray[np.floating[Any]] | Integers) -> npt.NDArray[np.float64]:
    """Counts on a scale that is exact up to ``EXACT_TO`` and logarithmic above."""
    whole = np.maximum(np.rint(counts), counts > 0)  # a scaled count of 0.4 is not none
    step = np.rint(np.log10(np.maximum(counts, 1)) * BINS_PER_DECADE) / BINS_PER_DECADE
    rounded: npt.NDArray[np.float64] = np.where(counts <= EXACT_TO, whole, np.rint(10.0**step))
    return rounded
