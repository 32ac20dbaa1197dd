"""The page of an edition of a joint dataset: what will be public, and what each decided."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.catalogue import Answer
from lanterne.hub.audit import Why
from lanterne.hub.joint.approvals import deciding, decisions_of, still_to_decide
from lanterne.hub.joint.models import Agreement, PartnerDecision
from lanterne.hub.joint.places_page import REFUSED, UNREADABLE, lead_only
from lanterne.hub.joint.terms import place_of
from lanterne.hub.joint.words import SUBMISSIONS
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Decision, Publication, Run, Submission, Withdrawal
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.publish.begin_publication import begin_publication
from lanterne.hub.web.publish.notices import NoticeForm, named_by, notice_of
from lanterne.hub.web.publish.withdrawal_state import record_of
from lanterne.hub.web.review import checks
from lanterne.hub.web.review.candidate_pages import shown_submission
from lanterne.hub.web.review.gate_exemption import may_be_public, passing_of
from lanterne.hub.web.review.page import LONGEST_COMMENT, VERDICTS
from lanterne.hub.web.start_job import last_job

State = Submission.State
Verdict = Decision.Verdict

SUBMIT = Verb.SUBMIT, Purpose.PROTECTION
DECIDE = Verb.DECIDE, Purpose.REVIEW
PUBLISH = Verb.PUBLISH, Purpose.PUBLICATION

NOT_LET_PASS = _(
    "The gate has not let it pass under the policy of the organisation that proposed the "
    "agreement. Of joint datasets nobody can make an exception."
)


def submission_of(run: Run) -> Submission | None:
    """What was submitted last of an edition."""
    found = run.submissions.select_related("created_by", "run__dataset__organisation")
    return found.order_by(*NEWEST_FIRST).first()


@require_safe
@needs(Verb.SEE_DATASET, Purpose.REVIEW, of="joint_run")
def edition(request: HttpRequest, desk: Desk, joint_run: Run) -> HttpResponseBase:
    """What is to be public, and who decided what."""
    return _page(request, desk, joint_run)


def _page(
    request: HttpRequest, desk: Desk, run: Run, told: object = "", status: int = 200
) -> HttpResponseBase:
    agreement: Agreement = run.dataset.agreement
    submission, own = submission_of(run), place_of(agreement, desk.organisation)
    leads = agreement.lead == desk.organisation
    context: dict[str, Any] = {
        "desk": desk,
        "agreement": agreement,
        "run": run,
        "made": release_folders.is_made(run),
        "several": [(_known_to(many), loss) for many, loss in run.promise.get("several", [])],
        "leads": leads,
        "may_submit": leads
        and desk.may(*SUBMIT)
        and (submission is None or submission.state in {State.RETURNED, State.OPEN}),
        "submission": submission,
        "told": told,
    }
    if submission is not None:
        context |= _submitted(desk, agreement, submission)
        open_ = submission.state == State.OPEN
        waits = own in still_to_decide(agreement, submission)
        by_author = desk.user.pk in submission.authors()
        may = desk.may(*DECIDE)
        hidden = Withdrawal.objects.filter(
            publication__submission=submission, state=Withdrawal.State.OPEN
        ).exists()
        context |= {
            "may_see": desk.may(Verb.READ_CANDIDATE, Purpose.REVIEW),
            "may_decide": open_ and waits and may and not by_author,
            "own": open_ and waits and may and by_author,
            "may_hide": not hidden and desk.may(Verb.WITHDRAW, Purpose.PUBLICATION),
            "hidden": hidden,
            "may_publish": leads and submission.state == State.APPROVED and desk.may(*PUBLISH),
        }
    return render(request, "joint/edition.html", context, status=status)


def _known_to(many: int) -> str:
    """Of whom several organisations know."""
    told = ngettext(
        "Protection of somebody whom %(many)s organisation knows:",
        "Protection of somebody whom %(many)s organisations know, under several numbers:",
        many,
    )
    return told % {"many": many}


def _submitted(desk: Desk, agreement: Agreement, submission: Submission) -> dict[str, Any]:
    passing = passing_of(submission)
    decided = decisions_of(submission)
    job = last_job("publish", submission.pk)
    publication = Publication.objects.filter(submission=submission).first()
    record = None if publication is None else record_of(publication)
    return {
        "state": SUBMISSIONS[submission.state],
        "notice": notice_of(submission) if record is None else record.notice,
        "texts": checks.texts_of(submission.notice),
        "checks": checks.checks_of(submission)[:2],
        "passes": may_be_public(passing),
        "asked": passing.answer is not Answer.UNJUDGED,
        "places": [
            (one, decided.get(one), one in decided and VERDICTS[decided[one].verdict])
            for one in deciding(agreement, submission)
        ],
        "publication": publication,
        "publishing": job if job is not None and not job.is_over else None,
    }


@needs(*SUBMIT, of="joint_run")
def submit(request: HttpRequest, desk: Desk, joint_run: Run) -> HttpResponseBase:
    """Say what the public will read beside an edition, and ask all organisations."""
    agreement: Agreement = joint_run.dataset.agreement
    lead_only(desk, agreement)
    before = submission_of(joint_run)
    if not release_folders.is_made(joint_run) or (
        before is not None and before.state not in {State.RETURNED, State.OPEN}
    ):
        return _refused(request, desk, joint_run, SUBMIT, _("This cannot be submitted now."))
    language = get_language() or "en"
    form = NoticeForm(request.POST or None, run=joint_run, language=language, name=desk.user.name)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            joint_run.submissions.filter(state=State.OPEN).update(state=State.REPLACED)
            Submission.objects.create(
                run=joint_run,
                notice=form.notice,
                mark=release_folders.mark(joint_run),
                created_by=desk.user,
            )
        return redirect("joint-edition", desk.organisation.slug, joint_run.pk)
    context = {
        "desk": desk,
        "dataset": joint_run.dataset,
        "form": form,
        "fixed": named_by(joint_run),
        "language": language,
        "languages_of_notice": form.by_language(),
    }
    status = UNREADABLE if form.errors else 200
    return render(request, "workspace/submit.html", context, status=status)


@require_POST
@needs(*DECIDE, of="joint_run")
def decide(request: HttpRequest, desk: Desk, joint_run: Run) -> HttpResponseBase:
    """Approve, send back or refuse, for one's organisation, what one has seen."""
    submission = submission_of(joint_run)
    verdict = request.POST.get("verdict", "")
    comment = request.POST.get("comment", "").replace("\0", "").strip()[:LONGEST_COMMENT]
    against = _against(request, desk, joint_run, submission, verdict, comment)
    if against is not None or submission is None:
        told, why, status = against or (_("Nothing was submitted."), Why.STATE, REFUSED)
        desk.refuse(*DECIDE, why, joint_run)
        return _page(request, desk, joint_run, told, status)
    if not _decided(desk, joint_run, submission, verdict, comment):
        told = _("Somebody else has decided meanwhile. Look again.")
        return _refused(request, desk, joint_run, DECIDE, told)
    desk.record(*DECIDE, submission, details={"verdict": verdict})
    return redirect("joint-edition", desk.organisation.slug, joint_run.pk)


