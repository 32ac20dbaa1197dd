"""A partner's file of 60 columns, and its mapping to ``lanterne-cases``: nobody in it exists.

A mixture of what partners send: free ages, dates, countries by name, several answers in a cell,
``Oui`` and ``Non``, codes of missing answers, and names, telephones and notes that are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from openpyxl import Workbook

from lanterne.codebook import Codebook
from lanterne.codebook.lists import packaged_rows, standards
from lanterne.codebook.model import Column, Missing
from lanterne.codebook.types import ColumnType
from lanterne.harmonise import (
    DateOrder,
    LegalBasis,
    MappedColumn,
    Mapping,
    Rule,
    Source,
    Status,
    codebook_digest,
)

PRIVATE = ("Nom", "Prénom", "Téléphone", "Adresse", "Notes")
"""Columns that identify, each cell of them another."""
WORDS = ("transport", "visite", "accord", "famille", "attente", "audience", "retour", "hôtel")
MEANS = "Moyens"
CONSENT = "Accord"
ID = "Dossier"
ENTRY = "Date d'entrée"
COLUMNS = 60
PART = 100_000
"""Rows that are made at once."""

Parts = dict[str, pl.Series]


def partner_mapping(codebook: Codebook) -> Mapping:
    """The mapping; of the columns that fill the file up to 60 nothing is needed."""
    columns = tuple(map(_mapped, codebook.table.columns))
    read = dict.fromkeys(name for column in columns for name in column.reads)
    named = (ID, *PRIVATE, *read, CONSENT)
    rest = tuple(f"Suivi {number}" for number in range(1, COLUMNS - len(named) + 1))
    source = Source("Excel", (*named, *rest), keep=(ID,), leave_out=(*PRIVATE, *rest))
    return Mapping(
        name="partner",
        version="1",
        codebook=codebook.name,
        codebook_version=codebook.version,
        codebook_digest=codebook_digest(codebook),
        source=source,
        legal=LegalBasis(CONSENT, ("Oui",)),
        columns=columns,
    )


def _mapped(column: Column) -> MappedColumn:
    """A rule of each kind; of the means half stand in one cell, as forms export them."""
    name, approved = column.name, Status.APPROVED
    header = f"Q {name}"
    if column.type is ColumnType.YEAR:
        order = DateOrder.DAY_MONTH_YEAR
        return MappedColumn(name, Rule.YEAR_OF, (ENTRY,), dates=order, status=approved)
    if column.type is ColumnType.COUNTRY:
        return MappedColumn(name, Rule.COUNTRY, (header,), status=approved)
    if column.type is ColumnType.ORDINAL:
        silent = {"NSP": Missing.UNKNOWN}
        return MappedColumn(name, Rule.BAND, (header,), missing=silent, status=approved)
    if name.startswith("means"):
        said = {_answer(name): "1"}
        others = {_answer(f"means {number}"): "0" for number in range(10)}
        return MappedColumn(
            name,
            Rule.FLAG_FROM_SET,
            (MEANS,),
            {**said, **others},
            separators=(",",),
            unmapped=Missing.UNKNOWN,
            status=approved,
        )
    if column.traits.flag:
        values = {"Oui": "1", "Non": "0"}
        silent = {"NSP": Missing.UNKNOWN}
        return MappedColumn(name, Rule.RECODE, (header,), values, silent, status=approved)
    values = {_answer(code): code for code in column.texts}
    parts = (",",) if column.type is ColumnType.SET else ()
    return MappedColumn(name, Rule.RECODE, (header,), values, separators=parts, status=approved)


def _answer(code: str) -> str:
    """What the form calls an answer."""
    return f"Réponse {code}"


def partner_rows(codebook: Codebook, rows: int) -> Iterator[pl.DataFrame]:
    """The file in parts of texts, the same in every run."""
    mapping = partner_mapping(codebook)
    random = np.random.default_rng(7)
    for first in range(0, rows, PART):
        count = min(PART, rows - first)
        made = _part(codebook, mapping, first, count, random)
        yield pl.DataFrame([made[name].alias(name) for name in mapping.source.headers])


def _part(
    codebook: Codebook, mapping: Mapping, first: int, count: int, random: np.random.Generator
) -> Parts:
    numbers = pl.Series(np.arange(first, first + count))
    texts = numbers.cast(pl.String)
    made = {ID: "D" + texts, "Nom": "Nom " + texts, "Prénom": "Prénom " + texts}
    made["Téléphone"] = "+33 6 " + (numbers * 7919 % 100_000_000).cast(pl.String)
    made["Adresse"] = texts + " rue de la Gare, " + texts
    words = [_some(WORDS, count, random) for _ in range(8)]
    made["Notes"] = (
        pl.DataFrame(words, schema=list(map(str, range(8))))
        .select(pl.concat_str(pl.all(), separator=" "))
        .to_series()
        + " "
        + texts
    )
    made[ENTRY] = _entries(codebook, count, random)
    made[CONSENT] = _some(("Oui",) * 19 + ("Non",), count, random)
    for column in codebook.table.columns:
        mapped = mapping.column_of(column.name)
        (header,) = mapped.reads
        if header not in made:
            made[header] = _some(_answers(column, mapped, random), count, random)
    for header in mapping.source.headers:
        if header not in made:
            made[header] = _some(("", *WORDS), count, random)
    return made


def _entries(codebook: Codebook, count: int, random: np.random.Generator) -> pl.Series:
    """Dates: half as people write them, half to the millisecond, as forms do."""
    years = codebook.table.columns[0].texts
    first, last = (
        np.datetime64(f"{year}-01-01", "ms").astype(int) for year in (years[0], years[-1])
    )
    times = pl.Series(random.integers(first, last, count)).cast(pl.Datetime("ms"))
    written, exact = times.dt.strftime("%d/%m/%Y"), times.dt.strftime("%Y-%m-%dT%H:%M:%S%.3f+01:00")
    return written.zip_with(pl.Series(random.integers(0, 2, count) == 0), exact)


def _answers(column: Column, mapped: MappedColumn, random: np.random.Generator) -> list[str]:
    """What people write in a column; drawn from as often as it stands here."""
    if mapped.rule is Rule.COUNTRY:
        names = [row["name_fr"] for row in packaged_rows(standards() / "countries.csv")]
        return [name for name in names if "," not in name] * 2 + [""] * 20
    if mapped.rule is Rule.BAND:
        ages = [str(number) for number in range(5, 80)]
        unit = "mois" if column.name.endswith("Months") else "ans"
        return [*ages, *(f"{age} {unit}" for age in ages), *column.texts, "NSP", ""]
    if mapped.separators:
        some = list(mapped.values)
        drawn = (random.choice(some, random.integers(1, 4), replace=False) for _ in range(200))
        return [", ".join(cell) for cell in drawn] + [""] * 40
    return [*mapped.values, *mapped.missing, "", " Oui " if column.traits.flag else ""]


def _some(
    answers: list[str] | tuple[str, ...], count: int, random: np.random.Generator
) -> pl.Series:
    return pl.Series(answers).gather(random.integers(0, len(answers), count))


def _write_workbook(path: Path, parts: Iterator[pl.DataFrame]) -> None:
    """Rows one by one: a workbook of a million cells does not fit into objects."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for place, part in enumerate(parts):
        if place == 0:
            sheet.append(part.columns)
        for row in part.iter_rows():
            sheet.append([cell or None for cell in row])
    book.save(path)


def write_partner_file(path: Path, codebook: Codebook, rows: int) -> None:
    """Write it in the form that the ending of its name says: ``csv``, ``xlsx`` or ``json``."""
    parts = partner_rows(codebook, rows)
    if path.suffix == ".csv":
        with path.open("wb") as stream:
            for place, part in enumerate(parts):
                part.write_csv(stream, include_header=place == 0, separator=";")
    elif path.suffix == ".xlsx":
        _write_workbook(path, parts)
    else:
        pl.concat(parts).write_json(path)
