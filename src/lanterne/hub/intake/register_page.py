"""Searching for people, and registering those who are not there."""

from __future__ import annotations

import uuid

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import IntakeDesk, intake_desk, sent_key
from lanterne.hub.intake.form_fields import line_field, phone_field
from lanterne.hub.intake.models import Person
from lanterne.hub.intake.old_tokens import missed_by_search
from lanterne.hub.intake.person_form import RegisterForm
from lanterne.hub.intake.registration import register, search
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb

registers = needs(Verb.REGISTER, Purpose.COLLECTION)


class SearchForm(forms.Form):
    """What somebody is searched for by. It goes by POST: a name stands in no address."""

    name = line_field(_("A name, or a part of one, in any script"), required=False)
    phone = phone_field(_("or a phone number"))


@never_cache
@registers
def find(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Search for somebody."""
    at = intake_desk(request, desk)
    form = SearchForm(request.POST or None)
    context = {"desk": desk, "at": at, "form": form, "found": None}
    context |= {"missed": missed_by_search(at)}
    if request.method == "POST" and at.names is None:
        desk.refuse(Verb.REGISTER, Purpose.COLLECTION, Why.STATE)
        return render(request, "intake/closed.html", context, status=409)
    if request.method == "POST" and form.is_valid():
        assert at.names is not None
        context["found"] = search(at, at.names, form.cleaned_data)
    return render(request, "intake/find.html", context)


@never_cache
@registers
def new_person(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Register a person; who may be there already is shown before."""
    at = intake_desk(request, desk)
    form = RegisterForm(request.POST or None, initial={"registered": timezone.localdate()})
    key = sent_key(request)
    context = {"desk": desk, "at": at, "form": form, "found": (), "key": key}
    context |= {"missed": missed_by_search(at)}
    if Person.objects.filter(pk=key, organisation=desk.organisation).exists():
        return redirect("person", desk.organisation.slug, key)  # it was sent twice
    if at.names is None or at.intake.ended is not None:
        if request.method == "POST":
            desk.refuse(Verb.REGISTER, Purpose.COLLECTION, Why.STATE)
        return render(request, "intake/closed.html", context, status=409)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "intake/register.html", context, status=status)
    if request.POST.get("looked") != "yes":
        context["found"] = search(at, at.names, form.document)
        if context["found"]:
            return render(request, "intake/register.html", context, status=409)
    return _registered(at, form, key)


def _registered(at: IntakeDesk, form: RegisterForm, key: uuid.UUID) -> HttpResponseBase:
    assert at.names is not None
    try:
        person = register(at, at.names, form.document, form.cleaned_data["registered"], key)
    except IntegrityError:  # it was sent twice at once
        return redirect("intake", at.desk.organisation.slug)
    at.desk.record(Verb.REGISTER, Purpose.COLLECTION, person)
    return redirect("person", at.desk.organisation.slug, person.pk)
