"""Cells of the tables that people download and open in a spreadsheet."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet would run; the last four are wide, as in East Asia."""


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before one that begins so.

    Numbers are not texts: write them as they are.
    """
    return f"'{text}" if text.startswith(FORMULA) else text
