"""A release for SPSS: each table as a ``.sav`` file.

Limits are in bytes, which are two for each letter of Arabic and for accents: 256 for the label of a
variable, 120 for that of a value, 64 for that of the file, and 80 for a line of the documents
(Command Syntax Reference: VARIABLE LABELS, VALUE LABELS, FILE LABEL, ADD DOCUMENT). A kind of
missingness is a number below all answers, in a range that is declared as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from lanterne.release.formats.about import About
from lanterne.release.formats.labelled import LabelledTable, Program, Variable, write_labelled
from lanterne.release.formats.short_texts import of_bytes

_LABEL, _VALUE_LABEL, _TITLE = 256, 120, 64


def write(about: About, language: str, folder: Path) -> None:
    """Write a file for each table; arguments of :func:`.write_labelled`."""
    write_labelled(about, language, folder, Program("sav", _write_table, _write_counts))


def _write_table(table: LabelledTable, release: Path, path: Path) -> None:
    pyreadstat.write_sav(
        table.frame(release, _cells),
        path,
        row_compress=True,
        file_label=of_bytes(table.title, _TITLE),
        column_labels={one.name: of_bytes(one.label, _LABEL) for one in table.variables},
        variable_value_labels={one.name: _labels(one) for one in table.variables if _labels(one)},
        missing_ranges={one.name: _missing(one) for one in table.variables if one.missing},
        variable_measure={one.name: _measure(one) for one in table.variables},
    )


def _write_counts(counts: pl.DataFrame, labels: Mapping[str, str], path: Path) -> None:
    of_columns: dict[str, str | None] = {
        name: of_bytes(label, _LABEL) for name, label in labels.items()
    }
    pyreadstat.write_sav(counts, path, row_compress=True, column_labels=of_columns)


def _cells(variable: Variable, texts: pl.Series) -> pl.Series:
    """Numbers, those below all answers where something is missing for a reason."""
    numbers = variable.values(texts)
    if not variable.missing:
        return numbers
    below = {str(kind): number for kind, number in variable.below().items()}
    missing = variable.kinds(texts).replace_strict(below, default=None, return_dtype=numbers.dtype)
    return missing.fill_null(numbers).alias(variable.name)


def _labels(variable: Variable) -> dict[Any, str]:
    below = variable.below()
    values = dict(variable.labels)
    missing = {below[kind]: label for kind, label in variable.missing_labels.items()}
    return {number: of_bytes(label, _VALUE_LABEL) for number, label in (values | missing).items()}


def _missing(variable: Variable) -> list[Any]:
    numbers = variable.below().values()
    return [{"lo": min(numbers), "hi": max(numbers)}]


def _measure(variable: Variable) -> str:
    if variable.kind in {"whole", "number"}:
        return "scale"
    return "ordinal" if variable.ordered else "nominal"
