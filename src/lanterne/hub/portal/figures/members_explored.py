"""The members of a small set in the explorer: each by itself, as a bar among the others."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.hub.portal.explore import Bar, Panel, scaled
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.figure import Item, Kind, Plan
from lanterne.hub.portal.figures.members import members_of
from lanterne.hub.portal.query import Question


@dataclass(frozen=True)
class Members:
    """The members of a set.

    Attributes:
        bars: One each; none of them is a filter.
        note: What must stand beside them.
    """

    bars: tuple[Bar, ...]
    note: str


def one_by_one(question: Question, panel: Panel) -> Members | None:
    """The members of a small set, each by itself; ``None``: they cannot be counted so.

    Args:
        question: Among whom the column is counted: of some of them alone no count of a member is
            known, for not all combinations with other answers are published.
        panel: Any column with its bars.
    """
    column = panel.column
    plan = Plan(column.name, Kind.ANSWERS, question.people, (column,), None, (column.label,))
    if question.filtered(column.name, None).where:
        return None
    items = members_of(plan, panel.answered)
    largest = max((max(one.rows, one.high) for one in items), default=0) or 1
    bars = tuple(_bar(item, largest) for item in items)
    return Members(bars, words.of_members(plan)) if bars else None


def _bar(item: Item, largest: float) -> Bar:
    (answer,), said = item.answers, item.published
    ends = () if said is None else (said.estimate, said.low, said.high)
    at = [scaled(one, largest) for one in ends]
    return Bar(
        answer.code,
        answer.labels,
        item.rows,
        item.share,
        said,
        scaled(item.rows, largest),
        (at[0], at[1], at[2]) if at else None,
        item.unsaid,
        chosen=False,
        address="",
    )
