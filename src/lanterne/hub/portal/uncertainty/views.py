"""Pages that show how sure published counts are: of a figure, and of the counts of a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lanterne.codebook.model import Column
from lanterne.hub.portal.counts import NO_ANSWER, count
from lanterne.hub.portal.explore import FIRST_COLUMNS, labels
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.views import figure_or_404
from lanterne.hub.portal.lookup import edition_or_404, for_people
from lanterne.hub.portal.query import Question, question_in
from lanterne.hub.portal.uncertainty.renoised import renoised
from lanterne.hub.portal.uncertainty.spread import (
    MOST_ROWS,
    NUMBERS,
    Spread,
    figure_spreads,
    spread,
)
from lanterne.hub.portal.unpublished import explanations
from lanterne.release.counts_check import LONGEST


@dataclass(frozen=True)
class Group:
    """Counts that stand in one table.

    Attributes:
        heading: What they are of.
        rows: The counts.
        between: What stands between answers that are counted together.
        left_off: How many are not shown.
    """

    heading: str
    rows: list[Spread]
    between: str = ""
    left_off: int = 0


@for_people
def figure_page(request: HttpRequest, name: str, figure: str) -> HttpResponse:
    """How sure the counts of a figure are: dots, and the figure with fresh noise, nine times."""
    edition, found = figure_or_404(name, figure)
    if not found.plan.counted:  # of rows nothing can be said
        raise Http404
    number, between = _number_in(request), words.separator(found.plan)
    title = words.heading(found.plan)
    rows = list(figure_spreads(found, number))
    groups = [Group(title, rows, between, max(0, len(found.items) - MOST_ROWS))]
    context = {
        "edition": edition,
        "figure": found,
        "title": title,
        "back": reverse("figure", args=[name, figure]),
        "number": number,
        "numbers": [(one, f"dots={one}") for one in NUMBERS],
        "groups": groups,
        "notes": _notes(groups),
        "between": between,
        "anew": renoised(found, edition.mark, right_to_left=words.right_to_left()),
    }
    return render(request, "portal/uncertainty.html", context)


@for_people
def counts_page(request: HttpRequest, name: str) -> HttpResponse:
    """How sure the counts of a question are, column by column, as the explorer shows them.

    Of so many answers together that none is published there is no such page.
    """
    edition = edition_or_404(name)
    number, query = _number_in(request), request.GET.copy()
    query.pop("dots", None)
    question = question_in(query, edition, most=None)
    columns = question.by or question.people.table.columns[:FIRST_COLUMNS]
    groups = list(_groups(question, columns, number))
    if not groups:
        raise Http404
    address = question.address()
    context = {
        "edition": edition,
        "title": words.said([edition.title]),
        "back": f"{reverse('explore', args=[name])}?{address}",
        "number": number,
        "numbers": [(one, f"{address}&dots={one}") for one in NUMBERS],
        "groups": groups,
        "notes": _notes(groups),
    }
    return render(request, "portal/uncertainty.html", context)


def _notes(groups: Iterable[Group]) -> list[str]:
    """What is said of counts of which nothing is known, in sentences."""
    return explanations({row.unsaid for group in groups for row in group.rows})


def _groups(question: Question, columns: tuple[Column, ...], number: int) -> Iterator[Group]:
    for column in columns:
        asked = replace(question.filtered(column.name, None), by=(column,))
        counts = count(asked)
        if not question.people.counts.height or len(asked.where) >= LONGEST:
            continue
        given = [one for one in counts.counts if one.answers != (NO_ANSWER,)]
        rows = [
            spread(
                question.people,
                {**asked.where, column.name: one.answers[0]},
                (labels(column, one.answers[0]),),
                one.published,
                one.unsaid,
                number,
            )
            for one in given[:MOST_ROWS]
        ]
        yield Group(words.said([column.label]), rows, left_off=max(0, len(given) - MOST_ROWS))


def _number_in(request: HttpRequest) -> int:
    """How many dots are asked for; whatever else is asked for are the fewest."""
    asked = request.GET.get("dots", "")
    return next((one for one in NUMBERS if asked == str(one)), NUMBERS[0])
