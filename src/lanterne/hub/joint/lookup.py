"""How agreements and their editions are found: by those whose organisation takes part."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.shortcuts import get_object_or_404

from lanterne.hub.joint.models import Agreement
from lanterne.hub.people.access import Desk, finder
from lanterne.hub.web.models import Publication, Run


@finder("agreement")
def find_agreement(desk: Desk, key: uuid.UUID) -> Agreement:
    """An agreement in which the organisation has a place, or had one."""
    found = Agreement.objects.select_related("dataset__organisation", "created_by")
    return get_object_or_404(found, pk=key, partners__organisation=desk.organisation)


@finder("joint_run")
def find_run(desk: Desk, key: uuid.UUID) -> Run:
    """An edition of a joint dataset in which the organisation has a place and has not left."""
    found = Run.objects.select_related("dataset__organisation", "dataset__agreement", "job")
    place = {
        "dataset__agreement__partners__organisation": desk.organisation,
        "dataset__agreement__partners__left": None,
    }
    return get_object_or_404(found, pk=key, **place)


@finder("joint_publication")
def find_publication(desk: Desk, key: uuid.UUID) -> Publication:
    """An edition that is public, of a joint dataset in which the organisation has a place.

    Or had one, and has left since its cases were measured: its people are in what was.
    """
    found = Publication.objects.select_related("submission__run__dataset__agreement")
    partner = "submission__run__dataset__agreement__partners"
    concerned = Q(**{f"{partner}__left": None}) | ~Q(**{f"{partner}__note": ""})
    place = {f"{partner}__organisation": desk.organisation}
    return get_object_or_404(found, concerned, pk=key, withdrawn=None, **place)
