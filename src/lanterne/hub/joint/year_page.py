"""What is done on the page of an agreement about a year: hand in, take back, close, draw."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lanterne.errors import LanterneError
from lanterne.hub.audit import Why
from lanterne.hub.jobs.start import start
from lanterne.hub.joint.agreement_page import rows_of, shown
from lanterne.hub.joint.edition_job import METHOD
from lanterne.hub.joint.handing_in import hand_in as handed_in
from lanterne.hub.joint.handing_in import may_be_handed_in
from lanterne.hub.joint.handing_in import take_back as taken_back
from lanterne.hub.joint.models import Agreement, Contribution, Delivery
from lanterne.hub.joint.own_ledger import check_limit
from lanterne.hub.joint.places_page import REFUSED, UNREADABLE, lead_only
from lanterne.hub.joint.settling import settle
from lanterne.hub.joint.terms import is_in_force, is_over, place_of, years_to_close
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says
from lanterne.hub.web.models import Dataset, Run
from lanterne.hub.web.protect.limit import SURE
from lanterne.hub.web.publish.series_slugs import free_series
from lanterne.series.partner_files import FEWEST
from lanterne.verbs import DeliverRequest
from lanterne.verbs.requests import command_line

State = Delivery.State


@require_POST
@needs(Verb.CREATE_DATASET, Purpose.COLLECTION, of="agreement")
def start_dataset(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Begin a dataset of one's own with the codebook of the agreement."""
    title = agreement.dataset.title
    made = Dataset.objects.create(
        organisation=desk.organisation,
        title=title,
        series=free_series(title),
        codebook=agreement.dataset.codebook,
        people_expected=agreement.people,
        created_by=desk.user,
    )
    return redirect("data", desk.organisation.slug, made.pk)


@require_POST
@needs(Verb.HAND_IN, Purpose.PROTECTION, of="agreement")
def hand_in(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Hand in cases of one's own, in the place of those that wait."""
    own, key = place_of(agreement, desk.organisation), request.POST.get("case_file", "")
    if own.left is not None:
        return _refused(request, desk, agreement, _("Your organisation has left."), Why.STATE)
    chosen = next((one for one in may_be_handed_in(own) if str(one.pk) == key), None)
    if chosen is None:
        told = _("Choose cases that are in order and have the codebook of the agreement.")
        return shown(request, desk, agreement, told=told, status=UNREADABLE)
    try:
        check_limit(agreement, chosen.dataset)
    except LanterneError as error:
        return _refused(request, desk, agreement, error_says(error), Why.RULE)
    gone = bool(request.POST.get("most_are_gone"))
    if handed_in(own, chosen, desk.user, most_are_gone=gone) is None:
        told = _("Somebody else of your organisation has handed in cases meanwhile. Look again.")
        return _refused(request, desk, agreement, told, Why.STATE)
    return redirect("agreement", desk.organisation.slug, agreement.pk)


@require_POST
@needs(Verb.HAND_IN, Purpose.PROTECTION, of="agreement")
def take_back(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Take back what waits for the next year."""
    if not taken_back(place_of(agreement, desk.organisation)):
        told = _("Nothing waits any more: the year was closed.")
        return _refused(request, desk, agreement, told, Why.STATE)
    return redirect("agreement", desk.organisation.slug, agreement.pk)


@needs(Verb.START_RUN, Purpose.PROTECTION, of="agreement")
def close(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Close a year, after a look at who has handed in: it is measured, and that costs budget."""
    lead_only(desk, agreement)
    settle(agreement)
    today = timezone.now().date()
    years, rows = years_to_close(agreement, today), rows_of(agreement)
    ready = [one for one in rows if one.handed is not None and one.partner.left is None]
    told: object = ""
    if not is_in_force(agreement):
        told = _("Not all organisations have signed.")
    elif is_over(agreement, today):
        told = _("The agreement has ended.")
    elif not years:
        told = _("No year can be closed now.")
    elif len(ready) < FEWEST:
        told = _("Too few organisations have handed in cases.")
    elif request.method == "POST":
        year = request.POST.get("year", "")
        if year not in map(str, years) or not request.POST.get(SURE):
            told = _("Choose the year, and say that you are sure.")
        else:
            made = _closed(desk, agreement, int(year))
            if made is not None:
                assert made.job is not None  # started with it
                return redirect("job", desk.organisation.slug, made.job.pk)
            told = _("Somebody else has closed this year meanwhile.")
    context = {
        "desk": desk,
        "agreement": agreement,
        "years": years,
        "ready": ready,
        "absent": [one for one in rows if one not in ready and one.partner.left is None],
        "gone": _changed(agreement, [one.partner.pk for one in ready]),
        "told": told,
        "line": command_line(
            "series deliver", DeliverRequest("series", "files", min(years, default=today.year))
        ),
    }
    status = REFUSED if told and request.method == "POST" else 200
    if status == REFUSED:
        desk.refuse(Verb.START_RUN, Purpose.PROTECTION, Why.STATE, agreement)
    return render(request, "joint/close.html", context, status=status)


def _closed(desk: Desk, agreement: Agreement, year: int) -> Delivery | None:
    """The year, closed, with all that waits; ``None``: somebody was quicker."""
    try:
        with transaction.atomic():
            if agreement.deliveries.filter(state=State.MEASURING).exists():
                return None
            waits = Contribution.objects.filter(
                partner__agreement=agreement,
                partner__left=None,
                delivery=None,
                taken_back=None,
            )
            found = list(waits.select_for_update(of=("self",)))
            if len(found) < FEWEST:
                return None
            made = Delivery.objects.create(
                agreement=agreement,
                year=year,
                created_by=desk.user,
            )
            taken = waits.filter(pk__in=[one.pk for one in found]).update(delivery=made)
            if taken < len(found):  # somebody took theirs back at this moment
                raise IntegrityError
            made.job = start("joint-year", desk, made.pk)
            made.save(update_fields=["job"])
            return made
    except IntegrityError:
        return None


def _changed(agreement: Agreement, taking_part: list[Any]) -> bool:
    """Whether an organisation that handed in the last time does not now."""
    last = agreement.deliveries.filter(state=State.MEASURED).order_by(*NEWEST_FIRST).first()
    before = set() if last is None else set(last.contributions.values_list("partner", flat=True))
    return not before <= set(taking_part)


@require_POST
@needs(Verb.START_RUN, Purpose.PROTECTION, of="agreement")
def draw(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Draw an edition of all that was measured, at no cost."""
    lead_only(desk, agreement)
    if not agreement.deliveries.filter(state=State.MEASURED).exists():
        desk.refuse(Verb.START_RUN, Purpose.PROTECTION, Why.STATE, agreement)
        told = _("Nothing was measured so far.")
        return shown(request, desk, agreement, told=told, status=REFUSED)
    with transaction.atomic():
        run = Run(dataset=agreement.dataset, method=METHOD, choices={}, created_by=desk.user)
        run.job = start("joint-edition", desk, run.pk)
        run.save(force_insert=True)
    return redirect("job", desk.organisation.slug, run.job.pk)


def _refused(
    request: HttpRequest, desk: Desk, agreement: Agreement, told: object, why: Why
) -> HttpResponseBase:
    desk.refuse(Verb.HAND_IN, Purpose.PROTECTION, why, agreement)
    return shown(request, desk, agreement, told=told, status=REFUSED)
