"""Cases and the private sheet of what was left over: written whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polars as pl

from lanterne.disk import whole_file
from lanterne.files.problem_log import Findings
from lanterne.harmonise.apply import HarmonisedFile, LeftOver, Tally
from lanterne.spreadsheet_cells import safe_cell

PRIVATE = 0o600
"""Both files are as sensitive as the partner's."""


@dataclass(frozen=True)
class Harmonised:
    """What came of a partner's file. Sensitive: it says how many people there are.

    Attributes:
        cases: The file of cases.
        rows: Rows of the partner's file.
        without_consent: Rows that were left out, as they do not give consent.
        joined: People who stood under several ids, and have one now.
        undecided: Pairs of which nobody decided whether they are one person.
        left_over: Answers that the mapping does not know; their cells are blank in the cases.
        sheet: Where these were written; ``None``: there are none.
    """

    cases: Path
    rows: int = field(repr=False)
    without_consent: int = field(repr=False)
    joined: int = field(repr=False)
    undecided: int = field(repr=False)
    left_over: tuple[LeftOver, ...] = field(repr=False)
    sheet: Path | None


def write_cases(file: HarmonisedFile, cases: Path, sheet: Path, findings: Findings) -> Harmonised:
    """Write the cases of a partner's file as CSV, and what was left over beside them.

    Args:
        file: The open file.
        cases: Where the cases go; must not exist.
        sheet: Where the leftovers go; must not exist.
        findings: Receives what is wrong with the file.

    Raises:
        InputError: The file cannot be read to its end; then nothing is written.
        FileExistsError: Something is in one of the places.
        OSError: The disk refuses.
    """
    tally = Tally()
    with ExitStack() as both:
        stream = both.enter_context(whole_file(cases, mode=PRIVATE, new=True))
        stream.writelines(lines_of_cases(file, tally, findings))
        left_over = tally.left_over
        if left_over:
            beside = both.enter_context(whole_file(sheet, mode=PRIVATE, new=True))
            beside.write(sheet_of(left_over))
    return Harmonised(
        cases,
        tally.rows,
        tally.without_consent,
        tally.joined,
        file.decided.undecided if file.decided else 0,
        left_over,
        sheet if left_over else None,
    )


def lines_of_cases(file: HarmonisedFile, tally: Tally, findings: Findings) -> Iterator[bytes]:
    """The cases of a partner's file as CSV, some lines at a time: the header first.

    Args:
        file: The open file.
        tally: Receives what was met.
        findings: Receives what is wrong with the file.

    Raises:
        InputError: The file cannot be read to its end.
    """
    yield _line(file.header)
    for rows in file.known(findings, tally):
        yield rows.frame.write_csv(include_header=False).encode()


def _line(header: tuple[str, ...]) -> bytes:
    """The names of the columns, as the first line of a CSV file."""
    return pl.DataFrame(schema=dict.fromkeys(header, pl.String)).write_csv().encode()


def sheet_of(left_over: tuple[LeftOver, ...]) -> bytes:
    """The leftovers as CSV for a spreadsheet, which must not take a text for a formula."""
    frame = pl.DataFrame(
        {
            "column": [safe_cell(one.column) for one in left_over],
            "answer": [safe_cell(one.answer) for one in left_over],
            "cells": [one.cells for one in left_over],
        }
    )
    stream = BytesIO()
    frame.write_csv(stream, include_bom=True)
    return stream.getvalue()
