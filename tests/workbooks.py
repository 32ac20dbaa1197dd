"""Workbooks as spreadsheets write them, of fictional cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import polars as pl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Sheets = Mapping[str, pl.DataFrame | Sequence[Sequence[object]]]
"""Name of a sheet → its table, or its lines, of which the first is the header."""


def write_xlsx(path: Path, sheets: Sheets) -> Path:
    """Write an Excel workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for line in _lines(table):
            sheet.append(line)
    book.save(path)
    return path


def write_ods(path: Path, sheets: Sheets) -> Path:
    """Write an OpenDocument workbook; every cell is a text."""
    document = OpenDocumentSpreadsheet()
    for name, table in sheets.items():
        sheet = Table(name=name)
        document.spreadsheet.addElement(sheet)
        for line in _lines(table):
            row = TableRow()
            sheet.addElement(row)
            for content in line:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=content))
                row.addElement(cell)
    document.save(path)
    return path


def _lines(table: pl.DataFrame | Sequence[Sequence[object]]) -> Iterable[Sequence[object]]:
    return (table.columns, *table.iter_rows()) if isinstance(table, pl.DataFrame) else table
