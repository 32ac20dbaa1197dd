"""The mapping of a dataset, and what was found in the file it is for: both lie in the vault.

A mapping that people work on may show which answers occur, so it is kept as the cases are. What was
found in a file goes with the file; the mapping stays, for the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from lanterne.codebook import Codebook
from lanterne.codebook.load import parse_toml
from lanterne.errors import InputError
from lanterne.harmonise import (
    Learnt,
    Mapping,
    identity_of,
    learn,
    mapping_to_toml,
)
from lanterne.harmonise.mapping import MappedColumn
from lanterne.harmonise.read_mapping import read_mapping
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Purpose
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import case_files
from lanterne.hub.web.harmonise.scanned_file import Trial, trial_from
from lanterne.hub.web.models import CaseFile, Dataset, MappingVersion
from lanterne.vault import VaultError, plaintext

KIND = "mapping"
"""Of a mapping in the vault."""

SCAN = "partner-file"
"""Of what was found in a file."""

FILE = "mapping.toml"
"""Name of a mapping, as commands and messages give it."""


def mapping_of(dataset: Dataset) -> Mapping | None:
    """The mapping that people work on, if there is one. Reads the vault."""
    return _read(dataset, dataset.mapping) if dataset.mapping else None


def has_mapping(dataset: Dataset) -> bool:
    """Whether there is a mapping, or a version of one by which cases were made."""
    return bool(dataset.mapping) or dataset.mapping_versions.exclude(file="").exists()


@contextmanager
def mapping_path(case_file: CaseFile) -> Iterator[Path | None]:
    """The mapping by which cases were made, as a path for the verbs; ``None``: there is none.

    Valid inside the block alone. Raises VaultError when it cannot be had.
    """
    if case_file.mapping is None:
        yield None
        return
    organisation, names = case_file.dataset.organisation, {FILE: case_file.mapping.file}
    with plaintext(vault_documents.vault(), organisation.slug, names) as path:
        yield path


def _read(dataset: Dataset, file_id: str) -> Mapping:
    return parsed(vault_documents.kept(dataset.organisation, KIND, file_id))


def parsed(data: bytes) -> Mapping:
    """A mapping that was written by this program."""
    return read_mapping(parse_toml(data, FILE), FILE)[0]


def keep_mapping(dataset: Dataset, mapping: Mapping) -> bool:
    """Keep a mapping in the place of the one before; not where somebody has kept another meanwhile.

    Args:
        dataset: Whose; as it was read with the mapping before.
        mapping: The mapping.

    Returns:
        Whether it is kept.
    """
    with transaction.atomic():
        row = Dataset.objects.select_for_update().get(pk=dataset.pk)
        if row.mapping != dataset.mapping:
            return False
        before, data = row.mapping, mapping_to_toml(mapping).encode()
        row.mapping = vault_documents.keep(row.organisation, KIND, data)
        row.save(update_fields=["mapping"])
        dataset.mapping = row.mapping
        transaction.on_commit(lambda: vault_documents.forget(row.organisation, before))
    return True


def drop_mapping(dataset: Dataset) -> None:
    """Take the mapping away that people work on; versions by which cases were made stay."""
    before, dataset.mapping = dataset.mapping, ""
    dataset.save(update_fields=["mapping"])
    transaction.on_commit(lambda: vault_documents.forget(dataset.organisation, before))


def forget_mapping(dataset: Dataset) -> None:
    """Take away the mapping that people work on, and each version by which no cases are left."""
    with transaction.atomic():
        row = Dataset.objects.select_for_update().get(pk=dataset.pk)
        drop_mapping(row)
        left = CaseFile.objects.filter(dataset=row).exclude(state=CaseFile.State.DELETED)
        unused = row.mapping_versions.exclude(file="").exclude(case_files__in=left)
        gone = [one.file for one in unused]
        MappingVersion.objects.filter(file__in=gone).update(file="")
    vault_documents.forget(dataset.organisation, *gone)


def version_of(dataset: Dataset, mapping: Mapping, user: Any) -> MappingVersion:
    """The version of the mapping, for cases that are made by it; a new one where it has changed."""
    for there in dataset.mapping_versions.exclude(file=""):
        if _read(dataset, there.file) == mapping:
            return there
    data = mapping_to_toml(mapping).encode()
    return MappingVersion.objects.create(
        dataset=dataset,
        version=mapping.version,
        file=vault_documents.keep(dataset.organisation, KIND, data),
        created_by=user,
    )


def learnt_beside(dataset: Dataset, codebook: Codebook, desk: Desk) -> Learnt:
    """What people of the organisation approved for the columns of other partners' files.

    Args:
        dataset: That to which the file came.
        codebook: Its codebook, of one table.
        desk: Who asks.
    """
    return replace(learn(earlier_beside(dataset, codebook, desk), codebook), answers={})


def earlier_beside(dataset: Dataset, codebook: Codebook, desk: Desk) -> list[Mapping]:
    """The mappings that people of the organisation approved for other partners' files.

    Of each dataset whose cases somebody may see, the mapping counts by which cases were made last.
    Which answer became which is not taken from it: somebody may have put answers there that only
    the cases of that dataset say.

    Args:
        dataset: That to which the file came.
        codebook: Its codebook.
        desk: Who asks.
    """
    versions = MappingVersion.objects.filter(dataset__organisation=dataset.organisation)
    versions = versions.exclude(file="")
    last: dict[UUID, MappingVersion] = {}
    for one in versions.exclude(dataset=dataset).select_related("dataset").order_by("created"):
        last[one.dataset_id] = one
    known = []
    for one in last.values():
        if case_files.may_read(desk, one.dataset, Purpose.COLLECTION):
            with suppress(VaultError, InputError):  # of that dataset; this one needs it not
                known.append(_read(one.dataset, one.file))
    same = [mapping for mapping in known if mapping.codebook == codebook.name]
    return [replace(one, columns=tuple(map(_without_answers, one.columns))) for one in same]


def _without_answers(column: MappedColumn) -> MappedColumn:
    return replace(column, values={}, missing={})


def keep_changed(dataset: Dataset, before: Mapping, after: Mapping) -> bool:
    """Keep a mapping that somebody has changed; it is another version than those that were used.

    Returns:
        Whether it is kept, or nothing was changed; see :func:`keep_mapping`.
    """
    if after == before:
        return True
    version = str(dataset.mapping_versions.count() + 1)
    return keep_mapping(dataset, replace(after, version=version))


def found_in(case_file: CaseFile | None) -> dict[str, Any]:
    """What was found in a file; nothing where nobody looked. Reads the vault."""
    if case_file is None or not case_file.scan:
        return {}
    organisation = case_file.dataset.organisation
    found: dict[str, Any] = vault_documents.kept_document(organisation, SCAN, case_file.scan)
    return found


def trial_of(found: dict[str, Any], mapping: Mapping) -> Trial | None:
    """What the mapping made of a file, unless it has been changed since."""
    trial = trial_from(found["trial"]) if found.get("trial") else None
    return trial if trial and trial.mapping == identity_of(mapping)[2] else None


def keep_found(case_file: CaseFile, found: dict[str, Any]) -> bool:
    """Keep what was found in a file, in the place of what was; not where the file is deleted."""
    organisation, before = case_file.dataset.organisation, case_file.scan
    fresh = vault_documents.keep_document(organisation, SCAN, found)
    there = CaseFile.objects.filter(pk=case_file.pk).exclude(state=CaseFile.State.DELETED)
    noted = bool(there.update(scan=fresh))
    if noted:
        case_file.scan = fresh
    vault_documents.forget(organisation, before if noted else fresh)
    return noted
