"""Ten invented years of a series, carried out but for the noise: what is counted, of whom, when.

A history is all that was ever handed in and said of people. Two are neighbours that differ by all
rows of one person, under whichever ids, in all files, and by all that was said of them.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np

from lanterne.cases import open_cases
from lanterne.codebook.model import ColumnType
from lanterne.privacy import Budget, epsilon_spent
from lanterne.privacy.promises import GroupLoss
from lanterne.series.begin import begin_series
from lanterne.series.deliver import Handed, deliver
from lanterne.series.partners_there import leave_series
from lanterne.series.plan import SeriesPlan, cohorts_of
from lanterne.series.said_of_people import join_people, withdraw_people
from lanterne.series.series_folder import Series
from lanterne.synthesis import payment, protect
from lanterne.synthesis.engine import silent
from lanterne.synthesis.fitted import load_kept
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

NOBODY: Mapping[int, tuple[str, ...]] = {}

Row = tuple[str, ...]
"""Id, gender and age; and the household, where it is asked for."""

HOME = "home"


@dataclass(frozen=True)
class Year:
    """What happens in a year, in this order.

    Attributes:
        joined: Pairs of ids that are said to be one person.
        withdrawn: Ids of people who withdraw.
        left: Codes of organisations that leave.
        rows: Of the file, or of all files, that are handed in then.
    """

    joined: tuple[tuple[str, str], ...] = ()
    withdrawn: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


History = Mapping[int, Year]


@dataclass(frozen=True)
class Person:
    """Somebody over the years.

    Attributes:
        ids: Under which they stand, first the one that came first; of several organisations each
            with whose it is before it.
        cells: Year → id, and what is said of them in that year's file.
        apart: Pairs of ids that nobody says to be one person; all others are, one by one.
    """

    ids: tuple[str, ...]
    cells: Mapping[int, tuple[Row, ...]] = field(repr=False)
    apart: tuple[tuple[str, str], ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Ids that are said to be one person: each with the one before it."""
        return [pair for pair in pairwise(self.ids) if pair not in self.apart]

    @property
    def counts_as(self) -> int:
        """How many people they are for the program."""
        return len(self.ids) - len(self.pairs)


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
        said = said_of(chance)
        for year in YEARS:
            if year < first or chance.random() < 0.2:
                continue
            said = said if chance.random() < 0.7 else said_of(chance)
            known = [ids[0], *([ids[1]] if twice and year >= again else [])]
            cells[year] = tuple((one, *said) for one in known)
        people.append(Person(ids, cells))
    return people


def said_of(chance: Random) -> tuple[str, str]:
    """What is said of somebody: gender and age."""
    return chance.choice(("woman", "man", "")), chance.choice(("0--17", "18--29", "30+", ""))


