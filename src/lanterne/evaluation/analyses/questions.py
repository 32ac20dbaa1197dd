"""Which analyses are made: chosen by rule from the codebook, before anybody looks at a case.

- *Outcomes*: every flag, and every member of a set, in the order of the codebook. A flag that
  can only say yes is asked among the people with any answer in its group; without a group nobody
  is known to have been asked, and it is left out.
- *Exposures*: the first column about gender, the shortest about age or majority; without either,
  the first two columns of categories. The first value is set against all others; where values
  have an order, the lower half against the upper half.
- *Year*: the first column of years; without one, the first whose values all begin with a year.
- *Route*: the first two columns of countries; without them, the first two columns of one list of
  categories.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lanterne.codebook.model import Column, Table

GENDER = frozenset({"gender", "sex"})
"""Words of a name that say that a column is about gender."""

AGE = frozenset({"age", "majority", "minor"})
"""Words of a name that say that a column is about age."""

MOST_VALUES = 12
"""Most values of a column that stands in for gender and age where there are none."""

SHORTEST_ROUTE = 3
"""Fewest values of a list that can be places."""


@dataclass(frozen=True)
class Split:
    """A question with two answers, made of one column.

    Attributes:
        column: Name of the column.
        yes: Texts, or members of a set, that are the first answer.
        no: Texts that are the second answer; empty: any other text of people who were asked.
        asked: Columns of which one must say something; with ``no`` this plays no part.
        member: For one member of a set: the text that separates members; empty: no set.
    """

    column: str
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    member: str = ""


@dataclass(frozen=True)
class Questions:
    """What is asked of both tables.

    Attributes:
        outcomes: What may be more frequent among some people than among others.
        exposures: Which people are set against which.
        year: Column of the year; ``None``: there is none.
        route: Columns of where people come from and where they are exploited; ``None``: none.
    """

    outcomes: tuple[Split, ...]
    exposures: tuple[Split, ...]
    year: Column | None
    route: tuple[Column, Column] | None


def questions_of(table: Table) -> Questions:
    """The questions that a table can answer, by the rules of this module."""
    return Questions(tuple(_outcomes(table)), tuple(_exposures(table)), _year(table), _route(table))


def _outcomes(table: Table) -> Iterator[Split]:
    for column in table.columns:
        if column.traits.several and len(column.values) > 1:
            for code in column.codes:
                yield Split(column.name, (code,), (), (column.name,), column.separator)
        if column.traits.flag:
            first, *others = column.codes
            same = tuple(c.name for c in table.columns if c.group and c.group == column.group)
            if others:
                yield Split(column.name, (first,), tuple(others))
            elif len(same) > 1:
                yield Split(column.name, (first,), (), same)


def _exposures(table: Table) -> Iterator[Split]:
    columns = [c for c in table.columns if c.traits.plain and len(c.values) > 1]
    about_gender = [c for c in columns if _words(c.name) & GENDER]
    about_age = [c for c in columns if _words(c.name) & AGE]
    found = [*about_gender[:1], *sorted(about_age, key=lambda c: len(c.values))[:1]]
    year = _year(table)
    others = [c for c in columns if c is not year and len(c.values) <= MOST_VALUES]
    for column in found or others[:2]:
        codes = column.codes
        middle = len(codes) // 2 if column.traits.ordered else 1
        yield Split(column.name, codes[:middle], codes[middle:])


def _year(table: Table) -> Column | None:
    for column in table.columns:
        if column.traits.time:
            return column
    for column in table.columns:
        if column.traits.ordered and all(_begins_with_year(c) for c in column.codes):
            return column
    return None


def _route(table: Table) -> tuple[Column, Column] | None:
    countries = [c for c in table.columns if c.traits.place]
    if len(countries) > 1:
        return countries[0], countries[1]
    places = [c for c in table.columns if c.traits.plain and not c.traits.ordered]
    places = [c for c in places if len(c.values) >= SHORTEST_ROUTE]
    for place, first in enumerate(places):
        for second in places[place + 1 :]:
            if first.codes == second.codes:
                return first, second
    return None


def _words(name: str) -> set[str]:
    """The words of a name, whether written so_far or soFar."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def _begins_with_year(text: str) -> bool:
    return re.match(r"(19|20)\d\d\b", text) is not None
