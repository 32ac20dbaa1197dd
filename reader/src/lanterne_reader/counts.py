"""What is counted: published counts with their intervals, and rows with their denominators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import Any

import polars as pl

from lanterne_reader.codebook import Column, Table

LONGEST = 3
"""Most answers of a published count."""


@dataclass(frozen=True)
class Count:
    """How many people give some answers together.

    Attributes:
        estimate: The best estimate, in people; ``None``: no count was published.
        low: Lower end of its interval of 95 %.
        high: Upper end.
        noisy_count: The count with its noise, for sums of single answers; may be below 0.
        rows: Rows of the release with these answers; they have no interval.
        table: Name of the table whose rows are counted.
        without: Why no count was published; empty: there is one.
    """

    estimate: float | None
    low: float | None
    high: float | None
    noisy_count: float | None
    rows: int
    table: str
    without: str

    def __str__(self) -> str:
        """A sentence that may be quoted."""
        if self.estimate is None or self.low is None or self.high is None:
            rows = f"{self.rows:,} rows of {self.table} have these answers"
            return f"No count was published: {self.without}. {rows}, without an interval."
        if self.low <= 0:
            return f"Too few {self.table} to say: at most about {max(self.high, 0):,.0f}."
        reach = f"95 %: {self.low:,.0f} to {self.high:,.0f}"
        return f"About {self.estimate:,.0f} {self.table} ({reach})."


@dataclass(frozen=True)
class Share:
    """Of the rows with an answer, how many give some answers.

    Attributes:
        rows: Rows with these answers.
        of: Rows with any answer there: the denominator. A blank is no "no".
        share: ``rows`` ÷ ``of``, or its mean over the data sets where there is an interval; not a
            number where ``of`` is 0.
        low: Lower end of an interval of 95 % for the people in the records; ``None``: there is
            none.
        high: Upper end.
        columns: Columns of which one must have an answer.
        among: Who is asked about: column → answer; empty: everybody with an answer.
        without: Why there is no interval; empty: there is one.
        only_yes: Whether nothing but a yes can be recorded there: then a share says little.
    """

    rows: int
    of: int
    share: float
    low: float | None
    high: float | None
    columns: tuple[str, ...]
    among: Mapping[str, str]
    without: str
    only_yes: bool

    def __str__(self) -> str:
        """A sentence that may be quoted."""
        if self.only_yes:
            name = " and ".join(self.columns)
            return f"Of {name} nothing but a yes is recorded: a share of the known says nothing."
        if self.of == 0:
            return f"No row has an answer in {', '.join(self.columns)}."
        reach = f"without an interval: {self.without}"
        if self.low is not None and self.high is not None:
            reach = f"95 %: {max(self.low, 0):.1%} to {min(self.high, 1):.1%}"
        known, given = " or ".join(self.columns), (f"{n} is {c}" for n, c in self.among.items())
        of_whom = " and ".join([*given, f"{known} is known"])
        return f"{self.share:.1%} of those of whom {of_whom} ({reach})."


def gives(column: Column, answer: str) -> pl.Expr:
    """Whether a row gives an answer, as published counts have it.

    Of a set with more than four members an answer is a member, or several, which then are all
    there, whatever else is; of a smaller one it is the whole cell.

    Raises:
        ValueError: The codebook has no such answer.
    """
    cell = pl.col(column.name).fill_null("")
    if column.bins:
        _check_answer(column, [answer])
        first, last = column.bins[answer]
        number = cell.cast(pl.Float64, strict=False)
        return ((number >= float(first)) & (number <= float(last))).fill_null(value=False)
    if column.kind != "set":
        _check_answer(column, [answer])
        return cell == answer
    members = sorted({*answer.split(column.separator)})
    _check_answer(column, members)
    if column.listed_whole:
        return cell == column.separator.join(members)
    there = cell.str.split(column.separator).list
    return reduce(and_, (there.contains(member) for member in members))


def is_recorded(column: Column) -> pl.Expr:
    """Whether a row has an answer."""
    return ~pl.col(column.name).fill_null("").is_in(["", *column.missing])


def denominator(table: Table, names: list[str]) -> tuple[pl.Expr, tuple[str, ...]]:
    """Of whom something is known: an answer in each column, or in one of its group."""
    masks, columns = [], []
    for name in names:
        column = table.column(name)
        group = [
            one
            for one in table.columns.values()
            if one is column or (column.group and one.group == column.group)
        ]
        masks.append(reduce(or_, map(is_recorded, group)))
        columns += [one.name for one in group]
    return reduce(and_, masks), tuple(dict.fromkeys(columns))


def published(
    counts: pl.DataFrame, table: Table, asked: Mapping[str, str]
) -> dict[str, float] | None:
    """The published count of answers, by any order of their columns; ``None``: there is none."""
    wanted = parts_of(table, asked)
    if not 0 < len(wanted) <= LONGEST or counts.is_empty():
        return None
    lines = counts.filter(pl.col("length") == str(len(wanted)))
    for line in lines.iter_rows(named=True):
        pairs = [(line[f"column_{n}"], line[f"value_{n}"]) for n in range(1, len(wanted) + 1)]
        if sorted(pairs) == wanted:
            return {name: float(line[name]) for name in _NUMBERS if line.get(name)}
    return None


def parts_of(table: Table, asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Columns and answers as they stand in published counts: members of a large set are apart."""
    return sorted(
        (name, code)
        for name, answer in asked.items()
        for code in _apart(table.column(name), answer)
    )


def were_counted(said: Mapping[str, Any], wanted: list[tuple[str, str]]) -> bool:
    """Whether answers were counted together, as a manifest says it.

    Args:
        said: ``measured_together`` of the manifest, of these counts.
        wanted: Columns and answers; one alone always was.
    """
    places = {tuple(part): str(at) for at, part in enumerate(said["parts"])}
    known = [{places.get((name,)), places.get((name, answer))} - {None} for name, answer in wanted]
    sets = {frozenset(one.split()) for one in said["sets"]}
    return len(wanted) < 2 or any(frozenset(some) in sets for some in product(*known))


def _apart(column: Column, answer: str) -> list[str]:
    """Answers as they stand in published counts: the whole cell, or members one by one."""
    if column.kind != "set":
        return [answer]
    members = sorted({*answer.split(column.separator)})
    return [column.separator.join(members)] if column.listed_whole else members


_ENDS = ("", "_low", "_high")
_NUMBERS = ("noisy_count", *(f"{name}{end}" for name in ("count", "estimate") for end in _ENDS))


def _check_answer(column: Column, codes: list[str]) -> None:
    unknown = [code for code in codes if code not in column.values]
    if unknown:
        known = ", ".join(list(column.values)[:20])
        raise ValueError(f"{column.name} has no answer {unknown[0]}. There are: {known}")
