"""The numbers of a figure: published counts with their intervals, and rows.

No two published counts are added up, for the interval of a sum is not published, but for members of
a small set (:mod:`~lanterne.hub.portal.figures.members`). So what is known of several perpetrators
of one victim is counted as it was published: each combination of answers for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lanterne.codebook.model import Column
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.counts import NO_ANSWER, Count, count
from lanterne.hub.portal.explore import labels
from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Kind, Plan
from lanterne.hub.portal.figures.members import members_of
from lanterne.hub.portal.query import Filters, Question
from lanterne.hub.portal.unpublished import Unpublished


def figure_of(plan: Plan, where: Filters | None = None, *, ends: bool = False) -> Figure:
    """Count what a plan says.

    Args:
        plan: What is counted.
        where: The answers that all who are counted gave to other columns; ``None``: everybody is.
        ends: Whether the first and last years are kept of which nothing can be said.
    """
    items: list[Item] = []
    matching = answered = 0
    for column in plan.rows:
        by = (column,) if plan.across is None else (column, plan.across)
        told = count(Question(plan.people, by, where or {}))
        matching, answered = told.matching, told.answered  # the same for all of a group
        items += _items(plan, by, told.counts, told.answered)
    if not where and (members := members_of(plan, answered)):
        return Figure(plan, members, matching, answered, plan.counted)
    if plan.ordered:
        items = list(_in_order(plan, items, answered, where or {}, ends=ends))
    else:
        items.sort(key=lambda item: (-item.number, -item.high))
    return Figure(plan, tuple(items), matching, answered, plan.counted)


def _items(
    plan: Plan, by: tuple[Column, ...], counts: Iterable[Count], answered: int
) -> Iterator[Item]:
    """The answers that are given; of tick boxes, those that are ticked."""
    known: dict[tuple[str, str], Answer] = {}
    for one in counts:
        if NO_ANSWER in one.answers or (plan.flags and one.answers[0] != yes(by[0])):
            continue
        for column, code in zip(by, one.answers, strict=True):
            if (column.name, code) not in known:
                flag = plan.flags and column is by[0]
                known[column.name, code] = _answer(column, code, flag)
        answers = tuple(known[c.name, code] for c, code in zip(by, one.answers, strict=True))
        share = one.rows / answered if answered else None
        why = one.unpublished or Unpublished.FEW
        yield Item(answers, one.rows, one.published, share, plan.counted, why)


def _answer(column: Column, code: str, flag: bool) -> Answer:
    return Answer(column, code, (column.label,) if flag else labels(column, code))


def yes(column: Column) -> str | None:
    """What a tick box holds that is ticked; ``None``: it has several answers, and none says so."""
    if "1" in column.codes:
        return "1"
    return column.codes[0] if len(column.codes) == 1 else None


def _in_order(
    plan: Plan, items: list[Item], answered: int, where: Filters, *, ends: bool
) -> Iterator[Item]:
    """The answers as the codebook orders them, those that nobody gave among them.

    Without ends, years before the first and after the last of which something can be said are
    left out.
    """
    (column,) = plan.rows
    codes = list(column.codes)
    found: dict[str, list[Item]] = {code: [] for code in codes}
    for item in items:
        found[item.answers[0].code].append(item)
    if plan.kind is Kind.TREND and not ends:
        said = [any(not item.unsaid for item in found[code]) for code in codes]
        given = [place for place, known in enumerate(said) if known]
        codes = codes[given[0] : given[-1] + 1] if given else []
    why_not = coded(plan.people).published.why_not([column.name], where)
    for code in codes:
        answers = (_answer(column, code, flag=False),)
        share = 0.0 if answered else None
        nobody = Item(answers, 0, None, share, plan.counted, why_not((code,)))
        several = sorted(found[code], key=lambda item: -item.number)
        shown = plan.across is None and not plan.wider
        yield from several or ([nobody] if shown else [])
