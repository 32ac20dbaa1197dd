"""What kind of table a file is, and whether a workbook would harm who opens it.

A file is judged by its content, never by its name, as :mod:`lanterne.files.read` does; what passes
here may still be damaged, which its reader says with row and column.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import BinaryIO

from lanterne.errors import InputError, Problem
from lanterne.files.problem_log import Findings
from lanterne.files.zip_safety import check_packing

SNIFF = 1 << 12
"""Bytes that are enough to tell the kind."""

_ARCHIVE = b"PK\x03\x04"
_NO_TABLES = {
    b"\xd0\xcf\x11\xe0": ("not-a-table.old-workbook", "old-workbook"),
    b"\x1f\x8b": ("not-a-table.compressed", "archive"),
    b"7z\xbc\xaf": ("not-a-table.archive", "archive"),
    b"Rar!": ("not-a-table.archive", "archive"),
    b"%PDF": ("not-a-table.pdf", ""),
    b"<": ("not-a-table.web", ""),
    b"{": ("not-a-table.json", ""),
}
"""How a file begins → code of the problem, and its rule where that is another."""

_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_RULES = {
    "not-a-table": "archive",
    "unreadable-file": "damaged-workbook",
    "too-large": "large-workbook",
}
"""Rule of the readers of case files → of uploads, which have a sentence for each."""


class Kind(Enum):
    """A kind of file that holds a table."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


def kind_of(first: bytes) -> Kind:
    """What a file is.

    Args:
        first: Its first ``SNIFF`` bytes, or all.

    Raises:
        InputError: It is empty, or no table.
    """
    if not first:
        raise _refused("empty-file.whole")
    if first.startswith(b"PAR1"):
        return Kind.PARQUET
    if first.startswith(_ARCHIVE):
        return Kind.WORKBOOK
    for magic, (code, rule) in _NO_TABLES.items():
        if first.startswith(magic):
            raise _refused(code, rule)
    if b"\0" in first and not first.startswith(_WIDE_TEXT):
        raise _refused("not-text.null-bytes", "not-a-table")
    return Kind.DELIMITED


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


def _refused(code: str, rule: str = "") -> InputError:
    return InputError([Problem(code, named=rule)])
