"""What each cohort of a series has spent, and what is still to be measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from lanterne.series.plan import FINAL, PROVISIONAL, SHARES, Cohort
from lanterne.series.series_folder import Series


@dataclass(frozen=True)
class CohortStanding:
    """How a cohort stands. Public, but for where its files are.

    Attributes:
        cohort: Which one.
        epsilon: ε that was charged so far: all of the budget, from its first measurement on.
        begun: The stages that were begun.
        kept: The stages whose measurements are there.
        final_in: The year from which on it is measured for good.
    """

    cohort: Cohort
    epsilon: float
    begun: tuple[str, ...]
    kept: tuple[str, ...]
    final_in: int


def standings(series: Series) -> Iterator[CohortStanding]:
    """How each cohort stands; raises InputError: a ledger has been tampered with."""
    for cohort in series.plan.cohorts:
        yield CohortStanding(
            cohort,
            series.ledger(cohort).spent().epsilon,
            series.begun(cohort),
            tuple(one for one in (PROVISIONAL, FINAL) if series.kept(cohort, one).exists()),
            cohort.last + series.plan.final_after,
        )


def noise_of_total(cohorts: int) -> float:
    """The noise of a count over several cohorts, in times that of one release of all their people.

    Each cohort has the noise of a release with the share of ρ that its final stage takes, and their
    noises are independent: √(cohorts / share).

    Args:
        cohorts: How many, each measured for good.
    """
    return sqrt(cohorts / SHARES[FINAL])
