"""Taking what somebody decides on the page of the step: of columns, of people, of consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

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
from lanterne.hub.web.harmonise.at_work import AtWork, Part, at_work
from lanterne.hub.web.harmonise.file_columns import CHOICES, TO, file_columns, unfilled, uses_in
from lanterne.hub.web.harmonise.linked_keys import key_field
from lanterne.hub.web.harmonise.page import OLD, render_harmonise
from lanterne.hub.web.harmonise.shown_decisions import consent_answers, sure_targets
from lanterne.hub.web.harmonise.stored_mapping import keep_changed
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
    changed = _decided(request, dataset, here, desk.user.name)
    if not keep_changed(dataset, here.mapping, changed.mapping):
        return render_harmonise(request, desk, dataset, status=409, wrong=str(OLD))
    for part in changed.parts:
        for place, column in enumerate(part.scan.columns, part.first):
            wanted = request.POST.get(f"use-{place}") == CHOICES
            if wanted and not targets_of(part.mapping, column.name):
                return redirect("harmonise-choices", *where, place)
    return redirect("harmonise", *where)


def _decided(request: HttpRequest, dataset: Dataset, here: AtWork, by: str) -> AtWork:
    act = request.POST.get("act", "")
    if act == "people":
        return _with_people(request, dataset, here)
    if act == "sure":
        sure = [name for part in here.parts for name in sure_targets(part, file_columns(part))]
        return here.with_mapping(approved(here.mapping, sure, by))
    if act == "not-asked":
        free = [one.name for one in unfilled(here) if not one.required]
        return here.with_mapping(not_asked(here.mapping, free, by))
    for place in range(len(here.parts)):
        here = here.with_part(_with_uses(request, here.parts[place], by))
    return here


def _with_people(request: HttpRequest, dataset: Dataset, here: AtWork) -> AtWork:
    """Who is who, which answers give consent, or the basis that somebody signs."""
    if here.linked:
        for place in range(len(here.parts)):
            here = here.with_part(_with_keys(request, here.parts[place]))
        mapping = here.mapping
    else:
        mapping = _say_who(request, dataset, here)
    shown = dict(consent_answers(here))
    return here.with_mapping(replace(mapping, legal=_legal(request, mapping, shown)))


def _with_keys(request: HttpRequest, part: Part) -> Part:
    """Which columns say who is who: of each key the one that was chosen, or none."""
    found, headers = part.of_mapping, part.scan.header
    keys = {}
    for name in found.permitted:
        chosen = request.POST.get(key_field(part, name), found.keys.get(name, ""))
        if chosen in headers:
            keys[name] = chosen
    mapping = part.mapping
    for header in set(keys.values()) - set(found.keys.values()):
        mapping = without_use(mapping, header)
    changed = replace(found, mapping=mapping).with_keys(keys)
    return replace(part, of_mapping=changed)


def _say_who(request: HttpRequest, dataset: Dataset, here: AtWork) -> FileMapping:
    """Keep who is who, of one table."""
    post, keep, mapping = request.POST, here.mapping.source.keep, here.mapping
    subject, home = post.get("subject", ""), post.get("household", "")
    rows = subject == ROWS
    if not rows and subject not in keep:
        return mapping
    person = "" if rows else subject
    household = home if home in keep and home != person else ""
    by_codebook = here.codebook.table.subject_id == person
    settle(
        dataset,
        Who("" if by_codebook else person, rows, household, settled(dataset).ignored),
    )
    return with_people(mapping, person, household)


def _legal(request: HttpRequest, mapping: FileMapping, shown: Mapping[str, bool]) -> LegalBasis:
    """The answers that give consent, of those that were shown, or the basis that somebody signs."""
    given = tuple(text for text in request.POST.getlist("given") if text.strip() and text in shown)
    if mapping.legal.consent and given:
        return LegalBasis(mapping.legal.consent, given)
    basis, signed = (request.POST.get(key, "").strip()[:500] for key in ("basis", "signed_by"))
    return LegalBasis(mapping.legal.consent, (), basis, signed)


def _with_uses(request: HttpRequest, part: Part, by: str) -> Part:
    """What becomes of each column, as the list says; then those that are ticked are approved."""
    targets = {column.name: column for column in part.codebook.table.columns}
    changed = part.mapping
    uses = [use.value for use in uses_in(part)]
    for place, column in enumerate(file_columns(part)):
        wanted = request.POST.get(f"use-{column.position}", column.chosen)
        if wanted == column.chosen:
            continue
        target = targets.get(wanted.removeprefix(TO)) if wanted.startswith(TO) else None
        if target is not None:
            changed = with_target(changed, part.scan.columns[place], target)
        elif wanted in uses:
            changed = with_use(changed, column.name, Use(wanted))
        elif not wanted:
            changed = without_use(changed, column.name)
    part = part.with_mapping(changed)
    ticked = set(request.POST.getlist("right"))
    ready = [one for one in file_columns(part) if one.may_be_approved]
    right = [
        name
        for column in ready
        if str(column.position) in ticked
        for name in targets_of(changed, column.name)
    ]
    return part.with_mapping(approved(changed, right, by))
