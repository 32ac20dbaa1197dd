"""Opening a colleague's person in an emergency, and who is told of it."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import intake_desk
from lanterne.hub.intake.emergencies import (
    emergencies,
    may_see_off,
    open_person,
    open_until,
    see_off,
    told,
)
from lanterne.hub.intake.form_fields import note_field
from lanterne.hub.intake.models import Opening, Person
from lanterne.hub.intake.seen import sees
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb

PAGE = 50
"""Emergencies of a page."""

SHORTEST = 10
"""Signs of a reason, at least: a dot is none."""

watches = needs(Verb.WATCH_EMERGENCIES, Purpose.OVERSIGHT)


class ReasonForm(forms.Form):
    """Why somebody opens a colleague's person."""

    reason = note_field(
        _("Why do you need to read about this person now?"), rows=3, min_length=SHORTEST
    )


@never_cache
@needs(Verb.OPEN_EMERGENCY, Purpose.COLLECTION, of="person")
def open_emergency(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Say what an emergency opens, ask why, and open the person for a day."""
    at, to = intake_desk(request, desk), [desk.organisation.slug, person.pk]
    if sees(desk, person) or open_until(desk, person) is not None:
        return redirect("person", *to)
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"desk": desk, "at": at, "person": person, "form": form}
        return render(request, "intake/emergency.html", context, status=status)
    opening = open_person(person, desk.user, form.cleaned_data["reason"])
    desk.record(Verb.OPEN_EMERGENCY, Purpose.COLLECTION, opening)
    return redirect("person", *to)


@never_cache
@watches
def watch(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Who opened whose person, when and why: what nobody has looked at yet, and all of it."""
    at = intake_desk(request, desk)
    page = Paginator(emergencies(desk), PAGE).get_page(request.GET.get("page"))
    listed = [told(desk, one) for one in page]
    context = {"desk": desk, "at": at, "page": page, "listed": listed}
    return render(request, "intake/emergencies.html", context)


@require_POST
@needs(Verb.WATCH_EMERGENCIES, Purpose.OVERSIGHT, of="opening")
def seen(request: HttpRequest, desk: Desk, opening: Opening) -> HttpResponseBase:
    """Say that one knows of an emergency."""
    del request
    if not may_see_off(desk, opening):
        desk.refuse(Verb.WATCH_EMERGENCIES, Purpose.OVERSIGHT, Why.OWN, opening)
    elif opening.seen is None:
        see_off(opening, desk.user)
        desk.record(Verb.WATCH_EMERGENCIES, Purpose.OVERSIGHT, opening)
    return redirect("emergencies", desk.organisation.slug)
