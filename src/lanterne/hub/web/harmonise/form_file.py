"""The form that a partner's files are collected with, as somebody sends it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from lanterne.errors import Problem
from lanterne.files.kinds import Kind
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.upload.receive import Upload, receiving
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import case_files, dataset_codebook
from lanterne.hub.web.data.codebook_choice import in_words
from lanterne.hub.web.harmonise.page import render_harmonise
from lanterne.hub.web.harmonise.stored_form import KIND, drop_form, send_form
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.start_job import onward, start_and_wait

LONGEST = 10_000_000
"""Bytes of a form that is sent."""

_WORKBOOKS = frozenset({Kind.WORKBOOK, Kind.OLD_WORKBOOK})


@csrf_exempt  # as where cases are brought: the handler comes first, then the form is checked
@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def send(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Take a form in the place of the one before, or do without one; then propose again by it."""
    slug = desk.organisation.slug
    with receiving(request, vault_documents.vault(), slug, limit=LONGEST, kind=KIND) as upload:
        return _sent(request, desk, dataset, upload)


@csrf_protect
def _sent(request: HttpRequest, desk: Desk, dataset: Dataset, upload: Upload) -> HttpResponseBase:
    address = reverse("harmonise", args=[desk.organisation.slug, dataset.pk])
    if dataset_codebook.confirmed(dataset) is None:
        return redirect(address)
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    if request.POST.get("without") == "yes":
        drop_form(dataset)
    elif problems := _problems(request, upload):
        return render_harmonise(request, desk, dataset, status=400, form_problems=problems)
    else:
        upload.keep()
        send_form(dataset, upload.files[0].file_id)
    current = case_files.latest(dataset)
    if current is None or current.mapping is not None:  # there are cases already
        return redirect(address)
    return onward(start_and_wait("scan", desk, current.pk, again=True), desk, address)


def _problems(request: HttpRequest, upload: Upload) -> list[str]:
    """Why what was sent is no form, as far as that is seen without reading it."""
    if problems := upload.wrong(request):
        return problems
    kinds = [one.table_kind for one in upload.files]
    fits = len(kinds) == 1 and kinds[0] in _WORKBOOKS
    return [] if fits else [in_words(Problem("no-xlsform"))]
