"""Whether a codebook can be published as files: to be asked before any budget is spent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from lanterne.codebook import codebook_from_dict, codebook_to_dict, undecided_problems
from lanterne.codebook.model import Codebook, Table
from lanterne.errors import InputError, Place, Problem

_NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)?")


def check_publishable(codebook: Codebook) -> tuple[Problem, ...]:
    """What stands in the way of publishing files with this codebook's names and texts.

    Every cell of a release is a text of the codebook, and never anything typed into a case. A
    codebook may still hold texts that a spreadsheet would run as a formula, or, when it was made
    by hand, things that cannot be read back, such as a table name that is no file name.
    """
    try:
        again = codebook_from_dict(codebook_to_dict(codebook))
    except InputError as error:
        return error.problems
    if again != codebook:
        return (Problem("codebook.not-kept"),)
    unsafe = (problem for table in codebook.tables for problem in _problems(table))
    return (*undecided_problems(codebook), *unsafe)


def _problems(table: Table) -> Iterator[Problem]:
    """Names and values that a spreadsheet would run."""
    keys = [table.key or "", *(reference.column for reference in table.references)]
    texts = {name: [name] for name in keys} | {
        column.name: [column.name, *column.codes, *chain.from_iterable(column.missing.values())]
        for column in table.columns
    }
    for name, written in texts.items():
        if any(is_formula(text) for text in written):
            yield Problem("formula.codebook", place=Place(column=name))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula; a signed number is none."""
    return text[:1] in {"=", "@", "\t", "\r"} or (
        text[:1] in {"+", "-"} and not _NUMBER.fullmatch(text)
    )
