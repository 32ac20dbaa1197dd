"""Handing work to the worker, and taking it from there."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks_db import DatabaseBackend

from lanterne.hub.jobs.execution import do_job
from lanterne.hub.jobs.models import ENDED, Job, State
from lanterne.hub.jobs.work import Again, kind_of
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import User


def start(kind: str, desk: Desk, subject: uuid.UUID, **arguments: Any) -> Job:
    """Hand a job to the worker.

    Args:
        kind: Which handler does it.
        desk: Who asks for it, and where.
        subject: Id of what it works on.
        arguments: Public choices, as JSON.

    Returns:
        The job; its page shows how far it is.
    """
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            organisation=desk.organisation,
            subject=subject,
            arguments=arguments,
            created_by=desk.user,
        )
        transaction.on_commit(lambda: do.enqueue(str(job.pk)))
    return job


@task()
def do(job_id: str) -> None:
    """Do a job. Nothing is raised: what went wrong is written into the job, in words."""
    do_job(job_id, apart=isinstance(do.get_backend(), DatabaseBackend))


def start_again(job: Job, by: User) -> bool:
    """Hand a job that ended without success to the worker once more.

    Args:
        job: It.
        by: Who asks for it: from now on it is theirs, with what they may do.

    Returns:
        Whether it was handed over; not when it runs, is done, or nothing can come of it.
    """
    if not may_start_again(job):
        return False
    with transaction.atomic():
        # Not the first attempt: the handler must look what is there already.
        written = Job.objects.filter(pk=job.pk, state=job.state).update(
            state=State.WAITING,
            attempts=1,
            cancel_asked=False,
            problems=[],
            ended=None,
            created_by=by,
        )
        transaction.on_commit(lambda: do.enqueue(str(job.pk)))
    return bool(written)


def may_start_again(job: Job) -> bool:
    """Whether a job can be handed to the worker once more."""
    kind = kind_of(job)
    if State(job.state) not in ENDED - {State.DONE} or kind.again is Again.ASK:
        return False
    charge = kind.charge(job) if kind.charge is not None else None
    return charge is None or charge.may_go_on
