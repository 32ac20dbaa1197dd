"""Numbers as people and spreadsheets write them, and their cells in the range of a column.

A number may be written with digits of any script, with a point or a comma before its decimals,
with blanks or apostrophes between thousands, and with zeros that say nothing. A comma or a point is
never taken to stand between thousands: ``1,234`` is not a whole number, and is not guessed at.
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
_ARABIC_DECIMAL = str.maketrans({"٫": ".", "٬": " ", "−": "-"})
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
    spelt = text.translate(_ARABIC_DECIMAL)
    found = _NUMBER.fullmatch(spelt) if len(spelt) <= _LONGEST else None
    if found is None:
        return UNREADABLE
    whole = re.sub(r"\D", "", found[1])
    number = Decimal(f"{'-' if spelt.startswith('-') else ''}{whole}.{found[2] or '0'}")
    if not numbers.first <= number <= numbers.last:
        return OUTSIDE
    cell = numbers.cell_of(number)
    return OFF_STEP if cell is None else cell