def _against(
    request: HttpRequest,
    desk: Desk,
    run: Run,
    submission: Submission | None,
    verdict: str,
    comment: str,
) -> tuple[object, Why, int] | None:
    """Why a decision cannot be taken; ``None``: it can."""
    if submission is None or submission.state != State.OPEN:
        return _("Nothing waits for a decision."), Why.STATE, REFUSED
    if desk.user.pk in submission.authors():
        return _("Nobody can approve their own release: another person must decide."), Why.OWN, 403
    own = place_of(run.dataset.agreement, desk.organisation)
    if any(
        one.created_by_id == desk.user.pk and partner != own
        for partner, one in decisions_of(submission).items()
    ):
        return _("You have decided on it for another organisation."), Why.OWN, 403
    if verdict not in set(Verdict):
        return _("Choose a decision."), Why.FORM, UNREADABLE
    if verdict == Verdict.APPROVE:
        return _against_approval(request, run, submission)
    wanting = _("Say why, so that the others know what to do.")
    return None if comment else (wanting, Why.FORM, UNREADABLE)


def _against_approval(
    request: HttpRequest, run: Run, submission: Submission
) -> tuple[object, Why, int] | None:
    if not may_be_public(passing_of(submission)):
        return NOT_LET_PASS, Why.RULE, REFUSED
    seen = request.POST.get("seal", "") == submission.seal
    if not seen or release_folders.mark(run) != submission.mark:
        told = _("The release or its notice is not the one that you have seen. Look again.")
        return told, Why.STALE, REFUSED
    return None


def _decided(desk: Desk, run: Run, submission: Submission, verdict: str, comment: str) -> bool:
    """Keep a decision; the last organisation that approves lets it be published."""
    agreement: Agreement = run.dataset.agreement
    own = place_of(agreement, desk.organisation)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if locked.state != State.OPEN or own not in still_to_decide(agreement, locked):
            return False
        made = Decision.objects.create(
            submission=locked,
            verdict=verdict,
            comment=comment,
            seal=locked.seal,
            created_by=desk.user,
        )
        PartnerDecision.objects.create(decision=made, partner=own)
        after = {Verdict.RETURN: State.RETURNED, Verdict.REFUSE: State.REFUSED}.get(
            Verdict(verdict)
        )
        if after is None and not still_to_decide(agreement, locked):
            after = State.APPROVED
        if after is not None:
            Submission.objects.filter(pk=locked.pk).update(state=after)
    return True


@require_POST
@needs(*PUBLISH, of="joint_run")
def publish(request: HttpRequest, desk: Desk, joint_run: Run) -> HttpResponseBase:
    """Publish what all organisations have approved; of two people who do so at once, one does."""
    lead_only(desk, joint_run.dataset.agreement)
    submission = submission_of(joint_run)
    if submission is None:
        return _refused(request, desk, joint_run, PUBLISH, _("Nothing was submitted."))
    if submission.state == State.APPROVED and not may_be_public(passing_of(submission)):
        return _refused(request, desk, joint_run, PUBLISH, NOT_LET_PASS, Why.RULE)
    job = begin_publication(desk, submission)
    if job is None:
        told = _("Not all organisations have approved it.")
        return _refused(request, desk, joint_run, PUBLISH, told)
    return redirect("job", desk.organisation.slug, job.pk)


@require_safe
@needs(Verb.READ_CANDIDATE, Purpose.REVIEW, of="joint_run")
def seen(request: HttpRequest, desk: Desk, joint_run: Run, rest: str = "") -> HttpResponseBase:
    """An edition as the public would see it, with its notice."""
    submission = submission_of(joint_run)
    if submission is None:
        raise Http404
    back = reverse("joint-edition", args=[desk.organisation.slug, joint_run.pk])
    return shown_submission(request, submission, rest, back)


def _refused(
    request: HttpRequest,
    desk: Desk,
    run: Run,
    what: tuple[Verb, Purpose],
    told: object,
    why: Why = Why.STATE,
) -> HttpResponseBase:
    desk.refuse(*what, why, run)
    return _page(request, desk, run, told, REFUSED)
