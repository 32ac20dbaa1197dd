"""Workbooks as spreadsheets write them, of fictional cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
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


def write_xls(path: Path, sheets: Sheets) -> Path:
    """Write a workbook of Excel before 2007; what is blank is no cell."""
    import xlwt  # noqa: PLC0415 -- few tests write such a file

    book = xlwt.Workbook()
    dates = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, table in sheets.items():
        sheet = book.add_sheet(name)
        for row, line in enumerate(_lines(table)):
            for column, cell in enumerate(line):
                if cell != "":
                    sheet.write(row, column, cell, *[dates] * isinstance(cell, datetime))
    book.save(str(path))
    return path


def write_html(path: Path, tables: Iterable[Sequence[Sequence[object]]]) -> Path:
    """Write a page with tables, as systems export it, with the ends of cells and rows left out."""
    parts = ['<html><head><meta charset="utf-8"><style>td {mso-number-format: "@"}</style>']
    for lines in tables:
        rows = ("".join(f"<td class='x'>{escape(str(cell))}" for cell in line) for line in lines)
        parts.append("<table border=1>" + "".join(f"<tr>{row}" for row in rows) + "</table>")
    path.write_text("\n".join(parts), "utf-8")
    return path


def _lines(table: pl.DataFrame | Sequence[Sequence[object]]) -> Iterable[Sequence[object]]:
    return (table.columns, *table.iter_rows()) if isinstance(table, pl.DataFrame) else table
