"""Starting a job from a page: a short one is over before the page is there."""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.db import connection
from django.http import HttpResponseRedirect
from django.shortcuts import redirect

from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.start import start
from lanterne.hub.people.access import Desk
from lanterne.hub.people.made import NEWEST_FIRST

SHORT = 4.0
"""Seconds that a page waits for a job before it shows how far the job is."""

_STEP = 0.1


def start_and_wait(kind: str, desk: Desk, subject: uuid.UUID, **arguments: Any) -> Job:
    """Start a job and wait a moment for its end; see :func:`lanterne.hub.jobs.start.start`."""
    return wait_for(start(kind, desk, subject, **arguments))


def wait_for(job: Job) -> Job:
    """Wait a moment for the end of a job."""
    if connection.in_atomic_block:  # it is handed to the worker when the block ends, and not before
        return job
    until = time.monotonic() + SHORT
    job.refresh_from_db()
    while not job.is_over and time.monotonic() < until:
        time.sleep(_STEP)
        job.refresh_from_db()
    return job


def onward(job: Job, desk: Desk, address: str) -> HttpResponseRedirect:
    """To where the result of a job is; to the page of the job while it is not over."""
    if job.is_over:
        return redirect(address)
    return redirect("job", desk.organisation.slug, job.pk)


def last_job(kind: str, subject: uuid.UUID) -> Job | None:
    """The last job of a kind about something."""
    return Job.objects.filter(kind=kind, subject=subject).order_by(*NEWEST_FIRST).first()
