"""What a figure says to a question as data: the values of JSON answers, the lines of CSV ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import override

from lanterne.hub.languages import LANGUAGES
from lanterne.hub.portal.counts_values import published_values
from lanterne.hub.portal.csv_lines import Line
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.compared import sentences
from lanterne.hub.portal.figures.figure import Figure
from lanterne.hub.portal.figures.grouped import Group, Grouped
from lanterne.hub.portal.figures.panels import filters_of
from lanterne.hub.portal.figures.serialise import (
    entry_values,
    figure_header,
    figure_lines,
    number_values,
)


def grouped_values(edition: Edition, figure: Figure, told: Grouped) -> dict[str, Any]:
    """A figure with the numbers of each group; without groups, no counts of them were published."""
    asked, filters = told.asked, filters_of(told.plan, told.asked)
    said = {}
    for code, _name in LANGUAGES:
        with override(code):
            said[code] = sentences(told, filters)
    return {
        **entry_values(edition, figure),
        "reading": said,
        "published": figure.counted,
        "where": dict(asked.where),
        "by": asked.by.name if asked.by else None,
        "unpublished": [column.name for column in told.unpublished],
        "groups": [_group_values(group) for group in told.groups],
    }


def _group_values(group: Group) -> dict[str, Any]:
    return {
        "answer": group.answer.code if group.answer else None,
        "labels": [dict(label) for label in group.answer.labels] if group.answer else [],
        "published": published_values(group.size.published),
        **number_values(group.figure),
    }


def grouped_header(figure: Figure, told: Grouped) -> Line:
    """Header of the groups as CSV."""
    first = ("group_column", "group_answer", "group_label") if told.asked.by else ()
    return [*first, *figure_header(figure)]


def grouped_lines(told: Grouped) -> Iterator[Line]:
    """One line per number of each group; labels are in English."""
    for group in told.groups:
        first: Line = []
        if group.answer is not None:
            with override("en"):
                label = words.answer(group.answer)
            first = [group.answer.column.name, group.answer.code, label]
        for line in figure_lines(group.figure):
            yield [*first, *line]
