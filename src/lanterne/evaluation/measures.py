"""What is compared in one set of columns, and how many sets make the figures of one length.

Definitions, for a set of columns. Both tables are counted; released counts are multiplied by
people ÷ released rows, so that a release of another size is compared fairly.

- *Distance*: total variation, half the sum over all cells of the difference in share. Blank is an
  answer like any other here. 0 is identical; 1 has nothing in common.
- A *combination* is a cell in which every column says something.
- *Suppressed*: in the cases, not in the release. *Fabricated*: the reverse.
- *Mass*: the people (released rows) that the combinations hold, rather than their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lanterne.evaluation.codes import Cells
from lanterne.evaluation.propensity import Propensity, propensity_of_cells

COMMON = 10
"""Combinations of at least this many people are common: their absence is felt."""


@dataclass(frozen=True)
class SetMeasures:
    """One set of columns, measured; sums and numbers, so that sets can be pooled.

    Attributes:
        columns: Names of the columns.
        distance: Total variation distance, 0 to 1.
        real: Number of combinations in the cases.
        released: Number of combinations in the release.
        matched: Number of combinations in both.
        real_mass: People in all combinations of the cases.
        released_mass: Released rows, scaled, in all combinations of the release.
        suppressed_mass: People in suppressed combinations.
        fabricated_mass: Released rows, scaled, in fabricated combinations.
        common: Number of combinations of at least ``COMMON`` people.
        common_suppressed: How many of these are suppressed.
        error: Sum over matched combinations of the absolute error of the count.
        relative_error: Sum over matched combinations of absolute error ÷ count.
        propensity: How well the cells tell released rows from cases; blank is an answer.
    """

    columns: tuple[str, ...]
    distance: float
    real: int
    released: int
    matched: int
    real_mass: int
    released_mass: float
    suppressed_mass: int
    fabricated_mass: float
    common: int
    common_suppressed: int
    error: float
    relative_error: float
    propensity: Propensity

    @property
    def suppressed(self) -> int:
        """Number of combinations in the cases that are not in the release."""
        return self.real - self.matched

    @property
    def fabricated(self) -> int:
        """Number of combinations in the release that are not in the cases."""
        return self.released - self.matched


def measure_set(columns: tuple[str, ...], cells: Cells, people: int, rows: int) -> SetMeasures:
    """Measure one set of columns.

    Args:
        columns: Names of the columns.
        cells: Their contingency table in both tables.
        people: Number of sensitive rows, at least 1.
        rows: Number of released rows.
    """
    scale = people / rows if rows else 0.0
    scaled = cells.released * scale
    distance = float(np.abs(cells.real - scaled).sum() / (2 * people)) if rows else 1.0
    real, released = cells.real[cells.said], scaled[cells.said]
    absent, matched = released == 0, (real > 0) & (released > 0)
    error = np.abs(real - released)[matched]
    return SetMeasures(
        columns=columns,
        distance=min(distance, 1.0),
        real=int((real > 0).sum()),
        released=int((released > 0).sum()),
        matched=int(matched.sum()),
        real_mass=int(real.sum()),
        released_mass=float(released.sum()),
        suppressed_mass=int(real[absent].sum()),
        fabricated_mass=float(released[real == 0].sum()),
        common=int((real >= COMMON).sum()),
        common_suppressed=int((real[absent] >= COMMON).sum()),
        error=float(error.sum()),
        relative_error=float((error / real[matched]).sum()),
        propensity=propensity_of_cells(cells),
    )


@dataclass(frozen=True)
class LengthMeasures:
    """All sets of so many columns, or a sample of them, pooled. Shares are 0 to 1.

    Attributes:
        length: Number of columns in a set.
        sets: Number of sets measured.
        sets_possible: Number of sets that there are; more than ``sets`` when sampled.
        distance_mean: Mean total variation distance of the sets.
        distance_median: Median of the same.
        distance_max: Largest of the same.
        combinations_real: Number of combinations in the cases.
        combinations_released: Number of combinations in the release.
        mean_count: Mean number of people in a combination of the cases.
        count_error: Mean absolute error of a count over the combinations in both, in people.
        count_error_all: The same over all combinations of the cases, suppressed ones being 0.
        relative_error: Mean of absolute error ÷ count over the combinations in both.
        suppressed: Number of combinations of the cases that the release lacks.
        suppressed_share: Of the combinations of the cases.
        suppressed_mass: Share of the people in combinations of the cases.
        fabricated: Number of combinations of the release that the cases lack.
        fabricated_share: Of the combinations of the release.
        fabricated_mass: Share of the released rows in combinations of the release.
        common: Number of combinations of at least ``COMMON`` people.
        common_suppressed: How many of these the release lacks.
        common_suppressed_share: Of the common combinations.
    """

    length: int
    sets: int
    sets_possible: int
    distance_mean: float
    distance_median: float
    distance_max: float
    combinations_real: int
    combinations_released: int
    mean_count: float
    count_error: float
    count_error_all: float
    relative_error: float
    suppressed: int
    suppressed_share: float
    suppressed_mass: float
    fabricated: int
    fabricated_share: float
    fabricated_mass: float
    common: int
    common_suppressed: int
    common_suppressed_share: float


def pool(length: int, possible: int, sets: Sequence[SetMeasures]) -> LengthMeasures:
    """Pool the measured sets of one length, at least one, of all that are possible."""
    distances = np.array([one.distance for one in sets])
    real = sum(one.real for one in sets)
    released = sum(one.released for one in sets)
    matched = sum(one.matched for one in sets)
    real_mass = sum(one.real_mass for one in sets)
    suppressed_mass = sum(one.suppressed_mass for one in sets)
    common = sum(one.common for one in sets)
    common_suppressed = sum(one.common_suppressed for one in sets)
    error = sum(one.error for one in sets)
    return LengthMeasures(
        length=length,
        sets=len(sets),
        sets_possible=possible,
        distance_mean=float(distances.mean()),
        distance_median=float(np.median(distances)),
        distance_max=float(distances.max()),
        combinations_real=real,
        combinations_released=released,
        mean_count=_ratio(real_mass, real),
        count_error=_ratio(error, matched),
        count_error_all=_ratio(error + suppressed_mass, real),
        relative_error=_ratio(sum(one.relative_error for one in sets), matched),
        suppressed=real - matched,
        suppressed_share=_ratio(real - matched, real),
        suppressed_mass=_ratio(suppressed_mass, real_mass),
        fabricated=released - matched,
        fabricated_share=_ratio(released - matched, released),
        fabricated_mass=_ratio(
            sum(one.fabricated_mass for one in sets), sum(one.released_mass for one in sets)
        ),
        common=common,
        common_suppressed=common_suppressed,
        common_suppressed_share=_ratio(common_suppressed, common),
    )


def _ratio(part: float, whole: float) -> float:
    """Part of whole; 0 where there is nothing to divide."""
    return part / whole if whole else 0.0
