"""Doing a job: once, whatever happens to the process that does it.

A job is done by whoever holds its lock. If it stands as running when the lock is taken, whoever
had it has died, and its kind says what may be done again. Nothing is raised: what went wrong is
written into the job, in words, for the message of an error may hold an answer of a case.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from lanterne.hub.audit import Outcome, record
from lanterne.hub.database_retry import AWAY, patiently
from lanterne.hub.jobs import locks
from lanterne.hub.jobs.end_reasons import NOT_ALLOWED_ANY_MORE, why
from lanterne.hub.jobs.heartbeat import Pulse
from lanterne.hub.jobs.models import ENDED, Job, State
from lanterne.hub.jobs.work import (
    Again,
    JobGivenUpError,
    JobStoppedError,
    Work,
    kind_of,
    may_have_it_done,
)
from lanterne.messages import to_json
from lanterne.stopping import asking, forget_stop

log = logging.getLogger("lanterne.hub")

ATTEMPTS = 3
"""How often a job is begun by itself, when its worker dies."""

_current: list[Pulse] = []
"""The pulse of the job that this process does."""


@dataclass(frozen=True)
class End:
    """How a job ended.

    Attributes:
        state: One of the states in which nothing more will come.
        problems: What the person reads, as :mod:`lanterne.hub.jobs.end_reasons` keeps it.
    """

    state: State
    problems: tuple[dict[str, Any], ...] = ()


def do_job(job_id: str, *, apart: bool) -> None:
    """Do a job, unless it is over or another process does it.

    Args:
        job_id: Which.
        apart: Whether its signs of life are written from a thread.
    """
    with locks.held(locks.of_job(job_id)) as ours:
        if not ours:
            return
        taken = patiently(lambda: _taken(job_id))
        if taken is None:
            return
        job, end = taken
        end = end or _done(job, apart=apart)
        if end is not None:
            _settle(job, end)


def current() -> Pulse | None:
    """The pulse of the job that this process does."""
    return _current[-1] if _current else None


def _taken(job_id: str) -> tuple[Job, End | None] | None:
    """The job, now of this process, and its end where it is not begun; ``None``: no job."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or State(job.state) in ENDED:
            return None
        as_it_was = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts)
        end = _not_begun(job)
        now = timezone.now()
        job.state, job.attempts = State.RUNNING, job.attempts + (end is None)
        fresh = {"stage": "", "share": 0.0, "seconds_left": None, "heartbeat": now}
        written = as_it_was.update(
            state=job.state, attempts=job.attempts, started=job.started or now, **fresh
        )
        return (job, end) if written else None


def _not_begun(job: Job) -> End | None:
    """Why a job is not begun, or not again; ``None``: it is."""
    if job.cancel_asked:
        return End(State.CANCELLED)
    if not may_have_it_done(job.created_by, job):
        return End(State.CANCELLED, (to_json(NOT_ALLOWED_ANY_MORE),))
    died = State(job.state) is State.RUNNING
    ask = kind_of(job).again is Again.ASK
    return End(State.INTERRUPTED) if died and (ask or job.attempts >= ATTEMPTS) else None


def _done(job: Job, *, apart: bool) -> End | None:
    """Do it; ``None``: this process or the database goes away, and it is taken up later."""
    kind = kind_of(job)
    pulse = Pulse(job, kind.steps, apart=apart)
    _current.append(pulse)
    forget_stop()  # of a job before this one
    try:
        with pulse, asking(pulse.ask):
            kind.do(Work(job, pulse.tell, pulse.along))
    except BaseException as error:  # a library keeps the traceback of what is let through
        return _end_of(error, pulse)
    finally:
        _current.pop()
    return End(State.DONE)


def _end_of(error: BaseException, pulse: Pulse) -> End | None:
    if isinstance(error, JobStoppedError):
        return End(State.CANCELLED)
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return End(State.CANCELLED) if pulse.cancelled else None
    if isinstance(error, AWAY):
        return None
    if isinstance(error, JobGivenUpError):
        return End(State.INTERRUPTED, why(error))
    return End(State.FAILED, why(error))


def _settle(job: Job, end: End) -> None:
    """Write how a job ended, and what it spent as the ledger says."""

    def write() -> None:
        spent = _spent(job)
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(
                state=end.state,
                problems=list(end.problems),
                spent=spent,
                ended=timezone.now(),
                seconds_left=None,
            )
            record(
                f"job.{job.kind}",
                kind_of(job).purpose,
                actor=job.created_by,
                organisation=job.organisation,
                thing=job,
                outcome=Outcome.DONE if end.state is State.DONE else Outcome.FAILED,
                details={"state": end.state.value, "spent": spent, "attempts": job.attempts},
            )

    patiently(write)


def _spent(job: Job) -> bool:
    """Whether the budget was charged; what cannot be known counts as spent."""
    charge = kind_of(job).charge
    if charge is None:
        return False
    try:
        return charge(job) is not None
    except AWAY:
        raise
    except Exception as error:
        log.error("What a job spent is not known", exc_info=error)
        return True
