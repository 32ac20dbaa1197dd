"""Whether rows obey the codebook: values, required answers, rules and dependencies.

The check is made on the texts of the release, by other code than the one that enforces the rules
on the way: an error there does not hide itself here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from lanterne.codebook.model import Column, Condition, Dependency, Missing, Table
from lanterne.errors import Place, Problem
from lanterne.messages import Message, Parameter
from lanterne.release.tables import binned

Fault = tuple[str, Mapping[str, str], str | None, pl.Expr]
"""The sentence of what is wrong, its gaps, the column to blame, and where it is broken."""


def data_problems(frame: pl.DataFrame, table: Table, file: str) -> tuple[Problem, ...]:
    """What is wrong with rows, one problem per broken rule, without any cell's value.

    Args:
        frame: A coded table: null where the codebook does not permit the text.
        table: The codebook's table.
        file: Name of the file, for the messages.
    """
    frame = binned(frame, table)  # as the codebook's rules see them
    faults = list(_faults(frame, table))
    broken = frame.select(
        expression.fill_null(value=False).sum().alias(str(place))
        for place, (*_, expression) in enumerate(faults)
    )
    problems = []
    for (code, gaps, column, expression), rows in zip(faults, broken.row(0), strict=True):
        if rows:
            first = frame.select(expression.fill_null(value=False).arg_max()).item() + 2
            counted: dict[str, Parameter] = {**gaps, "rows": Message("count.rows", {"count": rows})}
            problems.append(Problem(code, counted, Place(file, first, column)))
    return tuple(problems)


def _faults(frame: pl.DataFrame, table: Table) -> Iterator[Fault]:
    for column in table.columns:
        cell = pl.col(column.name)
        yield "value-not-listed.released", {}, column.name, cell.is_null()
        if column.required:
            blank = ["", *column.missing.get(Missing.NOT_RECORDED, ())]
            yield "required-blank.released", {}, column.name, cell.is_in(blank)
    for rule in table.rules:
        holds = pl.all_horizontal(
            _holds(frame[condition.column], table.column(condition.column), condition)
            for condition in rule.forbid
        )
        yield "rule-broken.released", {"rule": rule.name}, None, holds
    for dependency in table.dependencies:
        parent = {"column": dependency.parent}
        yield "dependency-broken.released", parent, dependency.child, _strays(dependency)


def _holds(series: pl.Series, column: Column, condition: Condition) -> pl.Expr:
    """Where a condition of a rule holds."""
    texts = [text for text in series.unique().drop_nulls() if _meets(text, column, condition)]
    return pl.col(column.name).is_in(texts)


def _meets(text: str, column: Column, condition: Condition) -> bool:
    """Whether a condition holds for a cell; the empty text stands for all missingness."""
    if not text or any(text in texts for texts in column.missing.values()):
        found = "" in condition.values
    elif column.traits.several:
        found = not set(condition.values).isdisjoint(text.split(column.separator))
    else:
        found = text in condition.values
    return found is not condition.negated


def _strays(dependency: Dependency) -> pl.Expr:
    """Where the parent has an answer and the child is not what follows from it."""
    parent, child = pl.col(dependency.parent), pl.col(dependency.child)
    answers = sorted(set(dependency.mapping.values()))
    return pl.any_horizontal(
        parent.is_in([p for p, c in dependency.mapping.items() if c == answer]) & (child != answer)
        for answer in answers
    )
