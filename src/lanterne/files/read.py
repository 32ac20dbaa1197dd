"""Open a file of any kind as a table: its content says what it is, and not its name."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lanterne.files.delimited import open_delimited
from lanterne.files.frames import open_frame
from lanterne.files.handed import HeldFrame, Openable
from lanterne.files.json_file import open_json
from lanterne.files.kinds import SNIFF, Kind, kind_of, kind_of_file
from lanterne.files.labelled import open_labelled
from lanterne.files.layout import PLAIN, Layout
from lanterne.files.object_path import File, ObjectPath
from lanterne.files.parquet import open_parquet
from lanterne.files.problem_log import Findings
from lanterne.files.rows import COLUMNS, TableFile
from lanterne.files.standard_input import NAME, standard_input
from lanterne.files.workbook import open_workbook

OpenTable = Callable[[Openable, str, Collection[str], Findings], TableFile]
"""How a file is opened: as :func:`open_table` does, or as something else that has its columns."""


def open_table(
    path: Openable,
    table: str,
    known: Collection[str],
    findings: Findings,
    layout: Layout = PLAIN,
) -> TableFile:
    """Open a file and read its header.

    Args:
        path: A file of one of the kinds that are read; ``-`` for text by standard input. Or an
            object of a store; or a data frame, whose names of columns are no row.
        table: Name of the table; the sheet of that name is taken in a workbook with several.
        known: Names of columns to be expected.
        findings: Receives what is wrong.
        layout: On which sheet the table stands, and in which rows its header.

    Raises:
        InputError: There is no such file, or it is not a table that can be read.
    """
    if isinstance(path, HeldFrame):
        file: TableFile = open_frame(path, known, findings)
    else:
        file = _open(path, table, known, findings, layout)
    if len(file.header) > COLUMNS:
        raise findings.fail("too-many-columns", {"most": COLUMNS})
    return file


def _open(
    path: File,
    table: str,
    known: Collection[str],
    findings: Findings,
    layout: Layout,
) -> TableFile:
    if str(path) == NAME:
        return _open_standard_input(known, findings, layout)
    kind = kind_of_file(path, findings)
    if kind is Kind.PARQUET:
        return open_parquet(path, findings)
    if isinstance(path, ObjectPath) or kind is Kind.DELIMITED:
        return open_delimited(path, known, findings, layout)
    if kind in {Kind.WORKBOOK, Kind.OLD_WORKBOOK, Kind.WEB_TABLE}:
        return open_workbook(path, table, findings, layout)
    if kind in {Kind.STATA, Kind.SPSS}:
        return open_labelled(path, kind, findings)
    return open_json(path, known, findings)


def _open_standard_input(known: Collection[str], findings: Findings, layout: Layout) -> TableFile:
    source = standard_input()
    if kind_of(source.first(SNIFF), findings) is not Kind.DELIMITED:
        raise findings.fail("standard-input.not-text")
    return open_delimited(source, known, findings, layout)
