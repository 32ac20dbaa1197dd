"""Cells of a typed column as texts: one way to write numbers, dates and blanks for all files."""

from __future__ import annotations

import polars as pl

from lanterne.files.problem_log import Findings, shown


def as_text(column: pl.Expr | pl.Series, kind: pl.DataType) -> pl.Expr:
    """A column as texts: null and NaN are blank, a whole number has no decimals.

    Args:
        column: The column.
        kind: Its type, not nested.
    """
    column = pl.lit(column) if isinstance(column, pl.Series) else column
    if kind.is_float():
        whole = column.round() == column
        small = whole & (column.abs() < 2**53)
        digits = column.cast(pl.Int64, strict=False).cast(pl.String)
        text = pl.when(small).then(digits).otherwise(column.cast(pl.String))
        return pl.when(column.is_nan()).then(pl.lit("")).otherwise(text).fill_null("")
    return column.cast(pl.String).fill_null("")


def check_types(schema: pl.Schema, findings: Findings) -> None:
    """Every column holds texts, or what can be written as one.

    Raises:
        InputError: With each column that holds lists, records or bytes.
    """
    for name, kind in schema.items():
        if kind.is_nested() or kind in {pl.Binary, pl.Object}:
            findings.add("column-type", column=shown(name))
    findings.raise_any()
