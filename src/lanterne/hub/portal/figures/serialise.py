"""Figures as data: the values of JSON answers and the lines of CSV ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from lanterne.hub.languages import LANGUAGES
from lanterne.hub.portal.counts_values import published_values
from lanterne.hub.portal.csv_lines import Line, published_cells
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.caption import reading
from lanterne.hub.portal.figures.figure import Figure, Item

LIST = ("name", "kind", "title", "about", "people", "columns", "reading", "url")
"""Header of the list of figures as CSV; texts are in English."""


def entry_values(edition: Edition, figure: Figure) -> dict[str, Any]:
    """What a figure is, without its numbers."""
    plan = figure.plan
    said: dict[str, dict[str, str]] = {"title": {}, "about": {}, "reading": {}}
    for code, _name in LANGUAGES:
        with override(code):
            said["title"][code] = words.title(plan)
            said["about"][code] = words.about(plan)
            said["reading"][code] = reading(figure)
    return {
        "name": plan.name,
        "kind": str(plan.kind),
        **said,
        "people": plan.people.table.name,
        "columns": [column.name for column in plan.columns],
        "url": reverse("api-figure", args=[edition.name, plan.name]),
    }


def entry_line(edition: Edition, figure: Figure) -> Line:
    """One line of the list as CSV."""
    values = entry_values(edition, figure)
    texts = {name: values[name]["en"] for name in ("title", "about", "reading")}
    flat = {**values, **texts, "columns": " ".join(values["columns"])}
    return [flat[name] for name in LIST]


def figure_values(edition: Edition, figure: Figure) -> dict[str, Any]:
    """A figure with its numbers."""
    return {
        **entry_values(edition, figure),
        "published": figure.counted,
        **number_values(figure),
    }


def number_values(figure: Figure) -> dict[str, Any]:
    """The numbers alone."""
    return {
        "rows": {"matching": figure.matching, "answered": figure.answered, "blank": figure.blank},
        "counts": [_item_values(item) for item in figure.items],
    }


def _item_values(item: Item) -> dict[str, Any]:
    return {
        "answers": dict(item.codes),
        "labels": [[dict(label) for label in answer.labels] for answer in item.answers],
        "rows": item.rows,
        "share": item.share,
        "published": published_values(item.published),
        "sureness": str(item.sureness),
    }


NUMBERS = ("rows", "share", "estimate", "estimate_low", "estimate_high", "sureness")
"""Header of what is said of a number."""


def figure_header(figure: Figure) -> Line:
    """Header of a figure as CSV."""
    first = ("column", "answer", "label")
    second = ("second_column", "second_answer", "second_label") if figure.plan.across else ()
    return [*first, *second, *NUMBERS]


def figure_lines(figure: Figure) -> Iterable[Line]:
    """One line per number; labels are in English, a blank estimate is none published."""
    for item in figure.items:
        yield [*answer_cells(item), *number_cells(item)]


def answer_cells(item: Item) -> Line:
    """What a number counts: three cells for each answer."""
    with override("en"):
        return [part for a in item.answers for part in (a.column.name, a.code, words.answer(a))]


def number_cells(item: Item) -> Line:
    """A number, under :data:`NUMBERS`."""
    return [item.rows, item.share, *published_cells(item.published), str(item.sureness)]
