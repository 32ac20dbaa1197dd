"""The page on which any organisation hides an edition that is public, when somebody is in danger.

Whoever proposed the agreement, and has published it, then withdraws it for good or puts it back.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from lanterne.hub.audit import Why
from lanterne.hub.joint.places_page import REFUSED, UNREADABLE
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Publication, Run
from lanterne.hub.web.protect.limit import SURE
from lanterne.hub.web.publish.reason_form import ReasonForm
from lanterne.hub.web.publish.withdrawal import DECIDED, hide
from lanterne.hub.web.publish.withdrawal_state import open_withdrawal, record_of


@needs(Verb.WITHDRAW, Purpose.PUBLICATION, of="joint_run")
def hide_edition(request: HttpRequest, desk: Desk, joint_run: Run) -> HttpResponseBase:
    """Hide an edition at once, and say why to whoever proposed the agreement."""
    publication = Publication.objects.filter(submission__run=joint_run, withdrawn=None).first()
    record = None if publication is None else record_of(publication)
    if publication is None or record is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    told: object = DECIDED if record.tombstone or open_withdrawal(publication) else ""
    sure = request.method == "POST" and form.is_valid() and request.POST.get(SURE)
    if sure and not told:
        told = hide(publication, record, form.reason, desk) or ""
        if not told:
            return redirect("joint-edition", desk.organisation.slug, joint_run.pk)
    status = REFUSED if told else UNREADABLE if form.errors else 200
    if told and request.method == "POST":
        desk.refuse(Verb.WITHDRAW, Purpose.PUBLICATION, Why.STATE, publication)
    context = {
        "desk": desk,
        "agreement": joint_run.dataset.agreement,
        "run": joint_run,
        "publication": publication,
        "form": form,
        "told": told,
    }
    return render(request, "joint/hide.html", context, status=status)
