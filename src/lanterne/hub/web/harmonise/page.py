"""Step 2, Harmonise: what becomes of each column of a partner's file, and the cases made of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook, in_language
from lanterne.codebook.spelling import plain
from lanterne.errors import problem_from_json
from lanterne.harmonise import Coverage, coverage_of
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.hub.audit import Outcome
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import problem_sentences
from lanterne.hub.upload.ticket import hand_out
from lanterne.hub.web.data import case_files, dataset_codebook
from lanterne.hub.web.data.check_results import faults
from lanterne.hub.web.data.codebook_choice import in_words
from lanterne.hub.web.data.identity_columns import Who, said_of, settled
from lanterne.hub.web.harmonise.answers import in_the_form, labels_of
from lanterne.hub.web.harmonise.file_columns import (
    TO,
    USES,
    FileColumn,
    Option,
    file_columns,
    page_of,
    unfilled,
)
from lanterne.hub.web.harmonise.scanned_file import ScannedFile, Trial
from lanterne.hub.web.harmonise.stored_mapping import (
    AtWork,
    at_work,
    found_in,
    mapping_of,
    trial_of,
)
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.start_job import last_job
from lanterne.hub.web.steps import steps

OLD = _("Somebody has decided something else meanwhile. Nothing was changed: look again.")
"""Said of a form that was made before."""

MOST_CONSENTS = 20
"""Answers of the column of consent that are listed."""

MOST_LEFT_OVER = 100
"""Answers that are left over and are listed."""


@needs(Verb.SEE_DATASET, Purpose.COLLECTION, of="dataset")
def harmonise(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """The page of the step."""
    return render_harmonise(request, desk, dataset)


def render_harmonise(
    request: HttpRequest, desk: Desk, dataset: Dataset, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    """The page of the step, with what a form has to say."""
    current, owner = case_files.latest(dataset), dataset.created_by
    may_edit = may_harmonise(desk, dataset)
    codebook = None if dataset.draft else dataset_codebook.in_force(dataset)
    here = at_work(dataset, current) if may_edit else None
    found = here.found if here else found_in(current) if may_edit else {}
    mapping = here.mapping if here else mapping_of(dataset) if may_edit else None
    if here is not None:
        desk.record(Verb.READ_CASES, Purpose.COLLECTION, current, Outcome.ALLOWED)
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "harmonise"),
        "current": current,
        "codebook": codebook,
        "linked": codebook is not None and codebook.network is not None,
        "may_edit": may_edit,
        "may_make": desk.may(Verb.UPLOAD_CASES, Purpose.COLLECTION, made_by=owner),
        "made": current is not None and current.mapping is not None,
        "in_order": current is not None and current.state == CaseFile.State.CHECKED,
        "job": _running(current),
        "mapping": mapping,
        "found": found,
        "unread": faults(found.get("problems", ()), codebook, _language()),
        "scanned": here is not None,
        "other_codebook": bool(found.get("scan")),
        **(_decisions(here, settled(dataset)) if here else {}),
        "wrong": "",
        "mapping_problems": (),
        "form_problems": _form_problems(found),
        **more,
    }
    page = render(request, "workspace/harmonise.html", context, status=status)
    if may_edit:
        hand_out(page, secure=request.is_secure())
    return page


def _form_problems(found: dict[str, Any]) -> list[str]:
    """Why the form that was sent last is none."""
    return [in_words(problem_from_json(one)) for one in found.get("form_problems", ())]


def may_harmonise(desk: Desk, dataset: Dataset) -> bool:
    """Whether somebody may see the answers of the file, and decide what becomes of them."""
    edits = desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=dataset.created_by)
    return edits and case_files.may_read(desk, dataset, Purpose.COLLECTION)


def _running(current: CaseFile | None) -> Job | None:
    """The last job about the file that is not over, or failed."""
    found = [last_job(kind, current.pk) for kind in ("scan", "harmonise")] if current else []
    return next((job for job in found if job and job.state != "done"), None)


def _decisions(here: AtWork, who: Who) -> dict[str, Any]:
    """What is decided about the file, and what is not."""
    mapping, codebook = here.mapping, here.codebook
    columns = tuple(file_columns(here.scan, mapping, codebook))
    trial = trial_of(here.found, mapping)
    unfit = [problem_sentences(one) for one in mapping_problems(mapping, codebook)]
    said = said_of(who, mapping.source.keep, codebook)
    stated = mapping.legal.stated and said
    undecided = sum(column.undecided for column in columns)
    empty = unfilled(mapping, codebook)
    return {
        "state": here.state,
        "columns": columns,
        "uses": [Option(use.value, str(label)) for use, label in USES.items()],
        "targets": _targets(codebook),
        "sure": len(sure_targets(columns, here.scan)),
        "undecided": undecided,
        "unfilled": [one for one in empty if not one.required],
        "needed": [one for one in empty if one.required],
        "waiting": len(mapping.waiting),
        "unfit": unfit,
        **_consent(mapping, here.scan),
        "legal": mapping.legal,
        "keep": mapping.source.keep,
        "who": who if said else None,
        "coverage": _coverage(mapping, codebook),
        "ready": stated and not (mapping.waiting or unfit or undecided),
        "trial": trial,
        "left_over": _left_over(mapping, codebook, trial),
        "marked": bool(trial and trial.marked.rows),
        "faults": faults(trial.problems, codebook, _language()) if trial else (),
    }


def _targets(codebook: Codebook) -> list[Option]:
    language = _language()
    return [
        Option(f"{TO}{column.name}", in_language(column.label, language))
        for column in codebook.table.columns
    ]


def sure_targets(columns: tuple[FileColumn, ...], scan: ScannedFile) -> tuple[str, ...]:
    """Columns of the codebook that may be approved together: nothing about them is in doubt."""
    by_name = {found.source: found.sure for found in scan.suggestions}
    ready = (column for column in columns if column.may_be_approved)
    return tuple(
        by_name[column.name] for column in ready if column.chosen == f"{TO}{by_name[column.name]}"
    )


def _consent(mapping: FileMapping, scan: ScannedFile) -> dict[str, Any]:
    """The column of consent as a person reads it: the question and its answers by the form, too."""
    column = scan.column(mapping.legal.consent)
    labels = labels_of(column)
    answers = consent_answers(mapping, scan)
    return {
        "consent_asked": in_the_form(column.labels, column.name),
        "consent": [(text, given, labels.get(plain(text), "")) for text, given in answers],
    }


def consent_answers(mapping: FileMapping, scan: ScannedFile) -> list[tuple[str, bool]]:
    """Answers of the column of consent, and whether each gives it."""
    if not mapping.legal.consent:
        return []
    answers = scan.column(mapping.legal.consent).answers[:MOST_CONSENTS]
    texts = dict.fromkeys((*answers, *mapping.legal.given))
    return [(text, text in mapping.legal.given) for text in texts]


def _coverage(mapping: FileMapping, codebook: Codebook) -> list[tuple[str, list[str]]]:
    """How far the codebook is filled: what people read, and the columns."""
    words = {
        Coverage.COMPLETE: _("Filled"),
        Coverage.PARTIAL: _("Filled in part"),
        Coverage.IMPOSSIBLE: _("Not asked by the partner"),
        Coverage.UNDETERMINED: _("Not decided"),
    }
    labels = {column.name: column.label for column in codebook.table.columns}
    covered = coverage_of(mapping, codebook)
    names = {
        kind: [
            in_language(labels[one.target], _language()) for one in covered if one.coverage is kind
        ]
        for kind in words
    }
    return [(str(words[kind]), found) for kind, found in names.items() if found]


def _left_over(
    mapping: FileMapping, codebook: Codebook, trial: Trial | None
) -> list[tuple[str, str, int, tuple[str, int] | None]]:
    """Column of the file, answer, cells, and the page on which it is settled."""
    shown = (trial.left_over if trial else ())[:MOST_LEFT_OVER]
    return [
        (one.column, one.answer, one.cells, page_of(mapping, codebook, one.column)) for one in shown
    ]


def _language() -> str:
    return get_language() or "en"
