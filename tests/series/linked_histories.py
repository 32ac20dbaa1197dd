"""Invented years of a series of linked tables, carried out but for the noise.

A history is what happened to some people, of each of whom all depends on them alone: when a victim
came, and under which ids; in which household; when a perpetrator had a row for the first time; and
from when on a link was known. Two histories are neighbours that differ by all rows of one victim,
of the victims of one household, or of one perpetrator, in all files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
from tiny_networks import CODEBOOK, LINKS, PERPETRATORS, Rows, Tiny, changes_of, column, frames

from lanterne.cases.network import open_network
from lanterne.codebook.model import Codebook, ColumnType
from lanterne.privacy import Budget, Unit
from lanterne.series.begin import begin_series
from lanterne.series.deliver import Handed, deliver
from lanterne.series.plan import SeriesPlan, cohorts_of
from lanterne.series.said_of_people import join_people, withdraw_people
from lanterne.synthesis.engine import silent
from lanterne.synthesis.network import exact, fit, payment
from lanterne.synthesis.network.draw import NetworkModels
from lanterne.synthesis.network.measure import NetworkCodes, invented_network
from lanterne.synthesis.rehearsal import unrehearsed
from lanterne.vault.secret import Secret

COHORTS = ("2021", "2022", "2023-2024", "2025", "2026", "2027-2028", "2029-2030")
YEARS = range(2021, 2031)
BUDGET = Budget(4.0, 1e-6)
Texts = tuple[str, ...]


def _readable(codebook: Codebook) -> Codebook:
    """With two values at least in each column: a codebook of one value is none that is read."""
    victims, _, _, homes = codebook.tables
    nation = column("nation", ColumnType.CATEGORY, "m", "n")
    paid = column("paid", ColumnType.CATEGORY, "no", "yes")
    people = replace(PERPETRATORS, columns=(PERPETRATORS.columns[0], nation))
    links = replace(LINKS, columns=(LINKS.columns[0], paid))
    return replace(codebook, tables=(victims, people, links, homes))


BOOK = _readable(CODEBOOK)


@dataclass(frozen=True)
class Victim:
    """Somebody over the years.

    Attributes:
        ids: Under which they stand, the one that came first.
        home: Household in the file in which they first stand; blank: they live alone.
        rows: Year → id → household and answers.
        gone: Year in which they withdraw; 0: never.
    """

    ids: tuple[str, ...]
    home: str
    rows: Mapping[int, Mapping[str, Texts]] = field(repr=False)
    gone: int = 0


@dataclass(frozen=True)
class Perpetrator:
    """Somebody with a row of their own from a year on: year → answers."""

    key: str
    rows: Mapping[int, Texts] = field(repr=False)


@dataclass(frozen=True)
class People:
    """All of them; links are (victim's id, perpetrator) → year → answers."""

    victims: tuple[Victim, ...]
    perpetrators: tuple[Perpetrator, ...]
    links: Mapping[tuple[str, str], Mapping[int, Texts]]

    def without(self, victims: Sequence[Victim] = (), perpetrators: Sequence[Perpetrator] = ()):
        """Some are gone, with all that names them."""
        ids = {one for who in victims for one in who.ids} | {who.key for who in perpetrators}
        return People(
            tuple(one for one in self.victims if one not in victims),
            tuple(one for one in self.perpetrators if one not in perpetrators),
            {pair: told for pair, told in self.links.items() if ids.isdisjoint(pair)},
        )

    def leaving(self, unit: Unit):
        """Who leaves: every one of a unit; of households also each victim by herself."""
        if unit is Unit.PERPETRATOR:
            return [{"perpetrators": [one]} for one in self.perpetrators]
        groups = [[one] for one in self.victims]
        if unit is Unit.HOUSEHOLD:
            homes = sorted({one.home for one in self.victims if one.home})
            groups += [[one for one in self.victims if one.home == home] for home in homes]
        return [{"victims": group} for group in groups]

    def file(self, year: int) -> Tiny:
        """What is handed in in a year, with a link that is always there."""
        victims = {one: row for who in self.victims for one, row in who.rows.get(year, {}).items()}
        people = {who.key: who.rows[year] for who in self.perpetrators if year in who.rows}
        links = {
            pair: told[year]
            for pair, told in self.links.items()
            if year in told and pair[0] in victims and pair[1] in people
        }
        return Tiny(
            {"A0": ("", "b", "y", ""), **victims},
            {"Z0": ("", ""), **people},
            {("A0", "Z0"): ("", ""), **links},
        )


def invented(seed: int, victims: int = 6, perpetrators: int = 5, most: int = 2) -> People:
    """People who resemble each other; a victim has at most ``most`` links in any file."""
    chance = Random(seed)

    def place():
        return chance.choice((("a", "x"), ("b", "y"), ("", "")))

    def of_year(home, start, year):
        return home if year == start or chance.random() < 0.5 else chance.choice(("", "h1", "h2"))

    found = []
    for number in range(victims):
        start, home = chance.choice(YEARS[:6]), chance.choice(("", "h1", "h1", "h2"))
        twice = chance.random() < 0.25
        ids = (f"v{number}", f"w{number}") if twice else (f"v{number}",)
        again, answers, rows = chance.choice(YEARS), (*place(), chance.choice(("", "1"))), {}
        for year in YEARS:
            if year < start or (year > start and chance.random() < 0.15):
                continue
            answers = answers if chance.random() < 0.8 else (*place(), chance.choice(("", "1")))
            known = [ids[0], *([ids[1]] if twice and year >= again else [])]
            rows[year] = {one: (of_year(home, start, year), *answers) for one in known}
        gone = chance.choice(YEARS) if chance.random() < 0.2 else 0
        found.append(Victim(ids, home, rows, gone))
    others = []
    for number in range(perpetrators):
        start = chance.choice(YEARS[:5])
        rows = {year: (chance.choice("kl"), "m") for year in YEARS if year >= start}
        others.append(Perpetrator(f"p{number}", rows))
    links = {}
    for who in found:
        for one in who.ids:
            for other in chance.sample(others, min(most, len(others))):
                first = chance.choice(YEARS)
                told = {year: ("r", chance.choice(("", "no"))) for year in YEARS if year >= first}
                links[one, other.key] = told
    return People(tuple(found), tuple(others), links)


@dataclass(frozen=True)
class Counted:
    """What went into the mechanisms of one measurement: cohort, stage, codes and events."""

    cohort: str
    stage: str
    codes: NetworkCodes = field(repr=False)
    events: Mapping[Unit, tuple[object, ...]] = field(repr=False)


def write(folder: Path, one: Tiny, *, pairs: bool = False) -> Path:
    """The files of a year: one for each table, or one with a victim and a perpetrator in a row."""
    folder.mkdir()
    tables = frames([one], side="").frames
    if not pairs:
        for name, frame in tables.items():
            frame.write_csv(folder / f"{name}.csv")
        return folder
    victims, links = tables["victims"], tables["links"]
    rows = victims.join(links, on="victim", how="left", maintain_order="left")
    rows = rows.join(tables["perpetrators"], on="perpetrator", how="left", maintain_order="left")
    alone = tables["perpetrators"].join(links, on="perpetrator", how="anti")
    path = folder / "pairs.csv"
    pl.concat([rows, alone], how="diagonal").fill_null("").write_csv(path)
    return path


def carried_out(
    people: People, units, folder: Path, monkeypatch, *, pairs: bool = False, years=YEARS
) -> list[Counted]:
    """Carry out a history with all that the program does but the noise; what was counted.

    Keys of hashes are the same in all histories: they are drawn whatever is handed in.
    """
    found: list[tuple[NetworkCodes, Mapping[Unit, tuple[object, ...]]]] = []

    codes: list[NetworkCodes] = []

    def coded(_count, some):
        codes.append(some)
        return {}

    def counted(_counts, plan):
        found.append((codes.pop(), plan.events))
        return invented_network(plan)

    monkeypatch.setattr(os, "fsync", lambda _file: None)  # no computer stops here
    monkeypatch.setattr(exact.CountNetwork, "of_codes", coded)
    monkeypatch.setattr(fit, "measure_network", counted)
    monkeypatch.setattr(fit, "_fit", lambda *_told: NetworkModels(None, None, None))
    monkeypatch.setattr(fit, "new_key", lambda: 1)
    monkeypatch.setattr(payment, "plan_stages", _planned_once)
    monkeypatch.setattr("lanterne.series.begin_linked.plan_stages", _planned_once)
    monkeypatch.setitem(deliver.__globals__, "save_kept", lambda fitted, path: path)
    monkeypatch.setattr(Secret, "new", classmethod(lambda _cls: Secret(bytes(range(32)))))
    plan = SeriesPlan("victim", BUDGET, cohorts_of(COHORTS), units=tuple(units))
    folder.mkdir(parents=True)
    series = begin_series(folder / "series", BOOK, plan)
    measured = []
    for year in years:
        for who in people.victims:
            if len(who.rows.get(year, {})) == 2 and not any(
                len(rows) == 2 for before, rows in who.rows.items() if before < year
            ):
                join_people(series, who.ids)
            if who.gone == year:
                withdraw_people(series, who.ids[-1:])
        path = write(folder / str(year), people.file(year), pairs=pairs)

        def opened(who, path=path):
            return open_network(path, BOOK, who=who)

        handed = Handed(year, opened, lambda fitted: fitted, may_be_gone=("",))
        made = deliver(series, handed, unrehearsed, silent)
        measured += [(str(one.due.cohort), one.due.stage) for one in made.measured]
    return [Counted(*which, *what) for which, what in zip(measured, found, strict=True)]


def change(one: Counted, other: Counted) -> dict[str, int]:
    """Kind of table → the largest squared change of any table between two measurements."""
    rows = {}
    for name, codes in vars(one.codes).items():
        others = vars(other.codes)[name]
        of = np.repeat([0, 1], [len(codes), len(others)])
        rows[name] = Rows(np.concatenate([codes, others]), of)
    return {kind: int(found[1]) for kind, found in changes_of(rows, np.array([0, 0])).items()}


_PLANNED: dict[str, object] = {}
_PLAN = payment.plan_stages


def _planned_once(codebook, budgets, bounds, shares, begun):
    key = repr((codebook.name, sorted(budgets), bounds, sorted(shares), sorted(begun.items())))
    if key not in _PLANNED:
        _PLANNED[key] = _PLAN(codebook, budgets, bounds, shares, begun)
    return _PLANNED[key]
