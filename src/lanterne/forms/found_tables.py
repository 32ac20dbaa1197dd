"""The tables of a file or a folder that may have come back by a form: their first rows alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.cases.network.folders import KINDS
from lanterne.errors import InputError
from lanterne.files.book import Book, open_book
from lanterne.files.kinds import is_workbook
from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings, shown
from lanterne.files.read import open_table
from lanterne.files.rows import TableFile
from lanterne.files.standard_input import NAME
from lanterne.files.workbook import read_sheet
from lanterne.forms.first_rows import LOOKED_AT, first_rows
from lanterne.harmonise.form_names import has_column


@dataclass(frozen=True)
class FoundTable:
    """A file, or a sheet of a workbook, of which the header and the first rows are known."""

    path: Path
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]] = field(default=(), repr=False)
    book: Book | None = None
    sheet: str = ""

    @property
    def name(self) -> str:
        """The name of a table that it may be."""
        return (self.sheet if self.book else self.path.stem).strip().casefold()

    @property
    def shown(self) -> str:
        """How it is called where it is spoken of."""
        return shown(f"{self.path.name}: {self.sheet}" if self.sheet else self.path.name)

    def asks(self, name: str) -> bool:
        """Whether a question is in the header, or in one of the first rows."""
        return any(has_column(row, name) for row in (self.header, *self.rows))

    def findings(self) -> Findings:
        """For what is wrong with it."""
        return Findings(str(self.path), shown(self.sheet) if self.sheet else None)

    def open(self, findings: Findings) -> TableFile:
        """The whole of it; raises InputError where it cannot be read."""
        if self.book is not None:
            return read_sheet(self.book, self.sheet, findings)
        return open_table(self.path, "", (), findings)


def found_tables(path: Path) -> Iterator[FoundTable]:
    """What may be forms or repeats; what cannot be read is not one.

    Args:
        path: A file, a folder of files, or standard input.
    """
    if str(path) == NAME:
        yield from _itself(path)
        return
    files = [path]
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if file.suffix.lower() in KINDS]
    for file in filter(Path.is_file, files):
        yield from found_sheets(file) if is_workbook(file) else _itself(file)


def _itself(path: Path) -> Iterator[FoundTable]:
    try:
        file = open_table(path, "", (), Findings(""))
        yield FoundTable(path, file.header, first_rows(file))
    except InputError:
        return


def found_sheets(path: Path, of: Collection[str] | None = None) -> Iterator[FoundTable]:
    """The same of the sheets of a workbook.

    Args:
        path: The workbook.
        of: Names of the sheets that are looked at; ``None``: all.
    """
    findings = Findings("")
    try:
        book = open_book(path, findings)
        for sheet in dict.fromkeys(book.sheets if of is None else of):
            rows = _filled(book, sheet, findings)
            if rows:
                yield FoundTable(path, clean_header(rows[0]), rows, book, sheet)
    except InputError:
        return


def _filled(book: Book, sheet: str, findings: Findings) -> list[tuple[str, ...]]:
    """The first rows of a sheet, from that on in which anything stands: whoever reads it, does."""
    for most in (2 * LOOKED_AT, None):
        cells = book.cells(sheet, findings, most)
        rows = [row for row in cells.iter_rows() if any(map(str.strip, row))]
        if rows:
            return rows[:LOOKED_AT]
    return []
