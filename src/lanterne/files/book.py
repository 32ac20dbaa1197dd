"""What every kind of workbook gives: sheets of texts, and the cells that a reader would lose."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import polars as pl

from lanterne.files.kinds import Kind, kind_of_file
from lanterne.files.lost_cells import LostCell
from lanterne.files.problem_log import Findings


class Book(Protocol):
    """A workbook whose sheets can be read."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of its sheets, in their order."""

    def cells(self, sheet: str, findings: Findings, rows: int | None = None) -> pl.DataFrame:
        """The texts of a sheet from its first row on, blank ones too.

        Args:
            sheet: A sheet that is there once.
            findings: Receives what is wrong.
            rows: How many rows; all where nobody says.

        Returns:
            String columns without nulls, a row for each of the sheet up to its last.

        Raises:
            InputError: It is damaged.
        """

    def lost_cells(self, sheet: str, findings: Findings) -> tuple[LostCell, ...]:
        """Cells of a sheet that would be read as blank, and are not.

        Raises:
            InputError: It is damaged.
        """


def open_book(path: Path, findings: Findings) -> Book:
    """Open a workbook (XLSX, ODS, XLS, a web page with tables) without reading a sheet.

    Raises:
        InputError: It is none, damaged, protected or too large.
    """
    kind = kind_of_file(path, findings)
    if kind is Kind.OLD_WORKBOOK:
        from lanterne.files.old_book import open_old_book  # noqa: PLC0415 -- seldom needed

        return open_old_book(path, findings)
    if kind is Kind.WEB_TABLE:
        from lanterne.files.web_book import open_web_book  # noqa: PLC0415 -- seldom needed

        return open_web_book(path, findings)
    from lanterne.files.packed_book import open_packed_book  # noqa: PLC0415 -- seldom needed

    return open_packed_book(path, findings)


def check_sheet(book: Book, sheet: str, findings: Findings) -> None:
    """There is one sheet of that name.

    Raises:
        InputError: There is none, or there are several.
    """
    if sheet not in book.sheets:
        raise findings.fail("no-such-sheet", {"sheet": sheet})
    if book.sheets.count(sheet) > 1:
        raise findings.fail("two-sheets-of-one-name")
