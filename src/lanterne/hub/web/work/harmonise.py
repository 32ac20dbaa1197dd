"""The jobs of the Harmonise step: look at a partner's file, and make cases of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook
from lanterne.errors import InputError, LanterneError, problem_as_json
from lanterne.files.problem_log import Findings
from lanterne.files.xlsform import Form
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise import (
    Tally,
    codebook_digest,
    lines_of_cases,
    linked_parts,
    open_harmonised,
)
from lanterne.harmonise.apply import HarmonisedFile
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.linked_files import LinkedFile, linked_file
from lanterne.harmonise.redraft import other_file, redrafted_parts, still_holds, strange_headers
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
    replaced_by,
)
from lanterne.hub.web.data.identity_columns import Who, said_of, settled
from lanterne.hub.web.data.inspection import said
from lanterne.hub.web.harmonise import read_linked_files, read_partner_file
from lanterne.hub.web.harmonise.scanned_file import Json, StatedPlace
from lanterne.hub.web.harmonise.stored_form import form_of
from lanterne.hub.web.harmonise.stored_mapping import (
    earlier_beside,
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
from lanterne.hub.web.work.reading import (
    STEPS,
    desk_of,
    file_of,
    looked_at,
    page_of_file,
    refuse_counted,
)


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
    if case_file.state == CaseFile.State.DELETED or case_file.mapping_id is not None:
        return  # what a mapping has made is no partner's file
    refuse_counted(case_file)
    dataset = case_file.dataset
    codebook = dataset_codebook.codebook_of(dataset)
    found = found_in(case_file)
    sheet, row = str(found.get("sheet", "")), int(found.get("row", 0))
    places: dict[str, str] = found.get("places", {})
    known: Json = {
        "sheet": sheet,
        "row": row,
        "places": places,
        "codebook": codebook_digest(codebook),
    }
    work.tell("read", 0.0)
    try:
        form = form_of(dataset, tell=lambda: work.tell("read", 0.1))
    except InputError as error:
        keep_found(case_file, {**found, "form_problems": _said(error)})
        return
    try:
        made = _scanned(work, case_file, codebook, StatedPlace(sheet, row, places), form)
    except InputError as error:
        keep_found(case_file, {**known, "problems": _said(error)})
        return
    draft, doubtful = parsed("".join(made.pop("mapping")).encode()), made.pop("left_out_unasked")
    with transaction.atomic():  # what people decided meanwhile counts
        dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
        before, wanted = mapping_of(dataset), bool(work.arguments.get("again"))
        if before is not None and wanted:
            before = _without(before, set(doubtful) - set(draft.source.leave_out))
        again = before is not None and (wanted or not still_holds(before, draft, codebook))
        strange = strange_headers if places else other_file  # where tables are, somebody said
        other = strange(before, draft, codebook) if before and again else ()
        if other:  # nothing that was decided is given up for another partner's file
            said = {"problems": [problem_as_json(one) for one in other]}
            keep_found(case_file, {**known, **said, "elsewhere": made.get("tables", [])})
        elif not keep_found(case_file, {**known, "scan": made}):
            return
        elif before is None:
            keep_mapping(dataset, replace(draft, version="1"))
        elif again:
            keep_changed(dataset, before, redrafted_parts(before, draft, codebook))


def _scanned(
    work: Work, case_file: CaseFile, codebook: Codebook, where: StatedPlace, form: Form | None
) -> Json:
    """The columns of a file, of one table or of several, and a mapping drafted from them."""
    dataset, desk = case_file.dataset, desk_of(work)
    named = (codebook, dataset.series, where)
    before = mapping_of(dataset)
    if codebook.network is None:
        learnt = learnt_beside(dataset, codebook, desk)
        asked: tuple[Any, ...] = (*named, before, learnt, form)
        return _looked_at(work, case_file, read_partner_file.scan, *asked)
    earlier = earlier_beside(dataset, codebook, desk)
    asked = (*named, before, earlier, form)
    return _looked_at(work, case_file, read_linked_files.scan_linked, *asked)


def _without(mapping: FileMapping, names: set[str]) -> FileMapping:
    """The mapping that leaves these columns out no longer: without the form nobody knew better."""
    left = tuple(name for name in mapping.source.leave_out if name not in names)
    return replace(mapping, source=replace(mapping.source, leave_out=left))


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

    The partner's file is deleted once there are cases, and so are those that it replaced, unless
    somebody wants to keep them.
    """
    case_file = file_of(work)
    if case_file.state == CaseFile.State.DELETED:
        return
    refuse_counted(case_file)
    dataset = case_file.dataset
    mapping, codebook = mapping_of(dataset), dataset_codebook.codebook_of(dataset)
    who = settled(dataset)
    if mapping is None or dataset.draft or not _may_be_used(mapping, codebook, who):
        raise LanterneError("work.not-decided")
    work.tell("read", 0.0)
    try:
        if codebook.network is not None:
            trial = _looked_at(work, case_file, read_linked_files.try_linked, mapping, codebook)
        else:
            asked = (mapping, codebook, who.subject, who.household)
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
        for earlier in replaced_by(case_file):
            delete_case_file(earlier)
            desk_of(work).record(Verb.DELETE_CASES, Purpose.COLLECTION, earlier)
        delete_case_file(case_file)  # the last: an attempt after a crash finds the others
    check_file(made, work.tell)


