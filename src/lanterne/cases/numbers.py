"""Numbers as people and spreadsheets write them, and their cells in the range of a column.

A number may be written with digits of any script, with a point or a comma before its decimals,
with blanks or apostrophes between thousands, and with zeros that say nothing. A comma or a point is
never taken to stand between thousands, and where three digits follow it nobody can tell: ``1,000``
may be one or a thousand. It is unreadable, unless numbers of the column have three decimals.
"""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.codebook.number import NumberRange

UNREADABLE, OUTSIDE, OFF_STEP = "number-unreadable", "number-outside", "number-between-steps"
"""What may be wrong with a cell that should hold a number."""

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(?:[ '’]\d{3})+)(?:[.,](\d+))?")
_SIGNS = str.maketrans({"٫": ".", "٬": " ", "−": "-"})
THOUSANDS = 3
"""Digits behind a point or a comma that may as well stand between thousands."""
_LONGEST = 40
"""Characters of a number at most."""


def read_numbers(texts: pl.Series, numbers: NumberRange) -> list[int | str]:
    """The cell of each text, or the code of what is wrong with it.

    Args:
        texts: Texts of a file, String without nulls.
        numbers: The numbers that they may be.
    """
    return [_cell(text, numbers) for text in one_spelling(texts).to_list()]


def _cell(text: str, numbers: NumberRange) -> int | str:
    spelt = text.translate(_SIGNS)
    found = _NUMBER.fullmatch(spelt) if len(spelt) <= _LONGEST else None
    if found is None or (len(found[2] or "") == THOUSANDS and numbers.decimals < THOUSANDS):
        return UNREADABLE
    whole = re.sub(r"\D", "", found[1])
    number = Decimal(f"{'-' if spelt.startswith('-') else ''}{whole}.{found[2] or '0'}")
    if not numbers.first <= number <= numbers.last:
        return OUTSIDE
    cell = numbers.cell_of(number)
    return OFF_STEP if cell is None else cell
