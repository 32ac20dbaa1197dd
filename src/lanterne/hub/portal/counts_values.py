"""Counts as the values of JSON answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lanterne.hub.portal.counts import NO_ANSWER, Counts, PublishedCount
from lanterne.hub.portal.query import Question


def counts_values(question: Question, counts: Counts, limit: int) -> dict[str, Any]:
    """The answer to a question; at most ``limit`` combinations, those of most rows."""
    return {
        "people": question.people.table.name,
        "by": [column.name for column in question.by],
        "where": dict(question.where),
        "rows": {"matching": counts.matching, "answered": counts.answered},
        "may_be_published": counts.publishable,
        "left_off": max(0, len(counts.counts) - limit),
        "counts": [
            {
                "answers": _answers(question, one.answers),
                "rows": one.rows,
                "published": published_values(one.published),
                "unpublished": one.unpublished,
            }
            for one in counts.counts[:limit]
        ],
    }


def published_values(published: PublishedCount | None) -> dict[str, float] | None:
    """A published count with its interval; null where there is none."""
    return published._asdict() if published else None


def _answers(question: Question, answers: Sequence[str]) -> Mapping[str, str | None]:
    """Column → answer; null where none was given."""
    return {
        column.name: None if answer == NO_ANSWER else answer
        for column, answer in zip(question.by, answers, strict=True)
    }
