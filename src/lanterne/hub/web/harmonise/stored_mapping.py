"""The mapping of a dataset, and what was found in the file it is for: both lie in the vault.

A mapping that people work on may show which answers occur, so it is kept as the cases are. What was
found in a file goes with the file; the mapping stays, for the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from lanterne.codebook.load import parse_toml
from lanterne.harmonise import Mapping, identity_of, mapping_to_toml
from lanterne.harmonise.read_mapping import read_mapping
from lanterne.hub.web import vault_documents
from lanterne.hub.web.harmonise.scanned_file import ScannedFile, Trial, scan_from, trial_from
from lanterne.hub.web.models import CaseFile, Dataset, MappingVersion
from lanterne.vault import plaintext

KIND = "mapping"
"""Of a mapping in the vault."""

SCAN = "partner-file"
"""Of what was found in a file."""

FILE = "mapping.toml"
"""Name of a mapping, as commands and messages give it."""


def mapping_of(dataset: Dataset) -> Mapping | None:
    """The mapping that people work on, if there is one. Reads the vault."""
    return _read(dataset, dataset.mapping) if dataset.mapping else None


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


def keep_mapping(dataset: Dataset, mapping: Mapping) -> None:
    """Keep a mapping in the place of the one before."""
    before = dataset.mapping
    data = mapping_to_toml(mapping).encode()
    dataset.mapping = vault_documents.keep(dataset.organisation, KIND, data)
    dataset.save(update_fields=["mapping"])
    vault_documents.forget(dataset.organisation, before)


def drop_mapping(dataset: Dataset) -> None:
    """Take the mapping away that people work on; versions by which cases were made stay."""
    before, dataset.mapping = dataset.mapping, ""
    dataset.save(update_fields=["mapping"])
    vault_documents.forget(dataset.organisation, before)


def version_of(dataset: Dataset, mapping: Mapping, user: Any) -> MappingVersion:
    """The version of the mapping, for cases that are made by it; a new one where it has changed."""
    sha256 = identity_of(mapping)[2]
    there = dataset.mapping_versions.filter(sha256=sha256).first()
    if there is not None:
        return there
    data = mapping_to_toml(mapping).encode()
    return MappingVersion.objects.create(
        dataset=dataset,
        version=mapping.version,
        sha256=sha256,
        file=vault_documents.keep(dataset.organisation, KIND, data),
        created_by=user,
    )


def keep_changed(dataset: Dataset, before: Mapping, after: Mapping) -> None:
    """Keep a mapping that somebody has changed; it is another version than those that were used."""
    if after != before:
        version = str(dataset.mapping_versions.count() + 1)
        keep_mapping(dataset, replace(after, version=version))


def found_in(case_file: CaseFile | None) -> dict[str, Any]:
    """What was found in a file; nothing where nobody looked. Reads the vault."""
    if case_file is None or not case_file.scan:
        return {}
    organisation = case_file.dataset.organisation
    found: dict[str, Any] = vault_documents.kept_document(organisation, SCAN, case_file.scan)
    return found


def scan_of(found: dict[str, Any]) -> ScannedFile | None:
    """The columns of a file, of what was found in it."""
    return scan_from(found["scan"]) if "scan" in found else None


def trial_of(found: dict[str, Any], mapping: Mapping) -> Trial | None:
    """What the mapping made of a file, unless it has been changed since."""
    trial = trial_from(found["trial"]) if found.get("trial") else None
    return trial if trial and trial.mapping == identity_of(mapping)[2] else None


def keep_found(case_file: CaseFile, found: dict[str, Any]) -> None:
    """Keep what was found in a file, in the place of what was, unless the file is deleted."""
    organisation, before = case_file.dataset.organisation, case_file.scan
    fresh = vault_documents.keep_document(organisation, SCAN, found)
    there = CaseFile.objects.filter(pk=case_file.pk).exclude(state=CaseFile.State.DELETED)
    if there.update(scan=fresh):
        case_file.scan = fresh
        vault_documents.forget(organisation, before)
    else:
        vault_documents.forget(organisation, fresh)
