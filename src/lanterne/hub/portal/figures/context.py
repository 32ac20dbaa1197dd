"""What a page shows of a figure: its words, its table, what must be said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lanterne.codebook.model import Text
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.bars import MOST_ROWS, columns_of, rows_of
from lanterne.hub.portal.figures.caption import reading
from lanterne.hub.portal.figures.figure import Figure, Item, Kind, Plan, Shape
from lanterne.hub.portal.figures.how_to_read import how_to_read
from lanterne.hub.portal.figures.picture import boundaries, by_the_year
from lanterne.hub.portal.figures.trend import is_uneven, periods
from lanterne.hub.portal.figures.world_map import off_the_map
from lanterne.hub.portal.query import Question
from lanterne.hub.portal.unpublished import explanations

FIRST_LINES, MOST_LINES = 14, 200
"""Lines of a table that are seen at once, and that are on the page at all; the CSV has the rest."""


@dataclass(frozen=True)
class Row:
    """A line of the table: labels of each answer, and the number."""

    labels: tuple[tuple[Text, ...], ...]
    item: Item


@dataclass(frozen=True)
class Shown:
    """A figure on a page.

    Attributes:
        figure: What is shown.
        title, about, reading: In the language of the page.
        heading: Title and labels in one line.
        first, others: Lines of the table: those that are seen, and those that unfold.
        left_off: How many lines are in the CSV alone.
        notes: Sentences that must stand beside it.
        how: How it is read, in sentences.
        sureness: The kinds of numbers in it, of which a key is shown.
        line: Whether it is drawn as a line with a band.
        explore: Query that shows the same columns in the explorer.
    """

    figure: Figure
    title: str
    about: str
    heading: str
    reading: str
    first: tuple[Row, ...]
    others: tuple[Row, ...]
    left_off: int
    notes: tuple[str, ...]
    how: tuple[str, ...]
    sureness: frozenset[str]
    line: bool
    explore: str

    @property
    def plan(self) -> Plan:
        """What it shows, without numbers."""
        return self.figure.plan

    @property
    def between(self) -> str:
        """What stands between two answers."""
        return words.separator(self.plan)

    @property
    def is_small(self) -> bool:
        """Whether its picture takes little room on a page of many."""
        return self.plan.shape is not Shape.BARS

    @property
    def is_map(self) -> bool:
        """Whether it is a map, which has a key of its own."""
        return self.plan.shape is Shape.MAP


def shown(figure: Figure, edition: Edition) -> Shown:
    """A figure as a page shows it."""
    plan = figure.plan
    rows = tuple(Row(tuple(a.labels for a in item.answers), item) for item in figure.items)
    kinds = frozenset(str(item.sureness) for item in figure.items if figure.counted)
    line = plan.shape is Shape.TREND and not is_uneven(figure) and len(figure.items) > 2
    question = Question(plan.people, plan.columns, {})
    return Shown(
        figure,
        words.title(plan),
        words.about(plan),
        words.heading(plan),
        reading(figure),
        rows[:FIRST_LINES],
        rows[FIRST_LINES:MOST_LINES],
        max(0, len(rows) - MOST_LINES),
        tuple(_notes(figure)),
        how_to_read(plan),
        kinds,
        line and bool(periods(figure)),
        question.address(),
    )


def _notes(figure: Figure) -> Iterator[str]:
    plan = figure.plan
    if plan.shape is Shape.MAP:
        yield boundaries()
        yield from _elsewhere(figure)
    if plan.shape is Shape.TREND and is_uneven(figure):
        yield by_the_year()
    if plan.kind is Kind.LINKED:
        yield words.of_several()
    elif plan.one_by_one and figure.counted:
        yield words.of_members(plan)
    elif any(len(answer.labels) > 1 for item in figure.items for answer in item.answers):
        yield words.of_combinations()
    yield from explanations({item.unsaid for item in figure.items})
    drawn, there = _drawn(figure)
    if drawn < there:
        yield _(
            "The picture shows the first %(drawn)s of %(all)s; the table and the CSV file have "
            "more."
        ) % {
            "drawn": words.whole(drawn),
            "all": words.whole(there),
        }


def _elsewhere(figure: Figure) -> Iterator[str]:
    """What is counted and has no place on the map: it would be overlooked."""
    off = off_the_map(figure)
    if off:
        names = [f"{words.answers(item, figure.plan)} ({words.whole(item.number)})" for item in off]
        yield _("Counted, but not on the map: %(names)s.") % {"names": "; ".join(names[:20])}


def _drawn(figure: Figure) -> tuple[int, int]:
    """How many lines the picture has, and how many there are."""
    if figure.plan.shape is not Shape.BARS or figure.plan.ordered:
        return 0, 0
    there = len(rows_of(figure)) if len(columns_of(figure)) > 1 else len(figure.items)
    return min(there, MOST_ROWS), there
