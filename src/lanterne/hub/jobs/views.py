"""The page of a job: how far it is, how it ended, and a button to end it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lanterne.hub.jobs.models import Job
from lanterne.hub.people.desk import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb


@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="job")
def job_page(request: HttpRequest, desk: Desk, job: Job) -> HttpResponseBase:
    """How far a job is."""
    return render(request, "jobs/job.html", {"desk": desk, "job": job})


@require_POST
@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="job")
def cancel(request: HttpRequest, desk: Desk, job: Job) -> HttpResponseBase:
    """Ask that a job be ended; the worker does so at its next sign of life."""
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    return redirect("job", desk.organisation.slug, job.pk)
