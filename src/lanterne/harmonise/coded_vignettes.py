"""Sheets of vignettes: written to be coded by a person, and read again when they are."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import polars as pl

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook, Column, Text
from lanterne.codebook.spelling import plain
from lanterne.disk import whole_file
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.harmonise.answer_words import says_yes
from lanterne.harmonise.mapping import MappedColumn, Rule
from lanterne.harmonise.rules import ColumnRule, Unknown
from lanterne.harmonise.spreadsheet import spreadsheet
from lanterne.spreadsheet_cells import safe_cell

VIGNETTE, TEXT = "vignette", "text"
"""Columns beside those of the codebook: the name of a vignette, and what is to be coded."""

_SHIPPED = files("lanterne.harmonise") / "vignettes"


@dataclass(frozen=True)
class CodedVignettes:
    """What one person made of some vignettes.

    Attributes:
        vignettes: Their names, in the order of the sheet.
        answers: Column of the codebook → the answer to each, as the codebook writes it.
    """

    vignettes: tuple[str, ...]
    answers: dict[str, tuple[str, ...]]


def vignettes_of(codebook: str) -> dict[str, Text]:
    """Name of each vignette that ships for a codebook → language → its text; empty: none do."""
    place = _SHIPPED / f"{codebook}.toml"
    return tomllib.loads(place.read_text("utf-8")) if place.is_file() else {}


def vignettes_for(codebook: Codebook) -> dict[str, Text]:
    """The vignettes that can be coded with a codebook; empty: none ship.

    Those of its name, else of a built-in codebook of which it has half of the columns or more: one
    that somebody has changed, such as a definition, bears another name.
    """
    if len(codebook.tables) != 1:
        return {}
    if found := vignettes_of(codebook.name):
        return found
    for name in sorted(one.name.removesuffix(".toml") for one in _SHIPPED.iterdir()):
        names = load_codebook(name).table.names
        if 2 * len({*names} & {*codebook.table.names}) >= len(names):
            return vignettes_of(name)
    return {}


def coded_by(codebook: Codebook) -> str:
    """SHA-256 of what a person codes by, in hexadecimal digits.

    That are the names of the vignettes and, of each column, its answers and definitions. Who reads
    others has coded something else. Labels, rules and sources play no part.

    Args:
        codebook: A codebook of one table.
    """
    columns = [
        (
            *(one.name, one.type.value, dict(one.definition), dict(one.universe)),
            [(value.code, dict(value.definition)) for value in one.values],
        )
        for one in codebook.table.columns
    ]
    text = json.dumps([[*vignettes_for(codebook)], columns], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write_vignettes(path: Path, codebook: Codebook, language: str) -> None:
    """Write the vignettes of a codebook as a sheet in which each column is to be filled.

    Args:
        path: Where it goes, as CSV; must not exist.
        codebook: A codebook for which vignettes ship.
        language: Of the texts: ``en``, ``fr``, ``es`` or ``ar``.

    Raises:
        FileExistsError: Something is there.
        OSError: The disk refuses.
    """
    with whole_file(path, new=True) as file:
        file.write(sheet_of(codebook, language, {}))


def sheet_of(codebook: Codebook, language: str, answers: Mapping[str, Mapping[str, str]]) -> bytes:
    """The vignettes of a codebook as a sheet, CSV, which :func:`read_coded` reads.

    Args:
        codebook: A codebook for which vignettes ship.
        language: Of the texts: ``en``, ``fr``, ``es`` or ``ar``.
        answers: Vignette → column → the answer that was given; blank where there is none.
    """
    texts = {name: said[language] for name, said in vignettes_for(codebook).items()}
    columns = {VIGNETTE: list(texts), TEXT: list(texts.values())}
    given = {
        column: [answers.get(name, {}).get(column, "") for name in texts]
        for column in codebook.table.names
    }
    return spreadsheet(pl.DataFrame(columns | given))


def read_coded(path: Path, codebook: Codebook) -> CodedVignettes:
    """What a person wrote into a sheet: codes, or labels in any language of the codebook.

    Columns that the codebook does not have are passed over.

    Raises:
        InputError: It is no such sheet, a vignette has no name or stands there twice, or an answer
            is not one of the codebook; with every row.
    """
    findings = Findings(str(path))
    file = open_table(path, "", (VIGNETTE, *codebook.table.names), findings)
    coded = [column for column in codebook.table.columns if column.name in file.header]
    if VIGNETTE not in file.header or not coded:
        raise findings.fail("agreement-sheet", {"column": VIGNETTE})
    read = [*file.batches(findings)]
    findings.raise_any()
    if not sum(part.frame.height for part in read):
        raise findings.fail("no-rows.texts")
    rows = pl.Series([int(row) for part in read for row in part.numbers])
    cells = pl.concat([part.frame for part in read]).select(pl.all().str.strip_chars())
    names = cells[str(file.header.index(VIGNETTE))]
    findings.add("agreement-unnamed", rows=rows.filter(names == "").to_list(), column=VIGNETTE)
    twice = ~names.is_first_distinct() & (names != "")
    findings.add("agreement-twice", rows=rows.filter(twice).to_list(), column=VIGNETTE)
    answers = {}
    for column in coded:
        given = cells[str(file.header.index(column.name))]
        answers[column.name] = tuple(_read(given, column, rows, findings))
    findings.raise_any()
    return CodedVignettes(tuple(names), answers)


def _read(cells: pl.Series, column: Column, rows: pl.Series, findings: Findings) -> pl.Series:
    """The answers of a column; one that the codebook does not have is a problem of its row."""
    values = {label: value.code for value in column.values for label in value.label.values()}
    spelt = [plain(label) for label in values]
    values = {label: code for label, code in values.items() if spelt.count(plain(label)) == 1}
    values |= {safe_cell(code): code for code in column.codes if safe_cell(code) != code}
    if column.traits.flag:
        said = {text: says_yes(text) for text in cells.unique() if text}
        values = {text: "1" if yes else "0" for text, yes in said.items() if yes is not None}
    parts = (column.separator, ",") if column.traits.several else ()
    copied = MappedColumn(column.name, Rule.COPY, (column.name,), values, separators=parts)
    unknown = Unknown()
    frame = cells.alias(column.name).to_frame()
    answers = ColumnRule(copied, column).answers(frame, unknown)
    strange = cells.is_in(list(unknown.cells.get(column.name, ())))
    findings.add("agreement-answer", rows=rows.filter(strange).to_list(), column=column.name)
    return answers
