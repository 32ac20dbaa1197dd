"""Writing down what happened to a case, changing it, and where a referral or follow-up stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import IntakeDesk, intake_desk, seen_revision, sent_key
from lanterne.hub.intake.event_form import FORMS, EventForm
from lanterne.hub.intake.event_state import StateForm
from lanterne.hub.intake.event_words import KINDS
from lanterne.hub.intake.kept_events import (
    Account,
    Document,
    add_event,
    change_event,
    document_of_event,
)
from lanterne.hub.intake.models import Case, Event
from lanterne.hub.intake.referral_consent import Agreed, agreed_of
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.shown_events import is_to_revoke, shown_before, shown_event
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.events import WRITTEN, EventKind, EventState

_KINDS = [one.value for one in WRITTEN]
_STATES = [one.value for one in EventState]


@never_cache
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="case", about={"kind": _KINDS})
def new_event(request: HttpRequest, desk: Desk, case: Case, kind: str) -> HttpResponseBase:
    """Write down what happened."""
    if kind not in _KINDS:
        raise Http404
    at, agreed = intake_desk(request, desk), _agreed(case)
    begin: dict[str, Any] = {"on": timezone.localdate()}
    if kind == EventKind.REFERRAL and len(agreed.named) == 1 and not agreed.to_any:
        begin |= {"to": agreed.named[0]}
    form_class = FORMS[EventKind(kind)]
    form = form_class(request.POST or None, case=case, agreed=agreed)
    form.initial = {} if form.is_bound else begin
    key = sent_key(request)
    context = {"case": case, "kind": kind, "label": KINDS[kind], "form": form, "agreed": agreed}
    context["key"] = key
    if request.method != "POST" or not form.is_valid():
        return _page(request, at, context)
    if not case.events.filter(pk=key).exists():  # else it was sent twice
        _record(desk, add_event(case, EventKind(kind), form.account, desk.user, key))
    return redirect("case", desk.organisation.slug, case.pk)


@never_cache
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="event")
def event(request: HttpRequest, desk: Desk, event: Event) -> HttpResponseBase:
    """Change what was written down; the earlier version is kept, and shown."""
    at, agreed, now = intake_desk(request, desk), _agreed(event.case), _document(event)
    form = _form(event, now, agreed, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, at, _of(event, agreed, form))
    if not form.is_valid():
        return _page(request, at, _of(event, agreed, form))
    said = form.account
    account = Account(said.on, {**now, **said.document}, event.state, said.due)
    if not change_event(event, account, seen_revision(request), desk.user):
        return _stale(request, at, event, form=form)
    _record(desk, event)
    return redirect("case", desk.organisation.slug, event.case_id)


@never_cache
@require_POST
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="event", about={"state": _STATES})
def move_event(request: HttpRequest, desk: Desk, event: Event) -> HttpResponseBase:
    """Say where a referral or a follow-up stands now, and what came of it."""
    at, agreed, now = intake_desk(request, desk), _agreed(event.case), _document(event)
    moving = StateForm(
        request.POST, event=event, agreed=not is_to_revoke(event, now, agreed), prefix="to"
    )
    if event.revision != seen_revision(request):
        return _stale(request, at, event, moving=moving)
    if not moving.is_valid():
        form = _form(event, now, agreed, None)
        return _page(request, at, _of(event, agreed, form, moving=moving))
    if not change_event(event, moving.account(now), seen_revision(request), desk.user):
        return _stale(request, at, event, moving=moving)
    _record(desk, event)
    return redirect("case", desk.organisation.slug, event.case_id)


def _record(desk: Desk, event: Event) -> None:
    details = {"event": event.kind, "state": event.state}
    desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, event, details=details)


def _agreed(case: Case) -> Agreed:
    return agreed_of([case.person_id], case.organisation)[case.person_id]


def _document(event: Event) -> dict[str, str]:
    return document_of_event(event, answers_sealer(event.case.organisation))


def _form(
    event: Event, now: Document, agreed: Agreed, posted: Mapping[str, Any] | None
) -> EventForm:
    kind = FORMS.get(EventKind(event.kind))
    if kind is None:  # a case was closed or opened again
        raise Http404
    initial = {**now, "on": event.on, "due": event.due}
    return kind(posted, initial=initial, case=event.case, agreed=agreed)


def _of(event: Event, agreed: Agreed, form: EventForm, **more: Any) -> dict[str, Any]:
    """What the page of an event shows."""
    sealer = answers_sealer(event.case.organisation)
    shown = shown_event(event, agreed, sealer)
    first = {"since": timezone.localdate()}
    moving = more.get("moving") or StateForm(
        event=event, agreed=not shown.to_revoke, initial=first, prefix="to"
    )
    following = moving if moving.following else None
    return {
        "case": event.case,
        "kind": event.kind,
        "label": KINDS[event.kind],
        "event": event,
        "shown": shown,
        "before": shown_before(event),
        "form": form,
        "agreed": agreed,
        "seen": event.revision,
        **more,
        "moving": following,
        "too_late": moving["outcome"].value() if moving.is_bound and not following else "",
    }


def _stale(
    request: HttpRequest,
    at: IntakeDesk,
    event: Event,
    *,
    form: EventForm | None = None,
    moving: StateForm | None = None,
) -> HttpResponseBase:
    """Somebody else has changed it meanwhile: both versions are shown, and nothing is lost."""
    at.desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, Why.STALE, event)
    event.refresh_from_db()
    now, agreed = _document(event), _agreed(event.case)
    if moving is not None:
        agrees = not is_to_revoke(event, now, agreed)
        moving = StateForm(moving.data, event=event, agreed=agrees, prefix="to")
    context = _of(event, agreed, form or _form(event, now, agreed, None), moving=moving)
    return _page(request, at, {**context, "stale": True}, status=409)


def _page(
    request: HttpRequest, at: IntakeDesk, context: Mapping[str, Any], *, status: int = 0
) -> HttpResponseBase:
    refused = 422 if request.method == "POST" else 200
    found = {"desk": at.desk, "at": at, **context}
    return render(request, "intake/event.html", found, status=status or refused)
