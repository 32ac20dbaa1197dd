"""The joint datasets of an organisation, and the code by which it joins another."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.hub.audit import Why
from lanterne.hub.joint.agreement_page import terms_of
from lanterne.hub.joint.models import Agreement, Partner
from lanterne.hub.joint.places import join, opened
from lanterne.hub.joint.terms import has_signed, is_in_force, seal_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb

NO_CODE = _("This code cannot be used, or not any more. Ask whoever gave it to you for another.")
ALREADY = _("This organisation takes part already, or another has used the code.")
STALE = _("The terms have changed since you read them. Read them again.")


@dataclass(frozen=True)
class Row:
    """An agreement in the list.

    Attributes:
        agreement: It.
        state: Where it stands, in words.
    """

    agreement: Agreement
    state: Promise


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PROTECTION)
def agreements(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The agreements in which the organisation has a place."""
    return _page(request, desk)


def _page(
    request: HttpRequest, desk: Desk, told: object = "", status: int = 200
) -> HttpResponseBase:
    found = Partner.objects.filter(organisation=desk.organisation)
    found = found.select_related("agreement__dataset__organisation").order_by(*NEWEST_FIRST)
    context = {
        "desk": desk,
        "rows": [Row(one.agreement, _state(one)) for one in found],
        "may_agree": desk.may(Verb.AGREE, Purpose.PROTECTION),
        "told": told,
    }
    return render(request, "joint/agreements.html", context, status=status)


def _state(partner: Partner) -> Promise:
    if partner.left is not None:
        return _("left")
    if not has_signed(partner, seal_of(partner.agreement)):
        return _("waits for your signature")
    return _("in force") if is_in_force(partner.agreement) else _("waits for other organisations")


@require_POST
@needs(Verb.AGREE, Purpose.PROTECTION)
def read_terms(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The terms of an agreement to whoever has the code of a place in it."""
    place = opened(request.POST.get("code", ""))
    if place is None:
        return _page(request, desk, NO_CODE, 422)
    return _terms(request, desk, place)


@require_POST
@needs(Verb.AGREE, Purpose.PROTECTION)
def accept(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Join an agreement and sign its terms, as they were read."""
    place = opened(request.POST.get("code", ""))
    if place is None:
        return _page(request, desk, NO_CODE, 422)
    seal = seal_of(place.agreement, (place, desk.organisation))
    if request.POST.get("seal") != seal:
        desk.refuse(Verb.AGREE, Purpose.PROTECTION, Why.STALE)
        return _terms(request, desk, place, STALE, 409)
    if not join(place, desk.organisation, seal, desk.user):
        desk.refuse(Verb.AGREE, Purpose.PROTECTION, Why.STATE)
        return _page(request, desk, ALREADY, 409)
    return redirect("agreement", desk.organisation.slug, place.agreement_id)


def _terms(
    request: HttpRequest, desk: Desk, place: Partner, told: object = "", status: int = 200
) -> HttpResponseBase:
    context = {
        "desk": desk,
        "place": place,
        "code": request.POST.get("code", "").strip(),
        "seal": seal_of(place.agreement, (place, desk.organisation)),
        "told": told,
        **terms_of(place.agreement),
    }
    return render(request, "joint/accept.html", context, status=status)
