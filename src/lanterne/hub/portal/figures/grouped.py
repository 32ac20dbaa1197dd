"""The answer to a question to a figure: its numbers among some people, or in groups of them.

All numbers are published counts of the very answers that are asked for; none is worked out from
others. Counts of columns that were not published together are not guessed from rows: that there
are none is said, and what there is instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lanterne.codebook.model import Column
from lanterne.hub.portal.coded import NO_ANSWER, coded
from lanterne.hub.portal.counts import Count, count
from lanterne.hub.portal.explore import labels
from lanterne.hub.portal.figures.asked import MOST_GROUPS, Asked
from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Kind, Plan
from lanterne.hub.portal.figures.numbers import figure_of
from lanterne.hub.portal.query import Filters, Question

FIRST_GROUPS = 6
"""Groups that are shown where none is asked for, unless their answers have an order."""

Key = tuple[tuple[str, str], ...]
"""What a number counts: columns with the codes of their answers."""


def key_of(item: Item) -> Key:
    """What a number counts."""
    return tuple((answer.column.name, answer.code) for answer in item.answers)


@dataclass(frozen=True)
class Group:
    """Some people side by side with others, and the figure of them.

    Attributes:
        answer: What they have in common beside the filters; ``None``: there is one group.
        size: How many they are: rows, and the published count if there is one.
        figure: Its numbers.
    """

    answer: Answer | None
    size: Count
    figure: Figure

    @cached_property
    def items(self) -> Mapping[Key, Item]:
        """Each number under what it counts."""
        return {key_of(item): item for item in self.figure.items}


@dataclass(frozen=True)
class Grouped:
    """What can be said to a question.

    Attributes:
        plan: The figure.
        asked: The question.
        groups: One, or one for each answer that is compared; none where no counts were published
            of these columns together.
        order: What is counted, in the order in which all groups show it.
        unpublished: Tick boxes of the figure of which none were, though of others there were.
        possible: All answers by which groups can be made.
    """

    plan: Plan
    asked: Asked
    groups: tuple[Group, ...]
    order: tuple[Key, ...]
    unpublished: tuple[Column, ...]
    possible: tuple[Answer, ...]

    @property
    def says_what_was_measured(self) -> bool:
        """Whether columns without counts are known to have never been counted together."""
        return self.plan.people.together is not None

    def where(self, group: Group) -> Filters:
        """What all people of a group answered."""
        if self.asked.by is None or group.answer is None:
            return self.asked.where
        return {**self.asked.where, self.asked.by.name: group.answer.code}


def grouped(plan: Plan, asked: Asked) -> Grouped:
    """Answer a question to a figure."""
    rows = published_rows(plan, asked.columns)
    unpublished = tuple(column for column in plan.rows if column not in rows)
    possible = () if asked.by is None else answers_of(plan, asked.by)
    told = replace(plan, rows=rows)
    groups = tuple(_groups(told, asked, possible)) if rows else ()
    order = _order(told, groups) if groups else ()
    return Grouped(plan, asked, groups, order, unpublished, possible)


def _groups(plan: Plan, asked: Asked, possible: Sequence[Answer]) -> Iterator[Group]:
    if asked.by is None:
        (size,) = _sizes(plan, asked.where)
        yield Group(None, size, figure_of(plan, asked.where))
        return
    for one in _wanted(asked, possible, plan):
        where = {**asked.where, asked.by.name: one.code}
        (size,) = _sizes(plan, where)
        yield Group(one, size, figure_of(plan, where, ends=True))


def published_rows(plan: Plan, others: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a figure of which there are counts together with other columns.

    A release without published counts has its rows, of which any may be counted together.
    """
    if not plan.counted:
        return plan.rows
    has = coded(plan.people).published.has
    across = (plan.across.name,) if plan.across else ()
    return tuple(row for row in plan.rows if has((row.name, *across, *others)))


def answers_of(plan: Plan, column: Column) -> tuple[Answer, ...]:
    """The answers to a column that somebody gave, as far as that can be said; in their order."""
    numbers = coded(plan.people)
    if plan.counted:
        told = numbers.published.of([column.name], {})
        given = {answers[0] for answers, one in told.items() if not one.few}
    else:
        given = {answers[0] for answers in numbers.count([column], None)} - {NO_ANSWER}
    ordered = [code for code in column.codes if code in given]
    ordered += sorted(given.difference(ordered))  # small sets: several answers together
    return tuple(Answer(column, code, labels(column, code)) for code in ordered)


def _wanted(asked: Asked, possible: Sequence[Answer], plan: Plan) -> Sequence[Answer]:
    """The groups that are asked for; else the last of an order, or those with most people."""
    column = asked.by
    assert column is not None
    if asked.groups:
        return [Answer(column, code, labels(column, code)) for code in asked.groups]
    if column.traits.ordered:
        return possible[-MOST_GROUPS:]
    sizes = {one.answers[0]: one for one in _sizes(plan, asked.where, column)}
    nobody = Count((), 0, None, None)

    def size(answer: Answer) -> float:
        found = sizes.get(answer.code, nobody)
        return found.published.estimate if found.published else found.rows

    largest = sorted(possible, key=size, reverse=True)[:FIRST_GROUPS]
    return [answer for answer in possible if answer in largest]


def _sizes(plan: Plan, where: Filters, *by: Column) -> tuple[Count, ...]:
    return count(Question(plan.people, by, where)).counts


def _order(plan: Plan, groups: Sequence[Group]) -> tuple[Key, ...]:
    """What is counted in any of the groups: in its own order, else what most gave first."""
    sizes: dict[Key, float] = {}
    for group in groups:
        for item in group.figure.items:
            key = key_of(item)
            sizes[key] = sizes.get(key, 0) + item.number
    if not plan.ordered:
        return tuple(sorted(sizes, key=lambda key: -sizes[key]))
    place = {code: at for at, code in enumerate(plan.rows[0].codes)}
    order = sorted(sizes, key=lambda key: (place[key[0][1]], -sizes[key]))
    if plan.kind is not Kind.TREND:
        return tuple(order)
    said = [at for at, key in enumerate(order) if sizes[key] > 0] or [0]
    return tuple(order[said[0] : said[-1] + 1])
