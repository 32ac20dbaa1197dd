"""Counts of the people of a release, from its rows and from what was published beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import polars as pl

from lanterne.codebook.encoding import SMALL_SET
from lanterne.codebook.model import Column, ColumnType
from lanterne.hub.portal.questions import Filters, Question
from lanterne.release import People
from lanterne.release.counts import LONGEST

NO_ANSWER = ""
"""Stands for every kind of missingness: blank never means no."""


@dataclass(frozen=True)
class Published:
    """A published count: the estimate, and the ends of its interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Count:
    """How many people give some answers together.

    Attributes:
        answers: One per column that is counted by; :data:`NO_ANSWER` where there is none.
        rows: Rows of the release.
        published: The published count; ``None``: there is none of this combination.
    """

    answers: tuple[str, ...]
    rows: int
    published: Published | None


@dataclass(frozen=True)
class Counts:
    """The answer to a question.

    Attributes:
        counts: Most rows first; with an answer in every column first.
        matching: Rows that pass the filters.
        answered: Of these, the rows with an answer in every column that is counted by, or in its
            group: the denominator of percentages.
        publishable: Whether there may be published counts: the combination is short enough, and
            the release has some.
    """

    counts: tuple[Count, ...]
    matching: int
    answered: int
    publishable: bool


def count(question: Question) -> Counts:
    """Answer a question: one count per combination of answers that occurs or was published."""
    people = question.people
    rows = people.rows.filter(_passes(people, question.where)) if question.where else people.rows
    published = _published(question)
    found = _counted(rows, question.by)
    combinations = dict.fromkeys((*found, *published))
    counts = (
        Count(answers, found.get(answers, 0), published.get(answers)) for answers in combinations
    )
    return Counts(
        tuple(sorted(counts, key=lambda one: (NO_ANSWER in one.answers, -one.rows, one.answers))),
        rows.height,
        _denominator(rows, people, question.by),
        people.counts.height > 0 and 0 < len(question.by) + len(question.where) <= LONGEST,
    )


def is_split(column: Column) -> bool:
    """Whether each member of a cell is an answer of its own: the rule of the published counts."""
    return column.type is ColumnType.SET and len(column.codes) > SMALL_SET


def _missing(column: Column) -> list[str]:
    return ["", *(text for texts in column.missing.values() for text in texts)]


def _text(column: Column) -> pl.Expr:
    """The answer in a cell; :data:`NO_ANSWER` for every kind of missingness."""
    text = pl.col(column.name).cast(pl.String)
    return pl.when(text.is_in(_missing(column))).then(pl.lit(NO_ANSWER)).otherwise(text)


def _passes(people: People, where: Filters) -> pl.Expr:
    tests = []
    for name, answer in where.items():
        column = people.table.column(name)
        text = pl.col(name).cast(pl.String)
        if is_split(column):
            tests.append(text.str.split(column.separator).list.contains(answer))
        else:
            tests.append(text == answer)
    return reduce(and_, tests)


def _counted(rows: pl.DataFrame, by: tuple[Column, ...]) -> Mapping[tuple[str, ...], int]:
    """Answers → rows that give them; each member of a large set counts for itself."""
    if not by:
        return {(): rows.height}
    frame = rows.lazy().select(_text(column).alias(column.name) for column in by)
    for column in by:
        if is_split(column):
            frame = frame.with_columns(pl.col(column.name).str.split(column.separator))
            frame = frame.explode(column.name)
    names = [column.name for column in by]
    counted = frame.group_by(names).agg(pl.len().alias("\x1frows")).collect()
    return {tuple(row[:-1]): row[-1] for row in counted.iter_rows()}


def answered(rows: pl.DataFrame, columns: tuple[Column, ...]) -> int:
    """Rows with an answer in any of the columns."""
    tests = (_text(column) != NO_ANSWER for column in columns)
    return int(rows.select(reduce(or_, tests).sum()).item() or 0)


def _denominator(rows: pl.DataFrame, people: People, by: tuple[Column, ...]) -> int:
    """Rows with an answer in every column that is counted by, or in its group."""
    for column in by:
        tests = (_text(one) != NO_ANSWER for one in group_of(people, column))
        rows = rows.filter(reduce(or_, tests))
    return rows.height


def group_of(people: People, column: Column) -> tuple[Column, ...]:
    """The columns that share the denominator of a column, itself among them."""
    if column.group is None:
        return (column,)
    return tuple(one for one in people.table.columns if one.group == column.group)


def _published(question: Question) -> Mapping[tuple[str, ...], Published]:
    """Answers → their published count under the filters."""
    names = [column.name for column in question.by]
    length = len(names) + len(question.where)
    if not 0 < length <= LONGEST:
        return {}
    places = range(1, LONGEST + 1)
    tests = [pl.col("length") == length]
    tests += [_anywhere(name, answer) for name, answer in question.where.items()]
    tests += [pl.any_horizontal(pl.col(f"column_{i}") == name for i in places) for name in names]
    answers = [
        pl.coalesce(
            pl.when(pl.col(f"column_{i}") == name).then(pl.col(f"value_{i}")) for i in places
        ).alias(f"{number}")
        for number, name in enumerate(names)
    ]
    bounds = ("estimate", "estimate_low", "estimate_high")
    found = question.people.counts.lazy().filter(*tests).select(*answers, *bounds).collect()
    return {tuple(row[:-3]): Published(*row[-3:]) for row in found.iter_rows()}


def _anywhere(name: str, answer: str) -> pl.Expr:
    return pl.any_horizontal(
        (pl.col(f"column_{i}") == name) & (pl.col(f"value_{i}") == answer)
        for i in range(1, LONGEST + 1)
    )
