"""A release for Stata: each table as a ``.dta`` file of format 118 (Stata 14 and later).

Limits ([R] limits, and ``help dta`` of Stata): 80 characters for the label of a variable and of the
data, and 32,000 bytes for that of a value. Extended missing values ``.a`` to ``.z`` are what Stata
has for kinds of missingness ([U] 12.2.1); a letter is fixed for each in :mod:`.labelled`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from lanterne.release.formats.about import About
from lanterne.release.formats.labelled import (
    LETTERS,
    LabelledTable,
    Program,
    Variable,
    write_labelled,
)
from lanterne.release.formats.short_texts import of_bytes, of_characters

_LABEL, _VALUE_LABEL = 80, 32_000
_VERSION = 15
"""As pyreadstat calls format 118."""


def write(about: About, language: str, folder: Path) -> None:
    """Write a file for each table; arguments of :func:`.write_labelled`."""
    write_labelled(about, language, folder, Program("dta", _write_table, _write_counts))


def _write_table(table: LabelledTable, release: Path, path: Path) -> None:
    pyreadstat.write_dta(
        table.frame(release, _cells),
        path,
        version=_VERSION,
        file_label=of_characters(table.title, _LABEL),
        column_labels={one.name: of_characters(one.label, _LABEL) for one in table.variables},
        variable_value_labels={one.name: _labels(one) for one in table.variables if _labels(one)},
        missing_user_values={
            one.name: sorted(LETTERS[kind] for kind in one.missing_labels)
            for one in table.variables
            if one.missing
        },
    )


def _write_counts(counts: pl.DataFrame, labels: Mapping[str, str], path: Path) -> None:
    of_columns: dict[str, str | None] = {
        name: of_characters(label, _LABEL) for name, label in labels.items()
    }
    pyreadstat.write_dta(counts, path, version=_VERSION, column_labels=of_columns)


def _cells(variable: Variable, texts: pl.Series) -> pl.Series:
    """Numbers, and letters where something is missing for a reason."""
    numbers = variable.values(texts)
    if not variable.missing:
        return numbers
    letters = {str(kind): letter for kind, letter in LETTERS.items()}
    cells = [
        number if kind is None else letters[kind]
        for number, kind in zip(numbers, variable.kinds(texts), strict=True)
    ]
    return pl.Series(variable.name, cells, dtype=pl.Object)


def _labels(variable: Variable) -> dict[Any, str]:
    values: dict[Any, str] = {
        number: of_bytes(label, _VALUE_LABEL) for number, label in variable.labels.items()
    }
    return values | {LETTERS[kind]: label for kind, label in variable.missing_labels.items()}
