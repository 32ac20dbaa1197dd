"""The explorer: bars for each column, and where a click leads.

A column is counted without its own filter, so that its other answers stay in sight. A bar is the
rows of the release; the mark across it is the published count, with the ends of its interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lanterne.codebook.model import Column, Text
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.counts import NO_ANSWER, Count, Counts, PublishedCount, count
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.query import Question, filter_address
from lanterne.hub.portal.unpublished import Unpublished, explanations
from lanterne.release.counts_check import LONGEST

FIRST_COLUMNS = 6
"""Columns that are shown when none is asked for."""

FIRST_BARS = 12
"""Answers of any other column that are shown at once; the rest unfold."""

WIDTH = 1000
"""Units of a drawing: from nothing to the largest count of its column, of a flag to all answers."""


@dataclass(frozen=True)
class Bar:
    """One answer of a column.

    Attributes:
        code: The answer; empty where none was given.
        labels: What a person reads: of several answers together one each.
        rows: Rows that give it.
        share: Their share of those with an answer; ``None`` where none was given.
        published: The published count, if any.
        width: Of the bar, in units of the drawing.
        mark: Where the published count stands, and the ends of its interval; ``None``: nowhere.
        unsaid: Why it is not said how many there are; ``None``: it is.
        chosen: Whether it is the filter of its column.
        address: Query that chooses it, or, when it is chosen, no longer does.
    """

    code: str
    labels: tuple[Text, ...]
    rows: int
    share: float | None
    published: PublishedCount | None
    width: int
    mark: tuple[int, int, int] | None
    unsaid: Unpublished | None
    chosen: bool
    address: str


@dataclass(frozen=True)
class Panel:
    """One column.

    Attributes:
        column: Which it is.
        first, others: Its bars: those that are shown at once, and those that unfold.
        answered: Rows with an answer in its group: the denominator of the shares.
        blank: Rows without.
        group: The group, when it is shared.
        several: Whether one person may give several answers.
        publishable: Whether there may be published counts.
        data: Query of the same counts as data.
        meaning: Where the codebook says what it means, such as ``victims.gender``; empty: it
            follows from the links, and stands in no table.
    """

    column: Column
    first: tuple[Bar, ...]
    others: tuple[Bar, ...]
    answered: int
    blank: int
    group: Text | None
    several: bool
    publishable: bool
    data: str
    meaning: str

    @property
    def chosen(self) -> bool:
        """Whether one of its answers is a filter."""
        return any(bar.chosen for bar in (*self.first, *self.others))


@dataclass(frozen=True)
class Chip:
    """A filter: the column, the answer in words, and the query without it."""

    column: Column
    labels: tuple[Text, ...]
    address: str


@dataclass(frozen=True)
class Choice:
    """A column or kind of people that may be chosen."""

    name: str
    label: Text
    chosen: bool
    address: str = ""


@dataclass(frozen=True)
class View:
    """The page.

    Attributes:
        question: What is asked.
        total: Rows that pass all filters, and their published count.
        panels: The columns that are shown.
        chips: The filters.
        cleared: Query without filters.
        columns: All columns, to choose from.
        people: All kinds of people, to choose from.
        counted: Whether the release has published counts at all.
        too_many: Whether there are so many filters that none of them has one.
    """

    question: Question
    total: Count
    panels: tuple[Panel, ...]
    chips: tuple[Chip, ...]
    cleared: str
    columns: tuple[Choice, ...]
    people: tuple[Choice, ...]
    counted: bool
    too_many: bool

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What is said of numbers that nothing is known of, in sentences."""
        bars = (bar.unsaid for panel in self.panels for bar in (*panel.first, *panel.others))
        return tuple(explanations({self.total.unpublished, *bars}))


