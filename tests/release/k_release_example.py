"""Fictional people with hierarchies, and releases of them by both k-methods."""

import random
from pathlib import Path

import polars as pl

from lanterne.anonymity import AnonymousTable, Checked, Guarantee, k_release, k_statement
from lanterne.anonymity.generalised import Requirements, anonymise
from lanterne.anonymity.statement import KStatement
from lanterne.anonymity.synthetic import make_k_synthetic
from lanterne.codebook import Codebook, parse_codebook
from lanterne.privacy import Ledger, Unit
from lanterne.release import write_k_release

BOOK = """
name = "hidden"
version = "1"
languages = ["en", "fr"]
title = { en = "People", fr = "Personnes" }
[[hierarchies.place]]
values = [
  { code = "north", label = { en = "North", fr = "Nord" } },
  { code = "south", label = { en = "South", fr = "Sud" } },
]
members = { north = ["N1", "N2"], south = ["S1", "S2", "S3"] }
[[tables]]
name = "victims"
label = { en = "Victims", fr = "Victimes" }
[[tables.columns]]
name = "place"
type = "category"
label = { en = "Place", fr = "Lieu" }
values = ["N1", "N2", "S1", "S2", "S3"]
hierarchy = "place"
[[tables.columns]]
name = "gender"
type = "category"
label = { en = "Gender", fr = "Genre" }
values = ["woman", "man"]
[[tables.columns]]
name = "forced"
type = "flag"
label = { en = "Forced", fr = "Forcé" }
[[tables.columns]]
name = "work"
type = "category"
label = { en = "Work", fr = "Travail" }
values = ["farm", "sea", "home"]
[[tables.rules]]
name = "work-is-forced"
label = { en = "Work is forced work.", fr = "Un travail est forcé." }
forbid = [
  { column = "work", values = [""], negated = true },
  { column = "forced", values = ["1"], negated = true },
]
"""

NUMBER = 437
"""People: no multiple of ten."""


def a_book() -> Codebook:
    return parse_codebook(BOOK.encode(), "hidden.toml")


def people(number: int = NUMBER, seed: int = 3) -> pl.DataFrame:
    chance = random.Random(seed)
    rows = []
    for _ in range(number):
        place = chance.choices(["N1", "N2", "S1", "S2", "S3", ""], [40, 30, 20, 8, 2, 5])[0]
        forced = chance.choice(["1", ""])
        work = chance.choice(["farm", "sea", "home", ""]) if forced else ""
        rows.append((place, chance.choice(["woman", "man"]), forced, work))
    return pl.DataFrame(rows, ["place", "gender", "forced", "work"], orient="row")


def synthetic(length: int | None = 3, k: int = 10) -> Checked[AnonymousTable]:
    return make_k_synthetic(people(), a_book(), k, length, seed=1)


def generalised(**more: object) -> Checked[AnonymousTable]:
    return anonymise(people(), a_book(), Requirements(10, ["place", "gender"], **more), seed=1)  # type: ignore[arg-type]


def noted(checked: Checked[AnonymousTable], ledger: Path) -> KStatement:
    """The statement of a table, after the ledger was told."""
    account = Ledger(ledger, "a test of several releases")
    entry = account.note_k_release(k_release(checked.value.guarantee, "nobody", "release"))
    return k_statement(checked.value, entry, account.spent(), "lanterne test", Unit.PERSON)


def written(checked: Checked[AnonymousTable], out: Path, **more: object) -> Path:
    """The folder of a release of a table."""
    statement = noted(checked, out.with_suffix(".jsonl"))
    original = a_book() if checked.value.guarantee.quasi_identifiers else None
    return write_k_release(checked, statement, out, original=original, **more)  # type: ignore[arg-type]


def with_rows(table: AnonymousTable, data: pl.DataFrame, guarantee: Guarantee) -> AnonymousTable:
    """The same table with other rows or another guarantee."""
    return AnonymousTable(table.codebook, data, guarantee, table.settings)
