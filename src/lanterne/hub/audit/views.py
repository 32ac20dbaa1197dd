"""The pages of the audit log of an organisation, for its auditors and administrators."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from lanterne.hub.audit import about, words
from lanterne.hub.audit.chain import Fault, verify_chain
from lanterne.hub.audit.log import values_of
from lanterne.hub.audit.models import Event
from lanterne.hub.people import lookup
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.laptop import NOWHERE
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.spreadsheet_cells import safe_cell

PAGE = 50
"""Events on a page."""


class FilterForm(forms.Form):
    """Which events are shown: all, or those of somebody, of a kind, to a thing, of some days."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    verb = forms.ChoiceField(label=_("What"), required=False)
    thing = forms.CharField(label=_("Identifier"), required=False, max_length=64)
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Any, events: QuerySet[Event], people: dict[str, str]) -> None:
        super().__init__(data)
        verbs = events.order_by("verb").values_list("verb", flat=True).distinct()
        every = [("", _("All"))]
        called = [(key, name or _("Somebody at this computer")) for key, name in people.items()]
        named = sorted(called, key=lambda one: str(one[1]))
        person, verb = self.fields["person"], self.fields["verb"]
        person.choices = every + named  # type: ignore[attr-defined]
        verb.choices = every + [(one, words.verb(one)) for one in verbs]  # type: ignore[attr-defined]

    def chosen(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that were asked for; all, where the question is wrong."""
        wanted = self.cleaned_data if self.is_valid() else {}
        exact = {"person": "actor", "verb": "verb", "thing": "thing"}
        found = {field: wanted[name] for name, field in exact.items() if wanted.get(name)}
        if wanted.get("first"):
            found["at__gte"] = make_aware(datetime.combine(wanted["first"], time.min))
        if wanted.get("last"):
            found["at__lte"] = make_aware(datetime.combine(wanted["last"], time.max))
        return events.filter(**found)


@dataclass(frozen=True)
class Line:
    """An event in words.

    Attributes:
        event: The event.
        who: Name of the person; empty for the hub itself.
        called: Name of the thing; empty where it has none.
        people: Id → name of people whom details name.
    """

    event: Event
    who: str
    called: str
    people: Mapping[str, str]

    @property
    def what(self) -> str:
        """What was done."""
        return words.verb(self.event.verb)

    @property
    def why(self) -> str:
        """What for."""
        return words.said(words.PURPOSES, self.event.purpose)

    @property
    def thing(self) -> str:
        """Kind of the thing that it was done to."""
        return words.said(words.KINDS, self.event.kind)

    @property
    def about(self) -> list[tuple[str, str]]:
        """What else it was about: labels and facts."""
        return list(about.said_of(self.event, self.people))

    @property
    def why_not(self) -> str:
        """Why it was refused."""
        return about.why(self.event)

    @property
    def outcome(self) -> str:
        """What came of it."""
        return words.said(words.OUTCOMES, self.event.outcome)


@needs(Verb.READ_AUDIT, Purpose.OVERSIGHT)
def audit_page(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """What was done in the organisation, the newest first; and whether the log is whole."""
    people, events = _people(desk), _events(desk)
    form = FilterForm(request.GET or None, events, people)
    page = Paginator(form.chosen(events).order_by("-number"), PAGE).get_page(
        request.GET.get("page")
    )
    asked = request.GET.copy()
    asked.pop("page", None)
    asked.pop("check", None)
    checked = "check" in request.GET
    fault: Fault | None = verify_chain() if checked else None
    called, named = {**people, **about.names_of(page)}, about.people_of(page)
    context = {
        "desk": desk,
        "form": form,
        "page": page,
        "lines": [
            Line(event, people.get(event.actor, event.actor), called.get(event.thing, ""), named)
            for event in page
        ],
        "keep": f"{asked.urlencode()}&" if asked else "",
        "asked": asked.urlencode(),
        "checked": checked,
        "fault": fault,
    }
    return render(request, "audit/log.html", context)


@needs(Verb.READ_AUDIT, Purpose.OVERSIGHT)
def audit_csv(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The same as a table, the oldest first."""
    people, events = _people(desk), _events(desk)
    form = FilterForm(request.GET or None, events, people)
    rows = _rows(form.chosen(events).order_by("number"), people)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return response


def _events(desk: Desk) -> QuerySet[Event]:
    """The events of an organisation, and of its people where there is none, as at the login.

    A sign-in that failed has no actor: it is among them where an account of its people was tried.
    """
    members = [str(key) for key in lookup.members(desk.organisation).values_list("pk", flat=True)]
    own = Q(organisation=str(desk.organisation.pk))
    theirs = Q(actor__in=members) | Q(actor="", kind=User._meta.model_name, thing__in=members)
    return Event.objects.filter(own | Q(theirs, organisation=""))


def _people(desk: Desk) -> dict[str, str]:
    """Id → name of the people who are or were at work in the organisation."""
    acted = Event.objects.filter(organisation=str(desk.organisation.pk)).exclude(actor="")
    keys = set(acted.order_by("actor").values_list("actor", flat=True).distinct())
    found = User.objects.filter(
        Q(pk__in=keys) | Q(pk__in=lookup.members(desk.organisation).values("pk"))
    )
    return {str(user.pk): _name(user) for user in found}


def _name(user: User) -> str:
    """What somebody is called; nothing where only this computer knows them."""
    return user.name or ("" if user.email.endswith(f"@{NOWHERE}") else user.email)


class _Echo:
    """What a CSV writer writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def _rows(events: QuerySet[Event], people: dict[str, str]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    names = ("number", "at", "actor", "organisation", "verb", "purpose", "kind", "thing", "outcome")
    yield writer.writerow([*names, "name", "details", "previous", "digest"])
    for event in events.iterator(2000):
        values = values_of(event)
        details = json.dumps(event.details, sort_keys=True)
        cells = [
            *(values[name] for name in names), people.get(event.actor, ""), details,
            event.previous, event.digest,
        ]  # fmt: skip
        yield writer.writerow([safe_cell(str(cell)) for cell in cells])
