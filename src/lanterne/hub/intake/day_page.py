"""The first page of the intake: what is to be done, cases of oneself or of one's team, and ways."""

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

from lanterne.hub.audit import Outcome
from lanterne.hub.intake import own_day
from lanterne.hub.intake.access import IntakeDesk, intake_desk, intake_of
from lanterne.hub.intake.models import Case
from lanterne.hub.intake.registration import documents_of, listed_fields
from lanterne.hub.intake.seen import Whose, chosen_whose, workers_seen
from lanterne.hub.intake.teams import team_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST, in_order
from lanterne.hub.people.roles import Purpose, Verb

Cases = QuerySet[Case]
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
        context |= {"team": team_of(desk), **_cases(request, at)}
    return render(request, "intake/day.html", context)


def _cases(request: HttpRequest, at: IntakeDesk) -> dict[str, object]:
    whose = chosen_whose(at.desk, request.GET.get("whose", ""))
    if whose is Whose.TEAM:
        details = {"team": True}
        at.desk.record(Verb.READ_INTAKE, Purpose.COLLECTION, None, Outcome.ALLOWED, details)
    asked = request.GET.get("show", "")
    show = asked if asked in FILTERS else OPEN
    said, chosen = FILTERS[show]
    seen = Case.objects.filter(
        organisation=at.desk.organisation, worker__in=workers_seen(at.desk, whose)
    )
    ordered = chosen(seen).order_by(*NEWEST_FIRST).values_list("pk", flat=True)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    narrow = Case.objects.select_related("person__worker")
    shown = in_order(narrow.only("code", "registered", *listed_fields("person__")), list(page))
    people = [one.person for one in shown]
    names = documents_of(people, at.names) if at.names else [{} for _ in people]
    listed = [Listed(one, document) for one, document in zip(shown, names, strict=True)]
    all_minors = request.GET.get("minors") == "all"
    most = None if all_minors else own_day.MOST_PEOPLE
    of_age, of_age_more = own_day.coming_of_age(at, whose, most)
    return {
        "page": page,
        "keep": f"show={show}&" + ("whose=team&" if whose is Whose.TEAM else ""),
        "of_team": whose is Whose.TEAM,
        "listed": listed,
        "show": show,
        "shown": said[whose],
        "filters": [(name, labels[whose]) for name, (labels, _chosen) in FILTERS.items()],
        "due": own_day.follow_ups(at, whose),
        "referrals": own_day.referrals(at, whose),
        "of_age": of_age,
        "of_age_more": of_age_more,
    }


def _open(cases: Cases) -> Cases:
    return cases.filter(closed=None)


OPEN = "open"
FILTERS: Mapping[str, tuple[Mapping[Whose, Promise], Callable[[Cases], Cases]]] = {
    OPEN: (
        {Whose.MINE: _("My open cases"), Whose.TEAM: _("My team's open cases")},
        _open,
    ),
    "due": (
        {
            Whose.MINE: _("My cases with something due"),
            Whose.TEAM: _("My team's cases with something due"),
        },
        own_day.with_something_due,
    ),
    "no-consent": (
        {
            Whose.MINE: _("My open cases of people who were not asked for consent"),
            Whose.TEAM: _("My team's open cases of people who were not asked for consent"),
        },
        lambda cases: own_day.without_consent(_open(cases)),
    ),
    "closed": (
        {Whose.MINE: _("My closed cases"), Whose.TEAM: _("My team's closed cases")},
        lambda cases: cases.exclude(closed=None),
    ),
}
"""What stands in the address → what a person reads, and which cases are shown."""