def view(question: Question, edition: Edition) -> View:
    """The page that answers a question; without columns the first few are shown."""
    people = question.people
    if not question.by:
        question = replace(question, by=people.table.columns[:FIRST_COLUMNS])
    shown = {column.name for column in question.by}
    (total,) = count(replace(question, by=())).counts
    return View(
        question,
        total,
        tuple(_panel(question, column, edition) for column in question.by),
        tuple(
            Chip(column, labels(column, answer), question.filtered(name, None).address())
            for name, answer in question.where.items()
            for column in [people.table.column(name)]
        ),
        replace(question, where={}).address(),
        tuple(Choice(one.name, one.label, one.name in shown) for one in people.table.columns),
        kinds_of_people(question, edition),
        people.counts.height > 0,
        len(question.where) >= LONGEST,
    )


def kinds_of_people(question: Question, edition: Edition) -> tuple[Choice, ...]:
    """All kinds of people of a release, to choose from."""
    return tuple(
        Choice(
            one.table.name,
            one.table.label,
            one is question.people,
            Question(one, (), {}).address(),
        )
        for one in edition.people
    )


def _panel(question: Question, column: Column, edition: Edition) -> Panel:
    asked = replace(question.filtered(column.name, None), by=(column,))
    counts = count(asked)
    given = [one for one in counts.counts if one.answers != (NO_ANSWER,)]
    bars = _bars(question, column, given, counts)
    groups = {one.name: one.label for one in edition.release.codebook.groups}
    cut = len(bars) if column.traits.ordered else FIRST_BARS
    chosen = tuple(bar for bar in bars[cut:] if bar.chosen)  # never out of sight
    return Panel(
        column,
        (*bars[:cut], *chosen),
        tuple(bar for bar in bars[cut:] if not bar.chosen),
        counts.answered,
        counts.matching - counts.answered,
        groups.get(column.group or ""),
        column.split,
        counts.publishable,
        asked.address(),
        _meaning(question, column, edition),
    )


def _meaning(question: Question, column: Column, edition: Edition) -> str:
    """Where a column stands in the codebook, in the table that is asked for if it is there."""
    tables = sorted(
        edition.release.codebook.tables, key=lambda one: one.name != question.people.table.name
    )
    places = (f"{table.name}.{column.name}" for table in tables if column.name in table.names)
    return next(places, "")


def _bars(
    question: Question, column: Column, given: Sequence[Count], counts: Counts
) -> tuple[Bar, ...]:
    """The answers in their order: as the codebook has it where it means something, else by rows."""
    where = question.filtered(column.name, None).where
    if column.traits.ordered:
        found = {one.answers[0]: one for one in given}
        nobody = coded(question.people).published.why_not([column.name], where)
        given = [found.get(code, Count((code,), 0, None, nobody((code,)))) for code in column.codes]
    ends = [max(one.rows, one.published.high if one.published else 0) for one in given]
    if column.traits.flag:
        ends.append(counts.answered)  # one bar alone would always look like everybody
    largest = max(ends, default=0) or 1
    known = {value.code: value.label for value in column.values}
    chosen = question.where.get(column.name)
    without = question.filtered(column.name, None).address()

    def at(value: float) -> int:
        return scaled(value, largest)

    def bar(one: Count) -> Bar:
        (code,) = one.answers
        said = one.published
        here = code == chosen
        return Bar(
            code,
            _labels(known, _codes(column, code)),
            one.rows,
            one.rows / counts.answered if counts.answered else None,
            said,
            at(one.rows),
            None if said is None else (at(said.estimate), at(said.low), at(said.high)),
            one.unsaid,
            here,
            without if here else f"{without}&{filter_address(column.name, code)}",
        )

    return tuple(map(bar, given))


def scaled(value: float, largest: float) -> int:
    """A number in units of a drawing in which the largest is as long as it may be."""
    return round(WIDTH * max(0.0, value) / largest)


def labels(column: Column, answer: str) -> tuple[Text, ...]:
    """What a person reads for an answer: one label, or one for each member of a small set."""
    codes = _codes(column, answer)
    known = {value.code: value.label for value in column.values if value.code in codes}
    return _labels(known, codes)


def _codes(column: Column, answer: str) -> list[str]:
    together = column.traits.several and not column.split
    return answer.split(column.separator) if together else [answer]


def _labels(known: Mapping[str, Text], codes: Sequence[str]) -> tuple[Text, ...]:
    return tuple(known.get(code, {"en": code}) for code in codes)
