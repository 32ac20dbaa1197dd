"""The jobs of the Harmonise step: look at a partner's file, and make cases of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.harmonise import (
    Mapping,
    Tally,
    codebook_digest,
    identity_of,
    lines_of_cases,
    open_harmonised,
)
from lanterne.harmonise.edit_mapping import redrafted
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook, subprocess_reader
from lanterne.hub.web.data.case_files import (
    CASES,
    Stored,
    add_case_file,
    cases_path,
    delete_case_file,
    document_of,
)
from lanterne.hub.web.data.identity_columns import Who, settle, settled
from lanterne.hub.web.data.inspection import said
from lanterne.hub.web.harmonise import read_partner_file
from lanterne.hub.web.harmonise.scanned_file import Json
from lanterne.hub.web.harmonise.stored_mapping import (
    found_in,
    keep_changed,
    keep_found,
    keep_mapping,
    mapping_of,
    parsed,
    version_of,
)
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.work.check import check_file, is_packed, page_of_file
from lanterne.messages import Message
from lanterne.verbs.road import Step

_STEPS = (Step("read", Message("stage.read"), 1.0, by_rows=True),)


@handler(
    "scan",
    label=_("Looking at the columns of the file"),
    again=Again.RESTART,
    verb=Verb.EDIT_CODEBOOK,
    purpose=Purpose.COLLECTION,
    steps=_STEPS,
    onward=page_of_file("harmonise"),
)
def scan(work: Work) -> None:
    """Look at a partner's file; a mapping is drafted, and what people decided before stays."""
    case_file = _file(work)
    dataset = case_file.dataset
    codebook = dataset_codebook.codebook_of(dataset)
    before, found = mapping_of(dataset), found_in(case_file)
    sheet, row = str(found.get("sheet", "")), int(found.get("row", 0))
    work.tell("read", 0.0)
    asked = (codebook, dataset.series, sheet, row, before)
    try:
        made = _apart(case_file, read_partner_file.scan, asked, lambda: work.tell("read", 0.3))
    except InputError as error:
        keep_found(case_file, {"sheet": sheet, "row": row, "problems": _said(error)})
        return
    draft = parsed("".join(made.pop("mapping")).encode())
    keep_found(case_file, {"sheet": sheet, "row": row, "scan": made})
    if before is None:
        keep_mapping(dataset, replace(draft, version="1"))
    elif not _still_holds(before, draft):
        keep_changed(dataset, before, redrafted(before, draft, codebook))


def _still_holds(before: Mapping, draft: Mapping) -> bool:
    """Whether nothing of a mapping has to be decided anew for a file and a codebook."""
    same_file = draft.source.headers == before.source.headers
    same_place = draft.source.layout == before.source.layout
    return same_file and same_place and draft.codebook_digest == before.codebook_digest


@handler(
    "harmonise",
    label=_("Making cases of the file"),
    again=Again.RESTART,
    verb=Verb.UPLOAD_CASES,
    purpose=Purpose.COLLECTION,
    steps=_STEPS,
    onward=page_of_file("harmonise"),
)
def harmonise(work: Work) -> None:
    """Make cases of a partner's file, unless something is wrong with it or left over.

    The partner's file is deleted once there are cases, unless somebody wants to keep it.
    """
    case_file = _file(work)
    if case_file.state == CaseFile.State.DELETED:
        return
    dataset = case_file.dataset
    mapping, codebook = mapping_of(dataset), dataset_codebook.codebook_of(dataset)
    if mapping is None or not _may_be_used(mapping, codebook):
        return
    work.tell("read", 0.0)
    who = _who(dataset, mapping, codebook)
    asked = (mapping, codebook, who.subject)
    try:
        trial = _apart(case_file, read_partner_file.try_out, asked, lambda: work.tell("read", 0.3))
    except InputError as error:  # it needs too much
        trial = _refused(mapping, error)
    keep_found(case_file, {**found_in(case_file), "trial": trial})
    if trial["problems"] or (trial["left_over"] and not work.arguments.get("blank")):
        return
    made = _cases(case_file, mapping, codebook, work.job.created_by)
    settle(dataset, who)
    if not work.arguments.get("keep"):
        delete_case_file(case_file)
    check_file(made, work.tell)


def _may_be_used(mapping: Mapping, codebook: Codebook) -> bool:
    """Whether people stand behind all of a mapping, and it says why cases may be used."""
    fits = mapping.codebook_digest == codebook_digest(codebook)
    return fits and mapping.legal.stated and not mapping.waiting


def _cases(case_file: CaseFile, mapping: Mapping, codebook: Codebook, user: Any) -> CaseFile:
    """The cases, in the vault; those that an earlier attempt made are taken as they are."""
    dataset = case_file.dataset
    version = version_of(dataset, mapping, user)
    there = dataset.case_files.filter(mapping=version, made_from=case_file.pk)
    done = there.exclude(state=CaseFile.State.DELETED).first()
    if done is not None:
        return done
    with cases_path(case_file, None) as path:
        stored = _written(case_file, path, mapping, codebook)
    with transaction.atomic():
        return add_case_file(dataset, [stored], user, mapping=version, made_from=case_file)


def _written(case_file: CaseFile, path: Path, mapping: Mapping, codebook: Codebook) -> Stored:
    """The cases as CSV, sealed while they are made; with the name of the partner's file."""
    organisation = case_file.dataset.organisation
    names = document_of(case_file).get("names", {})
    findings = Findings(str(path))
    with vault_documents.vault().create(organisation.slug, CASES) as sealed:
        file = open_harmonised(path, mapping, codebook, findings)
        for lines in lines_of_cases(file, Tally(), findings):
            sealed.write(lines)
    return Stored(sealed.file_id, next(iter(names.values()), ""), "csv", sealed.size)


def _who(dataset: Dataset, mapping: Mapping, codebook: Codebook) -> Who:
    """Who is who in the cases: as was said before, where the mapping still keeps that column."""
    before, keep = settled(dataset), mapping.source.keep
    by_codebook = {codebook.table.subject_id or ""}
    named = before.subject_id if before.subject_id in keep else next(iter(keep), "")
    household = before.household if before.household in keep else next(iter(keep[1:]), "")
    subject = "" if named in by_codebook else named
    return Who(subject, before.rows_are_people and not keep, household, before.ignored)


def _file(work: Work) -> CaseFile:
    return CaseFile.objects.select_related("dataset__organisation").get(pk=work.job.subject)


def _apart(
    case_file: CaseFile, look: Callable[..., Json], asked: tuple[Any, ...], tell: Callable[[], None]
) -> Json:
    """What a function says of the file; what is packed is read apart, and may be too much."""
    with cases_path(case_file, None) as path:
        if not is_packed(case_file):
            return look(path, *asked)
        found: Json = subprocess_reader.looked_at(path, look, *asked, tell=tell)
        return found


def _refused(mapping: Mapping, error: InputError) -> Json:
    """A trial of a file that cannot be read."""
    nothing: Json = {"rows": 0, "without_consent": 0, "left_over": [], "before": [], "after": []}
    return {"mapping": identity_of(mapping)[2], "problems": _said(error), **nothing}


def _said(error: InputError) -> list[Json]:
    return [said(one, Path(one.file or "")) for one in error.problems]
