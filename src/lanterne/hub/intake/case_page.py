"""A case: what was answered, what is still open, the perpetrators, and whether it is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.intake import case_state
from lanterne.hub.intake.access import IntakeDesk, intake_desk
from lanterne.hub.intake.answers_page import Asked
from lanterne.hub.intake.copying import households_with_others
from lanterne.hub.intake.emergencies import open_until
from lanterne.hub.intake.event_words import KINDS
from lanterne.hub.intake.form_fields import line_field, note_field
from lanterne.hub.intake.kept_answers import form_of
from lanterne.hub.intake.models import Case, Link, Perpetrator
from lanterne.hub.intake.perpetrators import (
    add_link,
    add_perpetrator,
    known_as,
    perpetrators_seen,
)
from lanterne.hub.intake.registration import document_of
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.seen import sees, stands_in_for
from lanterne.hub.intake.shown_events import events_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.events import WRITTEN
from lanterne.intake.shown_questions import ShownGroup
from lanterne.intake.skip_logic import review

reads_case = needs(Verb.READ_INTAKE, Purpose.COLLECTION, of="case")
edits_case = needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="case")


class PerpetratorForm(forms.Form):
    """By what a perpetrator is recognised."""

    known_as = line_field(_("By what you recognise them: a name, a nickname, a place"))


class HoldBackForm(forms.Form):
    """Why a case is held back."""

    reason = note_field(_("Why?"))


@dataclass(frozen=True)
class ShownAnswers:
    """A group of questions with what was answered.

    Attributes:
        group: The group.
        answers: Label of each question that was answered → the answer.
    """

    group: ShownGroup
    answers: Sequence[tuple[str, str]]

    @property
    def open(self) -> str:
        """How many of its questions are open."""
        count = self.group.open
        return ngettext(
            "Answer: %(count)s question is open", "Answer: %(count)s questions are open", count
        ) % {"count": count}


@dataclass(frozen=True)
class ShownRow:
    """What was answered about a case, a perpetrator or a link.

    Attributes:
        groups: The groups of questions.
        missing: How many questions must still be answered before it can be counted.
        broken: What cannot be, as a sentence each.
    """

    groups: Sequence[ShownAnswers]
    missing: int
    broken: Sequence[str]

    @property
    def still_missing(self) -> str:
        """How many answers are still needed."""
        return ngettext(
            "%(count)s answer is still needed before this case can be counted.",
            "%(count)s answers are still needed before this case can be counted.",
            self.missing,
        ) % {"count": self.missing}


def shown_row(asked: Asked) -> ShownRow:
    """What was answered about a row."""
    answers = asked.answers
    found = review(asked.logic, answers)
    questions = {one.name: one for one in asked.logic.section.questions}
    groups = [
        ShownAnswers(
            group,
            [
                (one.label, said)
                for one in group.questions
                if (said := asked.said(questions[one.column], found.answers))
            ],
        )
        for group in asked.groups(answers)
        if group.questions
    ]
    broken = [one.says.get(asked.language) or one.says.get("en", "") for one in found.broken]
    return ShownRow(groups, len(found.missing), broken)


@never_cache
@reads_case
def case(request: HttpRequest, desk: Desk, case: Case) -> HttpResponseBase:
    """What is known of a case."""
    return _page(request, intake_desk(request, desk), case)


@require_POST
@edits_case
def close_case(request: HttpRequest, desk: Desk, case: Case) -> HttpResponseBase:
    """Close a case, or open it again; who asks for what is so already changes nothing."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        closes = case.closed is None
        if request.POST.get("then", "") == ("open" if closes else "close"):
            return redirect("case", desk.organisation.slug, case.pk)
        move = case_state.close if closes else case_state.reopen
        event = move(case, timezone.localdate(), desk.user)
    details: dict[str, str | bool] = {"closed": closes, "event": event.kind}
    desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, case, details=details)
    return redirect("case", desk.organisation.slug, case.pk)


@never_cache
@require_POST
@edits_case
def hold_back(request: HttpRequest, desk: Desk, case: Case) -> HttpResponseBase:
    """Hold a case back from all statistics, with a reason."""
    form = HoldBackForm(request.POST)
    if not form.is_valid():
        return _page(request, intake_desk(request, desk), case, status=422, holding=form)
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        moved = not case.held_back
        if moved:
            case_state.hold_back(case, form.cleaned_data["reason"])
    return _after_hold(desk, Verb.EDIT_INTAKE, case, moved=moved)