def _may_be_used(mapping: FileMapping, codebook: Codebook, who: Who) -> bool:
    """Whether people stand behind all of it, and say why cases may be used, and who is who."""
    return (
        mapping.legal.stated
        and said_of(who, mapping.source.keep, codebook)
        and not mapping.waiting
        and not any(mapping_problems(mapping, codebook))
    )


def _cases(
    case_file: CaseFile, mapping: FileMapping, codebook: Codebook, user: Any
) -> CaseFile | None:
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
        stored = list(_written(case_file, path, mapping, codebook, marks))
        with transaction.atomic():
            Dataset.objects.select_for_update().get(pk=dataset.pk)
            row = CaseFile.objects.select_for_update().get(pk=case_file.pk)
            if row.state != CaseFile.State.DELETED:
                version = version_of(dataset, mapping, user)  # it may have been deleted meanwhile
                return add_case_file(dataset, stored, user, mapping=version, made_from=case_file)
        vault_documents.forget(dataset.organisation, *(one.file_id for one in stored))
    return None


def _written(
    case_file: CaseFile, path: Path, mapping: FileMapping, codebook: Codebook, marks: ExitStack
) -> Iterator[Stored]:
    """The cases as CSV, sealed while they are made.

    They have the name of the partner's file; of several tables, each has that of the table.

    Args:
        case_file: The partner's file.
        path: Where it is.
        mapping: Its mapping.
        codebook: What the cases mean.
        marks: Receives the marks of files that nobody has noted yet.
    """
    names = document_of(case_file).get("names", {})
    name = next(iter(names.values()), "")
    for table, file, findings in _tables(path, mapping, codebook):
        organisation, vault = case_file.dataset.organisation, vault_documents.vault()
        with vault.create(organisation.slug, CASES) as sealed:
            marks.enter_context(vault.mark(organisation.slug, sealed.file_id))
            for lines in lines_of_cases(file, Tally(), findings):
                sealed.write(lines)
        yield Stored(sealed.file_id, f"{table}.csv" if table else name, "csv", sealed.size)


def _tables(
    path: Path, mapping: FileMapping, codebook: Codebook
) -> Iterator[tuple[str, HarmonisedFile | LinkedFile, Findings]]:
    """Each table that is made, by its name; empty: all is in one file."""
    if codebook.network is None:
        findings = Findings(str(path))
        yield "", open_harmonised(path, mapping, codebook, findings), findings
        return
    for part in linked_parts(path, mapping, codebook):
        part.findings.raise_any()
        name = "" if part.place.pairs else part.place.table.name
        yield name, linked_file(part), part.findings


def _looked_at(work: Work, case_file: CaseFile, look: Callable[..., Json], *asked: Any) -> Json:
    """What a function says of the partner's file."""
    with cases_path(case_file, None) as path:
        found: Json = looked_at(case_file, path, look, *asked, tell=lambda: work.tell("read", 0.3))
    return found


def _refused(mapping: FileMapping, error: InputError) -> Json:
    """A trial of a file that cannot be read."""
    return read_partner_file.trial_as_json(
        mapping, rows=0, without_consent=0, left_over=(), problems=error.problems, shown=()
    )


def _said(error: InputError) -> list[Json]:
    return [said(one, Path(one.file or "")) for one in error.problems]
