"""The columns of a partner's file, with the answers that occur: what a mapping is drafted from.

What is found is as sensitive as the file. It is looked at in memory and written nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import polars as pl

from lanterne.cases.network.folders import KINDS
from lanterne.errors import InputError, Problem
from lanterne.files.book import open_book
from lanterne.files.header_row import find_header_row
from lanterne.files.kinds import is_workbook
from lanterne.files.problem_log import Findings, shown
from lanterne.files.raw_texts import check_names
from lanterne.files.read import open_table
from lanterne.files.xlsform import Form
from lanterne.harmonise.answer_words import says_yes, silence_of
from lanterne.harmonise.asked_columns import asked_columns
from lanterne.harmonise.countries import country_code
from lanterne.harmonise.dates import year_of
from lanterne.harmonise.mapping import DateOrder, Source
from lanterne.harmonise.source_columns import MOST_ANSWERS, ScannedTable, SourceColumn
from lanterne.harmonise.spans import span_of


def scan_file(path: Path, source: Source, form: Form | None = None) -> tuple[SourceColumn, ...]:
    """Read a partner's file to its end, and keep the most frequent answers of each column.

    Args:
        path: The file.
        source: Which sheet it is, and in which rows the columns are named.
        form: The form that its columns come from, where somebody has it.

    Raises:
        InputError: The file cannot be read, has no rows, has a column twice or without a name, or
            a third of its first row looks like answers.
    """
    findings = Findings(str(path), shown(source.sheet) if source.sheet else None)
    file = open_table(path, "", (), findings, source.layout)
    check_names(file.header, findings)
    findings.raise_any()
    if 3 * sum(map(_is_answer, file.header)) >= len(file.header):
        raise findings.fail("harmonise-answers-for-header", row=1)
    met: list[dict[str, int]] = [{"": 0} for _ in file.header]
    rows = 0
    for batch in file.batches(findings):
        rows += batch.frame.height
        for place, counts in enumerate(met):
            _count(batch.frame[str(place)], counts)
    findings.raise_any()
    if not rows:
        raise findings.fail("no-rows.texts")
    return tuple(
        _with_answers(column, counts)
        for column, counts in zip(asked_columns(file, form), met, strict=True)
    )


@dataclass(frozen=True)
class ScannedTables:
    """The sheets or files of a partner.

    Attributes:
        tables: Those that were read.
        skipped: Why others were not, which nobody has said to be needed.
    """

    tables: tuple[ScannedTable, ...]
    skipped: tuple[Problem, ...] = ()


def scan_tables(
    path: Path,
    sheet: str,
    form: Form | None,
    *,
    several: bool,
    rows: Mapping[str, int] = MappingProxyType({}),
    needed: Collection[str] = (),
) -> ScannedTables:
    """Read a partner's file; or each file of a folder, or each sheet of a workbook.

    Args:
        path: The file; where there may be several tables, also a folder.
        sheet: Sheet of a workbook that has several; empty: the only one.
        form: The form that its columns come from, where somebody has it.
        several: Whether there may be several tables.
        rows: Sheet or file → row in which its columns are named; it is found where nobody says it.
        needed: Sheets and files of several that must be read.

    Raises:
        InputError: As :func:`scan_file`; of several tables only where one is needed, or none is
            left.
    """
    sources = _sources(path) if several else []
    if len(sources) < 2:
        one = sources[0] if sources else Source(sheet=sheet)
        return ScannedTables((_scanned(path / one.file, one, form, rows),))
    found: list[ScannedTable] = []
    problems: list[Problem] = []
    for source in sources:
        try:
            found.append(_scanned(path / source.file, source, form, rows))
        except InputError as error:
            if source.place in needed:
                raise
            problems += error.problems
    if not found:
        raise InputError(problems)
    return ScannedTables(tuple(found), tuple(problems))


def _sources(path: Path) -> list[Source]:
    """The files of a folder, or the sheets of a workbook that has several."""
    if path.is_dir():
        files = [one for one in sorted(path.iterdir()) if one.suffix.lower() in KINDS]
        if not files:
            raise Findings(str(path)).fail("harmonise-empty-folder")
        return [Source(file=one.name) for one in files]
    if is_workbook(path):
        sheets = open_book(path, Findings(str(path))).sheets
        return [Source(sheet=one) for one in sheets] if len(sheets) > 1 else []
    return []


def _scanned(
    path: Path, source: Source, form: Form | None, rows: Mapping[str, int]
) -> ScannedTable:
    said = rows.get(source.place)
    source = replace(source, header_row=said or find_header_row(path, source.sheet))
    return ScannedTable(source, scan_file(path, source, form))


def _is_answer(name: str) -> bool:
    """Whether the name of a column looks like an answer, so that the first row may be a case."""
    known = (span_of(name), year_of(name, DateOrder.DAY_MONTH_YEAR), country_code(name))
    return any(one is not None for one in (*known, says_yes(name), silence_of(name)))


def _count(cells: pl.Series, counts: dict[str, int]) -> None:
    """Add up how often each answer occurs; a new one only while there is room for it."""
    for text, times in cells.str.strip_chars().value_counts(name="cells").iter_rows():
        if text in counts or len(counts) <= MOST_ANSWERS * 10:
            counts[text] = counts.get(text, 0) + times


def _with_answers(column: SourceColumn, counts: dict[str, int]) -> SourceColumn:
    """The column with its answers; how many cells are blank is counted among them."""
    blank = counts.pop("")
    return column.counted(counts, blank)
