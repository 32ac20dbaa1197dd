"""What is asked of a figure: among whom, and side by side for which answers to another column.

?where[gender]=woman&by=year&group=2019&group=2020
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from lanterne.codebook.model import Column
from lanterne.errors import Place, Problem
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.figure import Plan
from lanterne.hub.portal.lookup import QuestionError
from lanterne.hub.portal.query import Filters, filter_address, question_in
from lanterne.release.counts_check import is_answer

MOST_GROUPS = 12
"""Most groups side by side: more of them nobody compares."""


@dataclass(frozen=True)
class Asked:
    """A question to a figure.

    Attributes:
        where: Only those who gave these answers are counted.
        by: The column by whose answers groups stand side by side; ``None``: there is one group.
        groups: The answers that are wanted of it; none: those that are given most.
    """

    where: Filters
    by: Column | None = None
    groups: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the figure is wanted as it is."""
        return not self.where and self.by is None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that it brings in."""
        return (*self.where, *([self.by.name] if self.by else []))

    def address(self) -> str:
        """The question as the query of an address, without the question mark."""
        parts = [filter_address(name, answer) for name, answer in self.where.items()]
        if self.by is not None:
            more = [("by", self.by.name), *(("group", answer) for answer in self.groups)]
            parts.append(urlencode(more))
        return "&".join(parts)

    def without(self, column: str) -> Asked:
        """The same question without what it says of a column."""
        where = {name: answer for name, answer in self.where.items() if name != column}
        if self.by is not None and self.by.name == column:
            return Asked(where)
        return replace(self, where=where)


def asks(query: QueryDict) -> bool:
    """Whether an address asks anything: what is left open in a form asks nothing."""
    return any(_is_ours(key) and any(texts) for key, texts in query.lists())


def asked_in(query: QueryDict, plan: Plan, edition: Edition, *, strict: bool) -> Asked:
    """The question in an address.

    Args:
        query: Of the address.
        plan: The figure that is asked.
        edition: The release that it is of.
        strict: Whether what means nothing here is a mistake. To pages it is none: programs in
            which addresses are shared add words of their own to them.

    Raises:
        QuestionError: Something is unknown or too much; all of it is listed.
    """
    ours = QueryDict(mutable=True)
    for key, texts in query.lists():
        if _is_ours(key) and any(texts):
            ours.setlist(key, [text for text in texts if text])
    groups = tuple(dict.fromkeys(ours.pop("group", [])))
    problems = list(_strange(query)) if strict else []
    problems += _twice(ours, plan)
    ours["people"] = plan.people.table.name
    try:
        question = question_in(ours, edition, 1)
    except QuestionError as error:
        raise QuestionError([*problems, *error.problems]) from None
    by = next(iter(question.by), None)
    if strict:
        problems += _wrong_groups(by, groups, len(query.getlist("group")))
    if problems:
        raise QuestionError(problems)
    # A form still names the groups of the column that was chosen before.
    known = tuple(answer for answer in groups if by is not None and is_answer(by, answer))
    return Asked(question.where, by, known[:MOST_GROUPS])


def _is_ours(key: str) -> bool:
    return key in {"by", "group"} or (key.startswith("where[") and key.endswith("]"))


def _strange(query: QueryDict) -> Iterator[Problem]:
    for key in query:
        if not _is_ours(key):
            yield Problem("unknown-part.figure", {"part": key[:60]})


def _twice(query: QueryDict, plan: Plan) -> Iterator[Problem]:
    """Columns that the figure shows already."""
    for column in plan.columns:
        if column.name in query.getlist("by") or f"where[{column.name}]" in query:
            yield Problem("unknown-column.figure", {}, place=Place(column=column.name))


def _wrong_groups(by: Column | None, groups: Sequence[str], asked: int) -> Iterator[Problem]:
    if asked > MOST_GROUPS:  # empty ones count, as in the document of the API
        yield Problem("too-many-groups.figure", {"most": MOST_GROUPS})
    if by is not None and not all(is_answer(by, answer) for answer in groups):
        yield Problem("unknown-answer.question", place=Place(column=by.name))
