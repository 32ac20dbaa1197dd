"""The first page of the intake: what is to be done, one's cases, and the ways to what else is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lanterne.hub.intake import own_day
from lanterne.hub.intake.access import IntakeDesk, intake_desk, intake_of
from lanterne.hub.intake.models import Case
from lanterne.hub.intake.registration import documents_of
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
        "may_see_figures": desk.may(Verb.SEE_FIGURES, Purpose.COLLECTION),
    }
    if may_register:
        context |= _own_cases(request, at)
    return render(request, "intake/day.html", context)


def _own_cases(request: HttpRequest, at: IntakeDesk) -> dict[str, object]:
    asked = request.GET.get("show", "")
    show = asked if asked in FILTERS else OPEN
    said, chosen = FILTERS[show]
    own = Case.objects.filter(organisation=at.desk.organisation, worker=at.desk.user)
    ordered = chosen(own).select_related("person").order_by(*NEWEST_FIRST)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    names = documents_of([one.person for one in page], at.names) if at.names else [{} for _ in page]
    listed = [Listed(one, document) for one, document in zip(page, names, strict=True)]
    all_minors = request.GET.get("minors") == "all"
    of_age, of_age_more = own_day.coming_of_age(at, None if all_minors else own_day.MOST_PEOPLE)
    return {
        "page": page,
        "keep": f"show={show}&",
        "listed": listed,
        "show": show,
        "shown": said,
        "filters": [(name, label) for name, (label, _chosen) in FILTERS.items()],
        "due": own_day.follow_ups(at),
        "referrals": own_day.referrals(at),
        "of_age": of_age,
        "of_age_more": of_age_more,
    }


def _open(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(closed=None)


OPEN = "open"
FILTERS: Mapping[str, tuple[Promise, Callable[[QuerySet[Case]], QuerySet[Case]]]] = {
    OPEN: (_("My open cases"), _open),
    "due": (_("My cases with something due"), own_day.with_something_due),
    "no-consent": (
        _("My open cases of people who were not asked for consent"),
        lambda cases: own_day.without_consent(_open(cases)),
    ),
    "closed": (_("My closed cases"), lambda cases: cases.exclude(closed=None)),
}
"""What stands in the address → what a person reads, and which cases are shown."""
