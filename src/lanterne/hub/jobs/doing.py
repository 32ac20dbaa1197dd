"""Doing a job: once, whatever happens to the process that does it.

A job is done by whoever holds its lock. If it stands as running when the lock is taken, whoever
had it has died, and its kind says what may be done again. Nothing is raised: what went wrong is
written into the job, in words, for the message of an error may hold an answer of a case.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lanterne.errors import InputError, LanterneError, Problem
from lanterne.hub.audit import Outcome, record
from lanterne.hub.jobs import locks
from lanterne.hub.jobs.models import ENDED, Job, State
from lanterne.hub.jobs.pulse import Pulse
from lanterne.hub.jobs.work import (
    Again,
    JobGivenUpError,
    JobStoppedError,
    Work,
    kind_of,
    may_have_it_done,
)
from lanterne.hub.patience import AWAY, disk_is_full, patiently
from lanterne.stopping import asking, forget_stop

log = logging.getLogger("lanterne.hub")

ATTEMPTS = 3
"""How often a job is begun by itself, when its worker dies."""

NOT_ALLOWED_ANY_MORE = _("Whoever started this may not do it any more. Nothing was done.")

_NOT_OF_CASES = frozenset({"ledger-broken", "ledger-format", "formula", "too-little-memory"})
"""Rules of problems whose row is one of the ledger, or whose column is one of the codebook."""

_current: list[Pulse] = []
"""The pulse of the job that this process does."""


@dataclass(frozen=True)
class End:
    """How a job ended.

    Attributes:
        state: One of the states in which nothing more will come.
        problems: What the person reads: sentences of the catalogues, or of the verbs.
    """

    state: State
    problems: tuple[str, ...] = ()


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
        return End(State.CANCELLED, (_untranslated(NOT_ALLOWED_ANY_MORE),))
    died = State(job.state) is State.RUNNING
    ask = kind_of(job).again is Again.ASK
    return End(State.INTERRUPTED) if died and (ask or job.attempts >= ATTEMPTS) else None


def _untranslated(sentence: Promise) -> str:
    """As it is kept; it is translated when it is shown."""
    with override("en"):
        return str(sentence)


def _done(job: Job, *, apart: bool) -> End | None:
    """Do it; ``None``: this process or the database goes away, and it is taken up later."""
    kind = kind_of(job)
    pulse = Pulse(job, kind.steps, apart=apart)
    _current.append(pulse)
    forget_stop()  # of a job before this one
    try:
        with (
            override("en"),
            pulse,
            asking(pulse.ask),
        ):  # sentences are kept in English, and translated when shown
            kind.do(Work(job, pulse.tell, pulse.along))
    except BaseException as error:  # a library keeps the traceback of what is let through
        with override("en"):
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
        return End(State.INTERRUPTED, (str(error),))
    return End(State.FAILED, _said(error))


def _said(error: BaseException) -> tuple[str, ...]:
    """What went wrong, for the person; nothing that was found in the cases."""
    if isinstance(error, InputError):
        found_in_cases = str(
            _("The cases have faults. The page of the data says which, and where.")
        )
        said = [
            _with_column(one)
            if one.rule in _NOT_OF_CASES or (one.row is None and one.column is None)
            else found_in_cases
            for one in error.problems
        ]
        return tuple(_elsewhere(text) for text in dict.fromkeys(said))
    if _has_no_room(error):
        return (
            str(_("The disk is full. Nothing is half written. Free some space, then try again.")),
        )
    if isinstance(error, LanterneError):
        return (_elsewhere(str(error)),)
    log.error("A job failed", exc_info=error)
    if isinstance(error, MemoryError):
        return (str(_("The memory of this computer is not enough for these cases.")),)
    if isinstance(error, OSError):
        return (str(_("A file could not be read or written. Nothing is half written.")),)
    return (str(_("This is a fault of Lanterne. The log says where it is; please report it.")),)


def _with_column(problem: Problem) -> str:
    """Without the rest of its place, which is one of the program's own."""
    return f"{problem.column}: {problem.sentences}" if problem.column else problem.sentences


def _has_no_room(error: BaseException) -> bool:
    """Whether it is, or was raised because of, a disk that is full."""
    found: BaseException | None = error
    while found is not None and not disk_is_full(found):
        found = found.__cause__
    return found is not None


def _elsewhere(text: str) -> str:
    """A sentence without the place of the hub on its machine."""
    return text.replace(str(settings.LANTERNE_HOME.root), "…")


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
