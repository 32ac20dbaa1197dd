"""How long people are kept, who is due, removing them after a second look, and certificates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.intake import retention
from lanterne.hub.intake.access import IntakeDesk, intake_desk
from lanterne.hub.intake.code_form import PersonCodeForm
from lanterne.hub.intake.models import Certificate, Person
from lanterne.hub.intake.purge import datasets_with_cases, purge, what_goes
from lanterne.hub.intake.sweep_job import begin_sweep, sweeping
from lanterne.hub.intake.words import ROWS
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.downloads import JSON, download
from lanterne.hub.web.start_job import wait_for

PAGE = 50
"""Certificates of a page."""

AT_ONCE = 100
"""People who are removed at once, at most."""

purges = needs(Verb.PURGE, Purpose.COLLECTION)


class YearsForm(forms.Form):
    """After how long people are to be removed."""

    years = forms.IntegerField(
        label=_("Years after the last case of a person was closed"),
        required=False,
        min_value=1,
        max_value=retention.MOST_YEARS,
        widget=forms.TextInput({"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )


class SureForm(forms.Form):
    """The second look."""

    sure = forms.BooleanField(
        label=_("I have looked at this. Delete it for good."),
        error_messages={"required": _("Tick this if it is to be deleted for good.")},
    )


@never_cache
@purges
def removal(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """After how long people are removed, who is due now, and who was removed."""
    return _page(request, intake_desk(request, desk))


@never_cache
@require_POST
@purges
def set_years(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Say after how long people are to be removed."""
    at, form = intake_desk(request, desk), YearsForm(request.POST)
    if not form.is_valid():
        return _page(request, at, status=422, choosing=form)
    years = form.cleaned_data["years"]
    chosen = retention.choose_years(at.intake, years, desk.user)
    desk.record(Verb.PURGE, Purpose.COLLECTION, chosen, details={"years": years or 0})
    return redirect("removal", desk.organisation.slug)


@never_cache
@require_POST
@purges
def find_to_purge(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The second look at a person who is not due, by code: somebody asks to be removed."""
    form = PersonCodeForm(request.POST)
    found = form.find(desk)
    if found is None:
        return _page(request, intake_desk(request, desk), status=422, finding=form)
    return redirect("purge-person", desk.organisation.slug, found.pk)


@never_cache
@needs(Verb.PURGE, Purpose.COLLECTION, of="person")
def purge_person(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Look at what goes with a person, then remove them."""
    at, form = intake_desk(request, desk), SureForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _second_look(request, at, form, [person])
    (made,), job = purge(at, [person])
    wait_for(job)
    return redirect("certificate", desk.organisation.slug, made.pk)


@never_cache
@purges
def purge_due(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Look at all who are due, then remove those of them who were looked at."""
    at, form = intake_desk(request, desk), SureForm(request.POST or None)
    now = list(retention.due(at.intake)[:AT_ONCE])
    looked_at = set(request.POST.getlist("person"))
    chosen = [one for one in now if str(one.pk) in looked_at]
    if request.method != "POST" or not form.is_valid():
        return _second_look(request, at, form, now)
    if len(chosen) != len(looked_at):  # somebody is not due any more: a case was opened again
        desk.refuse(Verb.PURGE, Purpose.COLLECTION, Why.STALE)
        return _second_look(request, at, SureForm(), now, changed=True)
    _made, job = purge(at, chosen)
    wait_for(job)
    return redirect("removal", desk.organisation.slug)


@require_POST
@purges
def sweep_again(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Have it overwritten what deleted people leave in the files, where that is left to do."""
    at = intake_desk(request, desk)
    now = sweeping(at.intake)
    if now.left and not now.goes_on:
        wait_for(begin_sweep(desk, at.intake))
        desk.record(Verb.PURGE, Purpose.COLLECTION)
    return redirect("removal", desk.organisation.slug)


@never_cache
@needs(Verb.PURGE, Purpose.COLLECTION, of="certificate")
def certificate(request: HttpRequest, desk: Desk, certificate: Certificate) -> HttpResponseBase:
    """The certificate of a person who was removed, to be printed."""
    context = {
        "desk": desk,
        "certificate": certificate,
        "sweeping": None if certificate.swept else sweeping(intake_desk(request, desk).intake),
        "rows": _in_words(certificate.rows),
        "datasets": datasets_with_cases(desk),
    }
    return render(request, "intake/certificate.html", context)


@never_cache
@needs(Verb.PURGE, Purpose.COLLECTION, of="certificate")
def certificate_json(
    request: HttpRequest, desk: Desk, certificate: Certificate
) -> HttpResponseBase:
    """The same for programs."""
    now = sweeping(intake_desk(request, desk).intake)
    left = "in-progress" if now.goes_on else "left-to-do"
    document = {
        "certificate": str(certificate.pk),
        "organisation": desk.organisation.slug,
        "code": certificate.code,
        "removed": certificate.created.isoformat(timespec="seconds"),
        "by": str(certificate.created_by),
        "rows": certificate.rows,
        "overwriting": "done" if certificate.swept else left,
        "database_cleaned": certificate.swept and certificate.swept.isoformat(timespec="seconds"),
        "stays": ["audit-log", "releases", "certificate", "answers-copied-to-others"],
        "look_at": ["case-files-of-datasets", "copies-of-the-database", "write-ahead-logs"],
    }
    return download(json.dumps(document, indent=2), JSON, f"certificate-{certificate.code}.json")


def _in_words(rows: dict[str, int]) -> list[tuple[str, int]]:
    """Kinds of rows in words, or their code, each with how many there are."""
    return [(str(ROWS.get(kind, kind)), count) for kind, count in rows.items()]


def _second_look(
    request: HttpRequest,
    at: IntakeDesk,
    form: SureForm,
    people: Sequence[Person],
    *,
    changed: bool = False,
) -> HttpResponseBase:
    due = set(retention.due(at.intake).values_list("pk", flat=True))
    context = {
        "desk": at.desk,
        "at": at,
        "form": form,
        "people": [(one, one.pk in due, _in_words(dict(what_goes(one)))) for one in people],
        "early": any(one.pk not in due for one in people),
        "datasets": datasets_with_cases(at.desk),
        "changed": changed,
    }
    status = 409 if changed else 422 if request.method == "POST" else 200
    return render(request, "intake/purge.html", context, status=status)


def _page(
    request: HttpRequest, at: IntakeDesk, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    certificates = Certificate.objects.filter(organisation=at.desk.organisation)
    ordered = certificates.select_related("created_by").order_by(*NEWEST_FIRST)
    years = retention.years_of(at.intake)
    context = {
        "desk": at.desk,
        "at": at,
        "years": years,
        "due": list(retention.due(at.intake)),
        "choosing": YearsForm(initial={"years": years}),
        "finding": PersonCodeForm(),
        "page": Paginator(ordered, PAGE).get_page(request.GET.get("page")),
        "sweeping": sweeping(at.intake),
        **more,
    }
    return render(request, "intake/removal.html", context, status=status)
