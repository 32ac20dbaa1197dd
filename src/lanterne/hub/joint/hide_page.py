"""The page on which any organisation hides an edition that is public, when somebody is in danger.

Also one that has left: its people are in what was measured before. Whoever proposed the agreement,
and has published it, then withdraws the edition for good or puts it back.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from lanterne.hub.audit import Why
from lanterne.hub.joint.models import Agreement
from lanterne.hub.joint.places_page import REFUSED, UNREADABLE
from lanterne.hub.joint.terms import place_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Publication
from lanterne.hub.web.protect.limit import SURE
from lanterne.hub.web.publish.reason_form import ReasonForm
from lanterne.hub.web.publish.withdrawal import DECIDED, hide
from lanterne.hub.web.publish.withdrawal_state import open_withdrawal, record_of


@needs(Verb.WITHDRAW, Purpose.PUBLICATION, of="joint_publication")
def hide_edition(
    request: HttpRequest, desk: Desk, joint_publication: Publication
) -> HttpResponseBase:
    """Hide an edition at once, and say why to whoever proposed the agreement."""
    record = record_of(joint_publication)
    if record is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    told: object = DECIDED if record.tombstone or open_withdrawal(joint_publication) else ""
    sure = request.method == "POST" and form.is_valid() and request.POST.get(SURE)
    back = _back(desk, joint_publication)
    if sure and not told:
        told = hide(joint_publication, record, form.reason, desk) or ""
        if not told:
            return redirect(back)
    status = REFUSED if told else UNREADABLE if form.errors else 200
    if told and request.method == "POST":
        desk.refuse(Verb.WITHDRAW, Purpose.PUBLICATION, Why.STATE, joint_publication)
    context = {
        "desk": desk,
        "publication": joint_publication,
        "back": back,
        "form": form,
        "told": told,
    }
    return render(request, "joint/hide.html", context, status=status)


def _back(desk: Desk, publication: Publication) -> str:
    """The page of the edition; to an organisation that has left, that of the agreement."""
    run = publication.submission.run
    agreement: Agreement = run.dataset.agreement
    if place_of(agreement, desk.organisation).left is None:
        return reverse("joint-edition", args=[desk.organisation.slug, run.pk])
    return reverse("agreement", args=[desk.organisation.slug, agreement.pk])
