"""What the rest of the program says is wrong, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from lanterne.errors import LanterneError, Problem, problem_from_json
from lanterne.messages import Message, from_json, say
from lanterne.messages.punctuation import colon


def says(message: Message) -> str:
    """A message in the language of the page."""
    return say(message, _language())


def error_says(error: LanterneError) -> str:
    """What an error says, in the language of the page."""
    return error.says(_language())


def problem_says(problem: Problem) -> str:
    """What is wrong, without any of its place."""
    return says(problem.message)


def problem_advises(problem: Problem) -> str:
    """What to do about it."""
    return problem.advises(_language())


def problem_sentences(problem: Problem) -> str:
    """What is wrong and what to do about it, without any of its place, which is shown beside it."""
    return " ".join(filter(None, (problem_says(problem), problem_advises(problem))))


def kept_says(kept: Iterable[Any]) -> list[str]:
    """What :mod:`lanterne.hub.jobs.end_reasons` kept; earlier versions kept English."""
    return [_kept_says(one) for one in kept]


def _kept_says(kept: Any) -> str:
    if not isinstance(kept, dict):
        return says(Message(str(kept)))
    if "place" not in kept:
        return says(from_json(kept))
    return problem_from_json(kept).placed(_language())


def at(place: str, text: str) -> str:
    """A text with its place, if it has one, before it."""
    return f"{place}{colon(_language())} {text}" if place else text


def _language() -> str:
    return get_language() or "en"
