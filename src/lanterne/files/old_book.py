"""Workbooks of Excel before 2007 (XLS), as text, written as those of today are.

Such a file is small: 65,536 rows and 256 columns to a sheet. It is read as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlrd

from lanterne.errors import InputError
from lanterne.files.lost_cells import LostCell
from lanterne.files.problem_log import Findings
from lanterne.files.zip_safety import CELLS

LARGEST = 1 << 28
"""Most bytes of a file."""

TEXT = 1 << 29
"""Most characters in the cells of a sheet: many cells may name one text."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""In the list of parts of a workbook of today that is protected by a password."""


@dataclass(frozen=True)
class OldBook:
    """An XLS file, as :class:`lanterne.files.book.Book`.

    Attributes:
        path: The file.
        sheets: Names of its sheets, in their order.
        reader: The open workbook.
    """

    path: Path
    sheets: tuple[str, ...]
    reader: Any = field(repr=False)

    def cells(self, sheet: str, findings: Findings, rows: int | None = None) -> pl.DataFrame:
        """The texts of a sheet from its first row on, blank ones too."""
        given = self._sheet(sheet)
        height = given.nrows if rows is None else min(rows, given.nrows)
        columns: list[list[str]] = [[] for _ in range(given.ncols)]
        length = 0
        for row in range(height):
            texts = list(self._texts(given, row))
            length += sum(map(len, texts))
            if length > TEXT:
                raise findings.fail("too-large.texts")
            texts += [""] * (given.ncols - len(texts))
            for column, text in zip(columns, texts, strict=True):
                column.append(text)
        names = {str(place): pl.String for place in range(max(given.ncols, 1))}
        return pl.DataFrame(dict(zip(names, columns or [[]], strict=True)), schema=names)

    def lost_cells(self, sheet: str, findings: Findings) -> tuple[LostCell, ...]:
        """Cells of a sheet that would be read as blank, and are not."""
        del findings
        given = self._sheet(sheet)
        wrong = [
            LostCell("formula-error", row + 1)
            for row in range(given.nrows)
            if xlrd.XL_CELL_ERROR in given.row_types(row)
        ]
        merged = [
            LostCell("merged-cells", first + 1, rows=after - first)
            for first, after, _, _ in given.merged_cells
        ]
        return (*wrong, *merged)

    def _sheet(self, name: str) -> Any:
        return self.reader.sheet_by_index(self.sheets.index(name))

    def _texts(self, sheet: Any, row: int) -> Iterator[str]:
        for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True):
            if kind == xlrd.XL_CELL_TEXT:
                yield value
            elif kind == xlrd.XL_CELL_NUMBER:
                yield str(int(value)) if value.is_integer() else f"{value:.15g}"
            elif kind == xlrd.XL_CELL_DATE:
                yield self._date(value)
            elif kind == xlrd.XL_CELL_BOOLEAN:
                yield "true" if value else "false"
            else:
                yield ""

    def _date(self, value: float) -> str:
        """A date as ISO 8601; the number that stands there where that is no date."""
        try:
            parts = xlrd.xldate_as_tuple(value, self.reader.datemode)
        except xlrd.XLDateError:
            return repr(value)
        if not any(parts[:3]):
            return ":".join(f"{part:02}" for part in parts[3:])
        return str(datetime(*parts))


def open_old_book(path: Path, findings: Findings) -> OldBook:
    """Open a workbook of Excel before 2007.

    Raises:
        InputError: It is damaged, protected, too large, or no workbook.
    """
    if path.stat().st_size > LARGEST:
        raise findings.fail("too-large.old-workbook", {"size": LARGEST >> 20})
    content = path.read_bytes()
    if _LOCKED in content:
        raise findings.fail("unreadable-file.password")
    try:
        with Path(os.devnull).open("w") as nowhere:  # its warnings may repeat a cell
            book = xlrd.open_workbook(
                file_contents=content, formatting_info=True, ragged_rows=True, logfile=nowhere
            )
        sheets = tuple(book.sheet_names())
        cells = sum(sheet.nrows * sheet.ncols for sheet in book.sheets())
    except Exception:  # whatever a damaged file makes of it
        raise _damaged(findings) from None
    if cells > CELLS:
        raise findings.fail("too-large.workbook")
    return OldBook(path, sheets, book)


def _damaged(findings: Findings) -> InputError:
    return findings.fail("unreadable-file.old-workbook")
