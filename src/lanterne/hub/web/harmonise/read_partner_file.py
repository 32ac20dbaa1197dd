"""What the hub reads of a partner's file: its columns, and what a mapping makes of it. Sensitive.

Nothing here knows Django, so that it can be done in a process of its own; what it returns is JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

from lanterne.cases import check_cases
from lanterne.codebook import Codebook
from lanterne.errors import InputError, Place, Problem
from lanterne.files.header_row import find_header_row
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.xlsform import Choice, Form, Question, read_form
from lanterne.harmonise import (
    ByMapping,
    Learnt,
    Mapping,
    Source,
    Tally,
    draft_mapping,
    identity_of,
    mapping_to_toml,
    open_harmonised,
    scan_file,
)
from lanterne.harmonise.apply import HarmonisedFile, LeftOver
from lanterne.harmonise.column_suggestions import of_each_column
from lanterne.harmonise.headers import match_headers
from lanterne.harmonise.linked_files import LinkedFile
from lanterne.harmonise.marked_rows import MarkedRows, MarkedSheet
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.hub.web.data.inspection import said
from lanterne.hub.web.harmonise.scanned_file import Json, StatedPlace, marked_as_json, scan_as_json

ROWS = 12
"""Rows that are shown before and after."""

MOST_LEFT_OVER = 2_000
"""Answers that are listed: whoever has more has free text, or another column."""

PIECE = 1_000
"""Characters of a piece of a mapping."""

CELL = 200
"""Most characters of a cell that are shown."""

MOST_LETTERS = 5_000_000
"""Letters of a form, its lists counted for each question that has them: a small file may name one
list a thousand times."""


def scan(
    path: Path,
    codebook: Codebook,
    name: str,
    where: StatedPlace,
    before: Mapping | None,
    learnt: Learnt,
    form: Form | None,
) -> Json:
    """The columns of a partner's file, and a mapping drafted from them.

    Args:
        path: The file.
        codebook: A codebook of one table.
        name: Name of the mapping.
        where: Where the table is.
        before: The mapping of its source, which says it where nobody does.
        learnt: What people approved for other files.
        form: The form that the file was collected with; ``None``: nobody has it.

    Returns:
        What :func:`lanterne.hub.web.harmonise.scanned_file.scan_from` takes, the pieces of the
        mapping as TOML, and of what it leaves out so far what a draft without the form would.

    Raises:
        InputError: The file cannot be read.
    """
    source = _source(path, where, before)
    columns = scan_file(path, source, form)
    draft = draft_mapping(name, source, columns, codebook, learnt)
    left = before.source.leave_out if before and form else ()
    unasked = _left_out_unasked([one for one in columns if one.name in left], codebook)
    return {
        **scan_as_json(columns, of_each_column(columns, [draft.suggestions])),
        "left_out_unasked": unasked,
        "mapping": in_pieces(draft.mapping),
    }


def in_pieces(mapping: Mapping) -> list[str]:
    """A mapping as TOML; a process of its own says no long text whole."""
    text = mapping_to_toml(mapping)
    return [text[place : place + PIECE] for place in range(0, len(text), PIECE)]


def _left_out_unasked(columns: Sequence[SourceColumn], codebook: Codebook) -> tuple[str, ...]:
    """Those that a draft leaves out which does not know what the form asks."""
    bare = [replace(one, labels=(), choices=()) for one in columns]
    return draft_mapping("", Source(), bare, codebook).mapping.source.leave_out


def form_as_json(path: Path) -> Json:
    """What an XLSForm asks; :func:`lanterne.hub.web.harmonise.scanned_file.form_from` takes it.

    Raises:
        InputError: It cannot be read, is no XLSForm, or says more than can be looked at.
    """
    form = read_form(path)
    lists = {id(one.choices): sum(map(_letters, one.choices)) for one in form.questions}
    if sum(_letters(one) + lists[id(one.choices)] for one in form.questions) > MOST_LETTERS:
        raise InputError([Problem("too-large.apart", {}, Place(str(path)))])
    return asdict(form)


def _letters(said: Question | Choice) -> int:
    return len(said.name) + sum(len(key) + len(text) for key, text in said.labels.items())


def _source(path: Path, where: StatedPlace, before: Mapping | None) -> Source:
    """Where the table stands: as somebody says, as last time, or as it seems."""
    said = where.sheet or where.row
    if before is not None and not said and _stands_there(path, before):
        old = before.source
        return Source(old.system, (), old.sheet, old.header_row, header_rows=old.header_rows)
    row = where.row or find_header_row(path, where.sheet)
    return Source(sheet=where.sheet, header_row=row)


def _stands_there(path: Path, mapping: Mapping) -> bool:
    """Whether the columns of a mapping are where it says."""
    layout = mapping.source.layout
    try:
        file = open_table(path, "", mapping.source.headers, Findings(str(path)), layout)
    except InputError:
        return False
    headers = match_headers(file.header, mapping)
    return not (headers.gone or headers.problems)


def try_out(
    path: Path, mapping: Mapping, codebook: Codebook, subject_id: str | None, household: str
) -> Json:
    """What a mapping makes of a file, without making a case.

    Args:
        path: The file.
        mapping: Its mapping, which fits the codebook.
        codebook: A codebook of one table.
        subject_id: Column that says which rows are one person, as for the check of cases.
        household: Column that says who lives together; empty: none.

    Returns:
        The fields of :class:`lanterne.hub.web.harmonise.scanned_file.Trial`.
    """
    tally, marked = Tally(), MarkedRows(mapping.source.keep, mapping.source.headers)
    problems: list[Problem] = []
    after: list[list[str]] = []
    findings = Findings(str(path))
    try:
        file = open_harmonised(path, mapping, codebook, findings)
        after = first_rows(file, findings, tally, marked)
        opening = ByMapping(mapping, codebook)
        report = check_cases(path, codebook, subject_id, (), household or None, opening)
        problems += (one for one in report.problems if one.rule != "answer-not-mapped")
    except InputError as error:
        problems += error.problems
    return trial_as_json(
        mapping,
        rows=tally.rows,
        without_consent=tally.without_consent,
        left_over=tally.left_over[:MOST_LEFT_OVER],
        problems=problems,
        path=path,
        shown=[{"name": "", "before": list(rows_before(path, mapping)), "after": after}],
        marked=[marked.sheet()],
    )


def trial_as_json(
    mapping: Mapping,
    *,
    rows: int,
    without_consent: int,
    left_over: Sequence[LeftOver],
    problems: Sequence[Problem],
    shown: Sequence[Json],
    path: Path | None = None,
    marked: Sequence[MarkedSheet] = (),
) -> Json:
    """A trial, as :func:`lanterne.hub.web.harmonise.scanned_file.trial_from` takes it.

    Where files have been while they were read is not said: that is ``path``, or else the file
    alone.
    """
    if any(one.rule == "consents-disagree" for one in problems):  # who knows whose rows may go back
        marked = ()
    return {
        "mapping": identity_of(mapping)[2],
        "rows": rows,
        "without_consent": without_consent,
        "left_over": [[one.column, one.answer, one.cells] for one in left_over],
        "problems": [said(one, path or Path(one.file or "")) for one in problems],
        "shown": list(shown),
        "marked": list(map(marked_as_json, marked)),
    }


def first_rows(
    file: HarmonisedFile | LinkedFile,
    findings: Findings,
    tally: Tally,
    marked: MarkedRows | None = None,
) -> list[list[str]]:
    """The header and the first rows of the cases; all rows are read, and what is met is noted."""
    shown = [list(file.header)]
    for rows in file.known(findings, tally, marked):
        shown += ([*map(_short, row)] for row in rows.frame.head(ROWS + 1 - len(shown)).iter_rows())
    return shown


def rows_before(path: Path, mapping: Mapping) -> Iterator[list[str]]:
    """The header and the first rows of the columns that become something: none that is left out."""
    findings = Findings(str(path))
    try:
        source = mapping.source
        file = open_table(path, "", source.headers, findings, source.layout)
        places = match_headers(file.header, mapping).places
        read = mapping.accounted - set(source.leave_out)
        names = [name for name in source.headers if name in read and name in places]
        yield names
        for rows in islice(file.batches(findings), 1):
            cells = rows.frame.select(str(places[name]) for name in names).head(ROWS)
            yield from ([*map(_short, row)] for row in cells.iter_rows())
    except InputError:
        return  # what is wrong with it is said elsewhere


def _short(cell: Any) -> str:
    text = str(cell)
    return text if len(text) <= CELL else text[: CELL - 1] + "…"
