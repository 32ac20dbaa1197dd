"""Beginning with a partner's file, making cases of it, and mappings as files of their own."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from lanterne.codebook import Codebook
from lanterne.codebook.load import parse_toml
from lanterne.errors import InputError, Problem
from lanterne.harmonise import Mapping, mapping_to_toml
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.marked_rows import marked_workbook
from lanterne.harmonise.read_mapping import read_mapping
from lanterne.harmonise.write_cases import sheet_of
from lanterne.hub.audit import Outcome
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.upload.receive import Upload, receiving
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import case_files, dataset_codebook
from lanterne.hub.web.data.codebook_choice import in_words
from lanterne.hub.web.downloads import CSV, TOML, WORKBOOK, download
from lanterne.hub.web.harmonise.at_work import at_work
from lanterne.hub.web.harmonise.linked_keys import chosen_places
from lanterne.hub.web.harmonise.page import OLD, render_harmonise
from lanterne.hub.web.harmonise.scanned_file import Json, Trial
from lanterne.hub.web.harmonise.stored_mapping import (
    FILE,
    drop_mapping,
    found_in,
    keep_found,
    keep_mapping,
    mapping_of,
    trial_of,
)
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.start_job import last_job, onward, start_and_wait

LONGEST = 2_000_000
"""Bytes of a mapping that is sent."""

SENT = "mapping-sent"
"""Of the file in the vault, for as long as it is read."""

MOST_ROWS = 1_000
"""Row of a header, at most, that somebody may say."""


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="case_file")
def scan(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """Look at the columns of a partner's file; where the table stands may be said."""
    dataset = case_file.dataset
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    again = request.POST.get("again") == "yes"
    if request.POST.get("anew") == "yes":
        drop_mapping(dataset)
    here = at_work(dataset, case_file)
    if here is not None and here.is_old(request.POST):
        return render_harmonise(request, desk, dataset, status=409, wrong=str(OLD))
    _keep_places(request, dataset, case_file)
    return _onward(start_and_wait("scan", desk, case_file.pk, again=again), desk, dataset)


def _keep_places(request: HttpRequest, dataset: Dataset, case_file: CaseFile) -> None:
    """Note where the tables are, as somebody says it; what they said before of the rest stays."""
    known, codebook = found_in(case_file), dataset_codebook.confirmed(dataset)
    said: Json = {key: known[key] for key in ("sheet", "row", "places") if key in known}
    places = chosen_places(request.POST, codebook) if codebook is not None else {}
    if "sheet" in request.POST:  # in the vault: the name of a sheet may be that of a person
        row = request.POST.get("row", "").strip()
        number = int(row) if row.isdecimal() and len(row) < 5 else 0
        sheet = request.POST["sheet"].strip()[:200]
        keep_found(case_file, {**said, "sheet": sheet, "row": min(number, MOST_ROWS)})
    elif places:
        keep_found(case_file, {**said, "places": places})


@require_POST
@needs(Verb.UPLOAD_CASES, Purpose.COLLECTION, of="case_file")
def make(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """Make cases of a partner's file by its mapping."""
    dataset = case_file.dataset
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    before = last_job("harmonise", case_file.pk)
    if before is not None and not before.is_over:  # a second press of the button
        return redirect("job", desk.organisation.slug, before.pk)
    asked = {name: request.POST.get(name) == "yes" for name in ("blank", "keep")}
    job = start_and_wait("harmonise", desk, case_file.pk, **asked)
    current = case_files.latest(dataset)
    done = current is not None and current.mapping_id is not None
    return _onward(job, desk, dataset, "data" if done else "harmonise")


def _onward(job: Job, desk: Desk, dataset: Dataset, name: str = "harmonise") -> HttpResponseBase:
    return onward(job, desk, reverse(name, args=[desk.organisation.slug, dataset.pk]))


@csrf_exempt  # as where cases are brought: the handler comes first, then the form is checked
@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def send(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Take a mapping as a TOML file; one with faults is not taken, and all of them are said."""
    slug = desk.organisation.slug
    with receiving(request, vault_documents.vault(), slug, limit=LONGEST, kind=SENT) as upload:
        return _sent(request, desk, dataset, upload)


@csrf_protect
def _sent(request: HttpRequest, desk: Desk, dataset: Dataset, upload: Upload) -> HttpResponseBase:
    codebook = dataset_codebook.confirmed(dataset)
    if codebook is None:
        return redirect("harmonise", desk.organisation.slug, dataset.pk)
    problems = upload.wrong(request)
    if not problems:
        data = vault_documents.kept(desk.organisation, SENT, upload.files[0].file_id)
        try:
            mapping = _mapping(data, codebook)
        except InputError as error:
            problems = [in_words(one) for one in error.problems]
    if problems:
        return render_harmonise(request, desk, dataset, status=400, mapping_problems=problems)
    if not keep_mapping(dataset, mapping.completed(codebook)):
        return render_harmonise(request, desk, dataset, status=409, wrong=str(OLD))
    current = case_files.latest(dataset)
    if current is None or current.mapping_id is not None:
        return redirect("harmonise", desk.organisation.slug, dataset.pk)
    return _onward(start_and_wait("scan", desk, current.pk), desk, dataset)


def _mapping(data: bytes, codebook: Codebook) -> Mapping:
    """The mapping in a file; it opens no file and runs nothing."""
    mapping, findings = read_mapping(parse_toml(data, FILE), FILE)
    problems = findings.problems or list(mapping_problems(mapping, codebook))
    if len(mapping.source.groups) > 1:  # no page shows who of the ones is linked to whom
        problems = [*problems, Problem("harmonise-both-groups")]
    if problems:
        raise InputError(problems)
    return mapping


@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def mapping_file(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The mapping that people work on, as TOML."""
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    mapping = mapping_of(dataset)
    if mapping is None:
        return redirect("harmonise", desk.organisation.slug, dataset.pk)
    desk.record(Verb.READ_CASES, Purpose.COLLECTION, case_files.latest(dataset), Outcome.ALLOWED)
    return download(mapping_to_toml(mapping), TOML, FILE)


@needs(Verb.READ_CASES, Purpose.COLLECTION, of="dataset")
def left_over(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What the mapping does not know, as a sheet to settle with the partner. Sensitive."""
    trial = _trial(desk, dataset)
    if trial is None or not trial.left_over:
        return redirect("harmonise", desk.organisation.slug, dataset.pk)
    return download(sheet_of(trial.left_over), CSV, "left-over.csv")


@needs(Verb.READ_CASES, Purpose.COLLECTION, of="dataset")
def marked_rows(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The rows with an answer that the mapping does not know, their cells marked. Sensitive."""
    trial = _trial(desk, dataset)
    if trial is None or not trial.marked:
        return redirect("harmonise", desk.organisation.slug, dataset.pk)
    book = marked_workbook(trial.marked, get_language() or "en")
    return download(book, WORKBOOK, "to-settle.xlsx")


def _trial(desk: Desk, dataset: Dataset) -> Trial | None:
    """What the mapping made of the file, for whoever may see the answers."""
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    mapping, found = mapping_of(dataset), found_in(case_files.latest(dataset))
    return trial_of(found, mapping) if mapping else None
