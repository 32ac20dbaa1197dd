"""The page of the Review step: what will be public, and a second person who decides."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.catalogue import Answer
from lanterne.hub.audit import Why
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import clocks
from lanterne.hub.web.models import Dataset, Decision, Run, Submission
from lanterne.hub.web.protect.run_list import rows_of
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.publish.notices import NoticeForm, is_a_name, named_by, notice_of
from lanterne.hub.web.publish.reason_form import ReasonForm
from lanterne.hub.web.review import checks
from lanterne.hub.web.review.gate_exemption import NOT_PASSED, may_be_public, passing_of, reasons_of
from lanterne.hub.web.review.policies import label_of, policy_of
from lanterne.hub.web.steps import steps

State = Submission.State

STATES: dict[str, Promise] = {
    State.OPEN: _("waits for a second person"),
    State.APPROVED: _("approved"),
    State.PUBLISHING: _("being published"),
    State.RETURNED: _("sent back"),
    State.REFUSED: _("refused"),
    State.REPLACED: _("replaced by a later one"),
    State.PUBLISHED: _("published"),
}
"""State → what a person reads."""

VERDICTS: dict[str, Promise] = {
    Decision.Verdict.APPROVE: _("Approved"),
    Decision.Verdict.RETURN: _("Sent back"),
    Decision.Verdict.REFUSE: _("Refused"),
}
"""Verdict → what a person reads."""

_AFTER = {
    Decision.Verdict.APPROVE: State.APPROVED,
    Decision.Verdict.RETURN: State.RETURNED,
    Decision.Verdict.REFUSE: State.REFUSED,
}

LONGEST_COMMENT = 4000
"""Characters of a comment."""


@require_safe
@needs(Verb.SEE_DATASET, Purpose.REVIEW, of="dataset")
def review(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What was submitted of a dataset, and what can be."""
    found = Submission.objects.filter(run__dataset=dataset).select_related("created_by", "run")
    may_submit = desk.may(Verb.SUBMIT, Purpose.PROTECTION)
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "review"),
        "submissions": [(one, STATES[one.state]) for one in found.order_by(*NEWEST_FIRST)],
        "rows": [row for row in rows_of(dataset) if row.made] if may_submit else [],
        "may_submit": may_submit,
    }
    return render(request, "workspace/review.html", context)


@needs(Verb.SUBMIT, Purpose.PROTECTION, of="run")
def submit(request: HttpRequest, desk: Desk, run: Run) -> HttpResponseBase:
    """Say what the public will read beside a release, and ask for a second person."""
    language = get_language() or "en"
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": run.dataset,
        "run": run,
        "steps": steps(desk, run.dataset, "review"),
    }
    busy = run.submissions.filter(state__in=[State.PUBLISHING, State.PUBLISHED])
    public = [one for one in busy if not _is_withdrawn(one)]
    if not release_folders.is_made(run) or public:
        told = (
            _("The release of this run is public already, or is being published.")
            if public
            else _("This run has made no release yet.")
        )
        return render(request, "workspace/not_now.html", {**context, "told": told}, status=409)
    name = desk.user.name
    form = NoticeForm(request.POST or None, run=run, language=language, name=name)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            before = run.submissions.filter(state__in=[State.OPEN, State.APPROVED])
            before.update(state=State.REPLACED)
            made = Submission.objects.create(
                run=run, notice=form.notice, mark=release_folders.mark(run), created_by=desk.user
            )
        return redirect("submission", desk.organisation.slug, made.pk)
    context |= {"form": form, "fixed": named_by(run), "languages_of_notice": form.by_language()}
    status = 422 if form.errors else 200
    return render(request, "workspace/submit.html", context, status=status)


@require_safe
@needs(Verb.SEE_DATASET, Purpose.REVIEW, of="submission")
def submission_page(request: HttpRequest, desk: Desk, submission: Submission) -> HttpResponseBase:
    """What is to be public, what it means for the people, and who decided what."""
    return _page(request, desk, submission)


