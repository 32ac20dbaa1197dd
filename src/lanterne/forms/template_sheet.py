"""Where the tables stand in an Excel template that was filled in."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lanterne.codebook.spelling import plain
from lanterne.errors import InputError
from lanterne.files.book import Book, open_book
from lanterne.files.kinds import is_workbook
from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings, shown
from lanterne.files.zip_safety import DAMAGE
from lanterne.forms.excel import LISTS_SHEET, MARK_SHEET
from lanterne.forms.excel_layout import TemplateSheet
from lanterne.forms.questions import Form

NAMED = 1 << 20
"""Bytes that the names of sheets take, at most."""

LOOKED_AT = 12
"""Rows of a sheet among which the names of its columns are: somebody may have put a title above."""


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of a filled template.

    Attributes:
        sheet: What it is to hold.
        name: How it is called now.
        row: The row of the names.
        header: The names that stand there.
    """

    sheet: TemplateSheet
    name: str
    row: int
    header: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that no form asks for."""
        own = {plain(column.name) for column in self.sheet.columns}
        return tuple(name for name in self.header if name and plain(name) not in own)


@dataclass(frozen=True)
class FilledBook:
    """An Excel template.

    Attributes:
        book: The workbook, open.
        mark: What it says of itself: codebook, version, digest and language.
    """

    book: Book
    mark: Mapping[str, str]


def marked_book(path: Path) -> FilledBook | None:
    """An Excel template, filled in or not; ``None``: the file is none."""
    if not is_workbook(path) or not _names_mark(path):
        return None
    findings = Findings("")
    try:
        book = open_book(path, findings)
        if book.sheets.count(MARK_SHEET) != 1:
            return None
        rows = book.cells(MARK_SHEET, findings, LOOKED_AT).iter_rows()
    except InputError:  # it is said where the file is opened as any other
        return None
    return FilledBook(book, {row[0]: row[1] for row in rows if len(row) > 1})


def codebook_named(path: Path) -> str:
    """The codebook that an Excel template was made from, by its name; empty: it is no template."""
    filled = marked_book(path)
    return "" if filled is None else filled.mark.get("codebook", "")


def _names_mark(path: Path) -> bool:
    """Whether a workbook may have the sheet of the mark, without reading what is in it."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as sheets:
            return MARK_SHEET.encode() in sheets.read(NAMED)
    except (KeyError, *DAMAGE):  # of another kind, or damaged: whoever opens it sees
        return True


def check_mark(mark: Mapping[str, str], form: Form, findings: Findings) -> str:
    """The language of a template that was made from a codebook.

    Args:
        mark: What it says of itself.
        form: The form of the codebook.
        findings: Receives what is wrong.

    Raises:
        InputError: It was made from another codebook, or another version of it.
    """
    stamp, language = form.stamp, mark.get("language", "")
    if mark.get("digest") != stamp.digest or language not in form.languages:
        raise findings.fail(
            "form-other-version.template",
            {
                "codebook": stamp.codebook,
                "version": stamp.version,
                "other": shown(mark.get("codebook", "")),
                "other_version": shown(mark.get("version", "")),
            },
        )
    return language


def find_sheet(book: Book, sheet: TemplateSheet, findings: Findings) -> FoundSheet:
    """The sheet and row in which the names of the columns stand, be it renamed or moved.

    Args:
        book: The template.
        sheet: What is looked for.
        findings: Receives columns that are not there.

    Raises:
        InputError: No sheet has half of them.
    """
    wanted = {plain(column.name) for column in sheet.columns}
    best, most = None, 0
    for name in dict.fromkeys(book.sheets):
        if name in {MARK_SHEET, LISTS_SHEET}:
            continue
        for row, cells in enumerate(book.cells(name, findings, LOOKED_AT).iter_rows(), start=1):
            header = clean_header(cells)
            fitting = len(wanted & {*map(plain, header)})
            if fitting > most or (
                fitting == most and best is not None and name == sheet.sheet != best.name
            ):
                best, most = FoundSheet(sheet, name, row, header), fitting
    if best is None or 2 * most < len(wanted):
        raise findings.fail("form-without-sheet", {"sheet": sheet.sheet})
    filled = len(best.header)
    while filled and not best.header[filled - 1]:
        filled -= 1
    there = {*map(plain, best.header)}
    for column in sheet.columns:
        if plain(column.name) not in there:
            findings.add("form-missing-question.template", column=column.name)
    return FoundSheet(sheet, best.name, best.row, best.header[:filled])
