"""Reading a codebook in a page, and how much of each column is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lanterne.codebook.model import Codebook, Column, Table, Text
from lanterne.codebook.spelling import plain
from lanterne.hub.portal.counts import answered
from lanterne.hub.portal.edition import Edition, found_once
from lanterne.release import People


@dataclass(frozen=True)
class Shown:
    """A table of the codebook, with the columns that are shown of it."""

    table: Table
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Answered:
    """How much of a column is answered: rows, and their share of all."""

    column: Column
    rows: int
    share: float


@dataclass(frozen=True)
class Coverage:
    """How much of each column is answered, of some people."""

    people: People
    columns: tuple[Answered, ...]


def columns_about(codebook: Codebook, wanted: str) -> tuple[Shown, ...]:
    """The columns in which a word occurs: in a name, label, definition or value, in any language.

    Args:
        codebook: What is searched.
        wanted: The word, with or without its accents and capitals; empty: all columns.
    """
    shown = (
        Shown(table, tuple(column for column in table.columns if _mentions(column, plain(wanted))))
        for table in codebook.tables
    )
    return tuple(one for one in shown if one.columns)


def _mentions(column: Column, wanted: str) -> bool:
    return any(wanted in plain(text) for text in _texts(column))


def _texts(column: Column) -> Iterator[str]:
    texts: list[Text] = [column.label, column.definition]
    yield column.name
    for value in column.values:
        yield value.code
        texts += [value.label, value.definition]
    for text in texts:
        yield from text.values()


@found_once
def coverage(edition: Edition) -> tuple[Coverage, ...]:
    """How much of each column is answered in the rows of a release."""
    return tuple(_coverage(people) for people in edition.people)


def _coverage(people: People) -> Coverage:
    return Coverage(
        people,
        tuple(
            Answered(column, rows, rows / max(1, people.rows.height))
            for column in people.table.columns
            for rows in [answered(people, column)]
        ),
    )
