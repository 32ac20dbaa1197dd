"""Sheets of a workbook (XLSX, ODS), as text.

A whole number is written without decimals, truth as ``true`` and ``false``, a date as ISO 8601: an
answer that a spreadsheet turned into a date is then seen because it is not in the codebook's list.
A row without any text is not a record: a sheet cannot tell it from an empty row.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import polars as pl

from lanterne.cases.findings import Findings
from lanterne.cases.packed import DAMAGE, check_packing
from lanterne.cases.rows import Rows, clean_header
from lanterne.errors import InputError

BATCH = 1 << 17
"""Rows of a batch."""

_ERROR_CELL = re.compile(rb'<c r="[A-Z]+([0-9]+)"[^>]* t="e"')


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
        InputError: There is no such sheet, it is empty, or it holds errors of formulas.
    """
    book = open_book(path, findings)
    if table in book.sheets:
        return read_sheet(book, table, findings)
    cells = {name: _cells(book, name, findings) for name in book.sheets}
    filled = [name for name in book.sheets if cells[name].height]
    if len(filled) > 1:
        raise findings.fail(
            "several-sheets",
            f"The workbook has {len(filled)} sheets with cells in them.",
            f"Keep the cases alone, or name their sheet {table}.",
        )
    sheet = [*filled, *book.sheets][0]
    return _sheet(path, sheet, cells[sheet], findings)


def read_sheet(book: Book, sheet: str, findings: Findings) -> Workbook:
    """Read one sheet.

    Raises:
        InputError: It is empty, or holds errors of formulas.
    """
    return _sheet(book.path, sheet, _cells(book, sheet, findings), findings)


def _sheet(path: Path, sheet: str, cells: pl.DataFrame, findings: Findings) -> Workbook:
    numbers = np.arange(1, cells.height + 1, dtype=np.int64)
    filled = ~cells.select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series()
    cells, numbers = cells.filter(filled), numbers[filled.to_numpy()]
    if not cells.height:
        raise findings.fail("empty-file", "The sheet is empty.")
    _check_formulas(path, sheet, findings)
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
    return findings.fail("unreadable-file", "The workbook is damaged or protected by a password.")


def _check_formulas(path: Path, sheet: str, findings: Findings) -> None:
    """Cells such as #N/A would be read as blank; they are errors."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of_sheet(archive, sheet)
            rows = [int(row) for row in _error_rows(archive, part)] if part else []
    except (KeyError, ElementTree.ParseError, *DAMAGE):
        raise _damaged(findings) from None
    if rows:
        message = "A cell holds the error of a formula, such as #N/A."
        findings.add("formula-error", message, "Write the answer in its place.", rows=rows)
        raise InputError(findings.problems, findings.more)


def _part_of_sheet(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Name in the archive of an XLSX sheet; ``None`` in an ODS file, which has no parts."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {each.get("Id"): each.get("Target", "") for each in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            ids = (value for name, value in element.items() if name.endswith("}id"))
            path = target[next(ids, None)]
            return path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    return None


def _error_rows(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    tail = b""
    with archive.open(name) as sheet:
        while block := sheet.read(1 << 20):
            text = tail + block
            cut = text.rfind(b"<c ")
            tail = text[cut:] if cut >= 0 else b""
            yield from _ERROR_CELL.findall(text[:cut] if cut >= 0 else text)
    yield from _ERROR_CELL.findall(tail)
