"""Answers of a draft that few people give: each is decided by a person before anything is done."""

from __future__ import annotations

from dataclasses import replace

from lanterne.codebook.model import Codebook, Column, Table, Value
from lanterne.errors import Place, Problem


def undecided_problems(codebook: Codebook) -> tuple[Problem, ...]:
    """Columns of a draft with answers on which nobody has decided: nothing is done with them.

    The answers are not repeated: few people give them.
    """
    return tuple(
        Problem("undecided-values", place=Place(column=column.name))
        for table in codebook.tables
        for column in table.columns
        if column.undecided
    )


def as_if_kept(codebook: Codebook) -> Codebook:
    """A codebook whose lists hold what nobody has decided on: to check a draft, never to use it."""
    if not undecided_problems(codebook):
        return codebook
    return replace(codebook, tables=tuple(map(_table, codebook.tables)))


def _table(table: Table) -> Table:
    return replace(table, columns=tuple(map(_column, table.columns)))


def _column(column: Column) -> Column:
    more = (Value(code, {"en": code}) for code in column.undecided if code not in column.codes)
    return replace(column, values=(*column.values, *more), undecided=())
