"""What may be asked of a figure: columns of which counts were published together with its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lanterne.codebook.model import Column
from lanterne.hub.portal.explore import labels
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.asked import Asked
from lanterne.hub.portal.figures.figure import Answer, Plan
from lanterne.hub.portal.figures.grouped import Grouped, answers_of, published_rows


@dataclass(frozen=True)
class Option:
    """An answer that may be chosen: its code, what a person reads, and whether it is."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """A column by whose answers one may choose."""

    column: Column
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Form:
    """What may be asked of a figure.

    Attributes:
        fields: Columns with the answers of which only some people may be counted.
        by: Columns by which groups may be made.
        groups: The groups there are; those that are shown are chosen.
        refused: Whether other columns are missing, because no counts of them were published.
    """

    fields: tuple[Field, ...]
    by: tuple[Option, ...]
    groups: tuple[Option, ...]
    refused: bool


def form_of(plan: Plan, asked: Asked, told: Grouped | None) -> Form:
    """What may be asked of a figure, beside what is asked already."""
    own = {column.name for column in plan.columns}
    others = [column for column in plan.people.table.columns if column.name not in own]

    answered = told is None or bool(told.groups)

    def possible(column: Column) -> bool:
        """Together with what is asked; where that has no counts, in its place."""
        kept = asked.without(column.name).columns if answered else ()
        return bool(published_rows(plan, (*kept, column.name)))

    free = [c for c in others if c.name in asked.columns or possible(c)]
    by = asked.by
    return Form(
        tuple(_field(plan, c, asked.where.get(c.name)) for c in free if c is not by),
        tuple(
            Option(c.name, words.said([c.label]), c is by)
            for c in free
            if c.name not in asked.where
        ),
        tuple(_groups(told)) if told else (),
        len(free) < len(others),
    )


def _field(plan: Plan, column: Column, chosen: str | None) -> Field:
    answers = answers_of(plan, column)
    options = tuple(Option(one.code, words.answer(one), one.code == chosen) for one in answers)
    if chosen is not None and not any(one.chosen for one in options):
        here = Answer(column, chosen, labels(column, chosen))
        options += (Option(chosen, words.answer(here), chosen=True),)
    return Field(column, words.said([column.label]), options)


def _groups(told: Grouped) -> Iterator[Option]:
    shown = {group.answer.code for group in told.groups if group.answer}
    for one in told.possible:
        yield Option(one.code, words.answer(one), one.code in shown)
