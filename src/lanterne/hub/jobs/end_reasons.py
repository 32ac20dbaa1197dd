"""Why a job ended as it did, as it is kept: nothing that was found in the cases."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from django.conf import settings

from lanterne.errors import InputError, LanterneError, Problem, problem_as_json
from lanterne.hub.database_retry import disk_is_full
from lanterne.messages import Message, Parameter, to_json

log = logging.getLogger("lanterne.hub")

NOT_ALLOWED_ANY_MORE = Message("job.not-allowed")

_NOT_OF_CASES = frozenset({"ledger-broken", "ledger-format", "formula", "too-little-memory"})
"""Rules of problems whose row is one of the ledger, or whose column is one of the codebook."""


class OfReleaseError(InputError):
    """Problems of a release, which anybody may see: they are kept with their whole place."""


def why(error: BaseException) -> tuple[dict[str, Any], ...]:
    """What went wrong, for the person: messages and problems as JSON holds them."""
    if isinstance(error, OfReleaseError):
        return tuple(problem_as_json(_without_home(one)) for one in error.problems)
    if isinstance(error, InputError):
        found = [_of_problem(one) for one in error.problems]
        return tuple(one for place, one in enumerate(found) if one not in found[:place])
    return (to_json(_of_error(error)),)


def _of_error(error: BaseException) -> Message:
    if _has_no_room(error):
        return Message("job.disk-full")
    if isinstance(error, LanterneError):
        return _elsewhere(error.message)
    log.error("A job failed", exc_info=error)
    if isinstance(error, MemoryError):
        return Message("job.memory")
    return Message("job.file" if isinstance(error, OSError) else "job.fault")


def _of_problem(problem: Problem) -> dict[str, Any]:
    """The problem without the rest of its place, which is one of the program's own."""
    of_cases = problem.row is not None or problem.column is not None
    if of_cases and problem.rule not in _NOT_OF_CASES:
        return to_json(Message("job.faults-in-cases"))
    return problem_as_json(_without_home(problem).at(file=None, sheet=None, row=None))


def _without_home(problem: Problem) -> Problem:
    """A problem without the place of the hub on its machine."""
    message = _elsewhere(problem.message)
    kept = replace(
        problem,
        code=message.code,
        parameters=message.parameters,
        advice=problem.advice and _elsewhere(problem.advice),
    )
    return kept.at(file=problem.file and _shortened(problem.file))


def _has_no_room(error: BaseException) -> bool:
    """Whether it is, or was raised because of, a disk that is full."""
    found: BaseException | None = error
    while found is not None and not disk_is_full(found):
        found = found.__cause__
    return found is not None


def _elsewhere(message: Message) -> Message:
    """A message without the place of the hub on its machine."""
    gaps = {name: _parameter(value) for name, value in message.parameters.items()}
    return Message(_shortened(message.code), gaps)


def _parameter(value: Parameter) -> Parameter:
    if isinstance(value, Message):
        return _elsewhere(value)
    if isinstance(value, tuple):
        return tuple(map(_parameter, value))
    return _shortened(value) if isinstance(value, str) else value


def _shortened(text: str) -> str:
    return text.replace(str(settings.LANTERNE_HOME.root), "…")
