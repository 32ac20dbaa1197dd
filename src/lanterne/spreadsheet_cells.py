"""Cells of the tables that people download and open in a spreadsheet."""

from __future__ import annotations

import re
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet would run; the last four are wide, as in East Asia."""

_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before one that begins so.

    Numbers are not texts: write them as they are.
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def write_text(cell: Any, text: str) -> None:
    """Write a text into a cell, whatever it begins with: no formula, no number and no date."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - seldom

    if text:
        clean = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.value = _ESCAPED.sub("_x005F_", clean)  # else it is read as another sign
        cell.data_type, cell.number_format = "s", "@"
