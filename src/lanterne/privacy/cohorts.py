"""What an edition of a series promises: each cohort has its own mechanisms and its own ledger.

Everybody is in one cohort, and so in the tables of one alone. Whatever is computed from the
measurements of all cohorts together costs a person what those of their cohort cost (parallel
composition: McSherry 2009, Theorem 4, doi 10.1145/1559845.1559850, for mechanisms whose parts of
the people are fixed beforehand).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lanterne.privacy.promises import CohortPromise, GroupLoss, UnitPromise
from lanterne.privacy.statement import PrivacyStatement

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


def years_of_cohort(name: str) -> tuple[int, int] | None:
    """First and last year of a cohort, from its name: ``2024``, ``2025-2027``; ``None``: no years.

    The last may be before the first, if it is written so.
    """
    found = _YEARS.fullmatch(name)
    return (int(found[1]), int(found[2] or found[1])) if found else None


@dataclass(frozen=True)
class MeasuredCohort:
    """A cohort that was measured.

    Attributes:
        cohort: Its name.
        stage: Which of its measurements is used.
        statement: What that promises, with the totals of its ledger.
        scales: Scale of noise → how many of its tables have it.
    """

    cohort: str
    stage: str
    statement: PrivacyStatement
    scales: Mapping[float, int]


def statement_of_edition(measured: Sequence[MeasuredCohort]) -> PrivacyStatement:
    """The promise of an edition: that of the cohort that may lose most, and all cohorts named.

    Args:
        measured: The cohorts, one at least; all have one budget and protect the same people.

    Raises:
        ValueError: They have not.
    """
    statements = [one.statement for one in measured]
    if len({tuple(_terms(one)) for one in statements}) > 1:
        raise ValueError("cohorts of one series have one budget")
    dearest = max(statements, key=lambda one: one.rho)
    return replace(
        dearest,
        releases=max(one.releases for one in statements),
        epsilon_total=max(one.epsilon_total for one in statements),
        delta_total=max(one.delta_total for one in statements),
        evaluations=max(one.evaluations for one in statements),
        k_releases=max(one.k_releases for one in statements),
        as_of=min(one.as_of for one in statements),
        also=_dearest_of_each(statements),
        unpromised=_most_lost(statements),
        cohorts=tuple(
            CohortPromise(
                one.cohort,
                one.stage,
                one.statement.ledger,
                one.statement.mechanisms,
                tuple(sorted(one.scales.items())),
                tuple(other.mechanisms for other in one.statement.also),
            )
            for one in measured
        ),
    )


def _terms(statement: PrivacyStatement) -> Iterator[tuple[str, float, float]]:
    """What is promised to whom."""
    yield statement.unit, statement.epsilon, statement.delta
    for promise in statement.also:
        yield promise.unit, promise.epsilon, promise.delta


def _dearest_of_each(statements: Sequence[PrivacyStatement]) -> tuple[UnitPromise, ...]:
    """Of each further kind of people, the promise of the cohort in which they may lose most."""
    return tuple(
        replace(
            max(promises, key=lambda one: one.rho),
            releases=max(one.releases for one in promises),
            epsilon_total=max(one.epsilon_total for one in promises),
            delta_total=max(one.delta_total for one in promises),
        )
        for promises in zip(*(one.also for one in statements), strict=True)
    )


def _most_lost(statements: Sequence[PrivacyStatement]) -> tuple[GroupLoss, ...]:
    """The most that each can lose to whom less is promised: cohorts hold cases of other files."""
    found: dict[tuple[str, int], GroupLoss] = {}
    for loss in sorted(
        (loss for one in statements for loss in one.unpromised), key=lambda loss: loss.epsilon
    ):
        found[loss.unit, loss.links] = loss
    return tuple(found[key] for key in sorted(found))


def promise_of_cohort(statement: Mapping[str, Any], cohort: Mapping[str, Any]) -> dict[str, Any]:
    """What a statement says of the people of one of its cohorts, as a statement of its own."""
    own = {name: cohort[name] for name in ("ledger", "mechanisms")}
    also = [
        {**promise, "mechanisms": mechanisms}
        for promise, mechanisms in zip(
            statement.get("also", ()), cohort.get("also", ()), strict=True
        )
    ]
    return {**statement, **own, "also": also, "cohorts": []}
