"""Which number stands for which answer in files for statistical programs, as a sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from lanterne.release.formats.about import About
from lanterne.release.formats.labelled import LETTERS, Variable, labelled_tables
from lanterne.spreadsheet_cells import safe_cell

NAME = "codes.csv"
HEADER = ("table", "variable", "column", "label", "code", "stata", "spss", "meaning")
"""Columns: of a variable its table, its name, the column of the release and its label; then a text
of the release, what stands for it in Stata and in SPSS, and what it means."""


def write(about: About, language: str, folder: Path) -> None:
    """Write the sheet; it is the same for every program."""
    with (folder / NAME).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        told = set()
        for table in labelled_tables(about.layout, language):
            if table.table not in told:
                told.add(table.table)
                for variable in table.variables:
                    rows.writerows(_lines(table.table, variable))


def _lines(table: str, one: Variable) -> Iterator[tuple[object, ...]]:
    head = (table, one.name, one.column, safe_cell(one.label))
    for code, number in one.numbers.items():
        yield (*head, code, number, number, safe_cell(one.labels.get(number, code)))
    if one.member:
        yield (*head, "", 0, 0, one.labels[0])
    below = one.below()
    for text, kind in one.missing.items():
        yield (*head, text, f".{LETTERS[kind]}", below[kind], one.missing_labels[kind])
    if one.kind in {"text", "whole", "number"} and not one.missing:
        yield (*head, "", "", "", "")
