"""The terms of a protection: to whom a promise is made, how much, and how much of each counts.

They are checked before anything is read.
"""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lanterne.errors import UsageError

if TYPE_CHECKING:
    from lanterne.codebook.model import Codebook, Network
    from lanterne.privacy import Budget, Unit
    from lanterne.verbs.requests import ProtectRequest


@dataclass(frozen=True)
class Terms:
    """What was asked for, whatever the codebook.

    Attributes:
        epsilon: ε, or the ε of each unit; the first unit is the one that the plan suits.
        delta: δ of every unit.
        unit: The unit of a single ε; ``None``: the usual one.
        bounds: Unit → links, or members of a household, that count; what is not named is as the
            codebook says.
    """

    epsilon: float | Mapping[str, float]
    delta: float
    unit: str | None
    bounds: Mapping[str, int]

    def budgets(self, usual: Unit | None) -> dict[Unit | None, Budget]:
        """Unit → what may be spent on it.

        Args:
            usual: The unit that is meant when none is named.

        Raises:
            UsageError: A unit is named twice, or there is none of that name; a number is out of
                its range.
        """
        from lanterne.privacy import Budget
        from lanterne.privacy.units import unit_of

        if not isinstance(self.epsilon, Mapping):
            unit = usual if self.unit is None else unit_of(self.unit)
            return {unit: Budget(self.epsilon, self.delta)}
        if self.unit is not None:
            raise UsageError("protect.unit-twice")
        if not self.epsilon:
            raise UsageError("protect.no-epsilon")
        return {unit_of(name): Budget(value, self.delta) for name, value in self.epsilon.items()}


def terms_of(request: ProtectRequest) -> Terms:
    """What a request says of the promise.

    Raises:
        UsageError: δ has to be chosen, and for so many people it cannot be.
    """
    from lanterne.privacy import default_delta

    delta = default_delta(request.expected_people) if request.delta is None else request.delta
    return Terms(request.epsilon, delta, request.unit, request.bounds or {})


def network_budgets(terms: Terms, network: Network) -> dict[Unit, Budget]:
    """Unit → what may be spent on it, of linked tables: victims when no unit is named.

    Raises:
        UsageError: A unit, a bound or a number cannot be.
    """
    from lanterne.privacy import Unit
    from lanterne.synthesis.network.bounds import bounds_of

    budgets = {unit or Unit.VICTIM: one for unit, one in terms.budgets(Unit.VICTIM).items()}
    bounds_of(network, budgets, terms.bounds)
    check_bounds(terms.bounds, network)
    return budgets


def check_bounds(bounds: Mapping[str, int], network: Network) -> None:
    """Raise UsageError where more links are to count than anybody has, or of no such unit."""
    from lanterne.privacy.units import called, unit_of

    most = largest_bounds(network)
    for unit, bound in bounds.items():
        limit = most.get(unit_of(unit))
        if limit is not None and bound > limit:
            raise UsageError("bounds.too-large", unit=called(unit), most=limit)


def largest_bounds(network: Network) -> dict[Unit, int | None]:
    """Unit → the most links that may count: nobody has more, by the codebook; ``None``: any."""
    from lanterne.privacy import Unit

    return {
        Unit.VICTIM: network.of_victim.at_most,
        Unit.PERPETRATOR: network.of_perpetrator.at_most,
    }


@dataclass(frozen=True)
class TableTerms:
    """The terms of one table; whether its columns of ids allow them is seen when it is measured.

    Attributes:
        budget: What may be spent.
        unit: Person, row or household; ``None``: person or row, as the subject id says.
        household: Column of households: ``None``: as the codebook says; the empty text: nobody
            asks, and the file need not have it.
        bound: Members of a household that count; ``None``: as the codebook says.
    """

    budget: Budget
    unit: Unit | None
    household: str | None
    bound: int | None


def table_terms(terms: Terms, household: str | None) -> TableTerms:
    """The terms of one table: a promise to persons or rows, or to households.

    Args:
        terms: What was asked for.
        household: Column that says who lives together; ``None``: as the codebook says.

    Raises:
        UsageError: There are several units; there is a column of households or a bound, and the
            unit is not the household; a number is out of its range.
    """
    ((unit, budget), *others) = terms.budgets(None).items()
    if others:
        raise UsageError("protect.several-units")
    bound = _group_bound(terms.bounds)
    if unit is not None and unit.traits.group:
        return TableTerms(budget, unit, household, bound)
    if household or bound is not None:
        raise UsageError("protect.household-unused")
    return TableTerms(budget, unit, "", None)


def members_that_count(codebook: Codebook, wanted: TableTerms) -> int | None:
    """How many people of a group count; ``None`` where no group is protected.

    Raises:
        UsageError: Nothing says who belongs together, or the bound cannot be.
    """
    from lanterne.synthesis.protect import counted_of_group

    unit = wanted.unit
    if unit is None or not unit.traits.group:
        return None
    described = codebook.table.household
    column = described.column if wanted.household is None and described else wanted.household
    return counted_of_group(unit, codebook, column, wanted.bound)


def _group_bound(bounds: Mapping[str, int]) -> int | None:
    """Members of a group that count; ``None``: nobody says."""
    from lanterne.privacy.units import GROUPS, called

    others = sorted(set(bounds) - set(GROUPS))
    if others:
        raise UsageError("bounds.of-one-table", names=tuple(others))
    for unit, bound in bounds.items():
        if bound < 1:
            raise UsageError("bounds.not-whole", unit=called(unit), got=str(bound))
        return bound
    return None
