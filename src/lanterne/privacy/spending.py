"""What releases spend on each kind of person, and the sums over releases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from lanterne.errors import UsageError
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.budget import Budget
from lanterne.privacy.events import Event, events_from_list, events_to_list
from lanterne.privacy.units import GROUPS, KINDS, Unit, called, kind_of


@dataclass(frozen=True)
class UnitSpend:
    """What one release will cost one kind of person.

    Attributes:
        unit: Who is protected: one of :class:`lanterne.privacy.units.Unit`.
        budget: The (ε, δ) that the release states for them.
        events: The mechanisms, with the sensitivities of this unit.
    """

    unit: str
    budget: Budget
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Spend:
    """What one release will cost, before it is drawn. Public facts only.

    Attributes:
        population: Whose data it is, in words: ``"survivors assisted since 2010, all offices"``.
        unit: Who is protected first of all, of :class:`lanterne.privacy.units.Unit`: such as
            ``"person"``, or ``"row"`` where no subject id was used.
        budget: The (ε, δ) that the release states.
        events: The mechanisms, so that the total over all releases can be computed exactly; none
            where they stand in other ledgers, which is then added as it is.
        purpose: Name of what is released.
        note: Anything else worth keeping.
        also: What else it promises, to other kinds of people.
        request: Digest of what was asked for; empty: there was no request.
    """

    population: str
    unit: str
    budget: Budget
    events: tuple[Event, ...]
    purpose: str
    note: str = ""
    also: tuple[UnitSpend, ...] = ()
    request: str = ""

    def promises(self) -> tuple[UnitSpend, ...]:
        """All that it promises, the first one first."""
        return (UnitSpend(self.unit, self.budget, self.events), *self.also)


@dataclass(frozen=True)
class Spent:
    """The sum of all releases so far, for one kind of person.

    Attributes:
        releases: How many promise them something.
        epsilon: Σε. All releases together are (Σε, Σδ)-private, by basic composition.
        delta: Σδ.
        events: Every mechanism of every release.
        unpromised: How many promise them nothing: what these cost them is in no sum.
        others: The same for the other kinds of people to whom something was promised. Empty
            within itself.
        evaluations: How often a release was compared with their cases without protection: what
            was decided because of it no ε covers. 0 within ``others``.
        k_releases: How many releases by a k-method there are, which cost no ε and are in no sum.
        apart: What is in the sums for which no mechanisms are listed, since they stand in other
            ledgers: it is added to whatever the others compose to.
    """

    releases: int
    epsilon: float
    delta: float
    events: tuple[Event, ...]
    unpromised: int = 0
    others: Mapping[Unit, Spent] = field(default_factory=dict)
    evaluations: int = 0
    k_releases: int = 0
    apart: tuple[Budget, ...] = ()

    def of(self, unit: Unit | str) -> Spent:
        """The sum for one kind of person, from the sum for the subjects of the cases.

        Persons, rows and victims are the same people, and what is spent on them is this sum.
        """
        kind = kind_of(unit)
        if kind == Unit.PERSON:
            return self
        nothing = Spent(0, 0.0, 0.0, (), self.releases + self.unpromised)
        return self.others.get(kind, nothing)

    def composed_epsilon(self) -> float:
        """The smaller ε that holds at the same Σδ, by exact composition of all mechanisms.

        What is listed without mechanisms is added, by basic composition (Dwork et al. 2006). Both
        numbers are proven, so the smaller one counts. Takes about a second for ten releases.
        """
        if not self.events:
            return self.epsilon
        epsilon = float(sum(decimal(one.epsilon) for one in self.apart))
        delta = left_of(self.delta, float(sum(decimal(one.delta) for one in self.apart)))
        return min(self.epsilon, epsilon + epsilon_spent(self.events, min(delta, 0.5)))


def by_kind(promises: Iterable[UnitSpend]) -> dict[Unit, UnitSpend]:
    """Kind of person → what one release costs them; the subjects stand under ``Unit.PERSON``.

    A promise to a group, such as a household, is kept to each of its people too, since the
    neighbours that it means differ by all people of one group or by any one of them. So it counts
    for the subjects, unless the release promises them something of their own.

    Raises:
        UsageError: Two promises are to the same people, or there is no such unit.
    """
    charges: dict[Unit, UnitSpend] = {}
    for promise in promises:
        kind = kind_of(promise.unit)
        if kind in charges:
            one, other = called(charges[kind].unit), called(promise.unit)
            raise UsageError("ledger.two-promises", one=one, other=other)
        charges[kind] = promise
    for group in GROUPS:
        if group in charges:
            charges.setdefault(Unit.PERSON, charges[group])
    return charges


def total(releases: Sequence[Mapping[Unit, UnitSpend]]) -> Spent:
    """The sums over releases, each as :func:`by_kind` gives it: the subjects', and the others'."""
    sums = {kind: _sum([costs.get(kind) for costs in releases]) for kind in KINDS}
    subjects = sums.pop(Unit.PERSON)
    return replace(subjects, others={kind: spent for kind, spent in sums.items() if spent.releases})


def decimal(value: float) -> Decimal:
    """The number as it is written: ten times 0.1 is 1, as people expect of a budget."""
    return Decimal(repr(float(value)))


def left_of(cap: float, spent: float) -> float:
    """What is left of a cap on ε or δ, as people expect of a budget; below 0: too much is spent."""
    return float(decimal(cap) - decimal(spent))


def promise_to_dict(promise: UnitSpend) -> dict[str, Any]:
    """One promise as JSON values: unit, epsilon, delta, events."""
    return {
        "unit": str(promise.unit),
        "epsilon": float(promise.budget.epsilon),
        "delta": float(promise.budget.delta),
        "events": events_to_list(promise.events),
    }


def promise_from_dict(values: Mapping[str, Any]) -> UnitSpend:
    """The inverse of :func:`promise_to_dict`; fields beside the promise's are passed over.

    Raises:
        KeyError, ValueError, TypeError, UsageError: The values are not a promise.
    """
    budget = Budget(values["epsilon"], values["delta"])
    return UnitSpend(values["unit"], budget, events_from_list(values["events"]))


def _sum(releases: Sequence[UnitSpend | None]) -> Spent:
    costs = [cost for cost in releases if cost is not None]
    return Spent(
        releases=len(costs),
        epsilon=float(sum(decimal(cost.budget.epsilon) for cost in costs)),
        delta=float(sum(decimal(cost.budget.delta) for cost in costs)),
        events=tuple(event for cost in costs for event in cost.events),
        unpromised=len(releases) - len(costs),
        apart=tuple(cost.budget for cost in costs if not cost.events),
    )