@require_POST
@needs(Verb.DECIDE, Purpose.REVIEW, of="submission")
def decide(request: HttpRequest, desk: Desk, submission: Submission) -> HttpResponseBase:
    """Approve, send back or refuse: once, by somebody else, what they have seen."""
    comment = request.POST.get("comment", "").strip()[:LONGEST_COMMENT]
    verdict = request.POST.get("verdict", "")
    approves = verdict == Decision.Verdict.APPROVE
    public_name = desk.user.name if approves and request.POST.get("name_is_public") else ""
    if desk.user.pk in submission.authors():
        _refuse(desk, Why.OWN, submission, verdict)
        return _page(request, desk, submission, _OWN, 403)
    told: object = ""
    if verdict not in set(Decision.Verdict):
        told = _("Choose a decision.")
    elif not approves and not comment:
        told = _("Say why, so that the others know what to do.")
    elif not is_a_name(submission, public_name):
        told = _("Your name cannot be published as it is written. Approve without it.")
    if told:
        return _page(request, desk, submission, told, 422)
    if approves and not may_be_public(passing_of(submission)):
        _refuse(desk, Why.RULE, submission, verdict)
        return _page(request, desk, submission, NOT_PASSED, 409)
    if approves and not _is_as_seen(request, submission):
        told = _("The release or its notice is not the one that you have seen. Look again.")
        return _page(request, desk, submission, told, 409)
    with transaction.atomic():
        open_ = Submission.objects.filter(pk=submission.pk, state=State.OPEN, mark=submission.mark)
        decided = open_.update(state=_AFTER[Decision.Verdict(verdict)])
        if decided:
            Decision.objects.create(
                submission=submission,
                verdict=verdict,
                comment=comment,
                public_name=public_name,
                seal=submission.seal,
                created_by=desk.user,
            )
    submission.refresh_from_db()
    if not decided:
        told = _("Somebody else has decided meanwhile. Nothing was changed.")
        return _page(request, desk, submission, told, 409)
    release_folders.forget_seen(submission.run)
    desk.record(*_ACT, submission, details=_about(verdict))
    return redirect("submission", desk.organisation.slug, submission.pk)


_OWN = _("Nobody can approve their own release: another person must decide.")


def _is_as_seen(request: HttpRequest, submission: Submission) -> bool:
    seen = request.POST.get("seal", "") == submission.seal
    return seen and release_folders.mark(submission.run) == submission.mark


def _is_withdrawn(submission: Submission) -> bool:
    publication = getattr(submission, "publication", None)
    return publication is not None and publication.withdrawn is not None


_ACT = (Verb.DECIDE, Purpose.REVIEW)


def _about(verdict: str) -> dict[str, str | int | bool]:
    said = verdict if verdict in set(Decision.Verdict) else "none"
    return {"verdict": said, "one_computer": _one_computer()}


def _refuse(desk: Desk, why: Why, submission: Submission, verdict: str) -> None:
    about = _about(verdict)
    desk.refuse(
        *_ACT, why, submission, verdict=about["verdict"], one_computer=about["one_computer"]
    )


def _one_computer() -> bool:
    """Whether people come in by links, at one computer, so that nothing proves who decides."""
    return getattr(settings, "LANTERNE_DOOR", None) is not None


def submission_told(
    request: HttpRequest, desk: Desk, submission: Submission, told: object, status: int
) -> HttpResponseBase:
    """The page of a submission, with what is wrong with what somebody asked for there."""
    return _page(request, desk, submission, told, status)


def _page(
    request: HttpRequest,
    desk: Desk,
    submission: Submission,
    told: object = "",
    status: int = 200,
) -> HttpResponseBase:
    dataset, own = submission.run.dataset, desk.user.pk in submission.authors()
    open_ = submission.state == State.OPEN
    decisions = submission.decisions.select_related("created_by").order_by(*OLDEST_FIRST)
    times = [submission.created, *(one.created for one in decisions)]
    passing = passing_of(submission)
    may_go_on = may_be_public(passing)
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "submission": submission,
        "policy": label_of(policy_of(desk.organisation)),
        "reasons": list(reasons_of(passing)),
        "passes": may_go_on,
        "may_exempt": open_
        and not own
        and passing.answer is not Answer.PASSED
        and desk.may(Verb.EXEMPT, Purpose.REVIEW),
        "exemption_form": ReasonForm(request.POST if "reason_en" in request.POST else None),
        "notice": notice_of(submission),
        "texts": checks.texts_of(submission.notice),
        "state": STATES[submission.state],
        "steps": steps(desk, dataset, "review"),
        "checks": checks.checks_of(submission),
        "people": checks.people_of(dataset),
        "decisions": [(one, VERDICTS[one.verdict]) for one in decisions],
        "clock": clocks.said_of(times),
        "may_see": desk.may(Verb.READ_CANDIDATE, Purpose.REVIEW),
        "may_see_run": desk.may(Verb.READ_CANDIDATE, Purpose.PROTECTION),
        "may_decide": open_ and not own and desk.may(Verb.DECIDE, Purpose.REVIEW),
        "may_change": desk.may(Verb.SUBMIT, Purpose.PROTECTION)
        and submission.state in {State.OPEN, State.RETURNED, State.APPROVED},
        "may_publish": submission.state == State.APPROVED
        and desk.may(Verb.PUBLISH, Purpose.PUBLICATION),
        "own": own and open_,
        "may_invite": desk.may(Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION),
        "one_computer": _one_computer(),
        "told": told,
    }
    return render(request, "workspace/submission.html", context, status=status)
