"""Who is in which cohort: fixed when somebody is first handed in, and never changed.

It holds no id: each stands there as its keyed hash (HMAC-SHA256), and the file is encrypted with
AES-256-GCM. Whoever has the file and its key can ask of an id whether and when it was handed in;
whoever has the file alone learns how many ids there are, to some hundreds, from its length.

Of one id all depends on what was handed in under that id alone. So the cohorts of all others are
the same whether or not somebody was ever handed in: the tables of a cohort differ by that person,
in one cohort, and no other. In which cohorts a household counts, and a perpetrator, depends on its
own people alone, or on that perpetrator's own row (:mod:`lanterne.series.groups`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import polars as pl

from lanterne.cases.people import Who, WhoAndWhere
from lanterne.series.groups import Groups
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
        last: Whose they are → the ids of the last delivery in which there were some of theirs; of
            one organisation alone under the empty text.
        left: What stands before the ids of each organisation that left → when.
        groups: In which cohorts households and perpetrators count.
    """

    cohorts: Mapping[str, str] = field(default_factory=dict, repr=False)
    alike: Mapping[str, str] = field(default_factory=dict, repr=False)
    same: Mapping[str, str] = field(default_factory=dict, repr=False)
    withdrawn: Mapping[str, str] = field(default_factory=dict, repr=False)
    years: tuple[int, ...] = ()
    begun: tuple[tuple[str, str], ...] = ()
    last: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    left: Mapping[str, str] = field(default_factory=dict)
    groups: Groups = field(default_factory=Groups)

    def delivered(
        self, year: int, cohort: str, ids: pl.Series, hashes: Hashes
    ) -> tuple[Register, pl.Series]:
        """The register after a delivery: whoever is new is in the cohort of its year for good.

        Args:
            year: Of the delivery.
            cohort: Of that year.
            ids: All ids of the file, in one spelling.
            hashes: Of this register.

        Returns:
            The register; and new ids that are alike to others, such as 01 to 1, of which nobody
            said that they are one person. If there are some, it must not be kept: somebody might
            be in two cohorts.
        """
        columns = {"text": ids, "id": hashes.of(ids), "code": hashes.codes(ids)}
        found = pl.DataFrame({**columns, "alike": hashes.of_alike(ids)}).unique("id")
        new = {one for one in found["id"] if one not in self.cohorts}
        shared, changed = self._shared(found.select("text", "id", "alike").drop_nulls())
        last = {str(code): frozenset(part["id"]) for (code,), part in found.group_by("code")}
        after = replace(
            self,
            cohorts={**dict.fromkeys(new, cohort), **self.cohorts},
            alike=shared,
            years=self.years if year in self.years else (*self.years, year),
            last={**self.last, **last},
        )
        return after, changed

    def _shared(self, found: pl.DataFrame) -> tuple[dict[str, str], pl.Series]:
        """What ids may share → the id that is known; and new ids that share what others have."""
        shared, changed = dict(self.alike), []
        for text, one, alike in sorted(found.iter_rows(), key=lambda row: self._order(row[1])):
            known = shared.setdefault(alike, one)
            if one not in self.cohorts and self._first_id(known) != self._first_id(one):
                changed.append(text)
        return shared, pl.Series(changed, dtype=pl.String)

    def _order(self, one: str) -> tuple[bool, str]:
        """Known ids before new ones."""
        return one not in self.cohorts, one

    def missing(self, ids: pl.Series, hashes: Hashes) -> Mapping[str, float]:
        """Whose ids some are → share of those of their last delivery who are not among them.

        It is 0 where there were few.

        Args:
            ids: All ids that are handed in, in one spelling.
            hashes: Of this register.
        """
        there = {*map(self._first_id, hashes.of(ids).to_list())}
        found = {}
        for code in hashes.codes(ids).unique():
            known = {*map(self._first_id, self.last.get(code, ()))} - self._gone
            found[code] = len(known - there) / len(known) if len(known) >= FEW else 0.0
        return found

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

    def housed(
        self, before: Register, homes: Mapping[str, str], cohort: str, hashes: Hashes
    ) -> Register:
        """The register in which whoever is new has a household, for good.

        Args:
            before: The register before this delivery.
            homes: Id in the file → key of the household, of all who live with others.
            cohort: Of the year of the delivery.
            hashes: Of this register.

        Raises:
            UsageError: Households that are new are written otherwise than others.
        """
        ids = hashes.of(pl.Series([*homes], dtype=pl.String))
        told = sorted(zip(ids, homes.values(), strict=True), reverse=True)
        said = {self._first_id(one): home for one, home in told}
        new = {one: self._first_id(one) for one in self.cohorts if one not in before.cohorts}
        known = {one: before.home_of[who] for one, who in new.items() if who in before.home_of}
        came = {one: said[who] for one, who in new.items() if one not in known and who in said}
        moved = replace(self.groups, homes={**self.groups.homes, **known})
        return replace(self, groups=moved.housed(came, cohort, hashes))

    def with_perpetrators(self, keys: pl.Series, cohort: str, hashes: Hashes) -> Register:
        """The register in which perpetrators who are new count from a cohort on.

        Args:
            keys: All keys of their table, in one spelling.
            cohort: Of the year of the delivery.
            hashes: Of this register.

        Raises:
            UsageError: Some that are new are written otherwise than others.
        """
        return replace(self, groups=self.groups.with_perpetrators(keys, cohort, hashes))

    def who(self, cohort: str, hashes: Hashes, *, all_of_households: bool = False) -> WhoAndWhere:
        """Says of ids in a file who counts in a cohort, as whom, and in which household.

        Args:
            cohort: Name of the cohort.
            hashes: Of this register.
            all_of_households: Whether those are in it too whose household counts in none so late.
        """
        counted = {
            one: person
            for one, person in self._people.items()
            if self._cohort_of[person] == cohort
            and person not in self._gone
            and (all_of_households or self.groups.counts_in(self.home_of[person], cohort))
        }
        homes = {person: self.home_of[person] for person in counted.values()}
        return _Counted(counted, homes, hashes)

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
    def home_of(self) -> Mapping[str, str]:
        """Person → household of the id that came in the first of their cohorts; blank: alone."""
        first: dict[str, tuple[str, str]] = {}
        for one, person in self._people.items():
            came = self.cohorts[one], one
            first[person] = min(first.get(person, came), came)
        return {person: self.groups.homes.get(one, "") for person, (_, one) in first.items()}

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
            "last": {code: sorted(ids) for code, ids in self.last.items()},
            "left": dict(self.left),
            "groups": self.groups.to_dict(),
        }


@dataclass(frozen=True)
class _Counted:
    """Who counts in a cohort: id → person → household, all by hashes."""

    people: Mapping[str, str] = field(repr=False)
    homes: Mapping[str, str] = field(repr=False)
    hashes: Hashes

    def __call__(self, ids: pl.Series) -> pl.Series:
        """The person of each id; null for whoever does not count."""
        return _looked_up(self.hashes.of(ids), self.people)

    def home(self, people: pl.Series, households: pl.Series) -> pl.Series:
        """The household of each person as the register has it, whatever the file says now."""
        return _looked_up(people, self.homes).fill_null("")


def _looked_up(texts: pl.Series, told: Mapping[str, str]) -> pl.Series:
    known = pl.Series([*told], dtype=pl.String)
    found = pl.Series([*told.values()], dtype=pl.String)
    return texts.replace_strict(known, found, default=None, return_dtype=pl.String)
