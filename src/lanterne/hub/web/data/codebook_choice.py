"""Choosing what the columns of a dataset mean, and which of them say who is who."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from lanterne.codebook import builtin_codebooks, codebook_to_toml, parse_codebook
from lanterne.errors import InputError, Problem
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import at, problem_sentences
from lanterne.hub.upload.receive import Upload, receiving
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import codebook_versions, dataset_codebook
from lanterne.hub.web.data.case_files import demand, document_of, latest
from lanterne.hub.web.data.drafts import sent
from lanterne.hub.web.data.identity_columns import Who
from lanterne.hub.web.data.page import render_data
from lanterne.hub.web.downloads import TOML, download
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.start_job import onward, start_and_wait

LONGEST = 2_000_000
"""Bytes of a codebook that is sent."""

SENT = "codebook-sent"
"""Of the file in the vault, for as long as it is read."""


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def choose_codebook(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Put a built-in codebook in force."""
    name = request.POST.get("codebook", "")
    if name in builtin_codebooks():
        codebook_versions.use_builtin(dataset, name, desk.user)
    return checked_anew(desk, dataset)


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="case_file")
def draft_codebook(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """Draft a codebook from the cases."""
    job = start_and_wait("draft", desk, case_file.pk, language=get_language() or "en")
    case_file.dataset.refresh_from_db()
    name = "codebook-edit" if case_file.dataset.draft else "data"
    return onward(job, desk, reverse(name, args=[desk.organisation.slug, case_file.dataset.pk]))


@csrf_exempt  # as where cases are brought: the handler comes first, then the form is checked
@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def send_codebook(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Take a codebook as a TOML file; one with faults is not taken, and all of them are said."""
    slug = desk.organisation.slug
    with receiving(request, vault_documents.vault(), slug, limit=LONGEST, kind=SENT) as upload:
        return _sent(request, desk, dataset, upload)


@csrf_protect
def _sent(request: HttpRequest, desk: Desk, dataset: Dataset, upload: Upload) -> HttpResponseBase:
    if problems := upload.wrong(request):
        return render_data(request, desk, dataset, status=400, toml_problems=problems)
    data = vault_documents.kept(desk.organisation, SENT, upload.files[0].file_id)
    try:
        codebook = parse_codebook(data, dataset_codebook.FILE, decided=False)
    except InputError as error:
        problems = [in_words(one) for one in error.problems]
        return render_data(request, desk, dataset, status=400, toml_problems=problems)
    draft = sent(codebook)
    if draft.to_confirm:
        dataset_codebook.keep_draft(dataset, draft)
        return redirect("codebook-edit", desk.organisation.slug, dataset.pk)
    codebook_versions.use(dataset, codebook, desk.user)
    return checked_anew(desk, dataset)


def in_words(problem: Problem) -> str:
    """What is wrong with a codebook, where it is and what to do about it."""
    place = problem.place.key or problem.column or ""
    line = _("Line %(row)s:") % {"row": problem.row} if problem.row else ""
    return " ".join(filter(None, [line, at(place, problem_sentences(problem))]))


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def codebook_file(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The codebook in force, as TOML."""
    codebook = dataset_codebook.in_force(dataset)
    if codebook is None:
        return redirect("data", desk.organisation.slug, dataset.pk)
    return toml_answer(codebook_to_toml(codebook))


def toml_answer(text: str) -> HttpResponse:
    """A codebook as a file."""
    return download(text, TOML, dataset_codebook.FILE)


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def who_is_who(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Say which column tells people apart, which households, and which are left out."""
    demand(desk, dataset, Purpose.COLLECTION)
    current = latest(dataset)
    tables = document_of(current).get("tables", ()) if current else ()
    there = {name for table in tables for name in table["header"]}
    subject = request.POST.get("subject_id", "")
    household = request.POST.get("household", "")
    subject = subject if subject in there else ""
    household = household if household in there and household != subject else ""
    chosen = {name for name in request.POST.getlist("ignored") if name in there}
    ignored = tuple(sorted(chosen - {subject, household}))
    rows = request.POST.get("rows") == "people" and not subject
    dataset_codebook.say_who(dataset, Who(subject, rows, household, ignored))
    return checked_anew(desk, dataset)


def checked_anew(desk: Desk, dataset: Dataset) -> HttpResponseRedirect:
    """Back to the page, once the cases have been held against what is chosen now."""
    address = reverse("data", args=[desk.organisation.slug, dataset.pk])
    current = latest(dataset)
    if current is None:
        return redirect(address)
    return onward(start_and_wait("check", desk, current.pk), desk, address)
