"""Forms that the codebook of a dataset writes, to collect cases with."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from lanterne.forms import FORM_KINDS, make_form
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import Dataset

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Kind of content of XLSX."""


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def form_file(request: HttpRequest, desk: Desk, dataset: Dataset, kind: str) -> HttpResponseBase:
    """A form for the codebook in force, in the language of the page if the codebook has it.

    A codebook that nobody has confirmed writes none: its lists may have been read from cases.
    """
    codebook = None if dataset.draft else dataset_codebook.in_force(dataset)
    if codebook is None or kind not in FORM_KINDS:
        return redirect("data", desk.organisation.slug, dataset.pk)
    form, language = make_form(codebook), get_language() or "en"
    first = language if language in form.languages else form.languages[0]
    response = HttpResponse(FORM_KINDS[kind](form, first), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{kind}-{dataset.series}.xlsx"'
    return response
