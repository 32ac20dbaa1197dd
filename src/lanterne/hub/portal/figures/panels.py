"""A question to a figure as a page shows it: its filters, and its groups as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lanterne.codebook.model import Text
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.counts import Count
from lanterne.hub.portal.explore import Chip, labels, scaled
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.asked import Asked
from lanterne.hub.portal.figures.bars import MOST_ROWS
from lanterne.hub.portal.figures.compared import sentences
from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Kind, Plan, Shape
from lanterne.hub.portal.figures.grouped import Group, Grouped, Key
from lanterne.hub.portal.figures.trend import is_uneven
from lanterne.hub.portal.query import Question
from lanterne.hub.portal.unpublished import Unpublished, explanations
from lanterne.hub.portal.unpublished import words as words_of
from lanterne.messages.punctuation import colon

MOST_LINES = 60
"""Lines of a group that are on the page; the CSV has the rest."""


@dataclass(frozen=True)
class Line:
    """One number of a group.

    Attributes:
        labels: Of each answer.
        item: The number; ``None``: it is not said that nobody gave the answer.
        width: Of its bar, in units of the drawing.
        span: Where its interval begins, and how long it is; ``None``: there is none.
    """

    labels: tuple[tuple[Text, ...], ...]
    item: Item | None
    width: int
    span: tuple[int, int] | None

    @property
    def text(self) -> str:
        """What a person reads for the answers."""
        return " · ".join(words.said(labels) for labels in self.labels)


@dataclass(frozen=True)
class Panel:
    """A group.

    Attributes:
        labels: What its people have in common; empty: there is one group.
        size: How many there are.
        first, others: Its lines: those that are seen at once, and those that unfold.
        answered, blank: Rows with an answer, the denominator of shares, and without.
        address: Query that shows this group alone; empty where there is one.
    """

    labels: tuple[Text, ...]
    size: Count
    first: tuple[Line, ...]
    others: tuple[Line, ...]
    answered: int
    blank: int
    address: str

    @property
    def unsaid(self) -> frozenset[Unpublished]:
        """Why of some of its numbers it is not said how many there are."""
        items = (line.item for line in (*self.first, *self.others) if line.item)
        return frozenset(item.unsaid for item in items if item.unsaid)


@dataclass(frozen=True)
class Panels:
    """What a page shows.

    Attributes:
        told: What it is made of.
        reading: What can be concluded, in sentences.
        chips: The filters, each with the query without it.
        panels: The groups.
        top: The number at the end of the scale that all bars have.
        left_off: Lines of each that are in the CSV alone.
        notes: What must stand beside them.
        explore: Query that shows rows of the same people in the explorer.
    """

    told: Grouped
    reading: str
    chips: tuple[Chip, ...]
    panels: tuple[Panel, ...]
    top: float
    left_off: int
    notes: tuple[str, ...]
    explore: str

    @property
    def strip(self) -> tuple[Line, ...]:
        """What is said of each number below a picture in which none stands."""
        if self.told.plan.shape is Shape.BARS:
            return ()
        every = tuple(one for panel in self.panels for one in (*panel.first, *panel.others))
        if self.told.plan.ordered:
            return every
        return tuple(one for one in every if one.item and not one.item.unsaid)

    @property
    def columns(self) -> bool:
        """Whether groups are drawn as columns over time, which takes little room."""
        plan = self.told.plan
        several = len(self.panels) > 1 and len(self.told.order) > 2
        return several and plan.shape is Shape.TREND and not self.is_uneven

    @property
    def is_uneven(self) -> bool:
        """Whether they are of periods of different lengths."""
        return any(_uneven(group.figure) for group in self.told.groups)

    @property
    def unsaid(self) -> frozenset[Unpublished]:
        """Why of some of their numbers it is not said how many there are."""
        return frozenset().union(*(panel.unsaid for panel in self.panels))

    @property
    def together(self) -> str:
        """Query without groups side by side."""
        return Asked(self.told.asked.where).address()

    @property
    def query(self) -> str:
        """The question as the query of an address."""
        return self.told.asked.address()


def panels_of(told: Grouped) -> Panels:
    """The answer to a question as a page shows it."""
    plan, asked = told.plan, told.asked
    filters = filters_of(plan, asked)
    items = [item for group in told.groups for item in group.figure.items]
    largest = max((item.high for item in items), default=0) or 1
    by = (asked.by,) if asked.by else ()
    return Panels(
        told,
        sentences(told, filters),
        tuple(_chips(asked, filters)),
        tuple(_panel(told, group, largest) for group in told.groups),
        largest,
        max(0, len(told.order) - MOST_LINES),
        tuple(_notes(told)),
        Question(plan.people, (*plan.columns, *by), asked.where).address(),
    )


def filters_of(plan: Plan, asked: Asked) -> tuple[Answer, ...]:
    """The filters with what a person reads."""
    column = plan.people.table.column
    return tuple(
        Answer(column(name), code, labels(column(name), code)) for name, code in asked.where.items()
    )


def _chips(asked: Asked, filters: Sequence[Answer]) -> Iterator[Chip]:
    for one in filters:
        yield Chip(one.column, one.labels, asked.without(one.column.name).address())


def _panel(told: Grouped, group: Group, largest: float) -> Panel:
    lines = [_line(told, group, key, largest) for key in told.order[:MOST_LINES]]
    cut = MOST_LINES if told.plan.ordered else MOST_ROWS
    alone = ""
    if group.answer is not None:
        where = {**told.asked.where, group.answer.column.name: group.answer.code}
        alone = Asked(where).address()
    return Panel(
        group.answer.labels if group.answer else (),
        group.size,
        tuple(lines[:cut]),
        tuple(lines[cut:]),
        group.figure.answered,
        group.figure.blank,
        alone,
    )


def _line(told: Grouped, group: Group, key: Key, largest: float) -> Line:
    plan, item = told.plan, group.items.get(key)
    if item is None and not plan.wider:
        names, codes = zip(*key, strict=True)
        why = coded(plan.people).published.why_not(names, told.where(group))(codes)
        item = Item((), 0, None, 0.0 if group.figure.answered else None, plan.counted, why)
    column = plan.people.table.column
    named = tuple(
        (column(name).label,) if plan.flags and place == 0 else labels(column(name), code)
        for place, (name, code) in enumerate(key)
    )
    if item is None or item.published is None:
        return Line(named, item, scaled(item.number, largest) if item else 0, None)
    width, low, high = (scaled(one, largest) for one in (item.number, item.low, item.high))
    return Line(named, item, width, (low, max(1, high - low)))


def tip(line: Line) -> str:
    """What is said of a bar to who points at it, or comes to it by the keyboard."""
    item = line.item
    if item is None:
        return f"{line.text}{colon(words.language())} –"
    number = words_of(item.unsaid) if item.unsaid else words.whole(item.number)
    more = f" ({words.between(item)})" if item.published else ""
    return f"{line.text}{colon(words.language())} {number}{more}"


def _notes(told: Grouped) -> Iterator[str]:
    plan = told.plan
    if len(told.groups) > 1:
        yield _(
            "All bars have one scale. The groups differ in size: look at the shares as well as at "
            "the counts."
        )
    if told.groups and told.unpublished:
        names = "; ".join(words.said([one.label]) for one in told.unpublished)
        never = _("These were never counted together with the filters: %(names)s.")
        unsaid = _("Of these no counts were published together with the filters: %(names)s.")
        yield (never if told.says_what_was_measured else unsaid) % {"names": names}
    yield from explanations({item.unsaid for group in told.groups for item in group.figure.items})
    if any(_uneven(group.figure) for group in told.groups):
        yield whole_periods()
    if plan.one_by_one and told.groups:
        yield words.of_combinations() if told.asked.columns else words.of_members(plan)
    if plan.kind is Kind.LINKED:
        yield words.of_several()


def whole_periods() -> str:
    """What must be said where bars are of periods of different lengths."""
    return _("The periods differ in length: each bar is of its whole period.")


def _uneven(figure: Figure) -> bool:
    return figure.plan.shape is Shape.TREND and is_uneven(figure)
