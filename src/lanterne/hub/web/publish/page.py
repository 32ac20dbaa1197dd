"""The page of the Publish step: into the catalogue, and out of it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.catalogue import Record
from lanterne.hub.languages import direction
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import clocks
from lanterne.hub.web.models import Dataset, Publication, Submission
from lanterne.hub.web.publish import commands
from lanterne.hub.web.publish.begin_publication import begin_publication
from lanterne.hub.web.publish.notices import notice_of
from lanterne.hub.web.publish.reason_form import ReasonForm
from lanterne.hub.web.publish.withdrawal_state import (
    open_withdrawal,
    others_who_decide,
    record_of,
)
from lanterne.hub.web.review import checks
from lanterne.hub.web.review.gate_exemption import NOT_PASSED, may_be_public, passing_of
from lanterne.hub.web.second_person import alone
from lanterne.hub.web.start_job import last_job
from lanterne.hub.web.steps import steps

State = Submission.State


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PUBLICATION, of="dataset")
def publish_step(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What can be published of a dataset, and what is public."""
    return _page(request, desk, dataset)


@require_POST
@needs(Verb.PUBLISH, Purpose.PUBLICATION, of="submission")
def start_publication(request: HttpRequest, desk: Desk, submission: Submission) -> HttpResponseBase:
    """Publish what was approved; of two people who do so at once, one does."""
    if submission.state == State.APPROVED and not may_be_public(passing_of(submission)):
        return _page(request, desk, submission.run.dataset, str(NOT_PASSED), 409)
    job = begin_publication(desk, submission)
    if job is None:
        told = _("This has not been approved.")
        return _page(request, desk, submission.run.dataset, told, 409)
    return redirect("job", desk.organisation.slug, job.pk)


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PUBLICATION, of="publication")
def publication_page(
    request: HttpRequest, desk: Desk, publication: Publication
) -> HttpResponseBase:
    """An edition: where it is, how it is verified, and how it is withdrawn."""
    return edition_page(request, desk, publication)


def edition_page(
    request: HttpRequest,
    desk: Desk,
    publication: Publication,
    *,
    form: ReasonForm | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponseBase:
    """The page of an edition, with what a form has to say, or what was not done and why."""
    dataset, record = publication.submission.run.dataset, record_of(publication)
    gone = publication.withdrawn is not None or bool(record and record.tombstone)
    submission, proposal = publication.submission, open_withdrawal(publication)
    approved = submission.decisions.order_by(*OLDEST_FIRST).values_list("created", flat=True)
    times = [submission.created, *approved, publication.created, publication.withdrawn]
    may = desk.may(Verb.WITHDRAW, Purpose.PUBLICATION) and not gone
    own = proposal is not None and proposal.created_by_id == desk.user.pk and not alone()
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "publish"),
        "publication": publication,
        "record": record,
        "notice": None if record is None else record.notice,
        "texts": [] if record is None else checks.texts_of(publication.submission.notice),
        "reasons": [] if not (record and record.tombstone) else list(_reasons(record)),
        "gone": gone,
        "clock": clocks.said_of(time for time in times if time is not None),
        "verify_line": commands.verifying(publication.name),
        "form": form or ReasonForm(None),
        "told": told,
        "alone": alone(),
        "proposal": None if gone else proposal,
        "proposed": [] if proposal is None else _texts(proposal.reason),
        "own": own,
        "others": others_who_decide(desk, proposal) if own and proposal else [],
        "may_decide": may and proposal is not None and not own,
        "may_withdraw": may and proposal is None,
    }
    return render(request, "workspace/publication.html", context, status=status)


def _reasons(record: Record) -> list[tuple[str, str, str]]:
    assert record.tombstone is not None  # the caller has looked
    return _texts(record.tombstone.reason)


def _texts(reason: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Language, its direction, and the text."""
    return [(tag, direction(tag), text) for tag, text in reason.items()]


def _page(
    request: HttpRequest, desk: Desk, dataset: Dataset, told: str = "", status: int = 200
) -> HttpResponseBase:
    language = get_language() or "en"
    found = Submission.objects.filter(run__dataset=dataset).select_related("run__dataset")
    ready = found.filter(state__in=[State.APPROVED, State.PUBLISHING]).order_by(*OLDEST_FIRST)
    public = Publication.objects.filter(submission__run__dataset=dataset)
    published = public.order_by("edition").values_list("created", flat=True)
    context = {
        "desk": desk,
        "dataset": dataset,
        "clock": clocks.said_of(published),
        "steps": steps(desk, dataset, "publish"),
        "ready": [_ready(one, language) for one in ready],
        "publications": public.select_related("submission").order_by("-edition"),
        "may_publish": desk.may(Verb.PUBLISH, Purpose.PUBLICATION),
        "told": told,
    }
    return render(request, "workspace/publish.html", context, status=status)


def _ready(submission: Submission, language: str) -> dict[str, Any]:
    notice, job = notice_of(submission), last_job("publish", submission.pk)
    titles = submission.notice["title"]
    running = submission.state == State.PUBLISHING and job is not None and not job.is_over
    return {
        "submission": submission,
        "notice": notice,
        "line": commands.publishing(notice),
        "title": titles.get(language) or next(iter(titles.values())),
        "job": job if running else None,
    }
