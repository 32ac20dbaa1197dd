"""How many perpetrators a victim has, and how many victims a perpetrator."""

from __future__ import annotations

import numpy as np

from lanterne.evaluation.network.measures import PERPETRATORS, VICTIMS, DegreeCount, DegreeMeasures
from lanterne.evaluation.network.rows import NetworkRows, Numbers


def measure_degrees(real: NetworkRows, released: NetworkRows) -> tuple[DegreeMeasures, ...]:
    """Degrees of victims, then of perpetrators; exact, without a cap."""
    return (
        _measure(VICTIMS, victim_degrees(real), victim_degrees(released)),
        _measure(PERPETRATORS, perpetrator_degrees(real), perpetrator_degrees(released)),
    )


def victim_degrees(rows: NetworkRows) -> Numbers:
    """Number of perpetrators of each victim, 0 among them."""
    return np.bincount(rows.victim, minlength=rows.many_victims).astype(np.int64)


def perpetrator_degrees(rows: NetworkRows) -> Numbers:
    """Number of victims of each perpetrator, at least 1."""
    return np.bincount(rows.perpetrator).astype(np.int64)


def _measure(of: str, real: Numbers, released: Numbers) -> DegreeMeasures:
    size = 1 + max((int(some.max()) for some in (real, released) if len(some)), default=0)
    counts = np.stack([np.bincount(some, minlength=size) for some in (real, released)])
    return DegreeMeasures(
        of=of,
        people_real=len(real),
        people_released=len(released),
        mean_real=float(real.mean()) if len(real) else 0.0,
        mean_released=float(released.mean()) if len(released) else 0.0,
        most_real=int(real.max(initial=0)),
        most_released=int(released.max(initial=0)),
        distance=total_variation(counts[0], counts[1]),
        counts=tuple(
            DegreeCount(int(degree), int(counts[0, degree]), int(counts[1, degree]))
            for degree in np.flatnonzero(counts.sum(axis=0))
        ),
    )


def total_variation(real: Numbers, released: Numbers) -> float:
    """Half the sum of the differences in share, 0 to 1; 1 when only one has anything.

    Args:
        real: Counts of each answer.
        released: Counts of the same answers.
    """
    if not real.sum() or not released.sum():
        return float(bool(real.sum()) != bool(released.sum()))
    return float(np.abs(real / real.sum() - released / released.sum()).sum() / 2)
