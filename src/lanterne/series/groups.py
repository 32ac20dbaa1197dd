"""Who may count in several cohorts: households and perpetrators, each in its first C = 2 alone.

Without a bound whoever is known for many years would be in the tables of many cohorts, and no
promise would be worth anything. The register keeps, by keyed hashes, in which cohorts each counts.

*Households.* The household of a person is the one that their rows name in the delivery in which
they first stand, or none; it never changes. A household counts in the first C cohorts that its
people are in, as they come; whoever comes in a later one counts nowhere. A cohort that it once
counts in is never taken back: not when somebody withdraws, nor when ids are joined. Claim: all
people of a household together, or any one of them, change the tables of at most C cohorts, and in
each of them no more than a household changes tables that are measured once
(:mod:`lanterne.synthesis.households`). Proof. People of other households are in the same cohorts
and households whether or not these were ever handed in.

- *All of them* leave: they counted in C cohorts at most, all of whose tables are cut to H of them.
- *One person* leaves, of cohort a. Where others of the household are in a, or a is none of its
  first C, it counts in the same cohorts: a loses one, and one may gain their place. Else a is no
  longer among them, and the cohort b that comes after the C, if there is one, is in its place: in a
  that person alone counted, and in b up to H people come in. These are two cohorts, and C ≥ 2.

*Perpetrators.* A perpetrator counts in the cohort of the year in which their own row is first
handed in, and in the C - 1 that follow it in the plan. No row of a victim or of a link plays a
part, so that a victim who leaves changes the cohorts of nobody; were it the first C cohorts of
their victims, one victim who leaves could let all links of a perpetrator into another cohort.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import polars as pl

from lanterne.errors import UsageError
from lanterne.privacy import Unit
from lanterne.series.id_hashes import Hashes

HOUSEHOLDS, PERPETRATORS = "household", "perpetrator"
"""Kinds of those who may count in several cohorts."""

IN_ALL = Unit.HOUSEHOLD.traits.cohorts
"""C."""


@dataclass(frozen=True)
class Groups:
    """In which cohorts households and perpetrators count, all by hashes.

    Attributes:
        homes: Id of a person → their household; who is not there lives alone.
        counted: Household → the first cohorts of its people, C at most.
        first: Perpetrator → the cohort of the year in which they were first handed in.
        alike: What keys may share that are written differently → the key that is known.
    """

    homes: Mapping[str, str] = field(default_factory=dict, repr=False)
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    first: Mapping[str, str] = field(default_factory=dict, repr=False)
    alike: Mapping[str, str] = field(default_factory=dict, repr=False)

    def housed(self, homes: Mapping[str, str], cohort: str, hashes: Hashes) -> Groups:
        """The same after people were handed in for the first time.

        Args:
            homes: Id of each of them who lives with others → key of the household, as written.
            cohort: Of these people.
            hashes: Of the register.

        Raises:
            UsageError: A household that is new is written otherwise than one that is known.
        """
        keys = pl.Series([*homes.values()], dtype=pl.String)
        found = dict(zip(homes, hashes.of_group(HOUSEHOLDS, keys), strict=True))
        alike = self._with_new(HOUSEHOLDS, keys, self.counted, hashes)
        counted = dict(self.counted)
        for household in found.values():
            counted[household] = _with_cohort(counted.get(household, ()), cohort)
        return replace(self, homes={**found, **self.homes}, counted=counted, alike=alike)

    def with_perpetrators(self, keys: pl.Series, cohort: str, hashes: Hashes) -> Groups:
        """The same after perpetrators were handed in, by keys as written; raises as above."""
        alike = self._with_new(PERPETRATORS, keys, self.first, hashes)
        new = dict.fromkeys(hashes.of_group(PERPETRATORS, keys), cohort)
        return replace(self, first={**new, **self.first}, alike=alike)

    def counts_in(self, household: str, cohort: str) -> bool:
        """Whether people of a household count in a cohort; blank: they live alone."""
        return not household or cohort in self.counted.get(household, ())

    def perpetrators_in(self, cohort: str, cohorts: Sequence[str]) -> frozenset[str]:
        """Those who count in a cohort: first handed in in it, or in one of the C - 1 before.

        Args:
            cohort: Name of the cohort.
            cohorts: Names of all that the plan has, in their order.
        """
        place = cohorts.index(cohort)
        began = {*cohorts[max(0, place - IN_ALL + 1) : place + 1]}
        return frozenset(one for one, first in self.first.items() if first in began)

    def _with_new(
        self, kind: str, keys: pl.Series, known: Iterable[str], hashes: Hashes
    ) -> Mapping[str, str]:
        """What keys share, with those that are new; one group under two keys would count twice."""
        there, shared, changed = {*known}, dict(self.alike), 0
        found = zip(hashes.of_group(kind, keys), hashes.of_group_alike(kind, keys), strict=True)
        for one, alike in sorted({*found}, key=lambda pair: pair[0] not in there):
            if alike is not None:
                changed += shared.setdefault(alike, one) != one and one not in there
        if changed:
            raise UsageError(f"series.{kind}s-alike", count=changed)
        return shared

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        values = asdict(self)
        return {**values, "counted": {one: list(some) for one, some in self.counted.items()}}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Groups:
        """The inverse of :meth:`to_dict`; of an earlier register there is nothing."""
        counted = {one: tuple(some) for one, some in values.get("counted", {}).items()}
        return cls(**{**values, "counted": counted})


def _with_cohort(cohorts: tuple[str, ...], cohort: str) -> tuple[str, ...]:
    """The first cohorts of a household: as they come, and no more than C."""
    return cohorts if cohort in cohorts else (*cohorts, cohort)[:IN_ALL]
