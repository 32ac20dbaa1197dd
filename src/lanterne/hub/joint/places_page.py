"""What is done on the page of an agreement about who takes part: invite, sign, leave."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne import verbs
from lanterne.codebook.spelling import plain
from lanterne.errors import LanterneError, UsageError
from lanterne.hub.audit import Why
from lanterne.hub.joint import places
from lanterne.hub.joint.agreement_page import shown
from lanterne.hub.joint.approvals import let_pass
from lanterne.hub.joint.list_page import STALE
from lanterne.hub.joint.models import Agreement, Delivery, Partner
from lanterne.hub.joint.series_folder import folder_of, opened_series
from lanterne.hub.joint.settling import settle
from lanterne.hub.joint.terms import place_of, seal_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says
from lanterne.hub.web.downloads import download
from lanterne.hub.web.protect.limit import SURE
from lanterne.series.partners_there import read_partners

MARKDOWN = "text/markdown; charset=utf-8"

UNREADABLE, REFUSED = 422, 409

UNKNOWN = _(
    "Nothing was counted under this number so far. Is it written as in your files? It will hold if "
    "that number comes later."
)


def lead_only(desk: Desk, agreement: Agreement) -> None:
    """Go on only for whoever proposed the agreement; the others may look."""
    if agreement.lead != desk.organisation:
        raise PermissionDenied


@require_POST
@needs(Verb.AGREE, Purpose.PROTECTION, of="agreement")
def sign(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Sign the terms as they were read."""
    own, seal = place_of(agreement, desk.organisation), seal_of(agreement)
    if own.left is not None:
        return _not_any_more(request, desk, agreement)
    if request.POST.get("seal") != seal:
        desk.refuse(Verb.AGREE, Purpose.PROTECTION, Why.STALE, agreement)
        return shown(request, desk, agreement, told=STALE, status=REFUSED)
    places.sign(own, seal, desk.user)
    return _back(desk, agreement)


@require_POST
@needs(Verb.AGREE, Purpose.PROTECTION, of="agreement")
def invite(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Make a code for a place that nobody has taken, and show it once."""
    lead_only(desk, agreement)
    place = _free_place(agreement, request.POST.get("place", ""))
    return shown(request, desk, agreement, code=(place, places.new_code(place)))


@require_POST
@needs(Verb.AGREE, Purpose.PROTECTION, of="agreement")
def add_place(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Name one more organisation: all sign anew."""
    lead_only(desk, agreement)
    name = " ".join(request.POST.get("name", "").split())
    named = {plain(one.name) for one in agreement.partners.all()}
    if not places.is_a_name(name) or plain(name) in named:
        told = _("Give the name of an organisation that is not named yet.")
        return shown(request, desk, agreement, told=told, status=UNREADABLE)
    places.name_places(agreement, [name], desk.user)
    places.sign(place_of(agreement, desk.organisation), seal_of(agreement), desk.user)
    return _back(desk, agreement)


@require_POST
@needs(Verb.AGREE, Purpose.PROTECTION, of="agreement")
def remove_place(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Take a place away that nobody has taken: all sign anew."""
    lead_only(desk, agreement)
    places.take_away(_free_place(agreement, request.POST.get("place", "")))
    places.sign(place_of(agreement, desk.organisation), seal_of(agreement), desk.user)
    return _back(desk, agreement)


def _free_place(agreement: Agreement, key: str) -> Partner:
    try:
        return agreement.partners.get(pk=key, organisation=None)
    except (Partner.DoesNotExist, ValidationError):  # the second: it is no id
        raise Http404 from None


@needs(Verb.AGREE, Purpose.PROTECTION, of="agreement")
def leave(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Leave, after a look at what that means: nothing of theirs is measured from now on."""
    own = place_of(agreement, desk.organisation)
    if own.left is not None or agreement.lead == desk.organisation:
        return _not_any_more(request, desk, agreement)
    settle(agreement)
    measuring = agreement.deliveries.filter(state=Delivery.State.MEASURING).exists()
    told: object = ""
    if request.method == "POST" and request.POST.get(SURE):
        if not measuring:
            # First here: what a crash cuts short is said in the series before it is measured.
            places.leave(own, desk.user)
            let_pass(agreement)
            with suppress(LanterneError):
                _confirmed(agreement, own)
            return _back(desk, agreement)
        told = _("A year is being measured at this moment. Leave when that is done.")
    context = {"desk": desk, "agreement": agreement, "told": told, "measuring": measuring}
    return render(request, "joint/leave.html", context, status=REFUSED if told else 200)


def _confirmed(agreement: Agreement, own: Partner) -> str:
    """Say in the series that an organisation left; the signed note of it, if anything is there.

    Raises:
        LanterneError: Somebody else has the series opened, or something of it is missing.
    """
    if own.note or not folder_of(agreement).exists():
        return own.note
    with opened_series(agreement) as series, tempfile.TemporaryDirectory() as place:
        if own.code not in read_partners(series):
            return ""
        verbs.leave_series(series.folder, own.code)
        path = Path(place) / "note.md"
        verbs.confirm_leaving(series.folder, own.code, path)
        own.note = path.read_text("utf-8")
    own.save(update_fields=["note"])
    return own.note


@require_POST
@needs(Verb.HAND_IN, Purpose.PROTECTION, of="agreement")
def withdraw_person(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Take a person of one's own files out of what is measured later; the signed note of it."""
    own, number = place_of(agreement, desk.organisation), request.POST.get("number", "").strip()
    if own.left is not None or not folder_of(agreement).exists():
        return _not_any_more(request, desk, agreement, Verb.HAND_IN)
    given = f"{own.code}/{number}"
    try:
        with opened_series(agreement) as series, tempfile.TemporaryDirectory() as place:
            (known,) = verbs.withdraw_people(series.folder, [given])
            path = Path(place) / "note.md"
            if known:
                verbs.confirm_withdrawal(series.folder, given, path)
            text = path.read_text("utf-8") if known else ""
    except UsageError as error:
        return shown(request, desk, agreement, withdrawn=error_says(error), status=UNREADABLE)
    except LanterneError as error:
        return shown(request, desk, agreement, withdrawn=error_says(error), status=REFUSED)
    if not known:
        return shown(request, desk, agreement, withdrawn=UNKNOWN)
    return download(text.encode(), MARKDOWN, "confirmation.md")


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="agreement")
def note(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """The signed note that the organisation left; made now where that was cut short."""
    own = place_of(agreement, desk.organisation)
    if own.left is None:
        raise Http404
    try:
        text = _confirmed(agreement, own)
    except LanterneError as error:
        return shown(request, desk, agreement, told=error_says(error), status=REFUSED)
    if not text:
        raise Http404
    return download(text.encode(), MARKDOWN, "confirmation.md")


def _not_any_more(
    request: HttpRequest, desk: Desk, agreement: Agreement, verb: Verb = Verb.AGREE
) -> HttpResponseBase:
    desk.refuse(verb, Purpose.PROTECTION, Why.STATE, agreement)
    told = _("This cannot be done here.")
    return shown(request, desk, agreement, told=told, status=REFUSED)


def _back(desk: Desk, agreement: Agreement) -> HttpResponseBase:
    return redirect("agreement", desk.organisation.slug, agreement.pk)
