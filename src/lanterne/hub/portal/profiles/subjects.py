"""Of whom there is a page: the people who gave one answer to a column on a country or a theme.

Which columns these are stands in the codebook, as for figures. There is a page only where a count
was published of which something can be said. So a release without published counts has none: its
rows may be real people, and a page of a rare answer would be about one of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.text import slugify

from lanterne.codebook.model import Column, Text, in_language
from lanterne.hub.portal.counts import PublishedCount, count
from lanterne.hub.portal.edition import Edition, found_once
from lanterne.hub.portal.explore import labels
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.figure import Answer, Kind, Plan
from lanterne.hub.portal.figures.find import plans, regions, unique_names
from lanterne.hub.portal.figures.numbers import yes
from lanterne.hub.portal.query import Question
from lanterne.messages.glossary import sorted_as
from lanterne.release import People

KINDS = frozenset({Kind.MAP, Kind.ROUTES, Kind.FORMS, Kind.MEANS})
"""Figures whose answers are countries, regions or themes."""


Key = tuple[str, str, str]
"""Names of people and column, and the code of an answer."""


@dataclass(frozen=True)
class Subject:
    """The people who gave one answer.

    Attributes:
        name: Names them in addresses; no others of the release have it.
        people: Among whom they are.
        answer: What they answered.
        published: How many they are: the published count.
        rows: Rows of the release with the answer.
        answered: Rows with any answer: the denominator of their share.
    """

    name: str
    people: People
    answer: Answer
    published: PublishedCount
    rows: int
    answered: int

    @property
    def title(self) -> tuple[Text, ...]:
        """What a person reads for the answer; of a tick box that is what stands beside it."""
        is_tick = self.answer.column.traits.flag
        return (self.answer.column.label,) if is_tick else self.answer.labels

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

    @property
    def in_alphabet(self) -> Sequence[Subject]:
        """The same, as somebody looks for them who reads the language of the page."""

        def key(one: Subject) -> str:
            return sorted_as(" ".join(in_language(text, words.language()) for text in one.title))

        return sorted(self.subjects, key=key)


def topics(edition: Edition) -> tuple[Topic, ...]:
    """All columns of which there are pages, with the people of each page.

    Where pages become files, the answers alone that most people gave have one.
    """
    every, most = _all_topics(edition), settings.LANTERNE_MOST_PROFILES
    return every if most is None else tuple(_first(most, topic) for topic in every)


def _first(most: int, topic: Topic) -> Topic:
    shown = topic.subjects[:most]
    return replace(topic, subjects=shown, left_off=len(topic.subjects) - len(shown))


@found_once
def _all_topics(edition: Edition) -> tuple[Topic, ...]:
    """The same with all answers of which there could be a page."""
    found, several = [], [*_columns(edition)]
    names = _names(edition, [(people, one) for people, _, columns in several for one in columns])
    for people, label, columns in several:
        every = [one for column in columns for one in _subjects(people, column, names)]
        every.sort(key=lambda one: -one.published.estimate)
        if every:
            found.append(Topic(people, label, tuple(every)))
    return tuple(found)


def _columns(edition: Edition) -> Iterator[tuple[People, Text, tuple[Column, ...]]]:
    """Label → columns: each column by itself, tick boxes together; none of them twice."""
    known: set[tuple[str, str]] = set()
    found = [(plan.people, *one) for plan in plans(edition) for one in _of_figure(plan)]
    found += [(people, one.label, (one,)) for people, one in regions(edition)]
    for people, label, columns in found:
        key = people.table.name, columns[0].name
        if people.counts.height and key not in known:
            known.add(key)
            yield people, label, columns


def _of_figure(plan: Plan) -> Iterator[tuple[Text, tuple[Column, ...]]]:
    """The columns of a figure on countries or themes.

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


def _names(edition: Edition, columns: Iterable[tuple[People, Column]]) -> dict[Key, str]:
    """What somebody may have answered → its name; it begins with the people if there are several.

    Whatever is published, so that an address means what it meant. A box without a tick has none.
    """
    parts: dict[Key, list[str]] = {}
    for people, column in columns:
        first = [people.table.name] if len(edition.people) > 1 else []
        ticked = column.traits.flag
        for code in filter(None, [yes(column)]) if ticked else column.codes:
            key = people.table.name, column.name, code
            parts[key] = [*first, column.name, *([] if ticked else [code])]
    return dict(zip(parts, unique_names(map(slug, parts.values())), strict=True))


def slug(parts: Iterable[str]) -> str:
    """Words as a part of an address; what is lost of them is told apart by a digest."""
    text = " ".join(parts)
    kept = slugify(text)
    if text.isascii() and kept:
        return kept
    return "-".join(filter(None, [kept, hashlib.sha256(text.encode()).hexdigest()[:8]]))


def _subjects(people: People, column: Column, names: Mapping[Key, str]) -> Iterator[Subject]:
    """Those of whom it can be said how many there are."""
    told = count(Question(people, (column,), {}))
    for one in told.counts:
        (code,) = one.answers
        name = names.get((people.table.name, column.name, code))
        if name and one.published and not one.published.few:
            answer = Answer(column, code, labels(column, code))
            yield Subject(name, people, answer, one.published, one.rows, told.answered)
