"""The parts of a statement: what is promised to each kind of people, and what is not. Public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from lanterne.privacy.spending import Spent


@dataclass(frozen=True)
class UnitPromise:
    """What a release promises to one more kind of people. Public.

    Attributes:
        unit: Who is protected, of :class:`lanterne.privacy.units.Unit`.
        neighbours: Which two data sets must be hard to tell apart.
        epsilon: ε of this release for them, above 0.
        delta: δ of this release for them.
        rho: ρ of the same mechanisms in zero-concentrated differential privacy.
        epsilon_zcdp: The ε that ρ implies at δ.
        mechanisms: The mechanisms, with the sensitivities of this unit.
        releases: How many releases in the ledger promise them something, this one included.
        epsilon_total: Σε over them.
        delta_total: Σδ over them.
    """

    unit: str
    neighbours: str
    epsilon: float
    delta: float
    rho: float
    epsilon_zcdp: float
    mechanisms: tuple[Mapping[str, Any], ...]
    releases: int
    epsilon_total: float
    delta_total: float

    def with_totals(self, spent: Spent) -> UnitPromise:
        """The promise with the totals that the ledger holds on a later day."""
        return replace(self, **totals(spent.of(self.unit)))


@dataclass(frozen=True)
class GroupLoss:
    """What people to whom nothing was promised can lose all the same. Public.

    Attributes:
        unit: Who they are, of :class:`lanterne.privacy.units.Unit`.
        links: The most links, of one victim or perpetrator, or people, of one group, for which
            the figures hold; whoever has more can lose more.
        epsilon: ε that the release costs one of them at most, above 0.
        delta: δ that goes with it.
    """

    unit: str
    links: int
    epsilon: float
    delta: float


@dataclass(frozen=True)
class Selection:
    """That a release was chosen by a mechanism that looked at the cases. Public.

    Attributes:
        candidates: Among how many it was chosen, by one of its mechanisms.
        measured: SHA-256 of the ledger's entries for the measurements that the candidates were
            drawn from.
    """

    candidates: int
    measured: tuple[str, ...]


@dataclass(frozen=True)
class CohortPromise:
    """By what the promise of an edition is kept to the people of one cohort. Public.

    Attributes:
        cohort: Its name, as rows and counts have it.
        stage: Which of its measurements is used.
        ledger: SHA-256 of the entry that charged for them.
        mechanisms: All that its people are charged for, in whatever stage.
        scales: Of the stage that is used, each scale of noise and how many tables have it.
        also: The mechanisms of each further kind of people to whom the edition promises something,
            in the order in which it names them.
    """

    cohort: str
    stage: str
    ledger: str
    mechanisms: tuple[Mapping[str, Any], ...]
    scales: tuple[tuple[float, int], ...]
    also: tuple[tuple[Mapping[str, Any], ...], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; further kinds of people where there are some."""
        values = asdict(self)
        also = values.pop("also")
        return {**values, **({"also": [list(one) for one in also]} if also else {})}


def totals(spent: Spent) -> dict[str, Any]:
    """The sums of a ledger, as a promise names them."""
    return {
        "releases": spent.releases,
        "epsilon_total": spent.epsilon,
        "delta_total": spent.delta,
    }


def unit_promise(values: Mapping[str, Any]) -> UnitPromise:
    """From JSON values; raises ValueError when they are not those of one, as all readers here."""
    check_fields(UnitPromise, values)
    return UnitPromise(**{**values, "mechanisms": mechanisms_of(values)})


def group_loss(values: Mapping[str, Any]) -> GroupLoss:
    """From JSON values."""
    check_fields(GroupLoss, values)
    return GroupLoss(**values)


def cohort_promise(values: Mapping[str, Any]) -> CohortPromise:
    """From JSON values; those of one table name no further kinds of people."""
    values = {"also": (), **values}
    check_fields(CohortPromise, values)
    return CohortPromise(
        **{
            **values,
            "mechanisms": mechanisms_of(values),
            "scales": tuple((float(scale), int(tables)) for scale, tables in values["scales"]),
            "also": tuple(mechanisms_of({"mechanisms": one}) for one in values["also"]),
        }
    )


def mechanisms_of(values: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The list of mechanisms of a promise."""
    return tuple(dict(mechanism) for mechanism in values["mechanisms"])


def check_fields(kind: type[Any], values: Mapping[str, Any]) -> None:
    """Raise ValueError unless values name each field of a promise, and nothing else."""
    names = {field.name for field in fields(kind)}
    if set(values) != names:
        raise ValueError(f"not a privacy statement: check {sorted(set(values) ^ names)}")
