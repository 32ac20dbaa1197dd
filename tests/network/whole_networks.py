"""Fictional networks that are protected from end to end, and what must hold of any release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache, reduce
from operator import and_
from pathlib import Path

import numpy as np
import polars as pl
from tiny_networks import CODEBOOK, LINKS, PERPETRATORS, Tiny, column, frames

from lanterne.cases.network import check_network, open_network
from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.bands import band_range, bands
from lanterne.codebook.model import Codebook, ColumnType, Rule
from lanterne.privacy import Account, Budget, Ledger, Unit
from lanterne.synthesis.network.fit import fit_network

CARGO = column("cargo", ColumnType.SET, "1", "2", "3", "4", "5")
"""A set of too many values to be one column."""

Row = dict[str, str]


def codebook(
    victim: int | None = None, perpetrator: int | None = None, **rules: tuple[Rule, ...]
) -> Codebook:
    """The tiny codebook with a large set, other bounds, and rules by table."""
    victims, people, links, homes = CODEBOOK.tables
    bounds = (victim, perpetrator)
    references = tuple(
        replace(each, at_most=most, counted=3)
        for each, most in zip(links.references, bounds, strict=True)
    )
    tables = (
        replace(victims, columns=(*victims.columns, CARGO), rules=rules.get("victims", ())),
        replace(people, rules=rules.get("perpetrators", ())),
        replace(links, references=references, rules=rules.get("links", ())),
        homes,
    )
    return replace(CODEBOOK, tables=tables)


def a_network(pairs: list[tuple[int, int]], victims: int, seed: int = 1) -> Tiny:
    """People with random answers, linked as is said; each perpetrator has a link."""
    rng = np.random.default_rng(seed)
    place = rng.choice(["a", "a", "b", ""], victims)
    zone = {"a": "x", "b": "y", "": ""}
    child = rng.choice(["", "1"], victims)
    cargo = rng.choice(["", "1", "2;4", "1;5", "3"], victims)
    return Tiny(
        {f"v{v}": ("", place[v], zone[place[v]], child[v], cargo[v]) for v in range(victims)},
        {f"p{p}": (("k", "")[p % 3 == 0], ("", "m")[p % 2]) for p in sorted({p for _, p in pairs})},
        {(f"v{v}", f"p{p}"): (("r", "s", "r;s")[(v + p) % 3], ("no", "")[p % 2]) for v, p in pairs},
    )


def usual(victims: int = 300, seed: int = 1) -> list[tuple[int, int]]:
    """Up to four perpetrators of each victim, some of whom they share with neighbours."""
    rng = np.random.default_rng(seed)
    return [
        (v, v // 2 + int(k))
        for v in range(victims)
        for k in rng.choice(5, rng.integers(0, 5), replace=False)
    ]


def write(folder: Path, one: Tiny, book: Codebook) -> Path:
    """The three files of a network."""
    folder.mkdir(exist_ok=True)
    plain = replace(one, victims={v: row[:4] for v, row in one.victims.items()})
    tables = frames([plain], side="")
    cargo = pl.Series("cargo", [row[4] for row in one.victims.values()], pl.String)
    for name, frame in tables.frames.items():
        whole = frame.with_columns(cargo) if name == "victims" else frame
        whole.write_csv(folder / f"{name}.csv")
    assert {table.name for table in book.tables} >= set(tables.frames)
    return folder


def fitted(folder: Path, one: Tiny, book: Codebook, **promises: float):
    """Measured and fitted; the ledger is beside the files."""
    path = write(folder / "in", one, book)
    budgets = {Unit(unit): Budget(epsilon, 1e-6) for unit, epsilon in promises.items()}
    return fit_network(open_network(path, book), budgets, Account(Ledger(folder / "ledger"), "x"))


def assert_whole(folder: Path, tables: NetworkTables, book: Codebook) -> None:
    """The three tables join, and a check of them finds nothing."""
    victims, people, links = (
        tables.victims, tables.perpetrators, tables.links
    )  # fmt: skip
    for letter, frame, key in (("V", victims, "victim"), ("P", people, "perpetrator")):
        assert frame[key].to_list() == [f"{letter}{k:06}" for k in range(1, len(frame) + 1)]
        assert set(links[key]) <= set(frame[key]), "a link that leads nowhere"
    assert set(people["perpetrator"]) == set(links["perpetrator"]), "somebody of no victim"
    pairs = list(zip(links["victim"], links["perpetrator"], strict=True))
    assert len(set(pairs)) == len(pairs)
    assert pairs == sorted(pairs)
    assert "home" not in victims.columns
    for reference in book.network.links.references:
        degrees = Counter(links[reference.column].to_list()).values()
        assert max(degrees, default=0) <= (reference.at_most or max(degrees, default=0))
    if pairs and len(victims) > 1:
        folder.mkdir(exist_ok=True)
        for name, frame in tables.frames.items():
            home = [pl.lit("").alias("home")] if name == "victims" else []
            frame.with_columns(home).write_csv(folder / f"{name}.csv")
        report = check_network(folder, book)
        assert report.ok, str(report)


def victim_rows(tables: NetworkTables, book: Codebook) -> list[Row]:
    """Rows of the view of victims, one victim at a time."""
    people = {row["perpetrator"]: row for row in tables.perpetrators.to_dicts()}
    links: dict[str, list[Row]] = {}
    for row in tables.links.to_dicts():
        links.setdefault(row["victim"], []).append(row | people[row["perpetrator"]])
    rows = []
    for victim in tables.victims.to_dicts():
        mine = links.get(victim["victim"], [])
        row = victim | {"perpetrators": band(len(mine), book.network.of_victim, 0)}
        for name in (*PERPETRATORS.names, *LINKS.names):
            said = {answer for link in mine for answer in link[name].split(";")} - {""}
            row[name] = ";".join(sorted(said))
        rows.append(row)
    return rows


def perpetrator_rows(tables: NetworkTables, book: Codebook) -> list[Row]:
    """Rows of the view of perpetrators: the first two victims, in the order of links, compared."""
    victims = {row["victim"]: row for row in tables.victims.to_dicts()}
    rows = []
    for person in tables.perpetrators.to_dicts():
        mine = tables.links.filter(pl.col("perpetrator") == person["perpetrator"])["victim"]
        row = person | {"victims": band(len(mine), book.network.of_perpetrator, 1)}
        for name in book.network.victims.names:
            first, second = [victims[v][name] for v in mine[:2]] if len(mine) > 1 else ("", "")
            alike = "same" if first == second else "different"
            row[f"same_{name}"] = alike if first and second else ""
        rows.append(row)
    return rows


def band(number: int, reference, least: int) -> str:
    ranges = {text: band_range(text, reference) for text in bands(reference, least)}
    last = list(ranges)[-1]
    return next((text for text, (a, b) in ranges.items() if a <= number <= b), last)


def counter(rows: list[Row]) -> Callable[[list[tuple[str, str]]], int]:
    """Counts rows that give all of some answers; of a large set, each member is one."""

    @cache
    def who(name: str, value: str) -> int:
        """The rows that give one answer, a bit each."""
        gives = (
            value in row[name].split(";") if name == CARGO.name else row[name] == value
            for row in rows
        )
        return sum(1 << place for place, given in enumerate(gives) if given)

    return lambda asked: reduce(and_, (who(*answer) for answer in asked)).bit_count()


def assert_counts(tables: NetworkTables, aggregates, book: Codebook) -> None:
    """Each published number of synthetic rows is what counting them one by one gives."""
    rows = {"victims": victim_rows(tables, book), "perpetrators": perpetrator_rows(tables, book)}
    assert set(aggregates) == set(rows)
    for name, frame in aggregates.items():
        counted = counter(rows[name])
        for published in frame.to_dicts():
            asked = [
                (published[f"column_{place}"], published[f"value_{place}"])
                for place in range(1, published["length"] + 1)
            ]
            assert published["synthetic"] == counted(asked), (name, asked)
            assert published["count_low"] <= max(published["count"], 0) <= published["count_high"]
            assert published["estimate_low"] <= published["estimate"] <= published["estimate_high"]
