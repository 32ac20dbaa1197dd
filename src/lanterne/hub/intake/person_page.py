"""A registered person: names, household, cases, and what they agreed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import IntakeDesk, intake_desk, seen_revision, sent_key
from lanterne.hub.intake.consents import (
    Statement,
    latest,
    state,
    statements,
    taken_back_after,
)
from lanterne.hub.intake.emergencies import open_until
from lanterne.hub.intake.form_fields import note_field, past_day_field
from lanterne.hub.intake.models import Consent, Person
from lanterne.hub.intake.own_code_page import public_address
from lanterne.hub.intake.person_form import PersonForm
from lanterne.hub.intake.registration import cases_of, change, document_of, open_case
from lanterne.hub.intake.seen import stands_in_for
from lanterne.hub.intake.shown_events import referrals_to_revoke
from lanterne.hub.intake.words import ABOUT, BY, PURPOSES, SAID, chosen_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.consent import ConsentTo, Said, SaidBy
from lanterne.messages.dates import short_day

reads = needs(Verb.READ_INTAKE, Purpose.COLLECTION, of="person")
edits = needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="person")


class ConsentForm(forms.Form):
    """What somebody said of one purpose."""

    purpose = forms.ChoiceField(label=_("What for?"), choices=chosen_of(PURPOSES))
    said = forms.ChoiceField(label=_("What did they say?"), choices=chosen_of(SAID))
    by = forms.ChoiceField(label=_("Who said it?"), choices=chosen_of(BY))
    on = past_day_field(_("On which day?"))
    note = note_field(_("To which organisation, or what else was said"), required=False)
    to_any = forms.BooleanField(
        label=_("A referral may be to any organisation that can help"), required=False
    )

    def clean(self) -> None:
        """A referral names an organisation, or is to any; never to any but those of a note."""
        super().clean()
        given = self.cleaned_data
        referred = given.get("purpose") == ConsentTo.REFERRAL and given.get("said") == Said.GIVEN
        if referred and not given.get("note") and not given["to_any"]:
            self.add_error("note", _("Write down to which organisation, or that it may be any."))
        if given["to_any"] and not referred:
            self.add_error("to_any", _("Only who agrees to a referral says to whom."))
        elif given["to_any"] and given.get("note"):
            self.add_error(
                "to_any",
                _(
                    "Either any organisation, or the one that you have written down. If some are "
                    "excepted, write down those that are allowed, one after another."
                ),
            )

    @property
    def statement(self) -> Statement:
        """What was said."""
        given = self.cleaned_data
        return Statement(
            ConsentTo(given["purpose"]),
            Said(given["said"]),
            SaidBy(given["by"]),
            given["on"],
            given["note"],
            given["to_any"],
        )


@never_cache
@reads
def person(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """What is known of a person."""
    return _page(request, intake_desk(request, desk), person)


@never_cache
@edits
def edit_person(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Change names, or how to reach a person; two who change them at once see both versions."""
    at = intake_desk(request, desk)
    if at.names is None:
        if request.method == "POST":
            desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, Why.STATE, person)
        return render(request, "intake/closed.html", {"desk": desk, "at": at}, status=409)
    now = document_of(person, at.names)
    form = PersonForm(request.POST or None, initial=now)
    context = {"desk": desk, "at": at, "person": person, "form": form, "seen": person.revision}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "intake/edit_person.html", context, status=status)
    if not change(person, at.names, form.document, seen_revision(request)):
        person.refresh_from_db()
        desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, Why.STALE, person)
        there = document_of(person, at.names)
        fields = [(form[name], there[name]) for name in there if name in form.fields]
        context |= {
            "others": [one for one in fields if one[1] != form.document[one[0].name]],
            "seen": person.revision,
        }
        return render(request, "intake/edit_person.html", context, status=409)
    desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, person)
    return redirect("person", desk.organisation.slug, person.pk)


@never_cache
@require_POST
@edits
def say_consent(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Write down what a person agreed to, refused or withdrew."""
    at, form = intake_desk(request, desk), ConsentForm(request.POST)
    if not form.is_valid():
        return _page(request, at, person, status=422, consenting=form)
    said = form.statement
    later = taken_back_after(person, said)
    if later is not None:
        day = short_day(later.on, get_language() or "en")
        says = _("They said otherwise later, on {day}. Ask them again.")
        if later.on == said.on:
            says = _(
                "They said otherwise themselves on {day}, with their own code. Ask them again on a "
                "later day."
            )
        form.add_error("on", says.format(day=day))
        desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, Why.RULE, person)
        return _page(request, at, person, status=409, consenting=form)
    state(person, said, desk.user)
    details = {"consent": said.purpose.value, "said": said.said.value}
    desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, person, details=details)
    return redirect("person", desk.organisation.slug, person.pk)


@require_POST
@edits
def another_case(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Open another case of a person."""
    at = intake_desk(request, desk)
    if at.intake.ended is not None:
        desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, Why.STATE, person)
        return redirect("person", desk.organisation.slug, person.pk)
    key = sent_key(request)
    if not person.cases.filter(pk=key).exists():  # else it was sent twice
        case = open_case(at, person, timezone.localdate(), key)
        details = {"held_back": True} if case.held_back else None
        desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, case, details=details)
    return redirect("case", desk.organisation.slug, key)


def _page(
    request: HttpRequest, at: IntakeDesk, person: Person, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    now = latest(person)
    context = {
        "desk": at.desk,
        "at": at,
        "person": person,
        "emergency": open_until(at.desk, person),
        "responsible": stands_in_for(at.desk, person),
        "document": document_of(person, at.names) if at.names else {},
        "cases": cases_of(person),
        "memberships": person.memberships.select_related("household").order_by("created"),
        "consents": [(PURPOSES[one], ABOUT[one], now[one], _said(now[one])) for one in ConsentTo],
        "history": [
            (PURPOSES[one.purpose], one, _said(one), note, to_any)
            for one, note, to_any in statements(person)
        ],
        "counted": _is_given(now[ConsentTo.STATISTICS]),
        "was_counted": person.consents.filter(
            purpose=ConsentTo.STATISTICS, said=Said.GIVEN
        ).exists(),
        "own_codes": at.intake.own_codes and bool(public_address(request)),
        "to_revoke": referrals_to_revoke(person),
        "key": sent_key(request),
        "consenting": ConsentForm(initial={"on": timezone.localdate()}),
        **more,
    }
    return render(request, "intake/person.html", context, status=status)


def _said(consent: Consent | None) -> tuple[Any, Any]:
    """What was said and who said it, in words."""
    if consent is None:
        return SAID[Said.NOT_ASKED], ""
    return SAID[consent.said], BY[consent.by]


def _is_given(consent: Consent | None) -> bool:
    return consent is not None and consent.said == Said.GIVEN
