"""Profiles as data: the values of JSON answers and the lines of CSV ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from lanterne.hub.languages import LANGUAGES
from lanterne.hub.portal.counts_values import published_values
from lanterne.hub.portal.csv_lines import Line, published_cells
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.serialise import NUMBERS, answer_cells, number_cells, number_values
from lanterne.hub.portal.profiles.profile import Profile, sentence
from lanterne.hub.portal.profiles.subjects import Subject

LIST = (
    *("name", "people", "column", "answer", "label"),
    *("rows", "answered", "estimate", "estimate_low", "estimate_high"),
)
"""Header of the list of profiles as CSV; labels are in English."""

NUMBERS_OF_ONE = (
    *("figure", "column", "answer", "label", "second_column", "second_answer", "second_label"),
    *NUMBERS,
)
"""Header of a profile as CSV; labels are in English."""


def subject_values(edition: Edition, subject: Subject) -> dict[str, Any]:
    """Whom a profile is of."""
    said = {}
    for code, _name in LANGUAGES:
        with override(code):
            said[code] = sentence(subject)
    return {
        "name": subject.name,
        "people": subject.people.table.name,
        "column": subject.answer.column.name,
        "answer": subject.answer.code,
        "labels": [dict(label) for label in subject.title],
        "reading": said,
        "rows": subject.rows,
        "answered": subject.answered,
        "published": published_values(subject.published),
        "url": reverse("api-profile", args=[edition.name, subject.name]),
    }


def profile_values(edition: Edition, profile: Profile) -> dict[str, Any]:
    """A profile with its numbers."""
    figures = [
        {"figure": part.plan.name, **number_values(group.figure)}
        for part in profile.parts
        for group in part.told.groups
    ]
    return {**subject_values(edition, profile.subject), "figures": figures}


def subject_line(subject: Subject) -> Line:
    """One line of the list."""
    answer = subject.answer
    with override("en"):
        label = words.said(subject.title)
    who = [subject.name, subject.people.table.name, answer.column.name, answer.code, label]
    return [*who, subject.rows, subject.answered, *published_cells(subject.published)]


def profile_lines(profile: Profile) -> Iterator[Line]:
    """One line per number of each figure among these people."""
    for part in profile.parts:
        for group in part.told.groups:
            for item in group.figure.items:
                second = [] if len(item.answers) == 2 else [None] * 3
                yield [part.plan.name, *answer_cells(item), *second, *number_cells(item)]
