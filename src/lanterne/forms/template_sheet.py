"""Where the tables stand in an Excel template that was filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lanterne.codebook.spelling import plain
from lanterne.errors import InputError
from lanterne.files.book import Book, open_book
from lanterne.files.kinds import is_workbook
from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings, shown
from lanterne.forms.excel import LISTS_SHEET, MARK_SHEET
from lanterne.forms.excel_layout import TemplateSheet
from lanterne.forms.questions import Form

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
    if not is_workbook(path):
        return None
    findings = Findings("")
    try:
        book = open_book(path, findings)
        marks = [name for name in book.sheets if plain(name) == plain(MARK_SHEET)]
        if len(marks) != 1:
            return None
        rows = book.cells(marks[0], findings, LOOKED_AT).iter_rows()
    except InputError:  # it is said where the file is opened as any other
        return None
    return FilledBook(book, {row[0]: row[1] for row in rows if len(row) > 1})


def codebook_named(path: Path) -> str:
    """The codebook that an Excel template was made from, by its name; empty: it is no template."""
    filled = marked_book(path)
    return "" if filled is None else filled.mark.get("codebook", "")


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


def find_sheet(
    book: Book, sheet: TemplateSheet, sheets: Collection[TemplateSheet], findings: Findings
) -> FoundSheet:
    """The sheet and row in which the names of the columns stand, be it renamed or moved.

    Args:
        book: The template.
        sheet: What is looked for.
        sheets: All sheets of such a template: one that is more like another of them is not it.
        findings: Receives columns that are not there, or there twice.

    Raises:
        InputError: No sheet has half of them, several sheets do, or several rows of one.
    """
    found = []
    for name in dict.fromkeys(book.sheets):
        if plain(name) in {plain(MARK_SHEET), plain(LISTS_SHEET)}:
            continue
        rows = [clean_header(row) for row in book.cells(name, findings, LOOKED_AT).iter_rows()]
        best = max((_likeness(sheet, row) for row in rows), default=0)
        others = [_likeness(other, row) for other in sheets if other is not sheet for row in rows]
        if any(_fits(sheet, row) for row in rows) and best >= max(others, default=0):
            found.append((name, rows))
    if not found:
        raise findings.fail("form-without-sheet", {"sheet": sheet.sheet})
    if len(found) > 1:
        names = tuple(shown(name) for name, _ in found)
        raise findings.fail("form-several.sheets", {"sheet": sheet.sheet, "sheets": names})
    name, rows = found[0]
    place = next(place for place, row in enumerate(rows) if _fits(sheet, row))
    header = rows[place]
    later = [n for n, row in enumerate(rows) if n > place and _fits(sheet, row)]
    if any(_fitting(sheet, rows[n]) >= _fitting(sheet, header) for n in later):
        raise findings.fail("form-several.rows", {"sheet": shown(name), "row": place + 1})
    _check_columns(sheet, header, findings)
    filled = max(n for n, title in enumerate(header, start=1) if title)
    return FoundSheet(sheet, name, place + 1, header[:filled])


def _check_columns(sheet: TemplateSheet, header: Sequence[str], findings: Findings) -> None:
    there = Counter(map(plain, header))
    for column in sheet.columns:
        if not there[plain(column.name)]:
            findings.add("form-missing-question.template", column=column.name)
        elif there[plain(column.name)] > 1:
            gaps = {"count": there[plain(column.name)]}
            findings.add("duplicate-column.in-header", gaps, column=column.name)


def _fitting(sheet: TemplateSheet, row: Sequence[str]) -> int:
    """How many columns of a sheet a row names."""
    return len({plain(column.name) for column in sheet.columns}.intersection(map(plain, row)))


def _fits(sheet: TemplateSheet, row: Sequence[str]) -> bool:
    return 2 * _fitting(sheet, row) >= len(sheet.columns)


def _likeness(sheet: TemplateSheet, row: Sequence[str]) -> float:
    """The share of names that a sheet and a row have both, of those that either has."""
    both = _fitting(sheet, row)
    return both / (len(sheet.columns) + len({*map(plain, row)} - {""}) - both)
