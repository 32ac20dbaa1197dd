"""The form in which a vignette is coded: what is asked of each column, and what came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.http import QueryDict

from lanterne.codebook import Codebook, Column
from lanterne.codebook.model import Text

PREFIX = "answer."
"""What the name of a field begins with; the name of its column follows."""

FEW = 6
"""So many answers stand beside each other at most; of more one is picked from a list."""


class FormError(Exception):
    """Not every column of the codebook came back, another did, or an answer that there is not."""


class Kind(StrEnum):
    """How a column is asked."""

    ONE = "one"
    LIST = "list"
    SEVERAL = "several"
    NUMBER = "number"


@dataclass(frozen=True)
class Option:
    """An answer that can be given.

    Attributes:
        code: As the codebook writes it.
        label: What people read.
        definition: What it means, where the codebook says so.
        given: Whether it is the answer now.
    """

    code: str
    label: Text
    definition: Text
    given: bool


@dataclass(frozen=True)
class Field:
    """What is asked of a column.

    Attributes:
        column: The column.
        place: Its place in the codebook.
        name: Of the field.
        kind: How it is asked.
        options: The answers that can be given, beside none.
        given: The answer now, as the codebook writes it; blank: the vignette does not say.
    """

    column: Column
    place: int
    name: str
    kind: Kind
    options: tuple[Option, ...]
    given: str


@dataclass(frozen=True)
class Part:
    """Columns that are asked together.

    Attributes:
        label: What people read for their group; empty: they belong to none.
        fields: What is asked.
    """

    label: Text
    fields: tuple[Field, ...]


def parts_of(codebook: Codebook, answers: Mapping[str, str]) -> tuple[Part, ...]:
    """What is asked of a vignette, by group; what belongs to none comes last.

    Args:
        codebook: A codebook of one table.
        answers: Column → answer that was given; what is not there was not.
    """
    return tuple(part for part in _parts(codebook, answers) if part.fields)


def _parts(codebook: Codebook, answers: Mapping[str, str]) -> Iterator[Part]:
    groups = {group.name: group.label for group in codebook.groups}
    for name, label in (*groups.items(), (None, {})):
        columns = [one for one in enumerate(codebook.table.columns) if one[1].group == name]
        fields = (_field(place, one, answers.get(one.name, "")) for place, one in columns)
        yield Part(label, tuple(fields))


def _field(place: int, column: Column, given: str) -> Field:
    chosen = members_of(given, column)
    options = tuple(
        Option(one.code, one.label, one.definition, one.code in chosen) for one in column.values
    )
    return Field(column, place, PREFIX + column.name, _kind(column), options, given)


def _kind(column: Column) -> Kind:
    if column.numbers is not None:
        return Kind.NUMBER
    if column.traits.several:
        return Kind.SEVERAL
    return Kind.ONE if len(column.values) <= FEW else Kind.LIST


def members_of(answer: str, column: Column) -> tuple[str, ...]:
    """The codes of an answer: of a set all its members; blank has none."""
    if not answer:
        return ()
    return tuple(answer.split(column.separator)) if column.traits.several else (answer,)


def answers_in(form: QueryDict, codebook: Codebook) -> dict[str, str]:
    """Column → answer, blank where the vignette does not say.

    Raises:
        FormError: The form is not whole, or says what the codebook does not have.
    """
    columns = {PREFIX + one.name: one for one in codebook.table.columns}
    if {name for name in form if name.startswith(PREFIX)} != columns.keys():
        raise FormError
    return {one.name: _answer(form.getlist(name), one) for name, one in columns.items()}


def _answer(sent: list[str], column: Column) -> str:
    """What was sent of a column; each sends a blank, and a set more beside it."""
    given = {text.strip() for text in sent} - {""}
    most = (column.at_most or len(given)) if column.traits.several else 1
    if len(given) > most or given - {*column.texts}:
        raise FormError
    return column.separator.join(sorted(given))
