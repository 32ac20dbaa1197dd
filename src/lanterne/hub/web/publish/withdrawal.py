"""Withdrawal of an edition: one person hides it and says why, a second one decides.

A release that puts somebody in danger tonight cannot wait for a second person, and no single person
may take for good what two have published. So the first act suspends the edition at once, and the
second one withdraws it or puts it back. On one computer, where nothing proves who decides, one
person does all of it, and the audit log says so. Each step asks once more before it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lanterne.catalogue import EditionRefused, Record, restore, suspend, withdraw
from lanterne.catalogue.tombstone import LONGEST_REASON
from lanterne.errors import InputError, LanterneError
from lanterne.hub.audit import Outcome, Why
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Publication, Withdrawal
from lanterne.hub.web.protect.limit import SURE
from lanterne.hub.web.publish.reason_form import ReasonForm
from lanterne.hub.web.publish.withdrawal_state import State, open_withdrawal, record_of
from lanterne.hub.web.second_person import alone
from lanterne.hub.web.steps import steps

UNREADABLE, REFUSED, NOT_THEIRS = 422, 409, 403
"""Answers to a form that is not filled in, to what cannot be done, and to one's own proposal."""

LATER = _("This cannot be done at this moment. Try again in a minute.")
FULL = _(
    "The change could not be written to the disk. Check the state of the edition, then try again."
)
UNSEEN = _("One of the texts contains an invisible character. Type the texts again.")
DECIDED = _("Somebody else has decided meanwhile. Nothing was changed.")
OWN = _("Nobody can decide on their own proposal: another person must.")

_DECISIONS = ("withdraw", "restore")


Show = Callable[..., HttpResponseBase]
"""Shows the page of an edition, with what is to be said there: see ``edition_page``."""


@require_POST
@needs(Verb.WITHDRAW, Purpose.PUBLICATION, of="publication")
def propose(request: HttpRequest, desk: Desk, publication: Publication) -> HttpResponseBase:
    """Hide an edition at once and propose to withdraw it; on one computer, withdraw it."""
    form, record = ReasonForm(request.POST), record_of(publication)
    if publication.withdrawn or (record is not None and record.tombstone):
        _settle(publication, desk)
        return _to(desk, publication)
    if form.is_valid() and (record is None or open_withdrawal(publication) is not None):
        form.add_error(None, forms.ValidationError(DECIDED, "decided"))
    if form.errors or record is None:
        lost = form.has_error(NON_FIELD_ERRORS, "decided")
        return _again(request, desk, publication, form, REFUSED if lost else UNREADABLE)
    if not request.POST.get(SURE):
        return _ask(request, desk, publication, form=form, what="suspend")
    if alone():
        return _withdrawn(request, desk, publication, form.reason, form)
    return _suspended(request, desk, publication, record, form)


def _suspended(
    request: HttpRequest, desk: Desk, publication: Publication, record: Record, form: ReasonForm
) -> HttpResponseBase:
    told = hide(publication, record, form.reason, desk)
    if told is not None:
        form.add_error(None, str(told))
        return _again(request, desk, publication, form, REFUSED)
    return _to(desk, publication)


def hide(
    publication: Publication, record: Record, reason: dict[str, str], desk: Desk
) -> Promise | None:
    """Keep a proposal and hide the edition, both or neither; why not, if it was not done."""
    home = settings.LANTERNE_HOME
    try:
        with transaction.atomic():
            Withdrawal.objects.create(publication=publication, reason=reason, created_by=desk.user)
            suspend(record.notice, home.releases, suspended=timezone.now())
    except (LanterneError, IntegrityError) as error:
        return DECIDED if isinstance(error, IntegrityError) else _said(error)
    _note(desk, publication, "suspend")
    return None


@require_POST
@needs(
    Verb.WITHDRAW,
    Purpose.PUBLICATION,
    of="publication",
    about={"verdict": frozenset(_DECISIONS)},
)
def decide(request: HttpRequest, desk: Desk, publication: Publication) -> HttpResponseBase:
    """Withdraw for good what another has proposed, or put it back."""
    verdict, proposal = request.POST.get("verdict", ""), open_withdrawal(publication)
    comment = request.POST.get("comment", "").strip()[:LONGEST_REASON]
    against = _against(desk, proposal, verdict, comment)
    if against is not None or proposal is None:
        return _refused(request, desk, publication, *(against or _NOTHING))
    if not request.POST.get(SURE):
        return _ask(request, desk, publication, what=verdict, proposal=proposal, comment=comment)
    if verdict == "withdraw":
        return _withdrawn(request, desk, publication, proposal.reason, None)
    try:
        with transaction.atomic():
            if not _close(publication, desk, State.RESTORED, comment):  # somebody was quicker
                return _refused(request, desk, publication, *_NOTHING)
            record = record_of(publication)
            if record is not None:
                restore(record.notice, settings.LANTERNE_HOME.releases)
    except LanterneError as error:
        return _refused(request, desk, publication, _said(error), Why.STATE, REFUSED)
    _note(desk, publication, "restore")
    return _to(desk, publication)


