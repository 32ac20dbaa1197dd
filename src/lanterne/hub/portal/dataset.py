"""Views of a dataset: all its editions, and the way to the current one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Broken, Edition
from lanterne.hub.portal.editions import lines_of
from lanterne.hub.portal.harvest.described import in_a_page
from lanterne.hub.portal.lookup import current_or_404, for_people, series_or_404


@for_people
def dataset_page(request: HttpRequest, series: str) -> HttpResponse:
    """What the dataset is, as its current edition says, and all editions."""
    found = series_or_404(series)
    names = [record.name for record in found.records]
    broken = {name: () for name in names if isinstance(catalogue().get(name), Broken)}
    current = catalogue().get(found.current.name) if found.current else None
    context = {
        "series": found,
        "held": any(one.suspension and not one.tombstone for one in found.records),
        "lead": (found.current or found.last).notice,
        "described": in_a_page(request, current) if isinstance(current, Edition) else None,
        "lines": lines_of(found, {**catalogue().state().problems, **broken}),
    }
    return render(request, "portal/series.html", context)


@for_people
def latest(request: HttpRequest, series: str) -> HttpResponse:
    """Leads to the current edition, whichever that is."""
    return HttpResponseRedirect(reverse("release", args=[current_or_404(series).name]))
