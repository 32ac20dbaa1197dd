"""A year of case work with people who do not exist, for courses.

Who was exploited how, and by whom, is that of :mod:`lanterne.fictional.network`. Here it becomes
people with names, who come one after the other, alone or with their family.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.random import SeedSequence, default_rng

from lanterne.fictional.intake_people import (
    InventedLink,
    InventedPerpetrator,
    InventedPerson,
    InventedYear,
)
from lanterne.fictional.intake_statements import Notes, read_notes, statements_of
from lanterne.fictional.network import fictional_network
from lanterne.fictional.people_names import (
    FAMILY,
    MAN,
    TONGUES,
    WOMAN,
    SpokenName,
    names_of,
    tongue_of,
)

WORKERS = 3
DAYS = 365

# Assumed, so that a course meets each of them a few times among a hundred people.
_IN_HOUSEHOLDS = 0.25
_MOST_IN_HOUSEHOLD = 5
_IN_TWO_SCRIPTS, _WITHOUT_BIRTHDAY, _WITH_PHONE, _WITH_REACH = 0.6, 0.3, 0.6, 0.5
_TWO_CASES, _CLOSED, _HELD_BACK = 0.04, 0.4, 0.06
_SOONEST_CLOSED = 60  # days
_PHONES = ("+33 6 39 98 5", "+44 7700 900")
"""Begins of telephone numbers that nobody has: they are kept for films."""

_KEYS = ("victim", "household")
_LAST_YEAR = 2022
"""Of registration, that the codebook has an answer for."""

_OF_MINORS = ("child", "sibling")
_OF_ADULTS = ("sibling", "parent", "other-relative", "unrelated")
"""Who others are to the first of a household."""

_ADULTS, _MINORS = (18, 55), (6, 18)

Row = Mapping[str, str]


def intake_year(people: int = 120, seed: int = 7, *, last: date) -> InventedYear:
    """Invent a year of case work; the same arguments give the same one with the same NumPy.

    Args:
        people: How many people are registered, at least 1.
        seed: Whole number from 0.
        last: The last day of the year.

    Raises:
        UsageError: A number is out of range.
    """
    tables = fictional_network(people, seed)
    drawn = _Drawn(default_rng(SeedSequence([seed, 1])), read_notes(), last)
    links: dict[str, list[InventedLink]] = {}
    for row in tables.links.iter_rows(named=True):
        victim, perpetrator = row.pop("victim"), row.pop("perpetrator")
        links.setdefault(victim, []).append(InventedLink(perpetrator, row))
    made: list[InventedPerson] = []
    for number, rows in enumerate(drawn.groups(list(tables.victims.iter_rows(named=True)))):
        made += drawn.together(rows, number if len(rows) > 1 else -1, links)
    return InventedYear(
        workers=tuple(drawn.worker() for _ in range(WORKERS)),
        people=tuple(sorted(made, key=lambda one: (one.registered, one.household))),
        perpetrators={
            row.pop("perpetrator"): InventedPerpetrator(drawn.nickname(), row)
            for row in tables.perpetrators.iter_rows(named=True)
        },
    )


@dataclass(frozen=True)
class _Drawn:
    """What is drawn at random."""

    rng: np.random.Generator
    notes: Notes
    last: date

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def name(self, tongue: str, kind: str) -> SpokenName:
        known = names_of(tongue, kind)
        return known[int(self.rng.integers(len(known)))]

    def somebody(self) -> tuple[SpokenName, SpokenName]:
        """The given and the family name of anybody."""
        tongue = TONGUES[int(self.rng.integers(len(TONGUES)))]
        kind = (WOMAN, MAN)[int(self.rng.integers(2))]
        return self.name(tongue, kind), self.name(tongue, FAMILY)

    def worker(self) -> str:
        given, family = self.somebody()
        return given.followed_by(family).latin

    def nickname(self) -> str:
        return f"{self.somebody()[0].own} – {self.notes.one(self.rng, 'perpetrator')}"

    def groups(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        """Victims who come together, and those who come alone: an adult first."""
        alone = self.rng.random(len(rows)) >= _IN_HOUSEHOLDS
        yield from ([row] for row, by_itself in zip(rows, alone, strict=True) if by_itself)
        waiting = [row for row, by_itself in zip(rows, alone, strict=True) if not by_itself]
        waiting.sort(key=lambda row: (row["UN_COO_Region"], row["citizenship"]))
        while waiting:
            size = int(self.rng.integers(2, _MOST_IN_HOUSEHOLD + 1))
            group, waiting = waiting[:size], waiting[size:]
            yield sorted(group, key=lambda row: row["majorityStatus"] == "Minor")

    def together(
        self, rows: Sequence[Row], household: int, links: Mapping[str, list[InventedLink]]
    ) -> Iterator[InventedPerson]:
        """The people of a group: of one name, with one worker, registered on one day."""
        tongue = tongue_of(rows[0]["citizenship"])
        family = self.name(tongue, FAMILY)
        worker = int(self.rng.integers(WORKERS))
        registered = self.last - timedelta(days=int(self.rng.integers(DAYS)))
        shared = {"phone": self.phone(), "reach": self.remark("reach", _WITH_REACH)}
        given = self.given_names(rows, tongue)
        for place, (row, first) in enumerate(zip(rows, given, strict=True)):
            cells = {name: cell for name, cell in row.items() if name not in _KEYS}
            if registered.year > _LAST_YEAR:
                cells["yearRegister"] = ""
            minor = row["majorityStatus"] == "Minor"
            statements = statements_of(self.rng, self.notes, registered, self.last, minor)
            yield InventedPerson(
                document=self.document(first.followed_by(family), row, registered) | shared,
                worker=worker,
                registered=registered,
                household=household,
                relation=self.relation(place, minor) if household >= 0 else "",
                cells=cells,
                statements=statements,
                links=tuple(links.get(row["victim"], ())),
                cases=2 if self.chance(_TWO_CASES) else 1,
                closed=self.closed(registered),
                held_back=self.remark("held-back", _HELD_BACK),
            )

    def given_names(self, rows: Sequence[Row], tongue: str) -> list[SpokenName]:
        """A given name of each, and no name twice."""
        found: list[SpokenName] = []
        for row in rows:
            kind = MAN if row["gender"] == "Male" else WOMAN
            free = [one for one in names_of(tongue, kind) if one not in found]
            found.append(free[int(self.rng.integers(len(free)))])
        return found

    def document(self, name: SpokenName, row: Row, registered: date) -> dict[str, str]:
        two = name.own != name.latin and self.chance(_IN_TWO_SCRIPTS)
        minor = row["majorityStatus"] == "Minor"
        return {
            "name": name.own if two or self.chance(0.4) else name.latin,
            "other_names": name.latin if two else "",
            "born": self.born(registered, row["majorityStatus"]),
            "guardian": self.remark("guardian", 1.0) if minor else "",
        }

    def phone(self) -> str:
        if not self.chance(_WITH_PHONE):
            return ""
        first = _PHONES[int(self.rng.integers(len(_PHONES)))]
        return f"{first} {int(self.rng.integers(1_000)):03d}"

    def remark(self, kind: str, share: float) -> str:
        return self.notes.one(self.rng, kind) if self.chance(share) else ""

    def born(self, registered: date, majority: str) -> str:
        """A day of birth at which somebody is of age, or not, when they are registered."""
        if not majority or self.chance(_WITHOUT_BIRTHDAY):
            return ""
        first, before = _MINORS if majority == "Minor" else _ADULTS
        days = int(self.rng.integers(round(first * 365.25) + 1, round(before * 365.25) - 1))
        return (registered - timedelta(days=days)).isoformat()

    def relation(self, place: int, minor: bool) -> str:
        if place == 0:
            return "first"
        if place == 1 and not minor:
            return "partner"
        others = _OF_MINORS if minor else _OF_ADULTS
        return others[int(self.rng.integers(len(others)))]

    def closed(self, registered: date) -> date | None:
        longest = (self.last - registered).days
        if longest <= _SOONEST_CLOSED or not self.chance(_CLOSED):
            return None
        return registered + timedelta(days=int(self.rng.integers(_SOONEST_CLOSED, longest)))
