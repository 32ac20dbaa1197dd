"""Step 2, Harmonise: what becomes of each column of a partner's file, and the cases made of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from lanterne.errors import problem_from_json
from lanterne.hub import languages
from lanterne.hub.audit import Outcome
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.upload.ticket import hand_out
from lanterne.hub.web.data import case_files, dataset_codebook
from lanterne.hub.web.data.check_results import faults
from lanterne.hub.web.data.codebook_choice import in_words
from lanterne.hub.web.data.identity_columns import settled
from lanterne.hub.web.harmonise.at_work import at_work
from lanterne.hub.web.harmonise.linked_keys import table_places
from lanterne.hub.web.harmonise.shown_decisions import shown_decisions
from lanterne.hub.web.harmonise.stored_mapping import found_in, mapping_of
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.start_job import last_job
from lanterne.hub.web.steps import steps

OLD = _("Somebody has decided something else meanwhile. Nothing was changed: look again.")
"""Said of a form that was made before."""


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
    codebook = dataset_codebook.confirmed(dataset)
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
        "replaced": _replaced(current) if current and may_edit else "",
        "job": _running(current),
        "mapping": mapping,
        "found": found,
        "unread": faults(found.get("problems", ()), codebook, _language()),
        "scanned": here is not None,
        "other_codebook": bool(found.get("scan")),
        **(shown_decisions(here, settled(dataset)) if here else {}),
        "places": table_places(codebook, mapping),
        "elsewhere": found.get("elsewhere", ()),
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


def _replaced(current: CaseFile) -> str:
    """How many earlier files go, or stay, with the one that is worked on; empty: there are none."""
    number = len(case_files.replaced_by(current))
    said = ngettext(
        "%(number)s earlier file that this one replaced is still here, with everything that is in "
        "it. It is kept or deleted with this one.",
        "%(number)s earlier files that this one replaced are still here, with everything that is "
        "in them. They are kept or deleted with this one.",
        number,
    )
    return said % {"number": languages.number(number, _language())} if number else ""


def may_harmonise(desk: Desk, dataset: Dataset) -> bool:
    """Whether somebody may see the answers of the file, and decide what becomes of them."""
    edits = desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=dataset.created_by)
    return edits and case_files.may_read(desk, dataset, Purpose.COLLECTION)


def _running(current: CaseFile | None) -> Job | None:
    """The last job about the file that is not over, or failed."""
    found = [last_job(kind, current.pk) for kind in ("scan", "harmonise")] if current else []
    return next((job for job in found if job and job.state != "done"), None)


def _language() -> str:
    return get_language() or "en"
