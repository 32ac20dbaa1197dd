"""Ten invented years of a series, carried out but for the noise: what is counted, of whom, when.

A history is all that was ever handed in and said of people. Two are neighbours that differ by all
rows of one person, under whichever ids, in all files, and by all that was said of them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import numpy as np

from lanterne.cases import open_cases
from lanterne.codebook.model import ColumnType
from lanterne.privacy import Budget
from lanterne.series import (
    Handed,
    SeriesPlan,
    begin_series,
    deliver,
    join_people,
    withdraw_people,
)
from lanterne.series.begin import cohorts_of
from lanterne.synthesis import payment, protect
from lanterne.synthesis.engine import silent
from lanterne.synthesis.rehearsal import invented_table, unrehearsed
from lanterne.synthesis.staged_plan import StagedPlan, make_staged_plan
from small_codebooks import book, column

ID = "case"
BOOK = book(
    column("gender", ColumnType.CATEGORY, ("woman", "man")),
    column("age", ColumnType.ORDINAL, ("0--17", "18--29", "30+")),
)
COHORTS = ("2021", "2022", "2023-2024", "2025", "2026", "2027-2028", "2029", "2030")
YEARS = range(2021, 2031)
BUDGET = Budget(4.0, 1e-6)

ANCHOR = ("A0", "woman", "30+")
"""Somebody who is in every file, so that none is empty."""

Row = tuple[str, str, str]
"""Id, gender and age."""


@dataclass(frozen=True)
class Year:
    """What happens in a year, in this order.

    Attributes:
        joined: Pairs of ids that are said to be one person.
        withdrawn: Ids of people who withdraw.
        rows: Of the file that is handed in then.
    """

    joined: tuple[tuple[str, str], ...] = ()
    withdrawn: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


History = Mapping[int, Year]


@dataclass(frozen=True)
class Person:
    """Somebody over the years.

    Attributes:
        ids: Under which they stand, the one that came first.
        cells: Year → id, and what is said of them in that year's file.
    """

    ids: tuple[str, ...]
    cells: Mapping[int, tuple[Row, ...]] = field(repr=False)


def invented_people(seed: int, number: int = 12) -> list[Person]:
    """People who come late, are corrected, left out for a year, or come again under another id."""
    chance = Random(seed)
    people = []
    for place in range(number):
        first = chance.choice(YEARS)
        twice = chance.random() < 0.4
        ids = (f"P{place}", f"Q{place}") if twice else (f"P{place}",)
        again = chance.choice(YEARS)
        cells = {}
        said = _said(chance)
        for year in YEARS:
            if year < first or chance.random() < 0.2:
                continue
            said = said if chance.random() < 0.7 else _said(chance)
            known = [ids[0], *([ids[1]] if twice and year >= again else [])]
            cells[year] = tuple((one, *said) for one in known)
        people.append(Person(ids, cells))
    return people


def _said(chance: Random) -> tuple[str, str]:
    return chance.choice(("woman", "man", "")), chance.choice(("0--17", "18--29", "30+", ""))


def history_of(people: Sequence[Person], *, joined: bool = True, seed: int = 0) -> History:
    """The history of some people; of each, all depends on them alone.

    Args:
        people: Who.
        joined: Whether two ids of one person are said to be one, before the second is measured.
        seed: Of who withdraws.
    """
    years = {year: Year() for year in YEARS}
    for person in people:
        chance = Random(f"{seed} {person.ids[0]}")
        there = {year: [row[0] for row in rows] for year, rows in person.cells.items()}
        for year, rows in person.cells.items():
            years[year] = replace(years[year], rows=years[year].rows + rows)
        both = [year for year, ids in there.items() if len(ids) == 2]
        if joined and both:
            pair = (person.ids[0], person.ids[1])
            when = years[min(both)]
            years[min(both)] = replace(when, joined=(*when.joined, pair))
        if chance.random() < 0.2:
            when = chance.choice(YEARS)
            gone = (*years[when].withdrawn, person.ids[-1])
            years[when] = replace(years[when], withdrawn=gone)
    return years


@dataclass(frozen=True)
class Counted:
    """What went into the mechanisms of one measurement.

    Attributes:
        cohort: Of whom.
        stage: Which stage.
        gram: All one- and two-way counts, exact.
        rows: The encoded people, in order.
        events: What was measured, as the accountant sees it.
    """

    cohort: str
    stage: str
    gram: np.ndarray = field(repr=False)
    rows: tuple[bytes, ...] = field(repr=False)
    events: tuple[object, ...] = field(repr=False)


def carried_out(history: History, folder: Path, monkeypatch) -> list[Counted]:
    """Carry out a history with all that the program does but the noise; what was counted."""
    found: list[tuple[np.ndarray, tuple[bytes, ...], tuple[object, ...]]] = []

    def counted(batches, gram, plan, domain, *_others):
        rows = sorted(row.tobytes() for codes in batches() for row in np.asarray(codes))
        found.append((gram.copy(), tuple(rows), plan.events))
        return invented_table(plan, domain)

    monkeypatch.setattr(protect, "measure", counted)
    monkeypatch.setattr(payment, "make_staged_plan", _planned_once)
    series = begin_series(folder, BOOK, SeriesPlan(ID, BUDGET, cohorts_of(COHORTS)))
    measured = []
    for year, happens in history.items():
        for pair in happens.joined:
            join_people(series, pair)
        for one in happens.withdrawn:
            withdraw_people(series, [one])
        file = _written(happens.rows, folder.with_name(f"{folder.name}-{year}.csv"))

        def opened(who, file=file):
            return open_cases(file, BOOK, ID, who=who)

        handed = Handed(year, opened, lambda fitted: fitted, most_may_be_gone=True)
        made = deliver(series, handed, unrehearsed, silent)
        measured += [(str(one.due.cohort), one.due.stage) for one in made.measured]
    return [Counted(*which, *what) for which, what in zip(measured, found, strict=True)]


_PLANNED: dict[object, StagedPlan] = {}


def _planned_once(budget, shares, plan_of, begun=()) -> StagedPlan:
    """The plan of all cohorts: they have one codebook and one budget."""
    key = (budget, tuple(shares), begun)
    if key not in _PLANNED:
        _PLANNED[key] = make_staged_plan(budget, shares, plan_of, begun)
    return _PLANNED[key]


def _written(rows: Sequence[Row], path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((ID, *BOOK.table.names))
        writer.writerows([ANCHOR, *rows])
    return path
