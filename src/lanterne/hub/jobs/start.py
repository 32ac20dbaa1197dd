"""Handing work to the worker, and doing it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from lanterne.errors import LanterneError
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.jobs.work import HANDLERS, JobStoppedError, Work
from lanterne.hub.people.desk import Desk


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
    job = Job.objects.get(pk=job_id)
    job.state, job.started, job.attempts = State.RUNNING, timezone.now(), job.attempts + 1
    job.save()
    try:
        HANDLERS[job.kind](Work(job, lambda stage, share: _tell(job, stage, share)))
        job.state = State.DONE
    except JobStoppedError:
        job.state = State.CANCELLED
    except LanterneError as error:
        job.state, job.problems = State.FAILED, [str(error)]
    except Exception:  # whatever it was, its message may hold an answer
        job.state = State.FAILED
    job.ended = timezone.now()
    job.save()


def _tell(job: Job, stage: str, share: float) -> None:
    job.stage, job.share, job.heartbeat = stage, share, timezone.now()
    job.save(update_fields=["stage", "share", "heartbeat"])
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        raise JobStoppedError
