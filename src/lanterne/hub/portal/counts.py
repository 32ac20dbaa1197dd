"""Counts of the people of a release, from its rows and from what was published beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np

from lanterne.codebook.model import Column
from lanterne.hub.portal.coded import NO_ANSWER, coded
from lanterne.hub.portal.published import PublishedCount
from lanterne.hub.portal.query import Question
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.release import People

__all__ = ["NO_ANSWER", "Count", "Counts", "PublishedCount", "answered", "count"]


class Count(NamedTuple):
    """How many people give some answers together.

    Attributes:
        answers: One per column that is counted by; :data:`NO_ANSWER` where there is none.
        rows: Rows of the release.
        published: The published count; ``None``: there is none of this combination.
        unpublished: Why there is none; ``None``: there is one.
    """

    answers: tuple[str, ...]
    rows: int
    published: PublishedCount | None
    unpublished: Unpublished | None

    @property
    def unsaid(self) -> Unpublished | None:
        """Why it is not said how many they are; ``None``: it is."""
        if self.published is None:
            return self.unpublished
        return Unpublished.FEW if self.published.few else None


@dataclass(frozen=True)
class Counts:
    """The answer to a question.

    Attributes:
        counts: Most rows first; with an answer in every column first.
        matching: Rows that pass the filters.
        answered: Of these, the rows with an answer in every column that is counted by, or in its
            group: the denominator of percentages.
        publishable: Whether there may be published counts: the release has some, the combination
            is short enough, and its columns are not known to have never been counted together.
    """

    counts: tuple[Count, ...]
    matching: int
    answered: int
    publishable: bool


def count(question: Question) -> Counts:
    """Answer a question: one count per combination of answers that occurs or was published."""
    people, by = question.people, question.by
    numbers = coded(people)
    matching = numbers.passing(question.where)
    rows = people.rows.height if matching is None else int(np.count_nonzero(matching))
    names = [column.name for column in by]
    published = numbers.published.of(names, question.where)
    found = numbers.count(by, matching) if by else {(): rows}
    combinations = dict.fromkeys((*found, *published))
    why_not = numbers.published.why_not(names, question.where)
    counts = (
        Count(answers, found.get(answers, 0), published.get(answers), None)
        if answers in published
        else Count(answers, found[answers], None, why_not(answers))
        for answers in combinations
    )
    masks = [numbers.answered(column) for column in by]
    masks += [] if matching is None else [matching]
    return Counts(
        tuple(sorted(counts, key=lambda one: (NO_ANSWER in one.answers, -one.rows, one.answers))),
        rows,
        int(np.count_nonzero(reduce(np.logical_and, masks))) if masks else rows,
        numbers.published.may_have({*names, *question.where}),
    )


def answered(people: People, column: Column) -> int:
    """Rows with an answer in a column."""
    return int(np.count_nonzero(coded(people).cells(column).answered()))
