"""The jobs of the Harmonise step: look at a partner's file, and make cases of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook
from lanterne.errors import InputError, LanterneError, problem_as_json
from lanterne.files.problem_log import Findings
from lanterne.harmonise import (
    Mapping,
    Tally,
    codebook_digest,
    identity_of,
    lines_of_cases,
    open_harmonised,
)
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.edit_mapping import redrafted
from lanterne.harmonise.headers import match_headers
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import (
    CASES,
    Stored,
    add_case_file,
    cases_path,
    delete_case_file,
    document_of,
)
from lanterne.hub.web.data.identity_columns import Who, said_of, settled
from lanterne.hub.web.data.inspection import said
from lanterne.hub.web.harmonise import read_partner_file
from lanterne.hub.web.harmonise.scanned_file import Json
from lanterne.hub.web.harmonise.stored_form import form_of
from lanterne.hub.web.harmonise.stored_mapping import (
    found_in,
    keep_changed,
    keep_found,
    keep_mapping,
    learnt_beside,
    mapping_of,
    parsed,
    version_of,
)
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.work.check import check_file
from lanterne.hub.web.work.reading import STEPS, desk_of, file_of, looked_at, page_of_file


@handler(
    "scan",
    label=_("Looking at the columns of the file"),
    again=Again.RESTART,
    verb=Verb.EDIT_CODEBOOK,
    purpose=Purpose.COLLECTION,
    steps=STEPS,
    onward=page_of_file("harmonise"),
)
def scan(work: Work) -> None:
    """Look at a partner's file; a mapping is drafted, and what people decided before stays.

    Where somebody wants it ``again``, what nobody has decided is what the new draft says.
    """
    case_file = file_of(work)
    if case_file.state == CaseFile.State.DELETED:
        return
    dataset = case_file.dataset
    codebook = dataset_codebook.codebook_of(dataset)
    found = found_in(case_file)
    sheet, row = str(found.get("sheet", "")), int(found.get("row", 0))
    known: Json = {"sheet": sheet, "row": row, "codebook": codebook_digest(codebook)}
    work.tell("read", 0.0)
    learnt = learnt_beside(dataset, codebook, desk_of(work))
    asked = (codebook, dataset.series, sheet, row, mapping_of(dataset), learnt)
    try:
        form = form_of(dataset, tell=lambda: work.tell("read", 0.1))
    except InputError as error:
        keep_found(case_file, {**found, "form_problems": _said(error)})
        return
    try:
        made = _looked_at(work, case_file, read_partner_file.scan, *asked, form)
    except InputError as error:
        keep_found(case_file, {**known, "problems": _said(error)})
        return
    draft, doubtful = parsed("".join(made.pop("mapping")).encode()), made.pop("left_out_unasked")
    with transaction.atomic():  # what people decided meanwhile counts
        dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
        before, wanted = mapping_of(dataset), bool(work.arguments.get("again"))
        if before is not None and wanted:
            before = _without(before, set(doubtful) - set(draft.source.leave_out))
        again = before is not None and (wanted or not _still_holds(before, draft))
        other = match_headers(draft.source.headers, before).problems if before and again else ()
        if other:  # nothing that was decided is given up for another partner's file
            keep_found(case_file, {**known, "problems": [problem_as_json(one) for one in other]})
        elif not keep_found(case_file, {**known, "scan": made}):
            return
        elif before is None:
            keep_mapping(dataset, replace(draft, version="1"))
        elif again:
            keep_changed(dataset, before, redrafted(before, draft, codebook))


def _without(mapping: Mapping, names: set[str]) -> Mapping:
    """The mapping that leaves these columns out no longer: without the form nobody knew better."""
    left = tuple(name for name in mapping.source.leave_out if name not in names)
    return replace(mapping, source=replace(mapping.source, leave_out=left))


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
    steps=STEPS,
    onward=page_of_file("harmonise"),
)
def harmonise(work: Work) -> None:
    """Make cases of a partner's file, unless something is wrong with it or left over.

    The partner's file is deleted once there are cases, unless somebody wants to keep it.
    """
    case_file = file_of(work)
    if case_file.state == CaseFile.State.DELETED:
        return
    dataset = case_file.dataset
    mapping, codebook = mapping_of(dataset), dataset_codebook.codebook_of(dataset)
    who = settled(dataset)
    if mapping is None or dataset.draft or not _may_be_used(mapping, codebook, who):
        raise LanterneError("work.not-decided")
    work.tell("read", 0.0)
    asked = (mapping, codebook, who.subject, who.household)
    try:
        trial = _looked_at(work, case_file, read_partner_file.try_out, *asked)
    except InputError as error:  # it needs too much
        trial = _refused(mapping, error)
    if not keep_found(case_file, {**found_in(case_file), "trial": trial}):
        return
    if trial["problems"] or (trial["left_over"] and not work.arguments.get("blank")):
        return
    made = _cases(case_file, mapping, codebook, work.job.created_by)
    if made is None:
        return
    if not work.arguments.get("keep"):
        delete_case_file(case_file)
    check_file(made, work.tell)


def _may_be_used(mapping: Mapping, codebook: Codebook, who: Who) -> bool:
    """Whether people stand behind all of it, and say why cases may be used, and who is who."""
    stated = mapping.legal.stated and said_of(who, mapping.source.keep, codebook)
    return stated and not mapping.waiting and not any(mapping_problems(mapping, codebook))


def _cases(case_file: CaseFile, mapping: Mapping, codebook: Codebook, user: Any) -> CaseFile | None:
    """The cases, in the vault; those that an earlier attempt made are taken as they are.

    Returns:
        Them; ``None``: the partner's file was deleted meanwhile, so that nothing is to come of it.
    """
    dataset = case_file.dataset
    version = version_of(dataset, mapping, user)
    there = dataset.case_files.filter(mapping=version, made_from=case_file.pk)
    done = there.exclude(state=CaseFile.State.DELETED).first()
    if done is not None:
        return done
    with ExitStack() as marks, cases_path(case_file, None) as path:
        stored = _written(case_file, path, mapping, codebook, marks)
        with transaction.atomic():
            row = CaseFile.objects.select_for_update().get(pk=case_file.pk)
            if row.state != CaseFile.State.DELETED:
                return add_case_file(dataset, [stored], user, mapping=version, made_from=case_file)
        vault_documents.forget(dataset.organisation, stored.file_id)
    return None


def _written(
    case_file: CaseFile, path: Path, mapping: Mapping, codebook: Codebook, marks: ExitStack
) -> Stored:
    """The cases as CSV, sealed while they are made; with the name of the partner's file.

    Args:
        case_file: The partner's file.
        path: Where it is.
        mapping: Its mapping.
        codebook: What the cases mean.
        marks: Receives the mark of a file that nobody has noted yet.
    """
    organisation = case_file.dataset.organisation
    names = document_of(case_file).get("names", {})
    findings, vault = Findings(str(path)), vault_documents.vault()
    with vault.create(organisation.slug, CASES) as sealed:
        marks.enter_context(vault.mark(organisation.slug, sealed.file_id))
        file = open_harmonised(path, mapping, codebook, findings)
        for lines in lines_of_cases(file, Tally(), findings):
            sealed.write(lines)
    return Stored(sealed.file_id, next(iter(names.values()), ""), "csv", sealed.size)


def _looked_at(work: Work, case_file: CaseFile, look: Callable[..., Json], *asked: Any) -> Json:
    """What a function says of the partner's file."""
    with cases_path(case_file, None) as path:
        found: Json = looked_at(case_file, path, look, *asked, tell=lambda: work.tell("read", 0.3))
    return found


def _refused(mapping: Mapping, error: InputError) -> Json:
    """A trial of a file that cannot be read."""
    nothing: Json = {"rows": 0, "without_consent": 0, "left_over": [], "before": [], "after": []}
    return {"mapping": identity_of(mapping)[2], "problems": _said(error), **nothing}


def _said(error: InputError) -> list[Json]:
    return [said(one, Path(one.file or "")) for one in error.problems]
