"""Cases and the private sheet of what was left over: written whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from lanterne.cases.network.locations import Part
from lanterne.disk import PRIVATE_FILE, PRIVATE_FOLDER, whole_file
from lanterne.errors import NOTHING
from lanterne.files.problem_log import Findings, raise_all
from lanterne.harmonise.apply import HarmonisedFile, LeftOver, Tally
from lanterne.harmonise.linked_files import (
    LinkedFile,
    column_at,
    linked_file,
    marked_places,
    place_of,
)
from lanterne.harmonise.marked_rows import MarkedRows, MarkedSheet, marked_workbook
from lanterne.harmonise.spreadsheet import spreadsheet
from lanterne.messages import Message


@dataclass(frozen=True)
class Destinations:
    """Where everything goes; nothing may be there.

    Attributes:
        cases: The file of cases; of what is read in parts, and of linked tables that are sheets or
            files, the folder.
        sheet: The leftovers.
        send_back: The rows with leftovers, as a workbook; ``None``: nowhere.
        language: Of the words in that workbook.
    """

    cases: Path
    sheet: Path
    send_back: Path | None = None
    language: str = "en"


@dataclass(frozen=True)
class Harmonised:
    """What came of a partner's file. Sensitive: it says how many people there are.

    Attributes:
        cases: The file of cases; of linked tables that are sheets or files, the folder.
        rows: Rows of the partner's file.
        without_consent: Rows that were left out, as they do not give consent.
        joined: People who stood under several ids, and have one now.
        undecided: Pairs of which nobody decided whether they are one person.
        left_over: Answers that the mapping does not know; their cells are blank in the cases.
        sheet: Where these were written; ``None``: there are none.
        send_back: Where the rows with such answers were written, their cells marked; ``None``:
            there are none, or nobody asked.
        unanswered: Columns that every case must answer, and none of these does.
        advice: What to do about these columns.
    """

    cases: Path
    rows: int = field(repr=False)
    without_consent: int = field(repr=False)
    joined: int = field(repr=False)
    undecided: int = field(repr=False)
    left_over: tuple[LeftOver, ...] = field(repr=False)
    sheet: Path | None
    send_back: Path | None = None
    unanswered: tuple[str, ...] = ()
    advice: Message = field(default=NOTHING, repr=False)


def harmonised(
    to: Destinations,
    left_over: tuple[LeftOver, ...],
    *,
    rows: int,
    without_consent: int,
    joined: int = 0,
    undecided: int = 0,
) -> Harmonised:
    """What came of a file that was written; arguments as attributes of :class:`Harmonised`."""
    return Harmonised(
        to.cases,
        rows,
        without_consent,
        joined,
        undecided,
        left_over,
        to.sheet if left_over else None,
        to.send_back if left_over else None,
    )


def write_cases(file: HarmonisedFile, to: Destinations, findings: Findings) -> Harmonised:
    """Write the cases of a partner's file as CSV, and what was left over beside them.

    Args:
        file: The open file.
        to: Where everything goes.
        findings: Receives what is wrong with the file.

    Raises:
        InputError: The file cannot be read to its end; then nothing is written.
        FileExistsError: Something is in one of the places.
        OSError: The disk refuses.
    """
    source = file.mapping.source
    marked = None if to.send_back is None else MarkedRows(source.keep, source.headers)
    with ExitStack() as files:
        tally = _write(files, to.cases, file, findings, marked)
        left_over = leave(files, to, tally.left_over, lambda: [marked.sheet()] if marked else [])
    return harmonised(
        to,
        left_over,
        rows=tally.rows,
        without_consent=tally.without_consent,
        joined=tally.joined,
        undecided=file.decided.undecided if file.decided else 0,
    )


def write_linked_cases(parts: Sequence[Part], to: Destinations) -> Harmonised:
    """Write linked tables: a folder of CSV files, or one file of pairs where one file holds all.

    Args:
        parts: What :func:`lanterne.harmonise.linked_parts` gives.
        to: Where everything goes; the workbook has a sheet for each of the partner's.

    Raises:
        InputError: A file cannot be read to its end, or not at all; then nothing is written.
        FileExistsError: Something is in one of the places.
        OSError: The disk refuses.
    """
    raise_all([part.findings for part in parts])
    several = not parts[0].place.pairs
    marked = {} if to.send_back is None else marked_places(parts)
    if several:
        to.cases.mkdir(mode=PRIVATE_FOLDER)
    try:
        with ExitStack() as files:
            tallies = [
                _write(
                    files,
                    to.cases / f"{part.place.table.name}.csv" if several else to.cases,
                    linked_file(part),
                    part.findings,
                    marked.get(place_of(part.place)),
                )
                for part in parts
            ]
            met = [*zip(parts, tallies, strict=True)]
            found = [one for part, tally in met for one in left_over_of(part, tally)]
            sheets = (one.sheet() for one in marked.values() if one.met)
            left_over = leave(files, to, found, lambda: [*sheets])
    except BaseException:
        with suppress(OSError):  # what holds anything stays
            to.cases.rmdir()
        raise
    rows = {place_of(part.place): tally.rows for part, tally in met}
    without_consent = sum(tally.without_consent for tally in tallies)
    return harmonised(to, left_over, rows=sum(rows.values()), without_consent=without_consent)


def left_over_of(part: Part, tally: Tally) -> Sequence[LeftOver]:
    """The leftovers, of several tables each with where it is."""
    if part.place.pairs:
        return tally.left_over
    return [replace(one, column=column_at(part.place, one.column)) for one in tally.left_over]


def _write(
    files: ExitStack,
    place: Path,
    file: HarmonisedFile | LinkedFile,
    findings: Findings,
    marked: MarkedRows | None = None,
) -> Tally:
    """Write the rows of a file; what was met on the way."""
    tally = Tally()
    stream = files.enter_context(whole_file(place, mode=PRIVATE_FILE, new=True))
    stream.writelines(lines_of_cases(file, tally, findings, marked))
    return tally


def lines_of_cases(
    file: HarmonisedFile | LinkedFile,
    tally: Tally,
    findings: Findings,
    marked: MarkedRows | None = None,
) -> Iterator[bytes]:
    """The cases of a partner's file as CSV, some lines at a time: the header first.

    Args:
        file: The open file.
        tally: Receives what was met.
        findings: Receives what is wrong with the file.
        marked: Receives the rows with leftovers; ``None``: nobody wants them.

    Raises:
        InputError: The file cannot be read to its end.
    """
    yield _line(file.header)
    for rows in file.known(findings, tally, marked):
        yield rows.frame.write_csv(include_header=False).encode()


def leave(
    files: ExitStack,
    to: Destinations,
    left_over: Sequence[LeftOver],
    sheets: Callable[[], Sequence[MarkedSheet]],
) -> tuple[LeftOver, ...]:
    """Write what was left over, each answer once, and the rows with it where they are wanted.

    Args:
        files: Closes what is written.
        to: Where it goes.
        left_over: The leftovers.
        sheets: Gives the rows with them.
    """
    once = tuple(dict.fromkeys(left_over))
    if once:
        files.enter_context(whole_file(to.sheet, mode=PRIVATE_FILE, new=True)).write(sheet_of(once))
        if to.send_back is not None:
            book = files.enter_context(whole_file(to.send_back, mode=PRIVATE_FILE, new=True))
            book.write(marked_workbook(sheets(), to.language))
    return once


def _line(header: tuple[str, ...]) -> bytes:
    """The names of the columns, as the first line of a CSV file."""
    return pl.DataFrame(schema=dict.fromkeys(header, pl.String)).write_csv().encode()


def sheet_of(left_over: tuple[LeftOver, ...]) -> bytes:
    """The leftovers as CSV for a spreadsheet, which must not take a text for a formula."""
    table = pl.DataFrame(
        {
            "column": [one.column for one in left_over],
            "answer": [one.answer for one in left_over],
            "cells": [one.cells for one in left_over],
        }
    )
    return spreadsheet(table)
