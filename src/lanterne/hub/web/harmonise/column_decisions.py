"""Taking what somebody decides on the page of the step: of columns, of people, of consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lanterne.codebook import Codebook
from lanterne.harmonise import LegalBasis
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise.edit_mapping import (
    approved,
    not_asked,
    targets_of,
    with_people,
    with_target,
    with_use,
    without_use,
)
from lanterne.harmonise.suggest_columns import Use
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import case_files
from lanterne.hub.web.data.identity_columns import Who, settle, settled
from lanterne.hub.web.harmonise.file_columns import CHOICES, TO, USES, file_columns, unfilled
from lanterne.hub.web.harmonise.page import (
    OLD,
    consent_answers,
    render_harmonise,
    sure_targets,
)
from lanterne.hub.web.harmonise.scanned_file import ScannedFile
from lanterne.hub.web.harmonise.stored_mapping import AtWork, at_work, keep_changed
from lanterne.hub.web.models import Dataset

ROWS = "rows"
"""Chosen where each row is another person."""


@require_POST
@needs(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def decide(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Take what somebody decided in the list of columns, or of consent."""
    case_files.demand(desk, dataset, Purpose.COLLECTION)
    here, where = at_work(dataset, case_files.latest(dataset)), [desk.organisation.slug, dataset.pk]
    if here is None:
        return redirect("harmonise", *where)
    if here.is_old(request.POST):
        return render_harmonise(request, desk, dataset, status=409, wrong=str(OLD))
    if request.POST.get("act") == "people":
        _say_who(request, dataset, here)
        return redirect("harmonise", *where)
    changed = _decided(request, here.mapping, here.scan, here.codebook, desk.user.name)
    keep_changed(dataset, here.mapping, changed)
    for place, column in enumerate(here.scan.columns):
        if request.POST.get(f"use-{place}") == CHOICES and not targets_of(changed, column.name):
            return redirect("harmonise-choices", *where, place)
    return redirect("harmonise", *where)


def _say_who(request: HttpRequest, dataset: Dataset, here: AtWork) -> None:
    """Keep who is who, which answers give consent, or the basis that somebody signs."""
    post, keep, mapping = request.POST, here.mapping.source.keep, here.mapping
    subject, home = post.get("subject", ""), post.get("household", "")
    rows = subject == ROWS
    if rows or subject in keep:
        person = "" if rows else subject
        household = home if home in keep and home != person else ""
        mapping = with_people(mapping, person, household)
        by_codebook = here.codebook.table.subject_id == person
        settle(
            dataset,
            Who("" if by_codebook else person, rows, household, settled(dataset).ignored),
        )
    shown = dict(consent_answers(mapping, here.scan))
    mapping = replace(mapping, legal=_legal(request, mapping, shown))
    keep_changed(dataset, here.mapping, mapping)


def _decided(
    request: HttpRequest, mapping: FileMapping, scan: ScannedFile, codebook: Codebook, by: str
) -> FileMapping:
    act = request.POST.get("act", "")
    if act == "sure":
        columns = tuple(file_columns(scan, mapping, codebook))
        return approved(mapping, sure_targets(columns, scan), by)
    if act == "not-asked":
        free = [one.name for one in unfilled(mapping, codebook) if not one.required]
        return not_asked(mapping, free, by)
    return _with_uses(request, mapping, scan, codebook, by)


def _legal(request: HttpRequest, mapping: FileMapping, shown: Mapping[str, bool]) -> LegalBasis:
    """The answers that give consent, of those that were shown, or the basis that somebody signs."""
    given = tuple(text for text in request.POST.getlist("given") if text.strip() and text in shown)
    if mapping.legal.consent and given:
        return LegalBasis(mapping.legal.consent, given)
    basis, signed = (request.POST.get(key, "").strip()[:500] for key in ("basis", "signed_by"))
    return LegalBasis(mapping.legal.consent, (), basis, signed)


def _with_uses(
    request: HttpRequest, mapping: FileMapping, scan: ScannedFile, codebook: Codebook, by: str
) -> FileMapping:
    """What becomes of each column, as the list says; then those that are ticked are approved."""
    targets = {column.name: column for column in codebook.table.columns}
    shown = tuple(file_columns(scan, mapping, codebook))
    changed = mapping
    for column in shown:
        wanted = request.POST.get(f"use-{column.position}", column.chosen)
        if wanted == column.chosen:
            continue
        target = targets.get(wanted.removeprefix(TO)) if wanted.startswith(TO) else None
        if target is not None:
            changed = with_target(changed, scan.columns[column.position], target)
        elif wanted in [use.value for use in USES]:
            changed = with_use(changed, column.name, Use(wanted))
        elif not wanted:
            changed = without_use(changed, column.name)
    ticked = set(request.POST.getlist("right"))
    ready = [one for one in file_columns(scan, changed, codebook) if one.may_be_approved]
    right = [
        name
        for column in ready
        if str(column.position) in ticked
        for name in targets_of(changed, column.name)
    ]
    return approved(changed, right, by)
