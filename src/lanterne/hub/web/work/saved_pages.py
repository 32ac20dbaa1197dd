"""What people saved in offline pages becomes cases: the first thing that the check of them does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from django.db import transaction

from lanterne.codebook import Codebook
from lanterne.errors import InputError, Problem, problem_as_json
from lanterne.forms import reserved_in
from lanterne.hub.jobs.work import Work
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook, saved_pages, subprocess_reader
from lanterne.hub.web.data.case_files import CASES, KIND, cases_path, document_of, keep_document
from lanterne.hub.web.data.page_keys import private_keys
from lanterne.hub.web.models import CaseFile
from lanterne.hub.web.work.reading import desk_of


def open_pages(work: Work, case_file: CaseFile) -> bool:
    """Put tables of cases in the place of the encrypted files of pages.

    The files are taken out of the vault when the tables are in it, and not before: where something
    is wrong, all of it is kept for the page, and the files stay.

    Returns:
        Whether there are tables now.

    Raises:
        VaultError: The files or a key cannot be had.
        LanterneError: The process that opens them died.
    """
    codebook = dataset_codebook.in_force(case_file.dataset)  # that of pages; a draft has none
    work.tell("read", 0.0)
    try:
        made = _opened(work, case_file, codebook)
    except InputError as error:
        found = {"tables": [], "fits": [], "rows": 0, "names": _names(case_file)}
        with_problems = found | {"problems": [problem_as_json(one) for one in error.problems]}
        keep_document(case_file, with_problems, CaseFile.State.FAULTY)
        return False
    if not _replaced(case_file, made):
        return False
    details = {"opened": "same-numbers" if _same_numbers(work) else "apart"}
    desk_of(work).record(Verb.UPLOAD_CASES, Purpose.COLLECTION, case_file, details=details)
    return True


def _names(case_file: CaseFile) -> Mapping[str, str]:
    names: Mapping[str, str] = document_of(case_file).get("names", {})
    return names


def _same_numbers(work: Work) -> bool:
    return bool(work.arguments.get("same_numbers"))


def _opened(work: Work, case_file: CaseFile, codebook: Codebook | None) -> dict[str, Any]:
    """What the process says that opens the files, the only one which is given the keys."""
    if codebook is None:
        raise InputError([Problem("saved-file-no-codebook")])
    if reserved_in(codebook):  # it has no form
        gaps = {"codebook": codebook.name, "version": codebook.version}
        raise InputError([Problem("form-other-version.page", gaps)])
    keys = private_keys(case_file.dataset)
    with cases_path(case_file, None) as path:
        try:
            made: dict[str, Any] = subprocess_reader.looked_at(
                path,
                saved_pages.opened,
                keys,
                codebook,
                _same_numbers(work),
                tell=lambda: work.tell("read", 0.1),
                longest=None,
            )
        except subprocess_reader.TooMuchError:
            raise InputError([Problem("too-large.saved")]) from None
    return made


def _replaced(case_file: CaseFile, made: Mapping[str, Any]) -> bool:
    """Keep tables in the place of files; not where these were deleted, or opened, meanwhile."""
    organisation, before = case_file.dataset.organisation, case_file.parts
    saved = {"names": [*_names(case_file).values()], "idle": made["idle"]}
    with ExitStack() as marks:
        kept = dict(_kept(case_file, made["tables"], marks))
        names = dict(zip(kept, made["tables"], strict=True))
        document = {"names": names, "saved": saved | {"replaced": made["replaced"]}}
        keeping = vault_documents.keeping(organisation, KIND, document)
        findings = marks.enter_context(keeping)
        with transaction.atomic():
            row = CaseFile.objects.select_for_update().get(pk=case_file.pk)
            there = row.state != CaseFile.State.DELETED and row.parts == before
            if there:
                gone = (row.findings, *(one["file"] for one in before))
                # Before they are no longer noted: who is killed after that leaves none of them.
                marks.enter_context(vault_documents.forgetting(organisation, *gone))
                row.parts = [{"file": one, "kind": "csv", "fictional": False} for one in kept]
                row.size = sum(kept.values())
                row.findings, row.state = findings, CaseFile.State.UPLOADED
                row.save(update_fields=["parts", "size", "findings", "state"])
            else:
                gone = (findings, *kept)
        vault_documents.forget(organisation, *gone)
    if there:
        case_file.refresh_from_db()
    return there


def _kept(
    case_file: CaseFile, tables: Mapping[str, str], marks: ExitStack
) -> Iterator[tuple[str, int]]:
    """Ids of the tables in the vault, and their sizes; nobody has noted them yet."""
    slug, vault = case_file.dataset.organisation.slug, vault_documents.vault()
    for text in tables.values():
        with vault.create(slug, CASES) as sealed:
            marks.enter_context(vault.mark(slug, sealed.file_id))
            sealed.write(text.encode())
        yield sealed.file_id, sealed.size
