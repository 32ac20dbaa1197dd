"""A figure in a story: the same that the portal shows to a question, as bars with their numbers.

figure = "trend-year"          a figure of the edition, by its name in addresses; or
column = "gender"              the answers to one column, whoever they are
people = "perpetrators"        with a column: of other people than the first of the edition

by = "year"                    groups side by side
groups = ["2023", "2024"]      these alone
where = { ageBand = "0-17" }   only those who gave these answers
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from lanterne.errors import InputError, Problem
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.asked import Asked, asked_in
from lanterne.hub.portal.figures.figure import Kind, Plan
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.grouped import Grouped, grouped
from lanterne.hub.portal.figures.how_to_read import how_to_read
from lanterne.hub.portal.figures.panels import Panels, panels_of
from lanterne.hub.portal.figures.share import query_of
from lanterne.hub.portal.lookup import QuestionError
from lanterne.hub.portal.query import Question
from lanterne.hub.portal.stories.question import query_for, question_of

_TEXTS = ("figure", "column", "people", "by")
PARTS = (*_TEXTS, "groups", "where")
"""What may stand in the block of a figure."""


@dataclass(frozen=True)
class StoryFigure:
    """A figure of a story.

    Attributes:
        place: 1, 2, 3 … in its text.
        plan: What it shows.
        panels: Its numbers.
        page: Where the same is shown by itself, with all that can be asked of it.
        at: The same without the question, to which that of a group is added.
    """

    place: int
    plan: Plan
    panels: Panels
    page: str
    at: str

    @property
    def told(self) -> Grouped:
        """What its numbers are made of."""
        return self.panels.told

    @property
    def heading(self) -> str:
        """Title and labels in one line; of one column its label says it."""
        return (
            words.about(self.plan) if self.plan.kind is Kind.ANSWERS else words.heading(self.plan)
        )

    @property
    def between(self) -> str:
        """What stands between two answers."""
        return words.separator(self.plan)

    @property
    def how(self) -> tuple[str, ...]:
        """How it is read: it is drawn as bars, and as columns over time where groups are."""
        drawn = self.plan if self.panels.columns else replace(self.plan, kind=Kind.ANSWERS)
        return how_to_read(drawn)


def asked_figure(text: str, edition: Edition, place: int) -> StoryFigure:
    """What an edition says to a figure that is asked for.

    Args:
        text: What stands in the block.
        edition: The release.
        place: 1, 2, 3 … in its text.

    Raises:
        InputError: Something in it is unknown, or there are no counts of it; all is listed.
    """
    asked = _read(text)
    plan, page = _plan(asked, edition)
    try:
        question = asked_in(_query(asked), plan, edition, strict=True)
    except QuestionError as error:
        raise InputError(error.problems) from error
    if not plan.counted:
        raise InputError([Problem("story-figure.no-counts")])
    # Two figures of a text may be of one plan: what names things on the page is another.
    told = grouped(replace(plan, name=f"figure-{place}"), question)
    if not told.groups:
        never = "never-counted" if told.says_what_was_measured else "not-published"
        raise InputError([Problem(f"story-figure.{never}")])
    if all(item.unsaid for group in told.groups for item in group.figure.items):
        raise InputError([Problem("story-figure.too-few")])
    panels = panels_of(told)
    return StoryFigure(place, told.plan, panels, *_addresses(page, edition, question, panels))


def _read(text: str) -> Mapping[str, Any]:
    """The parts of a figure.

    Raises:
        InputError: They are not written as they should.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem("story-figure.not-written")]) from error
    problems = [*_wrong_parts(found)]
    if problems:
        raise InputError(problems)
    return found


def _wrong_parts(found: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in found.items():
        if name not in PARTS:
            yield Problem("story-figure.unknown-part", {"part": name[:60], "parts": PARTS})
        elif not _is_fit(name, value):
            yield Problem("story-figure.wrong-part", {"part": name})
    if ("figure" in found) == ("column" in found):
        yield Problem("story-figure.one-of-two")
    elif "people" in found and "figure" in found:
        yield Problem("story-figure.people")


def _is_fit(name: str, value: object) -> bool:
    if name in _TEXTS:
        return isinstance(value, str)
    if name == "groups":
        return isinstance(value, list) and all(type(one) in {str, int} for one in value)
    return isinstance(value, dict) and all(type(one) in {str, int} for one in value.values())


def _query(asked: Mapping[str, Any]) -> QueryDict:
    """The same question in the words of an address."""
    where = ((column, str(answer)) for column, answer in asked.get("where", {}).items())
    query = query_for(asked.get("by"), where=where)
    query.setlist("group", [str(one) for one in asked.get("groups", ())])
    return query


def _plan(asked: Mapping[str, Any], edition: Edition) -> tuple[Plan, str]:
    """What is shown, and the name of the figure of the edition that is the same, if one is.

    Raises:
        InputError: There is nothing of that name.
    """
    known = {plan.name: plan for plan in plans(edition)}
    if "figure" in asked:
        name = asked["figure"]
        if name not in known:
            gaps = {"name": name[:60], "names": tuple(known)}
            raise InputError([Problem("story-figure.unknown-figure", gaps)])
        return known[name], name
    question = question_of(query_for(asked["column"], asked.get("people")), edition)
    (column,), people = question.by, question.people
    for plan in known.values():
        if plan.columns == (column,) and plan.people is people:
            return plan, plan.name
    wider = edition.release.original is not None
    return Plan("", Kind.ANSWERS, people, (column,), None, (column.label,), wider), ""


def _addresses(figure: str, edition: Edition, asked: Asked, panels: Panels) -> tuple[str, str]:
    """Where the figure stands by itself, with its question and without."""
    if figure:
        path = reverse("figure", args=[edition.name, figure])
        return path + query_of(asked), path
    path = reverse("explore", args=[edition.name])
    plan = panels.told.plan
    whole = Question(plan.people, plan.columns, {})
    return f"{path}?{panels.explore}", f"{path}?{whole.address()}"
