"""What a figure is: which columns it shows, of whom, and the numbers in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from lanterne.codebook.model import Column, Text
from lanterne.hub.portal.counts import PublishedCount
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.release import People


class Kind(StrEnum):
    """What a figure is about, in the order in which figures stand on a page."""

    TREND = "trend"
    MAP = "map"
    ROUTES = "routes"
    AGE_SEX = "age-and-sex"
    FORMS = "exploitation"
    MEANS = "means"
    RECRUITER = "recruiter"
    LINKED = "linked"
    NUMBER = "number"
    ANSWERS = "answers"


class Shape(StrEnum):
    """How a figure is drawn."""

    TREND = "trend"
    MAP = "map"
    BARS = "bars"


class Sureness(StrEnum):
    """How far a number can be trusted.

    Unsure is a published count whose interval is wider than half the count. ``FEW``: there are too
    few to say, because the interval reaches 0, or none was published although they were counted.
    ``NOT_MEASURED``: they were never counted together; ``NOT_SAID``: an earlier release does not
    say which of both it is. ``ROWS`` is the number of rows of a release that has no published
    counts at all.
    """

    SURE = "sure"
    UNSURE = "unsure"
    FEW = "few"
    NOT_MEASURED = "not-measured"
    NOT_SAID = "not-said"
    ROWS = "rows"


@dataclass(frozen=True)
class Plan:
    """A figure that a release has, before anything is counted.

    Attributes:
        name: Names it in addresses; no other figure of the release has it.
        kind: What it is about.
        people: Who is counted.
        rows: The column whose answers are counted, or tick boxes of one group.
        across: A second column, beside whose answers the first are counted.
        about: Labels of what is counted, as the codebook has them.
        wider: Whether rows may hold a wider answer in place of one that was made wider: then it
            is not said of any answer that nobody gave it.
    """

    name: str
    kind: Kind
    people: People
    rows: tuple[Column, ...]
    across: Column | None
    about: tuple[Text, ...]
    wider: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns of it."""
        return self.rows if self.across is None else (*self.rows, self.across)

    @property
    def counted(self) -> bool:
        """Whether the release has published counts of these people."""
        return self.people.counts.height > 0

    @property
    def flags(self) -> bool:
        """Whether the rows are tick boxes of a group, each with the label of its column."""
        return self.rows[0].traits.flag

    @property
    def several(self) -> bool:
        """Whether one person may be counted in several rows, so that shares add up to more."""
        return self.flags or self.one_by_one or any(column.split for column in self.rows)

    @property
    def one_by_one(self) -> bool:
        """Whether it is of a small set, whose members are counted one by one."""
        (first, *more) = self.columns
        return first.traits.several and not first.split and not more

    @property
    def ordered(self) -> bool:
        """Whether the answers have an order of their own."""
        return not self.flags and self.rows[0].traits.ordered

    @property
    def shape(self) -> Shape:
        """How it is drawn."""
        return {Kind.TREND: Shape.TREND, Kind.MAP: Shape.MAP}.get(self.kind, Shape.BARS)


@dataclass(frozen=True)
class Answer:
    """An answer to a column: its code, and what a person reads, one label for each part of it."""

    column: Column
    code: str
    labels: tuple[Text, ...]


@dataclass(frozen=True)
class Item:
    """One number of a figure.

    Attributes:
        answers: The answers that are counted together: one, or one and that of the second column.
        rows: Rows of the release.
        published: The published count; ``None``: there is none of this combination.
        share: Rows among those with an answer, 0 to 1; ``None`` where nobody has one.
        counted: Whether the release has published counts.
        unpublished: Why there is no published count; a single answer is always counted.
    """

    answers: tuple[Answer, ...]
    rows: int
    published: PublishedCount | None
    share: float | None
    counted: bool = False
    unpublished: Unpublished = Unpublished.FEW

    @property
    def unsaid(self) -> Unpublished | None:
        """Why it is not said how many there are, or whether anybody is; ``None``: it is."""
        if self.published:
            return Unpublished.FEW if self.published.few else None
        return self.unpublished if self.counted else None

    @property
    def number(self) -> float:
        """The published count, or 0 where it is not said; without counts, the rows."""
        if self.unsaid:
            return 0
        return self.published.estimate if self.published else self.rows

    @property
    def low(self) -> float:
        """Lower end of the interval; where there is none, the number itself."""
        return self.published.low if self.published else self.number

    @property
    def high(self) -> float:
        """Upper end of the interval; where there is none, the number itself."""
        return self.published.high if self.published else self.number

    @property
    def sureness(self) -> Sureness:
        """How far the number can be trusted."""
        said = self.published
        if self.unsaid:
            return Sureness(self.unsaid)
        if said is None:
            return Sureness.ROWS
        wide = said.high - said.low > said.estimate / 2
        return Sureness.UNSURE if wide else Sureness.SURE

    @property
    def codes(self) -> Mapping[str, str]:
        """Column → code of the answer."""
        return {answer.column.name: answer.code for answer in self.answers}


@dataclass(frozen=True)
class Figure:
    """A figure with its numbers.

    Attributes:
        plan: What it shows.
        items: Its numbers: in the order of the answers where they have one, else the largest first.
        matching: All rows.
        answered: Rows with an answer to what is counted: the denominator of shares.
        counted: Whether the release has published counts at all.
    """

    plan: Plan
    items: tuple[Item, ...]
    matching: int
    answered: int
    counted: bool

    @cached_property
    def largest(self) -> tuple[Item, ...]:
        """The numbers that can be compared, the largest first: published counts where any is."""
        published = tuple(item for item in self.items if item.published)
        return tuple(sorted(published or self.items, key=lambda item: -item.number))

    @property
    def blank(self) -> int:
        """Rows without an answer."""
        return self.matching - self.answered
