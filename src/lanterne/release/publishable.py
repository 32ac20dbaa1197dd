"""Whether a codebook can be published as files: to be asked before any budget is spent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lanterne.codebook.model import Codebook, Column
from lanterne.errors import Problem

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)?")


def check_publishable(codebook: Codebook) -> tuple[Problem, ...]:
    """What stands in the way of publishing files with this codebook's names and texts.

    Every cell of a release is a text of the codebook, and never anything typed into a case. A
    codebook may still hold texts that a spreadsheet would run as a formula, or a table name that
    is no file name.
    """
    return tuple(
        problem for table in codebook.tables for problem in _problems(table.name, table.columns)
    )


def _problems(name: str, columns: tuple[Column, ...]) -> Iterator[Problem]:
    if not _FILE_NAME.fullmatch(name):
        yield Problem(
            "table-name",
            "The name of the table is used as a file name and has other characters in it.",
            "Use letters, digits, hyphens and underscores.",
        )
    for column in columns:
        texts = [column.name, *column.codes, *(t for ts in column.missing.values() for t in ts)]
        if any(is_formula(text) for text in texts):
            yield Problem(
                "formula",
                "A name or a value begins as a formula does, and a spreadsheet would run it.",
                "Begin it with a letter or a digit.",
                column=column.name,
            )
        if any(not text.isprintable() for text in texts):
            yield Problem(
                "control-character",
                "A name or a value holds a line break or another control character.",
                "Write it in one line of printable text.",
                column=column.name,
            )


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula; a signed number is none."""
    return text[:1] in {"=", "@", "\t", "\r"} or (
        text[:1] in {"+", "-"} and not _NUMBER.fullmatch(text)
    )
