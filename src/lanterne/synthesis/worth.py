"""What released numbers are worth: the errors to expect of them, from noise and protected numbers.

Before anything is measured they follow from the plan and from how many people are publicly known to
be in the cases; afterwards from the plan and from noisy counts. No case is looked at: it costs
nothing.

A cell of a table whose best linear estimate has standard deviation σ is off by √(2/π)·σ on average
where it is well filled: E|N(0, σ²)|. Nearly empty cells cannot be: estimates are kept from falling
below zero and add up to the same people, so such a cell with c people loses at most these, and as
many appear elsewhere: 2c. A model fitted to all tables takes out a part of the noise. So the share
of rows that would have to change (total variation) is expected to be about

    ½ · Σ 1 / (1/(2c) + 1/(κ·√(2/π)·σ)) / n

over the cells: what is lost goes from the one to the other as cells fill. Of two columns this is
what their table adds, d, where noise does not hide it; where it does, the model takes them as
independent, and is off by what they depend on each other; and by each column alone, a₁ and a₂:

    √((a₁ + a₂)² + (1 / (1/d + 1/0.3))²)

How full cells are is taken from a law, not from the cases: of each column, the r-th most frequent
answer is given in proportion to r^-1.5, and c is n times the product. (The noisy counts of each
column would make it too good where columns go together.) κ and the power were set once, on four
fictional tables of 6 to 39 columns with 300 to 30,000 people at ε of 1 and 4, so that what is
measured is rarely more than what is said: 0.7 to 1.2 times on such tables of 300 and 3,000 people,
and 0.5 to 1.4 times in linked ones of 300 (``python -m benchmarks.expected``). To be told of a
larger error than there is misleads nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import hypot, pi, sqrt
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lanterne.synthesis.residuals import Columns, Residuals

if TYPE_CHECKING:
    from lanterne.synthesis.measure import Measurements

Floats = npt.NDArray[np.float64]

KEPT_ALONE, KEPT_PAIR = 1.1, 0.9
"""κ of one column and of two: the part of the noise that stays in the rows."""

OF_LINKS, OF_PERPETRATORS = 1.0, 0.6
"""How much less of the noise stays in links and perpetrators of linked tables: they are dealt out
to the sets of answers of their victims, who were counted better."""

DEPENDENCE = 0.3
"""Total variation of two columns from independent ones, at most: see above."""

STEEPNESS = 1.5
"""Power of the law by which answers are taken to be given: see above."""

ABSOLUTE = sqrt(2 / pi)
"""Mean absolute value of a Gaussian of standard deviation 1."""


class Grade(StrEnum):
    """What the rows are worth, the best first."""

    VERY_PRECISE = "very-precise"
    PRECISE = "precise"
    FAIR = "fair"
    ROUGH = "rough"
    UNUSABLE = "unusable"


UP_TO = {Grade.VERY_PRECISE: 0.01, Grade.PRECISE: 0.03, Grade.FAIR: 0.10, Grade.ROUGH: 0.25}
"""The largest share of rows that would have to change for two columns to be right together, of each
grade; beyond the last, rows say nothing dependable of two columns together. Choices, written down
here and in the reference of the release format."""


def grade_of(distance: float) -> Grade:
    """The grade of an expected total variation, 0 to 1."""
    return next((grade for grade, most in UP_TO.items() if distance <= most), Grade.UNUSABLE)


@dataclass(frozen=True)
class Worth:
    """Errors to expect of a release, of one kind of people. Public: nothing but noise is in it.

    Attributes:
        people: How many people it is worked out for, ≥ 1: publicly known, or by noisy counts.
        count: By how many people the best linear estimate of one answer is off on average, in a
            typical column: the median over columns.
        alone: Share of rows, 0 to 1, that would have to change for one column to be right: mean
            over the columns.
        pair: The same for two columns together: mean over their pairs; ``None``: there is no pair.
    """

    people: int
    count: float
    alone: float
    pair: float | None

    @property
    def share(self) -> float:
        """The error of a count as a share of all people, 0 to 1."""
        return min(self.count / self.people, 1.0)

    @property
    def distance(self) -> float:
        """What the grade goes by: of pairs, or of a single column where there is no pair."""
        return self.alone if self.pair is None else self.pair

    @property
    def grade(self) -> Grade:
        """The verdict."""
        return grade_of(self.distance)

    def to_dict(self) -> dict[str, float | int | str | None]:
        """As JSON values, with the verdict; numbers to three digits."""
        pair = None if self.pair is None else _short(self.pair)
        said = Worth(self.people, _short(self.count), _short(self.alone), pair)
        return {
            "people": said.people,
            "count": said.count,
            "share": _short(said.share),
            "alone": said.alone,
            "pair": said.pair,
            "verdict": str(said.grade),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Worth:
        """The inverse of :meth:`to_dict`; raises ValueError when the values are no such thing."""
        people, pair = values.get("people"), values.get("pair")
        if not isinstance(people, int) or isinstance(people, bool) or people < 1:
            raise ValueError("people must be a whole number of at least 1")
        count, alone = (_number(values.get(name), name) for name in ("count", "alone"))
        found = cls(people, count, alone, None if pair is None else _number(pair, "pair"))
        if found.alone > 1 or (found.pair or 0.0) > 1:
            raise ValueError("alone and pair must be at most 1")
        if values.get("share") != _short(found.share) or values.get("verdict") != found.grade:
            raise ValueError("share and verdict must follow from the other numbers")
        return found


def expected_worth(residuals: Residuals, people: int, kept: float = 1.0) -> Worth:
    """The errors to expect of a table.

    Args:
        residuals: Sizes of the columns and precisions of their residuals; counts are not read.
        people: How many people, at least 1.
        kept: How much of the noise stays in the rows, beside a table that is drawn by itself.
    """
    sizes = residuals.sizes
    given = [law(size) for size in sizes]
    deviations = [sqrt(residuals.variance((column,))) for column in range(len(sizes))]
    alone = [
        expected_distance(given[column], deviation, people, kept * KEPT_ALONE)
        for column, deviation in enumerate(deviations)
    ]
    pairs = [
        _of_pair(residuals, (i, j), alone[i] + alone[j], people, kept)
        for i, j in combinations(range(len(sizes)), 2)
        if all(subset in residuals.precisions for subset in ((), (i,), (j,), (i, j)))
    ]
    return Worth(
        people,
        ABSOLUTE * median(deviations),
        float(np.mean(alone)),
        float(np.mean(pairs)) if pairs else None,
    )


def measured_worth(measurements: Measurements, people: float, kept: float = 1.0) -> Worth:
    """The same of what has been measured, for so many people by the noisy counts."""
    return expected_worth(measurements.residuals, max(round(people), 1), kept)


def _of_pair(
    residuals: Residuals, columns: tuple[int, int], alone: float, people: int, kept: float
) -> float:
    """Of two columns, of which each by itself is off by half of ``alone``."""
    given = np.outer(*(law(residuals.sizes[column]) for column in columns))
    noise = expected_distance(given, _deviation(residuals, columns), people, kept * KEPT_PAIR)
    return min(hypot(alone, 1 / (1 / noise + 1 / DEPENDENCE)) if noise else alone, 1.0)


def expected_distance(shares: Floats, deviation: float, people: float, kept: float) -> float:
    """Expected total variation of one table, 0 to 1; see above.

    Args:
        shares: Of the people in each cell, by the law; they sum to one.
        deviation: Standard deviation σ of the best estimate of a cell, > 0.
        people: How many there are, ≥ 1.
        kept: κ.
    """
    lost = 1 / (1 / (2 * people * shares) + 1 / (kept * ABSOLUTE * deviation))
    return min(0.5 * float(lost.sum()) / people, 1.0)


def _deviation(residuals: Residuals, columns: Columns) -> float:
    return sqrt(residuals.variance(columns))


def law(size: int) -> Floats:
    """Shares of the answers of a column that has so many, the most frequent first."""
    weights = np.arange(1, size + 1, dtype=np.float64) ** -STEEPNESS
    return np.asarray(weights / weights.sum())


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def _number(value: object, name: str) -> float:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if not plain or not 0 <= value < float("inf"):  # type: ignore[operator]
        raise ValueError(f"{name} must be a number of at least 0")
    return float(value)  # type: ignore[arg-type]
