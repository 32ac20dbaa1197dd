"""The pages of jobs: what runs and what ended, how far one is, and buttons to end or repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.jobs import locks, words
from lanterne.hub.jobs.charge import Charge
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.jobs.start import may_start_again, start_again
from lanterne.hub.jobs.work import kind_of, may_have_it_done
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import kept_says

SILENT = 30
"""Seconds without a sign of life after which the page says so."""

PAGE = 50
"""Jobs on a page of the list."""


@dataclass(frozen=True)
class Seen:
    """A job as a page shows it.

    Attributes:
        job: The job.
    """

    job: Job

    @property
    def label(self) -> str:
        """What is done."""
        return gettext(str(kind_of(self.job).label))  # kinds may mark it without translating

    @property
    def state(self) -> str:
        """Where it stands."""
        return str(words.STATES[State(self.job.state)])

    @property
    def now(self) -> str:
        """What is done now: the stage, or that it waits."""
        if self.job.cancel_asked:
            return str(words.CANCELLING)
        stage = words.doing(self.job.stage) if self.job.state == State.RUNNING else ""
        return stage or self.state

    @property
    def hundredths(self) -> int:
        """How much is done, in hundredths."""
        return int(self.job.share * 100)

    @property
    def left(self) -> str:
        """The time left, in words."""
        return words.time_left(self.job.seconds_left)

    @property
    def end(self) -> str:
        """What happened, when it ended without success."""
        return str(words.ENDS.get(State(self.job.state), ""))

    @property
    def problems(self) -> list[str]:
        """What went wrong."""
        return kept_says(self.job.problems)

    @cached_property
    def trouble(self) -> str:
        """What the person should know while they wait; nothing when all is well."""
        if self.job.is_over:
            return ""
        if locks.workers_alive() == 0:
            return str(words.NO_WORKER)
        beat = self.job.heartbeat
        silent = (timezone.now() - beat).total_seconds() if beat is not None else 0.0
        if self.job.state == State.RUNNING and silent > SILENT:
            return str(words.SILENT)
        return ""

    @cached_property
    def charge(self) -> Charge | None:
        """What it spent, once it is over; nothing where it spent nothing. Reads the ledger."""
        charge = kind_of(self.job).charge
        return charge(self.job) if charge is not None and self.job.is_over else None

    @property
    def spends(self) -> bool:
        """Whether jobs of this kind spend."""
        return kind_of(self.job).charge is not None

    @cached_property
    def onward(self) -> str | None:
        """Where a person goes from here."""
        return kind_of(self.job).onward(self.job)


@needs(Verb.SEE_DATASET, Purpose.PROTECTION)
def job_list(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """What runs and what ended in an organisation, the newest first."""
    own = Job.objects.filter(organisation=desk.organisation)
    page = Paginator(own.order_by(*NEWEST_FIRST), PAGE).get_page(request.GET.get("page"))
    context = {"desk": desk, "page": page, "jobs": [Seen(job) for job in page]}
    return render(request, "jobs/jobs.html", context)


@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="job")
def job_page(request: HttpRequest, desk: Desk, job: Job) -> HttpResponseBase:
    """How far a job is, or how it ended."""
    return render(request, "jobs/job.html", _context(desk, job))


@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="job", again=True)
def progress(request: HttpRequest, desk: Desk, job: Job) -> HttpResponseBase:
    """The part of the page that looks again by itself; at the end, the page is loaded anew."""
    if job.is_over:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = _context(desk, job)
    context["changed"] = request.GET.get("seen") != context["seen"].now
    return render(request, "jobs/progress.html", context)


@require_POST
@needs(Verb.CANCEL_JOB, Purpose.PROTECTION, of="job")
def cancel(request: HttpRequest, desk: Desk, job: Job) -> HttpResponseBase:
    """Ask that a job be ended: at once when it waits, else at its next sign of life."""
    if not _may_end(desk, job):
        raise PermissionDenied
    if job.is_over:
        desk.refuse(Verb.CANCEL_JOB, Purpose.PROTECTION, Why.STATE, job)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
    waiting.update(state=State.CANCELLED, ended=timezone.now())
    return redirect("job", desk.organisation.slug, job.pk)


@require_POST
@needs(Verb.CANCEL_JOB, Purpose.PROTECTION, of="job")
def again(request: HttpRequest, desk: Desk, job: Job) -> HttpResponseBase:
    """Begin a job again that ended without success; it goes on from what is there."""
    if not may_have_it_done(desk.user, job):
        raise PermissionDenied
    if not start_again(job, desk.user):
        desk.refuse(Verb.CANCEL_JOB, Purpose.PROTECTION, Why.STATE, job)
    return redirect("job", desk.organisation.slug, job.pk)


def _may_end(desk: Desk, job: Job) -> bool:
    """Whether they may end a job: their own, or what they could have begun."""
    return job.created_by_id == desk.user.pk or may_have_it_done(desk.user, job)


def _context(desk: Desk, job: Job) -> dict[str, Any]:
    may = desk.may(Verb.CANCEL_JOB, Purpose.PROTECTION, made_by=job.created_by)
    return {
        "desk": desk,
        "job": job,
        "seen": Seen(job),
        "may_cancel": may and _may_end(desk, job) and not job.is_over and not job.cancel_asked,
        "may_repeat": may and may_have_it_done(desk.user, job) and may_start_again(job),
    }
