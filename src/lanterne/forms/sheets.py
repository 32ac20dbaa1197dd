"""Sheets of texts as an XLSX workbook; no text in it is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

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
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            cells = []
            for text in row:
                cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", text) or None)
                if text:
                    cell.data_type = "s"  # whatever it begins with
                cells.append(cell)
            page.append(cells)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
