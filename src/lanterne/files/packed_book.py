"""Workbooks that are archives of XML (XLSX, ODS), as text.

A whole number is written without decimals, truth as ``true`` and ``false``, a date as ISO 8601: an
answer that a spreadsheet turned into a date is then seen because it is not in the codebook's list.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import fastexcel
import polars as pl

from lanterne.errors import InputError
from lanterne.files.lost_cells import LostCell, find_lost_cells
from lanterne.files.problem_log import Findings
from lanterne.files.zip_safety import DAMAGE, check_packing


@dataclass(frozen=True)
class PackedBook:
    """An XLSX or ODS file, as :class:`lanterne.files.book.Book`.

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
        try:
            loaded = self.reader.load_sheet(
                sheet, header_row=None, skip_rows=0, n_rows=rows, dtypes="string"
            )
        except (fastexcel.FastExcelError, *DAMAGE):
            raise _damaged(findings) from None
        if not (loaded.total_height and loaded.width):
            return pl.DataFrame({"0": []}, {"0": pl.String})
        frame: pl.DataFrame = loaded.to_polars()
        return frame.select(pl.all().cast(pl.String).fill_null(""))

    def lost_cells(self, sheet: str, findings: Findings) -> tuple[LostCell, ...]:
        """Cells of a sheet that would be read as blank, and are not."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                return find_lost_cells(archive, sheet)
        except (KeyError, ValueError, ElementTree.ParseError, expat.ExpatError, *DAMAGE):
            raise _damaged(findings) from None


def open_packed_book(path: Path, findings: Findings) -> PackedBook:
    """Open a workbook without reading a sheet.

    Raises:
        InputError: It is damaged, protected or too large.
    """
    try:
        with path.open("rb") as stream:
            check_packing(stream, findings)
        reader = fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, *DAMAGE):
        raise _damaged(findings) from None
    return PackedBook(path, tuple(reader.sheet_names), reader)


def _damaged(findings: Findings) -> InputError:
    return findings.fail("unreadable-file.workbook")
