"""Case files of a dataset: where they lie in the vault, and what is known of them.

What a check found, the preview and the names that people gave to their files are one encrypted
document per case file; the database holds its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lanterne.codebook import Codebook
from lanterne.hub.audit import Outcome
from lanterne.hub.people.access import Desk
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web import vault_documents
from lanterne.hub.web.models import CaseFile, Dataset, MappingVersion, Report
from lanterne.vault import plaintext

KIND = "findings"
"""Of the document in the vault."""

CASES = "cases"
"""Of the files in the vault."""

ENCRYPTED = "age"
"""Kind of a part that an offline page saved, as its name ends."""

BEFORE_READING: list[Callable[[CaseFile], None]] = []
"""Is asked each time before cases, or what is known of them, are read; it raises VaultError."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """One file that is in the vault.

    Attributes:
        file_id: Where.
        name: As the person called it; sensitive, for it may name somebody.
        kind: Its ending, such as ``csv``.
        size: Bytes.
    """

    file_id: str
    name: str
    kind: str
    size: int


def add_case_file(
    dataset: Dataset,
    files: Sequence[Stored],
    user: Any,
    *,
    fictional: bool = False,
    mapping: MappingVersion | None = None,
    made_from: CaseFile | None = None,
) -> CaseFile:
    """Note files that are in the vault as one upload.

    Args:
        dataset: Whose cases they are.
        files: One file, or the files of several tables.
        user: Who brought them.
        fictional: Whether they are about nobody.
        mapping: By what they were made from a partner's file.
        made_from: That file.
    """
    document = {"names": {one.file_id: one.name for one in files}}
    parts = [{"file": one.file_id, "kind": one.kind, "fictional": fictional} for one in files]
    with vault_documents.keeping(dataset.organisation, KIND, document) as findings:
        return CaseFile.objects.create(
            dataset=dataset,
            parts=parts,
            size=sum(one.size for one in files),
            findings=findings,
            mapping=mapping,
            made_from=made_from.pk if made_from else None,
            created_by=user,
        )


def document_of(case_file: CaseFile) -> Document:
    """What is known of a case file; empty when nothing is. Reads the vault.

    Raises:
        VaultError: It cannot be had, or must not be: :data:`BEFORE_READING`.
    """
    if not case_file.findings:
        return {}
    check_reading(case_file)
    return _document(case_file)


def check_reading(case_file: CaseFile) -> None:
    """Say whether cases may be read now, without reading them.

    Raises:
        VaultError: They must not be: :data:`BEFORE_READING`.
    """
    for check in BEFORE_READING:
        check(case_file)


def _document(case_file: CaseFile) -> Document:
    organisation = case_file.dataset.organisation
    found: Document = vault_documents.kept_document(organisation, KIND, case_file.findings)
    return found


def keep_document(case_file: CaseFile, document: Document, state: CaseFile.State) -> None:
    """Keep what is known of a case file, in the place of what was, unless it has been deleted."""
    organisation = case_file.dataset.organisation
    fresh, before = vault_documents.keep_document(organisation, KIND, document), case_file.findings
    there = CaseFile.objects.filter(pk=case_file.pk).exclude(state=CaseFile.State.DELETED)
    if there.update(findings=fresh, state=state):
        case_file.findings, case_file.state = fresh, state
        vault_documents.forget(organisation, before)
    else:
        vault_documents.forget(organisation, fresh)


def delete_case_file(case_file: CaseFile) -> None:
    """Take a case file and what is known of it out of the vault; that it was there stays known."""
    organisation = case_file.dataset.organisation
    row = CaseFile.objects.filter(pk=case_file.pk)
    # First, so that a job that still works on it keeps nothing of it from now on.
    row.update(state=CaseFile.State.DELETED, deleted=timezone.now())
    case_file.refresh_from_db()
    kept = (case_file.findings, case_file.scan, case_file.counted)
    gone = [*(part["file"] for part in case_file.parts), *kept]
    row.update(findings="", scan="", counted="")
    case_file.findings = case_file.scan = case_file.counted = ""
    vault_documents.forget(organisation, *gone)
    for report in case_file.reports.all():
        forget_report(report)


def replaced_by(case_file: CaseFile) -> list[CaseFile]:
    """Earlier files in whose place somebody brought one, and of which there are no cases.

    Not among them: cases, files of which cases were made and that somebody wanted to keep, what was
    kept beside those, and files that passed the check or of which there are runs or reports.

    Returns:
        From the oldest to the newest; none for cases.
    """
    if case_file.mapping_id is not None:
        return []
    others = case_file.dataset.case_files.exclude(state=CaseFile.State.DELETED)
    before = others.filter(mapping=None, counted="", number__lt=case_file.number)
    read = case_file.dataset.case_files.exclude(made_from=None).values("made_from")
    kept = before.filter(pk__in=read).order_by(*NEWEST_FIRST).first()
    if kept is not None:
        before = before.filter(number__gt=kept.number)
    used = before.exclude(state=CaseFile.State.CHECKED).filter(runs=None, reports=None)
    return list(used.order_by(*OLDEST_FIRST))


def keep_report(report: Report, files: Mapping[str, str]) -> None:
    """Note what was kept of a report, in the place of what was, unless its cases were deleted.

    Args:
        report: That is in the database.
        files: Name → id in the vault.
    """
    before = Report.objects.get(pk=report.pk).files
    Report.objects.filter(pk=report.pk).update(files=dict(files))
    vault_documents.forget(report.dataset.organisation, *before.values())
    if CaseFile.objects.filter(pk=report.case_file_id, state=CaseFile.State.DELETED).exists():
        forget_report(report)


def forget_report(report: Report) -> None:
    """Take what a report found out of the vault; that it was made stays known."""
    files = Report.objects.get(pk=report.pk).files
    Report.objects.filter(pk=report.pk).update(files={})
    vault_documents.forget(report.dataset.organisation, *files.values())


@contextmanager
def cases_path(
    case_file: CaseFile, codebook: Codebook | None, to_children: bool = False
) -> Iterator[Path]:
    """The cases as a path for the verbs of :mod:`lanterne.verbs`; valid inside the block alone.

    Args:
        case_file: Which ones.
        codebook: Says the names of the tables, where there are several.
        to_children: Whether processes that this one begins read them too.

    Raises:
        VaultError: A file cannot be had, or must not be: :data:`BEFORE_READING`.
    """
    check_reading(case_file)
    organisation: Organisation = case_file.dataset.organisation
    names = _names(case_file, codebook)
    with plaintext(vault_documents.vault(), organisation.slug, names, to_children) as path:
        yield path


def _names(case_file: CaseFile, codebook: Codebook | None) -> dict[str, str]:
    """Name for the reader → id: of one file no more than its kind, of several the table."""
    parts = case_file.parts
    if len(parts) == 1:
        return {f"cases.{parts[0]['kind']}": parts[0]["file"]}
    given: Mapping[str, str] = _document(case_file).get("names", {}) if case_file.findings else {}
    tables = {table.name.casefold(): table.name for table in codebook.tables} if codebook else {}
    names: dict[str, str] = {}
    for number, part in enumerate(parts, 1):
        stem = Path(given.get(part["file"], "")).stem.strip()
        name = tables.get(stem.casefold(), stem) or f"table-{number}"
        clean = "".join(letter for letter in name if letter not in "/\\:\0").lstrip(".")
        name = f"{clean or f'table-{number}'}.{part['kind']}"
        other = f"{clean} ({number})" if part["kind"] == ENCRYPTED else f"table-{number}"
        names[name if name not in names else f"{other}.{part['kind']}"] = part["file"]
    return names


def latest(dataset: Dataset) -> CaseFile | None:
    """The case file that is worked on: the last that was brought and not deleted."""
    there = dataset.case_files.exclude(state=CaseFile.State.DELETED)
    return there.order_by(*NEWEST_FIRST).first()


def may_read(desk: Desk, dataset: Dataset, purpose: Purpose) -> bool:
    """Whether somebody may see what the present cases of a dataset show.

    Who may see no more than their own must have begun the dataset, and brought the cases too.
    """
    current = latest(dataset)
    made_by = [dataset.created_by, *([current.created_by] if current else ())]
    return all(desk.may(Verb.READ_CASES, purpose, made_by=one) for one in made_by)


def demand(desk: Desk, dataset: Dataset, purpose: Purpose) -> None:
    """Go on only if somebody may see what the present cases show; see :func:`may_read`.

    Raises:
        PermissionDenied: They may not, which is written to the audit log.
    """
    if not may_read(desk, dataset, purpose):
        desk.record(Verb.READ_CASES, purpose, latest(dataset), Outcome.DENIED)
        raise PermissionDenied


def is_encrypted(case_file: CaseFile) -> bool:
    """Whether these are files that offline pages saved, and nobody has opened them yet."""
    return any(part["kind"] == ENCRYPTED for part in case_file.parts)


def is_fictional(case_file: CaseFile) -> bool:
    """Whether the cases are about nobody: made for practice."""
    return any(part.get("fictional") for part in case_file.parts)
