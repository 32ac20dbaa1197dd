"""Sheets of texts as an XLSX workbook; no text in it is a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

# ruff: noqa: PLC0415 - openpyxl takes long to load, and few need it

_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Sheet:
    """A sheet.

    Attributes:
        name: What stands on its tab.
        rows: Its rows, the header first.
    """

    name: str
    rows: Sequence[Sequence[str]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as a workbook."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            cells = [WriteOnlyCell(page) for _ in row]
            for cell, text in zip(cells, row, strict=True):
                write_text(cell, text)
            page.append(cells)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(page: Any, row: int, texts: Sequence[str]) -> list[Any]:
    """Write texts into a row; its cells."""
    cells = [page.cell(row, place) for place in range(1, len(texts) + 1)]
    for cell, text in zip(cells, texts, strict=True):
        write_text(cell, text)
    return cells


def write_text(cell: Any, text: str) -> None:
    """Write a text into a cell, whatever it begins with: no formula, no number and no date."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if text:
        clean = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.value = _ESCAPED.sub("_x005F_", clean)  # else it is read as another sign
        cell.data_type, cell.number_format = "s", "@"
