"""What kind of table a file is, and whether a workbook would harm who opens it.

A file is judged by its content, never by its name, as :mod:`lanterne.files.read` does; what passes
here may still be damaged, which its reader says with row and column.
"""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from lanterne.errors import InputError, Problem
from lanterne.files.kinds import ENCRYPTED, Kind
from lanterne.files.kinds import kind_of as files_kind_of
from lanterne.files.problem_log import Findings
from lanterne.files.zip_safety import check_packing

_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_ARCHIVES = frozenset({"not-a-table.compressed", "not-a-table.archive", "not-a-table.unpacked"})
_RULES = {
    "not-a-table": "archive",
    "unreadable-file": "damaged-workbook",
    "too-large": "large-workbook",
}
"""Rule of the readers of case files → of uploads, which have a sentence for each."""


def kind_of(first: bytes) -> Kind:
    """What a file is.

    Args:
        first: Its first ``SNIFF`` bytes, or all.

    Raises:
        InputError: It is empty, or neither a table nor encrypted by age.
    """
    if first.startswith(ENCRYPTED):
        return Kind.ENCRYPTED
    try:
        kind = files_kind_of(first, Findings(""))
    except InputError as error:
        (problem,) = error.problems
        if problem.message.code in _ARCHIVES:
            problem = replace(problem, named="archive")
        raise InputError([problem]) from None
    if kind is Kind.DELIMITED and b"\0" in first and not first.startswith(_WIDE_TEXT):
        raise InputError([Problem("not-text.null-bytes", named="not-a-table")])
    return kind


def check_workbook(stream: BinaryIO) -> None:
    """Unpack a workbook (XLSX, ODS) once, to nowhere, and count.

    Args:
        stream: The file, seekable.

    Raises:
        InputError: It is no workbook, damaged, protected by a password, or would unpack to more
            than can be read.
    """
    try:
        check_packing(stream, Findings(""))
    except InputError as error:
        (problem,) = error.problems
        raise InputError([replace(problem, named=_RULES[problem.rule])]) from None
