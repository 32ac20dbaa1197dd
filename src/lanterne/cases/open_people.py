"""Open a file of people: its header against the codebook, and who is who in it."""

from __future__ import annotations

from collections.abc import Collection

from lanterne.cases.check import check_header
from lanterne.cases.encode import vocabularies_of
from lanterne.cases.left_out import say_what_is_not_there
from lanterne.cases.people import PeopleReader
from lanterne.cases.records import RecordReader
from lanterne.cases.subjects import HOUSEHOLD, SUBJECT
from lanterne.codebook.model import Table
from lanterne.errors import UsageError
from lanterne.files.handed import Openable
from lanterne.files.problem_log import Findings
from lanterne.files.read import OpenTable


def open_people(
    path: Openable,
    table: Table,
    said: tuple[str | None, str | None],
    ignore: Collection[str],
    findings: Findings,
    open_as: OpenTable,
) -> PeopleReader:
    """Open a file of people; only its header is read, but the whole of a workbook.

    Args:
        path: The file or object, or a data frame.
        table: What its columns mean.
        said: The columns of subject ids and of households, as somebody said; ``None``: as the
            codebook says; the empty text: none.
        ignore: Columns that are left out.
        findings: Receives what is wrong with the header.
        open_as: How the file is opened.

    Raises:
        InputError: It is not a table that can be read.
        UsageError: Subject ids or households are a column that would be released, or one column.
    """
    subject_id, household = said
    by_codebook = table.household.column if table.household else None
    subject = chosen_id("cases.released-subject", subject_id, table.subject_id, table)
    lives = chosen_id("cases.released-household", household, by_codebook, table)
    if subject and subject == lives:
        raise UsageError("cases.one-column-for-two")
    identifiers = {
        name: beside for name, beside in ((subject, SUBJECT), (lives, HOUSEHOLD)) if name
    }
    file = open_as(path, table.name, [*table.names, *identifiers, *ignore], findings)
    check_header(file.header, table, subject, [lives] if lives else [], ignore, findings)
    say_what_is_not_there(ignore, file.header, findings)
    there = {
        name: book for name, book in vocabularies_of(table).items() if file.header.count(name) == 1
    }
    identifiers = {name: beside for name, beside in identifiers.items() if name in file.header}
    nobody_said = subject is None and subject_id is None
    left_out = tuple(name for name in file.header if name in ignore) if nobody_said else ()
    records = RecordReader(file, there, identifiers, left_out)
    return PeopleReader(
        records,
        subject if subject in identifiers else None,
        lives if lives in identifiers else None,
    )


def chosen_id(
    if_released: str, given: str | None, by_codebook: str | None, table: Table
) -> str | None:
    """A column of ids: as somebody said, who may say none, or as the codebook says.

    Args:
        if_released: Code of the error where the column is one that would be released.
        given: What somebody said.
        by_codebook: What the codebook says.
        table: The columns that would be released.

    Raises:
        UsageError: It would be released.
    """
    column = by_codebook if given is None else (given or None)
    if column is not None and column in table.names:
        raise UsageError(if_released, column=column)
    return column
