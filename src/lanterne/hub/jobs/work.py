"""What a handler is given, and how handlers are found.

    @handler("check")
    def check(work: Work) -> None:
        work.tell("read", 0.3)

A handler is told the id of its subject and does the rest itself. It may be called a second time
for the same job after its worker died: it must then go on or give up, never spend twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from lanterne.errors import LanterneError
from lanterne.hub.jobs.models import Job


class JobStoppedError(LanterneError):
    """Somebody asked that the job be cancelled: raised by ``Work.tell``, and let through."""


@dataclass(frozen=True)
class Work:
    """A job that is being done.

    Attributes:
        job: The job.
        tell: Called with the stage and the share of it that is done, as the verbs of
            :mod:`lanterne.api` do. Raises :class:`JobStoppedError` when somebody cancelled.
    """

    job: Job
    tell: Callable[[str, float], None]

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Public choices that the job was started with."""
        return cast(Mapping[str, Any], self.job.arguments)

    @property
    def again(self) -> bool:
        """Whether an earlier attempt at this job died."""
        return self.job.attempts > 1


Handler = Callable[[Work], None]
HANDLERS: dict[str, Handler] = {}
"""Kind of a job → what does it."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register what does jobs of a kind."""

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return register
