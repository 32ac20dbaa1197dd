"""What is different between two codebooks, column by column, for people who decide on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from lanterne.codebook.model import Codebook, Column


class Change(StrEnum):
    """What became of a column."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class ColumnChange:
    """What became of one column.

    Attributes:
        change: What.
        column: As it will be; of one that is removed, as it was.
        more: Answers that it did not have.
        fewer: Answers that it no longer has.
        meaning: Whether something else is different that decides what an answer means: its type,
            its definition, of whom it is asked, the order and definitions of answers that stay.
        words: Whether what people read is different.
    """

    change: Change
    column: Column
    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()
    meaning: bool = False
    words: bool = False


def changes_of(before: Codebook | None, after: Codebook) -> tuple[ColumnChange, ...]:
    """The columns that are different, in the order of the codebook; those removed come last.

    Args:
        before: The codebook that is used now; ``None``: none is, so that every column is new.
        after: The codebook that may come into its place.
    """
    old, new = _by_place(before), _by_place(after)
    return (*_new_or_changed(old, new), *_gone(old, new))


def others_changed(before: Codebook | None, after: Codebook) -> bool:
    """Whether anything besides columns is different: rules, groups, who is who, what it is about,
    descriptions, the order of columns; names, titles and versions play no part."""
    return before is not None and _besides(before, after) != _besides(after, before)


def _besides(codebook: Codebook, other: Codebook) -> tuple[object, ...]:
    tables = tuple(replace(table, columns=()) for table in codebook.tables)
    there = _by_place(other)
    order = tuple(place for place in _by_place(codebook) if place in there)
    return replace(codebook, name="", version="", title={}, tables=tables), order


Place = tuple[str, str]
"""Name of a table, empty where there is one, and of a column in it."""


def _by_place(codebook: Codebook | None) -> dict[Place, Column]:
    tables = codebook.tables if codebook else ()
    return {
        (table.name if len(tables) > 1 else "", column.name): column
        for table in tables
        for column in table.columns
    }


def _new_or_changed(old: dict[Place, Column], new: dict[Place, Column]) -> Iterator[ColumnChange]:
    for place, column in new.items():
        before = old.get(place)
        if before is None:
            yield ColumnChange(Change.ADDED, column)
        elif before != column:
            yield _changed(before, column)


def _gone(old: dict[Place, Column], new: dict[Place, Column]) -> Iterator[ColumnChange]:
    for place, column in old.items():
        if place not in new:
            yield ColumnChange(Change.REMOVED, column)


def _changed(before: Column, after: Column) -> ColumnChange:
    more = tuple(code for code in after.codes if code not in before.codes)
    fewer = tuple(code for code in before.codes if code not in after.codes)
    stay = set(before.codes) & set(after.codes)
    return ColumnChange(
        Change.CHANGED,
        after,
        more,
        fewer,
        meaning=_meaning(before, stay) != _meaning(after, stay),
        words=_words(before, stay) != _words(after, stay),
    )


def _meaning(column: Column, stay: set[str]) -> tuple[object, ...]:
    """All but labels and which answers there are; their order, too, decides what they mean."""
    defined = tuple((one.code, one.definition) for one in column.values if one.code in stay)
    return replace(column, label={}, values=()), defined


def _words(column: Column, stay: set[str]) -> tuple[object, ...]:
    return column.label, {one.code: one.label for one in column.values if one.code in stay}
