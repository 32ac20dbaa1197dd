"""Keys of a release: a letter and a number, made afresh, so that they carry nothing.

The rows of a table with keys are numbered from 1 in the order of the file, with leading zeros. A
key that was typed by anybody, or that counts rows of the cases, is thus seen for what it is.
"""

from __future__ import annotations

import re

import polars as pl

_FIRST = re.compile(r"([A-Z])(0*1)")


def fresh_keys(column: pl.LazyFrame) -> pl.Enum:
    """The keys that a table may have: as many as it has rows, in order.

    Args:
        column: The single column of its keys, as texts; the alphabetically first gives the letter
            and the number of digits, ``V000001``. Where it is no such text, nothing that is in
            the column need be among the keys.
    """
    (name,) = column.collect_schema().names()
    rows, first = (
        column.select(pl.len(), pl.col(name).cast(pl.String).min()).collect(engine="streaming")
    ).row(0)
    form = _FIRST.fullmatch(first or "")
    letter, digits = (form[1], len(form[2])) if form else ("?", 1)
    numbers = pl.int_range(1, rows + 1).cast(pl.String).str.zfill(digits)
    return pl.Enum(pl.select(pl.lit(letter) + numbers).to_series())
