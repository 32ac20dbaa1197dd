"""Handing people over: one person, or all of somebody who leaves; and who has nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import IntakeDesk, intake_desk
from lanterne.hub.intake.code_form import PersonCodeForm
from lanterne.hub.intake.form_fields import ColleagueField
from lanterne.hub.intake.handover import (
    hand_over_all,
    hand_over_person,
    may_give,
    may_read_own,
    receivers,
    responsible,
)
from lanterne.hub.intake.models import Person
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.second_person import alone


class HandOverForm(forms.Form):
    """To whom."""

    to = ColleagueField(label=_("Who is responsible from now on?"))

    def __init__(self, *given: Any, colleagues: Sequence[User], **more: Any) -> None:
        super().__init__(*given, **more)
        self.colleagues = colleagues
        field = self.fields["to"]
        assert isinstance(field, ColleagueField)
        field.offer(colleagues)


@never_cache
@needs(Verb.HAND_OVER, Purpose.COLLECTION)
def list_responsible(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Who is responsible for how many people, and who has nobody; one person is found by code."""
    form = PersonCodeForm(request.POST or None)
    found = form.find(desk) if request.method == "POST" else None
    if found is not None:
        return redirect("hand-over", desk.organisation.slug, found.pk)
    context = {
        "desk": desk,
        "at": intake_desk(request, desk),
        "form": form,
        "responsible": list(responsible(desk.organisation)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/responsible.html", context, status=status)


@never_cache
@needs(Verb.HAND_OVER, Purpose.COLLECTION, of="person")
def hand_over(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Hand one person over, with their cases."""
    at = intake_desk(request, desk)
    form = _form(request, at, person.worker)
    if request.method != "POST" or not form.is_valid():
        return _page(request, at, person.worker, form, [person.code], person)
    if not hand_over_person(desk, person, form.cleaned_data["to"]):
        desk.refuse(Verb.HAND_OVER, Purpose.COLLECTION, Why.STALE, person)
    return _after(desk)


@never_cache
@needs(Verb.HAND_OVER, Purpose.COLLECTION, of="worker")
def hand_over_everybody(request: HttpRequest, desk: Desk, worker: User) -> HttpResponseBase:
    """Hand over all for whom somebody is responsible."""
    at = intake_desk(request, desk)
    form = _form(request, at, worker)
    if request.method != "POST" or not form.is_valid():
        people = Person.objects.filter(organisation=desk.organisation, worker=worker)
        codes = list(people.order_by("code").values_list("code", flat=True))
        return _page(request, at, worker, form, codes)
    hand_over_all(desk, worker, form.cleaned_data["to"])
    return _after(desk)


def _form(request: HttpRequest, at: IntakeDesk, giver: User) -> HandOverForm:
    there = [one for one in receivers(at.intake, giver) if may_give(at.desk, giver, one)]
    return HandOverForm(request.POST or None, colleagues=there)


def _after(desk: Desk) -> HttpResponseBase:
    """The list of who is responsible, where one may see it; else the first page."""
    where = "responsible" if desk.may(Verb.HAND_OVER, Purpose.COLLECTION) else "intake"
    return redirect(where, desk.organisation.slug)


def _page(
    request: HttpRequest,
    at: IntakeDesk,
    worker: User,
    form: HandOverForm,
    codes: Sequence[str],
    person: Person | None = None,
) -> HttpResponseBase:
    context = {
        "desk": at.desk,
        "at": at,
        "worker": worker,
        "own": worker.pk == at.desk.user.pk,
        "gone": not may_read_own(at.desk.organisation, worker),
        "form": form,
        "apart": not alone(),
        "codes": codes,
        "person": person,
        "may_list": at.desk.may(Verb.HAND_OVER, Purpose.COLLECTION),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/hand_over.html", context, status=status)
