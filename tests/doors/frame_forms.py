"""Cases as data frames: each cell is what its row says, and the type of a column what all say.

A library gives a column one type. So where one person's row has a blank, a text or a number with a
point, the cells of all others in that column may be kept in another way: as ``5.0`` and no longer
``5``. The frames here are made by the rules of the libraries themselves, from cells of Python.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import polars as pl

from lanterne.files.handed import HeldFrame, HeldTables

BLANKS = (None, float("nan"), "")
NUMBERED = {"id": "id", "home": "h", "part_of": "h", "victim": "v", "perpetrator": "p"}
"""Column of ids → what stands before the number of each."""

WHOLE = ("home", "part_of")
"""Columns of whole numbers: pandas makes 1.0 of 1 where a row has a blank there."""


def cell(name: str, row: Mapping[str, str]) -> Any:
    """A cell in one of the ways in which it may be kept; of one row always the same."""
    text = row[name]
    lot = zlib.crc32(repr([name, *row.items()]).encode()) // 7
    before = NUMBERED.get(name)
    digits = text.strip().lower().removeprefix(before) if before else text
    if not digits.strip():
        return BLANKS[lot % 3]
    if name in WHOLE:
        return int(digits)
    if digits.isdigit():
        if lot % 12 == 0:
            return f" {digits}"
        if lot % 3 == 0 and digits == "1" and not before:
            return True
        return float(digits) if lot % 2 else int(digits)
    return text


def _of_pandas(cells: Mapping[str, list[Any]]) -> pd.DataFrame:
    return pd.DataFrame(cells)


def _of_polars(cells: Mapping[str, list[Any]]) -> pl.DataFrame:
    """Columns of whole numbers, of numbers, of answers of a list, or of objects where they mix."""
    columns = []
    for name, some in cells.items():
        kinds = {type(cell) for cell in some if cell is not None}
        if kinds <= {int}:
            columns.append(pl.Series(name, some, pl.Int64))
        elif kinds <= {int, float}:
            columns.append(pl.Series(name, some, pl.Float64, strict=False))
        elif kinds <= {str}:
            columns.append(pl.Series(name, some, pl.String).cast(pl.Categorical))
        else:
            columns.append(pl.Series(name, some, pl.Object))
    return pl.DataFrame(columns)


FRAMES: Mapping[str, Callable[[Mapping[str, list[Any]]], Any]] = {
    "pandas": _of_pandas,
    "polars": _of_polars,
}
"""Library → what makes a frame of cells."""


def _frame(library: str, header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Any:
    return FRAMES[library]({name: [cell(name, row) for row in rows] for name in header})


BOTH = "pandas and polars"
"""Where one table is a frame of the one, and the next of the other."""

LIBRARIES = (*FRAMES, BOTH)
"""Of what libraries frames are."""


def held(
    libraries: str,
    headers: Mapping[str, Sequence[str]],
    files: Mapping[str, Sequence[Mapping[str, str]]],
) -> HeldFrame | HeldTables:
    """A frame that is handed in by itself, or one for each of several tables.

    Keys may be kept as whole numbers in one of them, and in another as texts or with a point.
    """
    some = tuple(FRAMES) if libraries == BOTH else (libraries,)
    made = {
        name: _frame(some[place % len(some)], headers[name], rows)
        for place, (name, rows) in enumerate(files.items())
    }
    return HeldTables(made) if len(made) > 1 else HeldFrame(*made.values())
