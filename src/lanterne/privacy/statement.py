"""What a release promises, for machines and in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from lanterne.privacy.accountant import epsilon_from_zcdp, zcdp
from lanterne.privacy.budget import Budget
from lanterne.privacy.chain import Entry
from lanterne.privacy.events import Event, events_to_list
from lanterne.privacy.spending import Spent, UnitSpend
from lanterne.privacy.units import neighbours_of
from lanterne.privacy.wording import counted_in_words, paragraphs


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
        return replace(self, **_totals(spent.of(self.unit)))


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
class PrivacyStatement:
    """The promise of one release. Public; nothing in it was computed from the data.

    Attributes:
        definition: The definition of privacy that is met.
        unit: Who is protected first of all, of :class:`lanterne.privacy.units.Unit`: such as
            ``"person"``, or ``"row"`` where no subject id said which rows are one person.
        neighbours: Which two data sets must be hard to tell apart.
        epsilon: ε of this release, above 0.
        delta: δ of this release.
        accountant: How the mechanisms were added up.
        rho: ρ of the same mechanisms in zero-concentrated differential privacy, as a check.
        epsilon_zcdp: The ε that ρ implies at δ; the true cost is no larger.
        bounds: What one person can contribute at most, by table: ``{"cases": 1}``.
        mechanisms: The mechanisms with their parameters, as
            :func:`lanterne.privacy.events.events_to_list` gives them.
        noise: Where the noise comes from.
        software: What computed it, with versions.
        releases: How many releases the ledger that was used holds, this one included.
        epsilon_total: Σε over them: together they are (Σε, Σδ)-private.
        delta_total: Σδ over them.
        as_of: Day on which these totals were read from the ledger: UTC, ``YYYY-MM-DD``.
        ledger: SHA-256 of the ledger's entry for this release: says which ledger that was.
        evaluations: How often the ledger says, on the same day, that a release had been compared
            with the cases without protection: ε does not cover a choice made because of it.
        also: What it promises to other kinds of people.
        unpromised: What people to whom nothing was promised can lose.
        k_releases: How many releases by a k-method the ledger holds: of them no ε says anything.
        candidates: Among how many candidates this release was chosen by a mechanism that looked
            at the cases, and that ε covers; 0: nothing was chosen so.
        measured: Where it was chosen so, SHA-256 of the ledger's entries for the measurements that
            the candidates were drawn from: ε covers them as well.
    """

    definition: str
    unit: str
    neighbours: str
    epsilon: float
    delta: float
    accountant: str
    rho: float
    epsilon_zcdp: float
    bounds: Mapping[str, int]
    mechanisms: tuple[Mapping[str, Any], ...]
    noise: str
    software: str
    releases: int
    epsilon_total: float
    delta_total: float
    as_of: str
    ledger: str
    also: tuple[UnitPromise, ...] = ()
    unpromised: tuple[GroupLoss, ...] = ()
    evaluations: int = 0
    k_releases: int = 0
    candidates: int = 0
    measured: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The statement as JSON values."""
        return {
            **asdict(self),
            "bounds": dict(self.bounds),
            "mechanisms": [dict(mechanism) for mechanism in self.mechanisms],
            "also": [asdict(promise) for promise in self.also],
            "unpromised": [asdict(loss) for loss in self.unpromised],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> PrivacyStatement:
        """The inverse of :meth:`to_dict`.

        The fields that have a default may be missing, as in earlier releases.

        Raises:
            ValueError: A field is missing or unknown.
        """
        later = {"evaluations": 0, "k_releases": 0, "candidates": 0}
        values = {"also": (), "unpromised": (), "measured": (), **later, **values}
        _check_fields(cls, values)
        return cls(
            **{
                **values,
                "bounds": dict(values["bounds"]),
                "mechanisms": _mechanisms(values),
                "also": tuple(map(_unit_promise, values["also"])),
                "unpromised": tuple(map(_group_loss, values["unpromised"])),
                "measured": tuple(map(str, values["measured"])),
            }
        )

    def with_totals(self, spent: Spent, day: date) -> PrivacyStatement:
        """The statement with the totals that the same ledger holds on a later day."""
        return replace(
            self,
            **_totals(spent.of(self.unit)),
            also=tuple(promise.with_totals(spent) for promise in self.also),
            as_of=day.isoformat(),
            evaluations=spent.evaluations,
            k_releases=spent.k_releases,
        )

    def in_words(self, language: str = "en") -> str:
        """What is promised to every kind of people, in plain paragraphs.

        Args:
            language: ``en``, ``fr``, ``es`` or ``ar``.

        Raises:
            UsageError: There are no words in that language.
        """
        return "\n\n".join(paragraphs(self, language))

    def counted_in_words(self, language: str = "en") -> tuple[str, ...]:
        """What of somebody does not count in what is published, in sentences; nothing: all does.

        Raises:
            UsageError: There are no words in that language.
        """
        return tuple(counted_in_words(self.bounds, language))


def privacy_statement(
    budget: Budget,
    events: tuple[Event, ...],
    spent: Spent,
    charge: Entry,
    *,
    bounds: Mapping[str, int],
    software: str,
    unit: str = "person",
    also: Sequence[UnitSpend] = (),
    unpromised: Sequence[GroupLoss] = (),
    one_table: bool = False,
    candidates: int = 0,
    measured: Sequence[str] = (),
) -> PrivacyStatement:
    """The statement of a release that used ``events`` within ``budget``.

    Args:
        budget: What the release states and the ledger was charged.
        events: Its mechanisms.
        spent: The ledger's sum after the charge.
        charge: The entry that the ledger made of it.
        bounds: What one person can contribute at most, by table.
        software: Names and versions.
        unit: Who is protected first of all.
        also: What was charged for other kinds of people.
        unpromised: What people to whom nothing was promised can lose.
        one_table: Whether the cases are one table: then there are no links to speak of.
        candidates: Among how many it was chosen by one of ``events``; 0: it was not.
        measured: Entries of the ledger for what the candidates were drawn from.

    Raises:
        UsageError: There is no such unit.
    """
    first = _promise(UnitSpend(unit, budget, events), spent, one_table=one_table)
    return PrivacyStatement(
        **vars(first),
        definition="(epsilon, delta)-differential privacy",
        accountant="privacy-loss distributions (dp-accounting), checked against zCDP",
        bounds=bounds,
        noise="OpenDP: exact discrete Gaussian and Gumbel samplers, operating-system entropy, "
        "no seed",
        software=software,
        as_of=charge.time[:10],
        ledger=charge.digest,
        also=tuple(_promise(other, spent, one_table=one_table) for other in also),
        unpromised=tuple(unpromised),
        evaluations=spent.evaluations,
        k_releases=spent.k_releases,
        candidates=candidates,
        measured=tuple(measured),
    )


def _promise(spend: UnitSpend, spent: Spent, *, one_table: bool) -> UnitPromise:
    rho, budget = zcdp(spend.events), spend.budget
    return UnitPromise(
        unit=str(spend.unit),
        neighbours=neighbours_of(spend.unit, one_table=one_table),
        epsilon=budget.epsilon,
        delta=budget.delta,
        rho=rho,
        epsilon_zcdp=epsilon_from_zcdp(rho, budget.delta),
        mechanisms=tuple(events_to_list(spend.events)),
        **_totals(spent.of(spend.unit)),
    )


def _totals(spent: Spent) -> dict[str, Any]:
    return {
        "releases": spent.releases,
        "epsilon_total": spent.epsilon,
        "delta_total": spent.delta,
    }


def _unit_promise(values: Mapping[str, Any]) -> UnitPromise:
    _check_fields(UnitPromise, values)
    return UnitPromise(**{**values, "mechanisms": _mechanisms(values)})


def _group_loss(values: Mapping[str, Any]) -> GroupLoss:
    _check_fields(GroupLoss, values)
    return GroupLoss(**values)


def _mechanisms(values: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    return tuple(dict(mechanism) for mechanism in values["mechanisms"])


def _check_fields(kind: type[Any], values: Mapping[str, Any]) -> None:
    names = {field.name for field in fields(kind)}
    if set(values) != names:
        raise ValueError(f"not a privacy statement: check {sorted(set(values) ^ names)}")
