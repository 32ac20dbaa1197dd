"""Sheets of a workbook (XLSX, ODS), as text.

A whole number is written without decimals, truth as ``true`` and ``false``, a date as ISO 8601: an
answer that a spreadsheet turned into a date is then seen because it is not in the codebook's list.
A row without any text is not a record: a sheet cannot tell it from an empty row.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np
import polars as pl

from lanterne.errors import InputError
from lanterne.files.lost_cells import find_lost_cells
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows, clean_header
from lanterne.files.zip_safety import DAMAGE, check_packing

BATCH = 1 << 17
"""Rows of a batch."""


@dataclass(frozen=True)
class Workbook:
    """A sheet that has been read; the largest has a million rows.

    Attributes:
        header: The names of the columns, trimmed.
        rows: The texts below the header and their rows.
    """

    header: tuple[str, ...]
    rows: Rows

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows in batches; ``findings`` is for other kinds of file."""
        del findings
        for start in range(0, self.rows.frame.height, BATCH):
            part = slice(start, start + BATCH)
            yield Rows(self.rows.frame[part], self.rows.numbers[part])


@dataclass(frozen=True)
class Book:
    """A workbook whose sheets can be read.

    Attributes:
        path: The file.
        sheets: Names of its sheets, in their order.
        reader: The open workbook.
    """

    path: Path
    sheets: tuple[str, ...]
    reader: Any = field(repr=False)


def open_book(path: Path, findings: Findings) -> Book:
    """Open a workbook without reading a sheet.

    Raises:
        InputError: It is damaged, protected or too large.
    """
    import fastexcel  # noqa: PLC0415 -- not needed for other kinds of file

    try:
        with path.open("rb") as stream:
            check_packing(stream, findings)
        reader = fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, *DAMAGE):
        raise _damaged(findings) from None
    return Book(path, tuple(reader.sheet_names), reader)


def open_workbook(path: Path, table: str, findings: Findings) -> Workbook:
    """Read the only sheet with cells in it, or the one named like the table.

    Args:
        path: The file.
        table: Name of the table, for workbooks with several sheets.
        findings: Receives what is wrong.

    Raises:
        InputError: There is no such sheet, it is empty, or it holds cells that would be read as
            blank and are not.
    """
    book = open_book(path, findings)
    if table in book.sheets:
        return read_sheet(book, table, findings)
    cells = {name: _cells(book, name, findings) for name in book.sheets}
    filled = [name for name in book.sheets if cells[name].height]
    if len(filled) > 1:
        raise findings.fail("several-sheets", {"count": len(filled), "table": table})
    sheet = [*filled, *book.sheets][0]
    return _sheet(path, sheet, cells[sheet], findings)


def read_sheet(book: Book, sheet: str, findings: Findings) -> Workbook:
    """Read one sheet.

    Raises:
        InputError: It is empty, or holds cells that would be read as blank and are not.
    """
    return _sheet(book.path, sheet, _cells(book, sheet, findings), findings)


def _sheet(path: Path, sheet: str, cells: pl.DataFrame, findings: Findings) -> Workbook:
    numbers = np.arange(1, cells.height + 1, dtype=np.int64)
    filled = ~cells.select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series()
    cells, numbers = cells.filter(filled), numbers[filled.to_numpy()]
    if not cells.height:
        raise findings.fail("empty-file.sheet")
    _check_lost_cells(path, sheet, findings)
    header = clean_header(cells.row(0))
    frame = cells[1:]
    named = [i for i, name in enumerate(header) if name or (frame.to_series(i) != "").any()]
    frame = frame.select(pl.nth(i).alias(str(place)) for place, i in enumerate(named))
    return Workbook(tuple(header[i] for i in named), Rows(frame, numbers[1:]))


def _cells(book: Book, sheet: str, findings: Findings) -> pl.DataFrame:
    import fastexcel  # noqa: PLC0415 -- not needed for other kinds of file

    try:
        loaded = book.reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    except (fastexcel.FastExcelError, *DAMAGE):
        raise _damaged(findings) from None
    if not (loaded.total_height and loaded.width):
        return pl.DataFrame({"0": []}, {"0": pl.String})
    frame: pl.DataFrame = loaded.to_polars()
    return frame.select(pl.all().cast(pl.String).fill_null(""))


def _damaged(findings: Findings) -> InputError:
    return findings.fail("unreadable-file.workbook")


def _check_lost_cells(path: Path, sheet: str, findings: Findings) -> None:
    """Cells that would be read as blank, and are not, are errors."""
    try:
        with zipfile.ZipFile(path) as archive:
            lost = find_lost_cells(archive, sheet)
    except (KeyError, ValueError, ElementTree.ParseError, expat.ExpatError, *DAMAGE):
        raise _damaged(findings) from None

    def rows(why: str) -> list[int]:
        return [cell.row for cell in lost if cell.why == why]

    findings.add("formula-error", rows=rows("formula-error"))
    findings.add("formula-without-result", rows=rows("formula-without-result"))
    findings.add("merged-cells", rows=rows("merged-cells"))
    if lost:
        raise InputError(findings.problems, findings.more)