_NOTHING = (DECIDED, Why.STATE, REFUSED)


def _against(
    desk: Desk, proposal: Withdrawal | None, verdict: str, comment: str
) -> tuple[Promise, Why, int] | None:
    """Why somebody does not decide so: in words, for the log, and as a status of the answer."""
    if proposal is None:
        return _NOTHING
    if proposal.created_by_id == desk.user.pk and not alone():
        return (OWN, Why.OWN, NOT_THEIRS)
    if verdict not in _DECISIONS:
        return (_("Choose a decision."), Why.FORM, UNREADABLE)
    if verdict == "restore" and not comment:
        return (_("Say why it may be shown again."), Why.FORM, UNREADABLE)
    return None


def _withdrawn(
    request: HttpRequest,
    desk: Desk,
    publication: Publication,
    reason: dict[str, str],
    form: ReasonForm | None,
) -> HttpResponseBase:
    """Withdraw for good; what was withdrawn already, as far as the catalogue knows, is done."""
    home = settings.LANTERNE_HOME
    try:
        with transaction.atomic():
            if form is None and not _close(publication, desk, State.CONFIRMED):
                return _refused(request, desk, publication, *_NOTHING)
            now = timezone.now()
            withdraw(publication.name, home.releases, reason, archive=home.archive, withdrawn=now)
    except EditionRefused as refused:
        if refused.rule != "withdrawn":
            return _not_done(request, desk, publication, refused, form)
    except LanterneError as error:
        return _not_done(request, desk, publication, error, form)
    _settle(publication, desk)
    _note(desk, publication, "withdraw")
    return _to(desk, publication)


def _not_done(
    request: HttpRequest,
    desk: Desk,
    publication: Publication,
    error: LanterneError,
    form: ReasonForm | None,
) -> HttpResponseBase:
    if form is None:
        return _refused(request, desk, publication, _said(error), Why.STATE, REFUSED)
    form.add_error(None, str(_said(error)))
    status = UNREADABLE if isinstance(error, InputError) else REFUSED
    return _again(request, desk, publication, form, status)


def _said(error: BaseException) -> Promise:
    if isinstance(error, EditionRefused):
        return LATER
    return UNSEEN if isinstance(error, InputError) else FULL


def _settle(publication: Publication, desk: Desk) -> None:
    """Write down that an edition is withdrawn, by whom, and that nothing waits any more."""
    with transaction.atomic():
        there = Publication.objects.filter(pk=publication.pk, withdrawn=None)
        there.update(withdrawn=timezone.now(), withdrawn_by=desk.user)
        _close(publication, desk, State.CONFIRMED)


def _close(publication: Publication, desk: Desk, state: State, comment: str = "") -> int:
    """Decide on what waits; 0: nothing does any more. It is claimed until the transaction ends."""
    waiting = publication.withdrawals.filter(state=State.OPEN)
    return waiting.update(
        state=state, decided=timezone.now(), decided_by=desk.user, comment=comment
    )


def _note(desk: Desk, publication: Publication, verdict: str) -> None:
    details: dict[str, str | int | bool] = {"verdict": verdict, "one_computer": alone()}
    desk.record(Verb.WITHDRAW, Purpose.PUBLICATION, publication, Outcome.DONE, details)


def _ask(
    request: HttpRequest, desk: Desk, publication: Publication, **more: Any
) -> HttpResponseBase:
    """The page that says what will happen, before it does."""
    dataset = publication.submission.run.dataset
    context = {
        "desk": desk,
        "dataset": dataset,
        "publication": publication,
        "steps": steps(desk, dataset, "publish"),
        "alone": alone(),
        **more,
    }
    return render(request, "workspace/withdraw_sure.html", context)


def _refused(
    request: HttpRequest,
    desk: Desk,
    publication: Publication,
    told: Promise,
    why: Why,
    status: int,
) -> HttpResponseBase:
    verdict = request.POST.get("verdict", "")
    about = {"verdict": verdict} if verdict in _DECISIONS else {}
    desk.refuse(Verb.WITHDRAW, Purpose.PUBLICATION, why, publication, **about)
    return _edition()(request, desk, publication, told=str(told), status=status)


def _again(
    request: HttpRequest, desk: Desk, publication: Publication, form: ReasonForm, status: int
) -> HttpResponseBase:
    return _edition()(request, desk, publication, form=form, status=status)


def _edition() -> Show:
    from lanterne.hub.web.publish.page import edition_page  # noqa: PLC0415 - it shows this form

    return edition_page


def _to(desk: Desk, publication: Publication) -> HttpResponseBase:
    return redirect("publication", desk.organisation.slug, publication.pk)
