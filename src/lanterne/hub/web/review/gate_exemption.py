"""Whether a release may become public: the gate lets it pass, or a privacy officer says why not.

It is asked when somebody approves, and again when it is published. The record must be signed with
the key of the organisation, be of these very bytes, and of the policy that is in force.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lanterne.catalogue import Answer, Asked, Author, Passing, heard
from lanterne.catalogue import Exemption as Public
from lanterne.catalogue.gate_answer import FEWEST_WORDS, exemption_faults
from lanterne.hub.audit import Outcome, Why
from lanterne.hub.languages import direction
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Exemption, Submission
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.review.policies import policy_of
from lanterne.hub.web.review.signing import public_key_of

NO_KEY = "none"
"""No record is signed with it: of an organisation that has signed nothing yet."""

NOT_PASSED = _(
    "The gate has not let this release pass under the policy of the organisation, and no "
    "privacy officer has said in public why it is published all the same."
)


def asked_of(organisation: Organisation) -> Asked:
    """What a record must be to let a release of an organisation become public."""
    return Asked(policy_of(organisation), None, public_key_of(organisation) or NO_KEY)


def passing_of(submission: Submission) -> Passing:
    """What the gate says of a submission, with the exception that is in force, if one is needed."""
    run = submission.run
    said = heard(release_folders.release_of(run), asked_of(run.dataset.organisation))
    return replace(said, exemption=exemption_for(submission, said))


def exemption_for(submission: Submission, said: Passing) -> Public | None:
    """The exception that somebody wrote for this answer of the gate by this policy."""
    written = submission.exemption
    if said.answer is Answer.PASSED or written is None:
        return None
    if (written.answer, written.content) != (said.answer, said.content):
        return None
    return Public(Author.PRIVACY_OFFICER, written.created, written.reason)


def may_be_public(passing: Passing) -> bool:
    """Whether the gate lets it pass, or somebody answers for it in public."""
    return passing.answer is Answer.PASSED or passing.exemption is not None


def reasons_of(passing: Passing) -> Iterator[tuple[str, str, str]]:
    """The exception in each of its languages: code, direction, text."""
    reason = passing.exemption.reason if passing.exemption else {}
    yield from ((tag, direction(tag), text) for tag, text in reason.items())


@require_POST
@needs(Verb.EXEMPT, Purpose.REVIEW, of="submission")
def exempt(request: HttpRequest, desk: Desk, submission: Submission) -> HttpResponseBase:
    """Say in public why a release is published that the gate has not let pass."""
    from lanterne.hub.web.review.page import submission_told  # noqa: PLC0415 - the page

    def told(text: object, status: int, why: Why = Why.STATE) -> HttpResponseBase:
        desk.refuse(Verb.EXEMPT, Purpose.REVIEW, why, submission)
        return submission_told(request, desk, submission, text, status)

    if desk.user.pk in submission.authors():
        return told(_("Nobody can make an exception for their own release."), 403, Why.OWN)
    if submission.state != Submission.State.OPEN:
        return told(
            _("This is already decided: an exception must be made before the decision."), 409
        )
    said = heard(release_folders.release_of(submission.run), asked_of(desk.organisation))
    if said.answer is Answer.PASSED:
        return told(_("The gate lets it pass: it needs no exception."), 409)
    reason = reason_in(request)
    if not reason or exemption_faults(reason):
        text = ngettext(
            "Say why in a sentence of %(count)s word at least, in each language you use.",
            "Say why in a sentence of %(count)s words at least, in each language you use.",
            FEWEST_WORDS,
        )
        return told(text % {"count": FEWEST_WORDS}, 422, Why.FORM)
    with transaction.atomic():
        Exemption.objects.create(
            submission=submission,
            reason=reason,
            answer=said.answer,
            policy=said.policy,
            content=said.content,
            created_by=desk.user,
        )
    details: dict[str, str | int | bool] = {"answer": str(said.answer), "policy": said.policy}
    desk.record(Verb.EXEMPT, Purpose.REVIEW, submission, Outcome.DONE, details)
    return redirect("submission", desk.organisation.slug, submission.pk)


def reason_in(request: HttpRequest) -> dict[str, str]:
    """Language → the reason that was typed."""
    from lanterne.hub.web.publish.reason_form import ReasonForm  # noqa: PLC0415 - the same fields

    form = ReasonForm(request.POST)
    return form.reason if form.is_valid() else {}
