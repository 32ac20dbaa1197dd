"""Sheets of texts as an XLSX workbook; no text in it is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lanterne.spreadsheet_cells import write_text

# ruff: noqa: PLC0415 - openpyxl takes long to load, and few need it


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
