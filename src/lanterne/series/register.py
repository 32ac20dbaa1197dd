"""Who is in which cohort: fixed when somebody is first handed in, and never changed.

It holds no id: each stands there as its keyed hash (HMAC-SHA256), and the file is encrypted with
AES-256-GCM. Whoever has the file and its key can ask of an id whether and when it was handed in;
whoever has the file alone learns how many ids there are, to some hundreds, from its length.

Of one id all depends on what was handed in under that id alone. So the cohorts of all others are
the same whether or not somebody was ever handed in: the tables of a cohort differ by that person,
in one cohort, and no other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import polars as pl

from lanterne.cases.people import Who
from lanterne.errors import UsageError
from lanterne.series.id_hashes import Hashes

FEW = 10
"""People of whom it is not asked whether most are missing."""


@dataclass(frozen=True)
class Register:
    """Who was handed in when, by the hashes of their ids.

    Attributes:
        cohorts: Id → name of its cohort.
        alike: What ids may share that are written differently → the id that is known.
        same: Id → another id of the same person.
        withdrawn: Id of each of those who are in no later measurement → when that was said, in UTC
            as the ledgers write it; empty where an earlier version did not keep it.
        years: Of the deliveries, in their order.
        begun: Cohort and stage of what was measured, or was about to be.
        last: Ids of the last delivery.
    """

    cohorts: Mapping[str, str] = field(default_factory=dict, repr=False)
    alike: Mapping[str, str] = field(default_factory=dict, repr=False)
    same: Mapping[str, str] = field(default_factory=dict, repr=False)
    withdrawn: Mapping[str, str] = field(default_factory=dict, repr=False)
    years: tuple[int, ...] = ()
    begun: tuple[tuple[str, str], ...] = ()
    last: frozenset[str] = field(default=frozenset(), repr=False)

    def delivered(self, year: int, cohort: str, ids: pl.Series, hashes: Hashes) -> Register:
        """The register after a delivery: whoever is new is in the cohort of its year for good.

        Args:
            year: Of the delivery.
            cohort: Of that year.
            ids: All ids of the file, in one spelling.
            hashes: Of this register.

        Raises:
            UsageError: New ids are alike to others, such as 01 to 1, and nobody said that they are
                one person: somebody might be in two cohorts.
        """
        found = pl.DataFrame({"id": hashes.of(ids), "alike": hashes.of_alike(ids)}).unique()
        new = {one for one in found["id"] if one not in self.cohorts}
        shared: dict[str, str] = dict(self.alike)
        changed = 0
        for one, alike in sorted(found.drop_nulls().iter_rows(), key=lambda row: row[0] in new):
            known = shared.setdefault(alike, one)
            changed += one in new and self._first_id(known) != self._first_id(one)
        if changed:
            raise UsageError("series.ids-alike", count=changed)
        return replace(
            self,
            cohorts={**dict.fromkeys(new, cohort), **self.cohorts},
            alike=shared,
            years=self.years if year in self.years else (*self.years, year),
            last=frozenset(found["id"]),
        )

    def missing(self, ids: pl.Series, hashes: Hashes) -> float:
        """Share of the people of the last delivery who are not in a file; 0 where there were few.

        Args:
            ids: All ids of the file, in one spelling.
            hashes: Of this register.
        """
        there = {*map(self._first_id, hashes.of(ids).to_list())}
        known = {*map(self._first_id, self.last)} - self._gone
        return len(known - there) / len(known) if len(known) >= FEW else 0.0

    def as_people(self, hashes: Hashes) -> Who:
        """Says as whom ids count: joined ones by their person, all others as they are."""
        joined = {*self.same, *self.same.values()}

        def told(ids: pl.Series) -> pl.Series:
            people = [
                self._first_id(hashed) if hashed in joined else one
                for one, hashed in zip(ids, hashes.of(ids), strict=True)
            ]
            return pl.Series(people, dtype=pl.String)

        return told

    def measuring(self, cohort: str, stage: str) -> Register:
        """The register that says that a stage was begun."""
        return replace(self, begun=(*self.begun, (cohort, stage)))

    def joined(self, ids: Sequence[str]) -> Register:
        """The register in which some ids are one person, who is in the first of their cohorts.

        Args:
            ids: Hashes; nothing need have been handed in under them so far.
        """
        first, *others = sorted({self._first_id(one) for one in ids})
        return replace(self, same={**self.same, **dict.fromkeys(others, first)})

    def without(self, ids: Collection[str], when: str) -> Register:
        """The register after some people have withdrawn; what was said first of one stays."""
        return replace(self, withdrawn={**dict.fromkeys(ids, when), **self.withdrawn})

    def is_known(self, one: str) -> bool:
        """Whether something was handed in under an id."""
        return one in self.cohorts

    def when_withdrawn(self, one: str) -> str | None:
        """Since when whoever has an id is in no measurement; ``None``: they have not withdrawn."""
        person = self._first_id(one)
        times = [when for gone, when in self.withdrawn.items() if self._first_id(gone) == person]
        return min(times, default=None)

    def who(self, cohort: str, hashes: Hashes) -> Who:
        """Says of ids in a file who counts in a cohort, and as whom."""
        counted = {
            one: person
            for one, person in self._people.items()
            if self._cohort_of[person] == cohort and person not in self._gone
        }

        def told(ids: pl.Series) -> pl.Series:
            known = pl.Series([*counted], dtype=pl.String)
            as_whom = pl.Series([*counted.values()], dtype=pl.String)
            return hashes.of(ids).replace_strict(
                known, as_whom, default=None, return_dtype=pl.String
            )

        return told

    @cached_property
    def _people(self) -> Mapping[str, str]:
        """Id → the id under which that person counts."""
        return {one: self._first_id(one) for one in self.cohorts}

    @cached_property
    def _cohort_of(self) -> Mapping[str, str]:
        """Person → the first of the cohorts of their ids; names of cohorts sort in their order."""
        found: dict[str, str] = {}
        for one, person in self._people.items():
            found[person] = min(found.get(person, self.cohorts[one]), self.cohorts[one])
        return found

    @cached_property
    def _gone(self) -> frozenset[str]:
        """People who have withdrawn, under whichever of their ids."""
        return frozenset(map(self._first_id, self.withdrawn))

    def _first_id(self, one: str) -> str:
        """The id under which a person counts."""
        while one in self.same:
            one = self.same[one]
        return one

    def to_dict(self) -> dict[str, Any]:
        """The register as JSON values."""
        return {
            "cohorts": dict(self.cohorts),
            "alike": dict(self.alike),
            "same": dict(self.same),
            "withdrawn": dict(self.withdrawn),
            "years": list(self.years),
            "begun": [list(one) for one in self.begun],
            "last": sorted(self.last),
        }
