"""A partner's table in one file and in many parts, with a mapping of each kind of rule."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import polars as pl
from mappings import book, mapping_of

from lanterne.codebook import Codebook
from lanterne.harmonise import Mapping

COLUMNS = """
[[columns]]
target = "sex"
rule = "recode"
sources = ["Sexe"]
values = { "Homme" = "Man", "Femme" = "Woman" }
missing = { "NSP" = "unknown" }
[[columns]]
target = "age"
rule = "age_from"
sources = ["Date", "Dettes"]
dates = "day-month-year"
[[columns]]
target = "year"
rule = "year_of"
sources = ["Dettes"]
dates = "day-month-year"
[[columns]]
target = "country"
rule = "country"
sources = ["Pays"]
[[columns]]
target = "forced"
rule = "any_of"
sources = ["Menaces", "Coups"]
values = { "Oui" = "1", "Non" = "0" }
missing = { "refus" = "refused" }
[[columns]]
target = "means"
rule = "recode"
sources = ["Moyens"]
values = { "dette" = "debt", "drogue" = "drugs" }
separators = ["/"]
"""

BOOK = book()

IDS = {"": ("", ""), "id": ("No", ""), "home": ("", "Nom"), "id, home": ("No", "Nom")}
"""Which ids are asked for → the columns of subject ids and of households."""


def mapping(**legal: str) -> Mapping:
    """The mapping: "Nom" says who lives together.

    Args:
        legal: In place of consent.
    """
    made = mapping_of(COLUMNS)
    left = tuple(name for name in made.source.leave_out if name != "Nom")
    made = replace(made, source=replace(made.source, keep=("No", "Nom"), leave_out=left))
    return replace(made, legal=replace(made.legal, **legal)) if legal else made


def ignored(ids: str) -> tuple[str, ...]:
    """The columns of ids for which nobody asks."""
    return tuple(name for name in ("No", "Nom") if name not in IDS[ids])


def rows_of(number: int, seed: int) -> pl.DataFrame:
    """Rows of people as a partner writes them; what one person says never disagrees."""
    chance = random.Random(seed)
    rows = []
    for person in range(number):
        one = {
            "Nom": chance.choice(["", f"h{chance.randrange(1 + number // 4)}", f"H{person // 5} "]),
            "Sexe": chance.choice(["Homme", "FEMME", "femme ", "NSP", ""]),
            "Âge": "",
            "Date": chance.choice(["01/02/1990", "03/11/2005", "2015", ""]),
            "Pays": chance.choice(["Mali", "maroc", "Côte d'Ivoire", ""]),
            "Menaces": chance.choice(["Oui", "Non", ""]),
            "Coups": chance.choice(["oui", "NON", "refus", ""]),
            "Dettes": chance.choice(["03/11/2020", "2021-05-06", ""]),
            "Accord": chance.choice(["Oui", "oui", "Oui", "Non", ""]),
        }
        for _ in range(chance.choice([1, 1, 2, 3])):
            means = "/".join(chance.sample(["dette", "drogue", "DETTE"], chance.randrange(3)))
            spelt = chance.choice([f"p{person}", f"P{person}", f" p{person}"])
            rows.append({"No": spelt, **one, "Moyens": means})
    chance.shuffle(rows)
    order = ["No", "Nom", "Sexe", "Âge", "Date", "Pays", "Menaces", "Coups", "Dettes", "Moyens"]
    return pl.DataFrame(rows).select(*order, "Accord")


def write_whole(rows: pl.DataFrame, folder: Path) -> Path:
    """One file, as a partner's spreadsheet saves it."""
    path = folder / "whole.csv"
    path.write_bytes(rows.write_csv(separator=";").encode("cp1252"))
    return path


def write_parts(rows: pl.DataFrame, folder: Path, ends: Sequence[int]) -> Path:
    """The same rows in files of two kinds, of which some have other capitals in their headers.

    Args:
        rows: The rows.
        folder: In which a folder ``parts`` is made.
        ends: Where the files begin and end, from 0 to the number of rows.
    """
    parts = folder / "parts"
    parts.mkdir()
    for number, (start, stop) in enumerate(pairwise(ends)):
        part, name = rows[start:stop], parts / f"part-{number}"
        if number % 2:
            part = part.rename({"Sexe": "SEXE ", "No": "no"})
            name.with_suffix(".csv").write_bytes(part.write_csv(separator=";").encode("cp1252"))
        else:
            part.write_parquet(name.with_suffix(".parquet"), row_group_size=7)
    (parts / "_SUCCESS").touch()
    return parts


def ends_of(rows: pl.DataFrame, parts: int, seed: int) -> list[int]:
    """Where so many files begin and end; some may be empty."""
    chance = random.Random(seed)
    inner = (chance.randint(0, rows.height) for _ in range(parts - 1))
    return [0, *sorted(inner), rows.height]


def with_required(*names: str) -> Codebook:
    """The codebook, where every case must answer in some columns."""
    (table,) = BOOK.tables
    columns = tuple(replace(one, required=one.name in names) for one in table.columns)
    return replace(BOOK, tables=(replace(table, columns=columns),))