def history_of(
    people: Sequence[Person],
    *,
    joined: bool = True,
    seed: int = 0,
    left: Mapping[int, tuple[str, ...]] = NOBODY,
) -> History:
    """The history of some people; of each, all depends on them alone.

    Args:
        people: Who.
        joined: Whether ids of one person are said to be one, before the second is measured.
        seed: Of who withdraws.
        left: Year → codes of organisations that leave in it.
    """
    years = {year: Year(left=left.get(year, ())) for year in YEARS}
    for person in people:
        chance = Random(f"{seed} {person.ids[0]}")
        since: dict[str, int] = {}
        for year, rows in person.cells.items():
            years[year] = replace(years[year], rows=years[year].rows + rows)
            for one, *_ in rows:
                since.setdefault(one, year)
        for pair in person.pairs if joined else ():
            if since.keys() >= {*pair}:
                when = max(since[one] for one in pair)
                years[when] = replace(years[when], joined=(*years[when].joined, pair))
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
        year: In which it was measured.
        charged: ε that the ledger of the cohort says was spent by then.
        losses: What the statement says of those who can lose more.
        gram: All one- and two-way counts, exact.
        rows: The encoded people, in order.
        events: What was measured, as the accountant sees it.
    """

    cohort: str
    stage: str
    year: int
    charged: float
    losses: tuple[GroupLoss, ...] = field(repr=False)
    gram: np.ndarray = field(repr=False)
    rows: tuple[bytes, ...] = field(repr=False)
    events: tuple[object, ...] = field(repr=False)


@dataclass(frozen=True)
class HandIn:
    """How the rows of a year are handed in.

    Attributes:
        joint: Whether as the files of several organisations.
        handed: Writes the rows beside the folder of the series; what is handed in.
    """

    joint: bool
    handed: Callable[[Series, int, Sequence[Row]], Handed]


def _one_file(series: Series, year: int, rows: Sequence[Row]) -> Handed:
    home = series.plan.household
    path = series.folder.with_name(f"{series.folder.name}-{year}.csv")
    file = written(rows, path, (home,) if home else ())

    def opened(who):
        return open_cases(file, BOOK, ID, household=home, who=who)

    return Handed(year, opened, lambda fitted: fitted, may_be_gone=("",))


ONE_FILE = HandIn(joint=False, handed=_one_file)


def carried_out(
    history: History,
    folder: Path,
    monkeypatch,
    hand_in: HandIn = ONE_FILE,
    plan: SeriesPlan | None = None,
) -> list[Counted]:
    """Carry out a history with all that the program does but the noise; what was counted."""
    plan = plan or SeriesPlan(ID, BUDGET, cohorts_of(COHORTS), joint=hand_in.joint)
    found: list[tuple[np.ndarray, tuple[bytes, ...], tuple[object, ...]]] = []

    def counted(exact, plan, domain, *_others):
        rows = []

        def noted(batches):
            people = domain.compress(exact.counting().people(batches))
            rows.extend(row.tobytes() for codes in people for row in np.asarray(codes))
            return ()

        exact.cases.add_up(noted)
        found.append((exact.pairs.copy(), tuple(sorted(rows)), plan.events))
        return invented_table(plan, domain)

    monkeypatch.setattr(protect, "measure", counted)
    monkeypatch.setattr(os, "fsync", lambda _file: None)  # no computer stops here
    monkeypatch.setattr(payment, "make_staged_plan", _planned_once)
    series = begin_series(folder, BOOK, plan)
    measured = []
    for year, happens in history.items():
        for pair in happens.joined:
            join_people(series, pair)
        for one in happens.withdrawn:
            withdraw_people(series, [one])
        for code in happens.left:
            leave_series(series, code)
        handed = hand_in.handed(series, year, happens.rows)
        for one in deliver(series, handed, unrehearsed, silent).measured:
            ledger = series.ledger(one.due.cohort)
            kept = one.kept.exists()  # but where a fault is planted
            losses = load_kept(one.kept).value.statement.unpromised if kept else ()
            due = str(one.due.cohort), one.due.stage
            measured.append((*due, year, ledger.spent().epsilon, losses))
    return [Counted(*which, *what) for which, what in zip(measured, found, strict=True)]


class NotProtectedError(AssertionError):
    """Somebody can lose more than the ledger of one cohort says."""


@dataclass(frozen=True)
class Difference:
    """By what a measurement differs between two neighbours.

    Attributes:
        whole: With the person.
        more: Rows that only this one has.
    """

    whole: Counted
    more: int


def differences(
    whole: Sequence[Counted], part: Sequence[Counted], ids: int = 1
) -> list[Difference]:
    """The measurements that differ between two neighbours.

    Args:
        whole: What was counted with somebody.
        part: What was counted without them.
        ids: Under how many ids that nobody joined they stand.

    Raises:
        NotProtectedError: They are in more rows of a stage than ids, all cohorts together; what is
            measured depends on them; others count otherwise; or a cohort costs more than is said.
    """
    schedule = [(one.cohort, one.stage) for one in whole]
    if schedule != [(one.cohort, one.stage) for one in part]:
        raise NotProtectedError("what is measured depends on a person")
    if max(Counter(schedule).values(), default=0) > 1:
        raise NotProtectedError("a stage is measured twice")
    found, cells = [], "more than one person" if ids == 1 else "more people than they have ids"
    for one, other in zip(whole, part, strict=True):
        more = (Counter(one.rows) - Counter(other.rows)).total()
        less = (Counter(other.rows) - Counter(one.rows)).total()
        if less or more > ids or np.abs(one.gram - other.gram).max() > more:
            raise NotProtectedError(f"a measurement differs by {cells}")
        if not np.array_equal(one.gram, other.gram):
            found.append(Difference(one, more))
    if len({each.whole.cohort for each in found}) > ids:
        raise NotProtectedError("a person is in two cohorts")
    together = Counter({stage: 0 for _, stage in schedule})
    for each in found:
        together[each.whole.stage] += each.more
    if max(together.values(), default=0) > ids:
        raise NotProtectedError(f"a stage of all cohorts differs by {cells}")
    for cohort in {one.cohort for one in whole}:
        spent = [event for one in whole if one.cohort == cohort for event in one.events]
        charged = max(one.charged for one in whole if one.cohort == cohort)
        if not epsilon_spent(tuple(spent), BUDGET.delta) <= charged <= BUDGET.epsilon:
            raise NotProtectedError("a cohort costs more than its ledger says")
    return found


_PLANNED: dict[object, StagedPlan] = {}


def _planned_once(budget, shares, plan_of, begun=(), cohorts=1) -> StagedPlan:
    """The plan of all cohorts: they have one codebook and one budget."""
    key = (budget, tuple(shares), begun, cohorts)
    if key not in _PLANNED:
        _PLANNED[key] = make_staged_plan(budget, shares, plan_of, begun, cohorts)
    return _PLANNED[key]


def written(rows: Sequence[Row], path: Path, others: Sequence[str] = ()) -> Path:
    """The file of these rows, and of one who is in every file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((ID, *BOOK.table.names, *others))
        writer.writerows([(*ANCHOR, *("" for _ in others)), *rows])
    return path
