"""Who is in which cohort: fixed when somebody is first handed in, and never changed.

It holds no id: each stands there as its keyed hash (HMAC-SHA256), and the file is encrypted with
AES-256-GCM. Whoever has the file and its key can ask of an id whether and when it was handed in;
whoever has the file alone learns how many ids there are, to some hundreds, from its length.

Of one id all depends on what was handed in under that id alone. So the cohorts of all others are
the same whether or not somebody was ever handed in: the tables of a cohort differ by that person,
in one cohort, and no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from lanterne import disk
from lanterne.cases.identifiers import one_spelling, whole_numbers
from lanterne.cases.people import Who
from lanterne.errors import UsageError
from lanterne.vault.records import RecordSealer
from lanterne.vault.secret import KEY, Secret

HEX = 32
"""Digits of a hash that are kept: two of 2⁶⁴ people would share one by chance."""


class Hashes:
    """Ids → their keyed hashes.

    Args:
        key: Of the register.
    """

    def __init__(self, key: Secret) -> None:
        self._key = key.derived(b"lanterne register 1")

    def of(self, ids: pl.Series) -> pl.Series:
        """Hashes of ids in one spelling, in their order; a null stays null."""
        return self._hashed("id", ids)

    def of_numbers(self, ids: pl.Series) -> pl.Series:
        """Hashes of the whole numbers that a spreadsheet may take ids for; null of all others."""
        return self._hashed("number", whole_numbers(ids))

    def of_texts(self, ids: Iterable[str]) -> list[str]:
        """Hashes of ids as somebody writes them."""
        return self.of(one_spelling(pl.Series(list(ids), dtype=pl.String))).to_list()

    def _hashed(self, kind: str, texts: pl.Series) -> pl.Series:
        there = texts.drop_nulls().unique()
        hashes = [self._key.digest(f"{kind}\n{text}".encode()).hex()[:HEX] for text in there]
        made = pl.Series(hashes, dtype=pl.String)
        return texts.replace_strict(there, made, default=None, return_dtype=pl.String)


@dataclass(frozen=True)
class Register:
    """Who was handed in when, by the hashes of their ids.

    Attributes:
        cohorts: Id → name of its cohort.
        numbers: Whole number that an id may be taken for → that id.
        same: Id → another id of the same person.
        withdrawn: Ids of people who are in no later measurement.
        years: Of the deliveries, in their order.
    """

    cohorts: Mapping[str, str] = field(default_factory=dict, repr=False)
    numbers: Mapping[str, str] = field(default_factory=dict, repr=False)
    same: Mapping[str, str] = field(default_factory=dict, repr=False)
    withdrawn: frozenset[str] = field(default=frozenset(), repr=False)
    years: tuple[int, ...] = ()

    def delivered(self, year: int, cohort: str, ids: pl.Series, hashes: Hashes) -> Register:
        """The register after a delivery: whoever is new is in the cohort of its year for good.

        Args:
            year: Of the delivery.
            cohort: Of that year.
            ids: All ids of the file, in one spelling.
            hashes: Of this register.

        Raises:
            UsageError: Ids are written otherwise than before, such as 1 and 01: somebody would be
                in two cohorts.
        """
        found = pl.DataFrame({"id": hashes.of(ids), "number": hashes.of_numbers(ids)}).unique()
        numbers = dict(found.drop_nulls("number").select("number", "id").iter_rows())
        alike = sum(self.numbers.get(number, one) != one for number, one in numbers.items())
        if alike:
            raise UsageError("series.ids-alike", count=alike)
        new = dict.fromkeys(found["id"].drop_nulls().to_list(), cohort)
        years = self.years if year in self.years else (*self.years, year)
        return replace(
            self,
            cohorts={**new, **self.cohorts},
            numbers={**numbers, **self.numbers},
            years=years,
        )

    def joined(self, ids: Sequence[str]) -> Register:
        """The register in which some ids are one person, who is in the first of their cohorts.

        Args:
            ids: Hashes; nothing need have been handed in under them so far.
        """
        first, *others = sorted({self._first_id(one) for one in ids})
        return replace(self, same={**self.same, **dict.fromkeys(others, first)})

    def without(self, ids: Collection[str]) -> Register:
        """The register after some people have withdrawn."""
        return replace(self, withdrawn=self.withdrawn | set(ids))

    def is_known(self, one: str) -> bool:
        """Whether something was handed in under an id."""
        return one in self.cohorts

    def who(self, cohort: str, cohorts: Sequence[str], hashes: Hashes) -> Who:
        """Says of ids in a file who counts in a cohort, and as whom.

        Args:
            cohort: Its name.
            cohorts: The names of all cohorts, in their order.
            hashes: Of this register.
        """
        place = {name: place for place, name in enumerate(cohorts)}
        first: dict[str, int] = {}
        for one, name in self.cohorts.items():
            person = self._first_id(one)
            first[person] = min(first.get(person, place[name]), place[name])
        people = {one: self._first_id(one) for one in self.cohorts}
        counted = {
            one: person
            for one, person in people.items()
            if first[person] == place[cohort] and person not in self._gone
        }

        def told(ids: pl.Series) -> pl.Series:
            known = pl.Series([*counted], dtype=pl.String)
            as_whom = pl.Series([*counted.values()], dtype=pl.String)
            return hashes.of(ids).replace_strict(
                known, as_whom, default=None, return_dtype=pl.String
            )

        return told

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
            "numbers": dict(self.numbers),
            "same": dict(self.same),
            "withdrawn": sorted(self.withdrawn),
            "years": list(self.years),
        }


def new_key(path: Path) -> Secret:
    """A new key, in a file that only its owner may read."""
    key = Secret.new()
    with disk.whole_file(path, mode=disk.PRIVATE_FILE, new=True) as file:
        file.write(key.exposed())
    return key


def load_key(path: Path) -> Secret:
    """The key of a register; raises UsageError: it cannot be had."""
    try:
        return Secret(disk.private_content(path, KEY + 1))
    except (OSError, ValueError, disk.OpenToOthersError):
        raise UsageError("series.no-key", file=str(path)) from None


def save(register: Register, path: Path, key: Secret) -> None:
    """Write a register in the place of the one before, whole or not at all."""
    sealed = RecordSealer(key, "register").seal(register.to_dict(), "register")
    with disk.whole_file(path, mode=disk.PRIVATE_FILE) as file:
        file.write(sealed)


def load(path: Path, key: Secret) -> Register:
    """Read what :func:`save` wrote.

    Raises:
        UsageError: It is not there.
        VaultError: It was changed, or another key encrypted it.
    """
    try:
        sealed = path.read_bytes()
    except OSError:
        raise UsageError("series.no-register", file=str(path)) from None
    found = RecordSealer(key, "register").open(sealed, "register")
    gone, years = frozenset(found["withdrawn"]), tuple(found["years"])
    return Register(found["cohorts"], found["numbers"], found["same"], gone, years)
