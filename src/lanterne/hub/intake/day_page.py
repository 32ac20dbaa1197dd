"""The first page of the intake: one's open cases, and the ways to what else there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lanterne.hub.intake.access import IntakeDesk, intake_desk, intake_of
from lanterne.hub.intake.models import Case
from lanterne.hub.intake.registration import document_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb

PAGE = 50
"""Cases of a page."""


@dataclass(frozen=True)
class Listed:
    """A case as a list shows it.

    Attributes:
        case: The case.
        document: Names of the person; empty while names are closed.
    """

    case: Case
    document: Mapping[str, str] = field(repr=False)


@never_cache
@needs(Verb.SEE_DATASET, Purpose.COLLECTION)
def intake(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """What somebody finds who comes to work; before it is switched on, what it is."""
    if intake_of(desk) is None:
        may_switch = desk.may(Verb.SWITCH_INTAKE, Purpose.COLLECTION)
        return render(request, "intake/off.html", {"desk": desk, "may_switch": may_switch})
    at = intake_desk(request, desk)
    may_register = desk.may(Verb.REGISTER, Purpose.COLLECTION)
    context = {
        "desk": desk,
        "at": at,
        "may_register": may_register,
        "may_hold": desk.may(Verb.HOLD_NAMES, Purpose.COLLECTION),
        "may_switch": desk.may(Verb.SWITCH_INTAKE, Purpose.COLLECTION),
        "may_count": desk.may(Verb.COUNT_INTAKE, Purpose.COLLECTION),
    }
    if may_register:
        context |= _own_cases(request, at)
    return render(request, "intake/day.html", context)


def _own_cases(request: HttpRequest, at: IntakeDesk) -> dict[str, object]:
    closed = request.GET.get("show") == "closed"
    cases = Case.objects.filter(
        organisation=at.desk.organisation, worker=at.desk.user, closed__isnull=not closed
    )
    ordered = cases.select_related("person").order_by(*NEWEST_FIRST)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    listed = [Listed(one, document_of(one.person, at.names) if at.names else {}) for one in page]
    return {"page": page, "listed": listed, "closed": closed}
