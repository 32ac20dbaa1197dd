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
        in_sequence: In how many cohorts somebody may count for whom ε is, by what it does to the
            noise: where several units are protected, one of them asks for most.
    """

    cohort: Cohort
    epsilon: float
    begun: tuple[str, ...]
    kept: tuple[str, ...]
    final_in: int
    in_sequence: float = 1


def standings(series: Series) -> Iterator[CohortStanding]:
    """How each cohort stands; raises InputError: a ledger has been tampered with."""
    in_sequence = _in_sequence(series)
    for cohort in series.plan.cohorts:
        yield CohortStanding(
            cohort,
            series.ledger(cohort).spent().epsilon,
            series.begun(cohort),
            tuple(one for one in (PROVISIONAL, FINAL) if series.kept(cohort, one).exists()),
            cohort.last + series.plan.final_after,
            in_sequence,
        )


def _in_sequence(series: Series) -> float:
    """By how much final noise is more than that of one release, but for its share of ρ; squared."""
    plan, book = series.plan, series.codebook
    if len(plan.units) < 2:
        return plan.in_sequence
    # They load the engine: a hub that has joint datasets asks for standings of one table alone.
    from lanterne.synthesis.network.fit import network_bounds  # noqa: PLC0415
    from lanterne.synthesis.network.payment import plan_stages  # noqa: PLC0415
    from lanterne.synthesis.network.plan import make_network_plan  # noqa: PLC0415

    budgets = dict.fromkeys(plan.units, plan.budget)
    bounds = network_bounds(book, plan.units, plan.counted)
    once = make_network_plan(book, budgets, bounds)
    final = plan_stages(book, budgets, bounds, SHARES, dict.fromkeys(plan.units, ()))[FINAL]
    return float(final.steps / once.steps) ** 2 * SHARES[FINAL]


def noise_of_total(cohorts: int, in_sequence: float = 1) -> float:
    """The noise of a count over several cohorts, in times that of one release of all their people.

    Each cohort has the noise of a release with the share of ρ that its final stage takes, and their
    noises are independent: √(cohorts / share). Where somebody may count in several cohorts, each
    has its part of the share.

    Args:
        cohorts: How many, each measured for good.
        in_sequence: In how many of them somebody may count: see :class:`CohortStanding`.
    """
    return sqrt(cohorts * in_sequence / SHARES[FINAL])
