"""What to do about a problem of cases, in the pages of the workspace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lanterne.errors import NOTHING, Problem
from lanterne.hub.problem_texts import problem_advises, says
from lanterne.messages import Message

GUESS = "did-you-mean"
"""The message that guesses which column is meant."""

HINTS: Mapping[str, Any] = {
    "unknown-column": _(
        "Below, under “Rows and people”, say whether it shows which rows are about the same "
        "person, or leave it out. Or add it to the codebook."
    ),
    "ignored-id": _(
        "Below, under “Rows and people”, choose it if it shows which rows are about the same "
        "person; or say that every row is a different person."
    ),
    "saved-case-same-number": _(
        "If it means the same person, alleged perpetrator or household in all these files, say so "
        "below. If not, have one of the numbers changed in the page in which it was filled in and "
        "the cases saved again, and bring in all files again."
    ),
    "missing-subject-id": _(
        "Is it misspelt in the file? If not, choose another column below, under “Rows and people”."
    ),
}
"""Rule → what to do in these pages, where the command line says to use an option."""


def hint_of(problem: Problem) -> str:
    """What to do about a problem, in these pages."""
    if problem.rule not in HINTS:
        return problem_advises(problem)
    guess = _guess(problem.advice or NOTHING)
    return " ".join(filter(None, [says(guess) if guess else "", str(HINTS[problem.rule])]))


def _guess(advice: Message) -> Message | None:
    """The part of an advice that guesses which column is meant; earlier versions kept English."""
    if advice.code == GUESS:
        return advice
    guess = advice.parameters.get("guess")
    if isinstance(guess, Message):
        return guess
    kept = re.match(r"Did you mean ([^?]+)\?", advice.code)
    return Message(GUESS, {"name": kept[1]}) if kept else None