@require_POST
@needs(Verb.COUNT_AGAIN, Purpose.COLLECTION, of="case")
def let_be_counted(request: HttpRequest, desk: Desk, case: Case) -> HttpResponseBase:
    """Let a case be counted again that is held back, if it is the hold that was seen."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        moved = case.held_back and request.POST.get("held") == case_state.mark_of_hold(case)
        if moved:
            case_state.let_be_counted(case)
    return _after_hold(desk, Verb.COUNT_AGAIN, case, moved=moved)


def _after_hold(desk: Desk, verb: Verb, case: Case, *, moved: bool) -> HttpResponseBase:
    if moved:
        details = {"held_back": case.held_back}
        desk.record(verb, Purpose.COLLECTION, case, details=details)
    return redirect("case", desk.organisation.slug, case.pk)


@never_cache
@require_POST
@edits_case
def new_perpetrator(request: HttpRequest, desk: Desk, case: Case) -> HttpResponseBase:
    """Write down a perpetrator of whom nobody has told before, and answer about them."""
    at, form = intake_desk(request, desk), PerpetratorForm(request.POST)
    if at.names is None:
        desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, Why.STATE, case)
        return render(request, "intake/closed.html", {"desk": desk, "at": at}, status=409)
    if not form.is_valid() or form_of(at.intake).codebook.network is None:
        return _page(request, at, case, status=422, naming=form)
    with transaction.atomic():
        made = add_perpetrator(at, at.names, form.cleaned_data["known_as"], case)
        link = add_link(at, case, made)
    desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, made)
    return redirect("link-questions", desk.organisation.slug, link.pk, 0)


@never_cache
@require_POST
@edits_case
def same_perpetrator(request: HttpRequest, desk: Desk, case: Case) -> HttpResponseBase:
    """Say that somebody of whom another case tells is a perpetrator of this one too."""
    at, chosen = intake_desk(request, desk), request.POST.get("perpetrator", "")
    found = next((one for one in perpetrators_seen(at) if str(one.pk) == chosen), None)
    if found is None:
        return _page(request, at, case, status=422)
    try:
        with transaction.atomic():
            link = add_link(at, case, found)
    except IntegrityError:  # they are linked already
        return redirect("case", desk.organisation.slug, case.pk)
    desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, case)
    return redirect("link-questions", desk.organisation.slug, link.pk, 0)


@never_cache
@needs(Verb.READ_INTAKE, Purpose.COLLECTION, of="perpetrator")
def perpetrator(request: HttpRequest, desk: Desk, perpetrator: Perpetrator) -> HttpResponseBase:
    """What is known of a perpetrator, and which cases tell of them."""
    at = intake_desk(request, desk)
    links = perpetrator.links.select_related("case__worker")
    context = {
        "desk": desk,
        "at": at,
        "perpetrator": perpetrator,
        "known_as": known_as(perpetrator, at.names) if at.names else "",
        "shown": shown_row(Asked.of(at, perpetrator)),
        "links": [one for one in links if sees(desk, one.case)],
        "responsible": stands_in_for(desk, perpetrator),
    }
    return render(request, "intake/perpetrator.html", context)


def _page(
    request: HttpRequest, at: IntakeDesk, case: Case, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    linked = form_of(at.intake).codebook.network is not None
    links = list(_links(at, case)) if linked else []
    there = {link.perpetrator_id for link, _name, _shown in links}
    known = perpetrators_seen(at) if linked and at.names else ()
    why = case.why_held_back
    sealer = answers_sealer(at.desk.organisation)
    context = {
        "desk": at.desk,
        "at": at,
        "case": case,
        "emergency": open_until(at.desk, case.person),
        "responsible": stands_in_for(at.desk, case),
        "document": document_of(case.person, at.names) if at.names else {},
        "shown": shown_row(Asked.of(at, case)),
        "copy_in": households_with_others(at, case),
        "linked": linked,
        "links": links,
        "others": [(one, known_as(one, at.names)) for one in known if one.pk not in there]
        if at.names
        else [],
        "hold": case_state.mark_of_hold(case),
        "why_held_back": sealer.open(why, "held-back", str(case.pk)) if why else "",
        "events": events_of(case),
        "event_kinds": [(one.value, KINDS[one]) for one in WRITTEN],
        "naming": PerpetratorForm(),
        "holding": HoldBackForm(),
        **more,
    }
    return render(request, "intake/case.html", context, status=status)


def _links(at: IntakeDesk, case: Case) -> Iterator[tuple[Link, str, ShownRow]]:
    """The perpetrators of a case: by what they are recognised, and what was answered."""
    for link in case.links.select_related("perpetrator", "case").order_by("created"):
        name = known_as(link.perpetrator, at.names) if at.names else ""
        yield link, name, shown_row(Asked.of(at, link))
