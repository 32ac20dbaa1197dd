"""Of whom there is a page: the people who gave one answer to a column on a country or a theme.

Which columns these are stands in the codebook, as for figures. Of an answer of which there are too
few to say, or whose rows alone are known where counts were published, there is no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings

from lanterne.codebook.model import Column, Text, in_language
from lanterne.hub.portal.counts import Count, count
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.explore import labels
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.figure import Answer, Kind, Plan
from lanterne.hub.portal.figures.find import plans, unique_names
from lanterne.hub.portal.figures.numbers import yes
from lanterne.hub.portal.query import Question
from lanterne.messages.glossary import sorted_as
from lanterne.release import People

KINDS = frozenset({Kind.MAP, Kind.ROUTES, Kind.FORMS, Kind.MEANS})
"""Figures whose answers are countries, regions or themes."""


@dataclass(frozen=True)
class Subject:
    """The people who gave one answer.

    Attributes:
        name: Names them in addresses; no others of the release have it.
        people: Among whom they are.
        answer: What they answered.
        size: How many they are.
        answered: Rows with an answer: the denominator of their share.
    """

    name: str
    people: People
    answer: Answer
    size: Count
    answered: int

    @property
    def title(self) -> tuple[Text, ...]:
        """What a person reads for the answer; of a tick box that is what stands beside it."""
        return (self.answer.column.label,) if self.is_tick else self.answer.labels

    @property
    def number(self) -> float:
        """The published count; without counts, the rows."""
        return self.size.published.estimate if self.size.published else self.size.rows

    @property
    def is_tick(self) -> bool:
        """Whether the answer is a ticked box."""
        return self.answer.column.traits.flag

    @property
    def question(self) -> Question:
        """What is asked of them."""
        return Question(self.people, (), {self.answer.column.name: self.answer.code})


@dataclass(frozen=True)
class Topic:
    """A column, or tick boxes of one group.

    Attributes:
        people: Who gave the answers.
        label: Of the column, or of the group.
        subjects: One for each answer, those of most people first.
        left_off: How many answers more have no page, where there is no room for them.
    """

    people: People
    label: Text
    subjects: tuple[Subject, ...]
    left_off: int = 0

    @cached_property
    def in_alphabet(self) -> Sequence[Subject]:
        """The same, as somebody looks for them who reads the language of the page."""

        def key(one: Subject) -> str:
            return sorted_as(" ".join(in_language(text, words.language()) for text in one.title))

        return sorted(self.subjects, key=key)


def topics(edition: Edition) -> tuple[Topic, ...]:
    """All columns of which there are pages, with the people of each page.

    Where pages become files, the answers alone that most people gave have one.
    """
    found = list(_unnamed(edition))
    names = unique_names(_stem(edition, one) for topic in found for one in topic.subjects)
    return tuple(
        replace(topic, subjects=tuple(replace(one, name=next(names)) for one in topic.subjects))
        for topic in found
    )


def _unnamed(edition: Edition) -> Iterator[Topic]:
    known: set[tuple[str, str]] = set()
    for plan in plans(edition):
        for label, columns in _asked(plan):
            key = plan.people.table.name, columns[0].name
            if key in known:  # of a country there are a map and routes
                continue
            known.add(key)
            found = (one for column in columns for one in _subjects(plan, column))
            subjects = tuple(sorted(found, key=lambda one: -one.number))
            if subjects:
                shown = subjects[: settings.LANTERNE_MOST_PROFILES]
                yield Topic(plan.people, label, shown, len(subjects) - len(shown))


def _asked(plan: Plan) -> Iterator[tuple[Text, tuple[Column, ...]]]:
    """Label → columns: each column by itself, tick boxes together.

    Of a small set, which is counted by its combinations, there are no counts of one member with
    other columns.
    """
    if plan.kind not in KINDS:
        return
    if plan.flags:
        yield plan.about[0], plan.rows
        return
    for column in plan.columns:
        if not column.traits.several or column.split:
            yield column.label, (column,)


def _subjects(plan: Plan, column: Column) -> Iterator[Subject]:
    """Those of whom it can be said that there are any, without a name."""
    told = count(Question(plan.people, (column,), {}))
    for one in told.counts:
        (code,) = one.answers
        if not code or (column.traits.flag and code != yes(column)):
            continue
        if one.published is None if plan.counted else not one.rows:
            continue
        if one.published and one.published.few:
            continue
        answer = Answer(column, code, labels(column, code))
        yield Subject("", plan.people, answer, one, told.answered)


def _stem(edition: Edition, one: Subject) -> str:
    """The words by which an answer is named; the kind of people where there are several."""
    parts = [one.people.table.name] if len(edition.people) > 1 else []
    parts.append(one.answer.column.name)
    return " ".join(parts if one.is_tick else [*parts, one.answer.code])
