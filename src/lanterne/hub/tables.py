"""Cells of the tables that people download and open in a spreadsheet."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before one that begins so.

    Numbers are not texts: write them as they are.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
