"""Bringing cases in, checking them again, and taking them away."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from lanterne.files.kinds import Kind
from lanterne.hub.audit import Why
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says
from lanterne.hub.upload.receive import Upload, VaultedFile, receiving
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import (
    ENCRYPTED,
    Stored,
    add_case_file,
    delete_case_file,
    latest,
)
from lanterne.hub.web.data.encrypted_uploads import refused_pages
from lanterne.hub.web.data.page import PRACTICE, render_data
from lanterne.hub.web.harmonise.stored_mapping import forget_mapping, has_mapping
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.start_job import onward, start_and_wait
from lanterne.vault import VaultError

LARGEST = 2 << 30
"""Bytes of all files of an upload."""

_ENDINGS = {
    Kind.DELIMITED: ("csv", "tsv", "tab", "txt"),
    Kind.WORKBOOK: ("xlsx", "xlsm", "ods"),
    Kind.OLD_WORKBOOK: ("xls",),
    Kind.WEB_TABLE: ("html", "htm", "xls"),
    Kind.PARQUET: ("parquet",),
    Kind.JSON: ("json",),
    Kind.STATA: ("dta",),
    Kind.SPSS: ("sav",),
    Kind.ENCRYPTED: (ENCRYPTED,),
}
"""Kind of table → how the names of its files may end; as the first where one ends otherwise."""


@csrf_exempt  # the form is read by the handler that puts files into the vault; then it is checked
@require_POST
@needs(Verb.UPLOAD_CASES, Purpose.COLLECTION, of="dataset")
def bring(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Take files in: they go into the vault while they come."""
    with receiving(
        request, vault_documents.vault(), desk.organisation.slug, limit=LARGEST, encrypted=True
    ) as upload:
        return _brought(request, desk, dataset, upload)


@csrf_protect
def _brought(
    request: HttpRequest, desk: Desk, dataset: Dataset, upload: Upload
) -> HttpResponseBase:
    sent = request.FILES.getlist("files") if request.POST is not None else []
    refused = [(one.name, one.sentence) for one in upload.refusals]
    refused += refused_pages(dataset, upload.files)
    if refused or not sent:
        nothing = "" if refused else _("Choose a file first.")
        return render_data(
            request, desk, dataset, status=400, refusals=refused, nothing_sent=nothing
        )
    files = [_stored(one) for one in upload.files]
    try:
        case_file = add_case_file(dataset, files, desk.user)
    except VaultError as error:
        failed = [(file.name, error_says(error)) for file in files]
        return render_data(request, desk, dataset, status=507, refusals=failed)
    upload.keep()
    job = start_and_wait("check", desk, case_file.pk)
    return onward(job, desk, _address(desk, dataset))


def _stored(file: VaultedFile) -> Stored:
    ending = PurePath(file.name or "").suffix.lower().lstrip(".")
    known = _ENDINGS[file.table_kind]
    kind = ending if ending in known else known[0]
    return Stored(file.file_id, file.name or "", kind, file.size or 0)


@require_POST
@needs(Verb.UPLOAD_CASES, Purpose.COLLECTION, of="dataset")
def practise(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Make fictional cases, in a dataset in which nothing is yet."""
    name = request.POST.get("codebook", "")
    begun = latest(dataset) is not None or dataset_codebook.in_force(dataset) or dataset.draft
    if begun or name not in PRACTICE:
        why = Why.STATE if begun else Why.FORM
        desk.refuse(Verb.UPLOAD_CASES, Purpose.COLLECTION, why, dataset)
        return redirect(_address(desk, dataset))
    job = start_and_wait("practice", desk, dataset.pk, codebook=name)
    return onward(job, desk, _address(desk, dataset))


@require_POST
@needs(Verb.READ_CASES, Purpose.COLLECTION, of="case_file")
def check_again(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """Check a case file once more."""
    job = start_and_wait("check", desk, case_file.pk)
    return onward(job, desk, _address(desk, case_file.dataset))


@require_POST
@needs(Verb.UPLOAD_CASES, Purpose.COLLECTION, of="case_file")
def same_numbers(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """Open encrypted files once more: a number means the same in all of them, somebody says."""
    job = start_and_wait("check", desk, case_file.pk, same_numbers=True)
    return onward(job, desk, _address(desk, case_file.dataset))


@needs(Verb.DELETE_CASES, Purpose.COLLECTION, of="case_file")
def delete_cases(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """Ask whether a case file is to be deleted, and delete it."""
    dataset = case_file.dataset
    if request.method == "POST":
        delete_case_file(case_file)
        if dataset_codebook.drop_what_goes_with(case_file):
            details = {"draft": "deleted"}
            desk.record(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, dataset, details=details)
        if request.POST.get("mapping") == "yes":
            forget_mapping(dataset)
            details = {"mapping": "deleted"}
            desk.record(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, dataset, details=details)
        return redirect(_address(desk, dataset))
    context = {
        "desk": desk,
        "dataset": dataset,
        "file": case_file,
        "with_draft": dataset_codebook.goes_with(case_file),
        "mapped": has_mapping(dataset),
    }
    return render(request, "workspace/delete_cases.html", context)


def _address(desk: Desk, dataset: Dataset) -> str:
    return reverse("data", args=[desk.organisation.slug, dataset.pk])
