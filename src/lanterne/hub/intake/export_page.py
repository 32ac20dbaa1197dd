"""All that is held about a person, as a file for that person."""

from __future__ import annotations

import json

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.cache import never_cache

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import intake_desk
from lanterne.hub.intake.held import Part, document_of_all, held
from lanterne.hub.intake.models import Person
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.downloads import HTML, JSON, download

KINDS = {"html": HTML, "json": JSON}
"""Kind of a file → what a browser is told."""

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 1.5rem auto; }
body { padding: 0 1rem; overflow-wrap: anywhere; }
section { margin-block: 1.2rem; padding-inline-start: 1rem; border-inline-start: 3px solid #999; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; white-space: pre-line; }
"""
"""Of the file, which stands alone."""


@never_cache
@needs(Verb.EXPORT_PERSON, Purpose.COLLECTION, of="person")
def export(request: HttpRequest, desk: Desk, person: Person) -> HttpResponseBase:
    """Say what the file holds, and give it; it is never kept here."""
    at = intake_desk(request, desk)
    context = {"desk": desk, "at": at, "person": person}
    if at.names is None:
        if request.method == "POST":
            desk.refuse(Verb.EXPORT_PERSON, Purpose.COLLECTION, Why.STATE, person)
        return render(request, "intake/names_needed.html", context, status=409)
    kind = request.POST.get("kind", "")
    if request.method != "POST" or kind not in KINDS:
        status = 422 if request.method == "POST" else 200
        return render(request, "intake/export.html", context, status=status)
    text = _written(held(at, person, at.names), desk, kind)
    details = {"format": kind}
    desk.record(Verb.EXPORT_PERSON, Purpose.COLLECTION, person, details=details)
    return download(text, KINDS[kind], f"{person.code}.{kind}")


def _written(part: Part, desk: Desk, kind: str) -> str:
    if kind == "json":
        document = document_of_all(part, desk.organisation.name)
        return json.dumps(document, ensure_ascii=False, indent=2)
    context = {
        "part": part,
        "held_by": desk.organisation.name,
        "today": timezone.localdate(),
        "style": STYLE,
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    return render_to_string("intake/held.html", context)
