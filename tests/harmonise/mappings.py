"""A small codebook, a form that asks otherwise, and the mapping from the one to the other."""

from __future__ import annotations

import tomllib
from pathlib import Path

from lanterne.codebook import Codebook, codebook_from_dict
from lanterne.harmonise import Mapping, codebook_digest
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.read_mapping import read_mapping

CODEBOOK = """
name = "few"
version = "2"
title = { en = "Few columns" }
[[tables]]
name = "people"
label = { en = "People" }
[[tables.columns]]
name = "sex"
type = "category"
label = { en = "Sex" }
values = ["Woman", "Man", "Other"]
missing = { unknown = "Unknown", not_asked = "NotAsked" }
[[tables.columns]]
name = "age"
type = "ordinal"
label = { en = "Age" }
values = ["0--8", "9--17", "18--29", "30+"]
[[tables.columns]]
name = "years"
type = "number"
label = { en = "Years" }
number = { from = 0, to = 99 }
[[tables.columns]]
name = "year"
type = "year"
label = { en = "Year" }
year = { from = 2015, to = 2024 }
[[tables.columns]]
name = "country"
type = "country"
label = { en = "Country" }
values = "iso3"
[[tables.columns]]
name = "threats"
type = "flag"
label = { en = "Threats" }
[[tables.columns]]
name = "forced"
type = "flag"
label = { en = "Forced" }
values = "yes-no"
missing = { refused = "Refused" }
[[tables.columns]]
name = "means"
type = "set"
label = { en = "Means" }
values = ["debt", "drugs", "violence"]
"""

HEAD = """
format = 1
name = "partner"
status = "approved"
by = "Ada"
codebook = "few"
codebook_version = "2"
codebook_digest = "{digest}"
[source]
system = "Excel"
headers = [
    "No", "Nom", "Sexe", "Âge", "Date", "Pays", "Menaces", "Coups", "Dettes", "Moyens", "Accord",
]
keep = ["No"]
leave_out = {leave_out}
[legal]
consent = "Accord"
given = ["Oui"]
"""

COLUMNS = """
[[columns]]
target = "sex"
rule = "recode"
sources = ["Sexe"]
values = { "Homme" = "Man", "Femme" = "Woman" }
missing = { "NSP" = "unknown" }
[[columns]]
target = "age"
rule = "band"
sources = ["Âge"]
equivalence = "narrower"
[[columns]]
target = "country"
rule = "country"
sources = ["Pays"]
missing = { "refus" = "refused" }
[[columns]]
target = "forced"
rule = "impossible"
"""

SEX_AND_AGE = """
[[columns]]
target = "sex"
rule = "recode"
sources = ["Sexe"]
values = { "Homme" = "Man", "Femme" = "Woman" }
[[columns]]
target = "age"
rule = "band"
sources = ["Âge"]
"""
"""Two columns, and all answers known."""

ROWS = (
    "1;Awa Secret;Femme;25 ans;;Côte d'Ivoire;;;;;Oui",
    "2;Bo Secret;HOMME ;12;;Wakanda;;;;;oui",
    "3;Cy Secret;jamais;;;Maroc;;;;;Oui",
    "4;Di Secret;Femme;40;;Mali;;;;;Non",
    "5;Ed Secret;Femme;40;;Mali;;;;;",
)

ALL = ("Nom", "Sexe", "Âge", "Date", "Pays", "Menaces", "Coups", "Dettes", "Moyens")


def book() -> Codebook:
    return codebook_from_dict(tomllib.loads(CODEBOOK))


def text_of(columns: str, *, leave_out: tuple[str, ...] = ("Nom",)) -> str:
    """A mapping as a file, with these columns."""
    listed = "[" + ", ".join(f'"{name}"' for name in leave_out) + "]"
    return HEAD.format(digest=codebook_digest(book()), leave_out=listed) + columns


def mapping_of(columns: str) -> Mapping:
    """A mapping without problems, with these columns; all that it does not read is left out."""
    read, _ = read_mapping(tomllib.loads(text_of(columns)))
    used = {header for column in read.columns for header in column.reads}
    rest = tuple(name for name in ALL if name not in used)
    mapping, findings = read_mapping(tomllib.loads(text_of(columns, leave_out=rest)))
    assert not findings.problems, findings.problems
    assert not [*mapping_problems(mapping, book())]
    return mapping


def write(folder: Path, *rows: str, header: str = "", encoding: str = "utf-8") -> Path:
    """A partner's file: rows of text with semicolons."""
    head = header or "No;Nom;Sexe;Âge;Date;Pays;Menaces;Coups;Dettes;Moyens;Accord"
    path = folder / "partner.csv"
    path.write_bytes("\n".join([head, *rows, ""]).encode(encoding))
    return path
