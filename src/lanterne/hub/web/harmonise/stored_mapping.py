"""The mapping of a dataset, and what was found in the file it is for: both lie in the vault.

A mapping that people work on may show which answers occur, so it is kept as the cases are. What was
found in a file goes with the file; the mapping stays, for the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import QueryDict

from lanterne.codebook import Codebook
from lanterne.codebook.load import parse_toml
from lanterne.errors import InputError
from lanterne.harmonise import (
    Learnt,
    Mapping,
    codebook_digest,
    identity_of,
    learn,
    mapping_to_toml,
)
from lanterne.harmonise.read_mapping import read_mapping
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Purpose
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import case_files, dataset_codebook
from lanterne.hub.web.harmonise.scanned_file import ScannedFile, Trial, scan_from, trial_from
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
    for there in dataset.mapping_versions.all():
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

    Of each dataset whose cases somebody may see, the mapping counts by which cases were made last.
    Which answer became which is not taken from it: somebody may have put answers there that only
    the cases of that dataset say.

    Args:
        dataset: That to which the file came.
        codebook: Its codebook, of one table.
        desk: Who asks.
    """
    versions = MappingVersion.objects.filter(dataset__organisation=dataset.organisation)
    last: dict[UUID, MappingVersion] = {}
    for one in versions.exclude(dataset=dataset).select_related("dataset").order_by("created"):
        last[one.dataset_id] = one
    known = []
    for one in last.values():
        if case_files.may_read(desk, one.dataset, Purpose.COLLECTION):
            with suppress(VaultError, InputError):  # of that dataset; this one needs it not
                known.append(_read(one.dataset, one.file))
    same = [mapping for mapping in known if mapping.codebook == codebook.name]
    return replace(learn(same, codebook), answers={})


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


@dataclass(frozen=True)
class AtWork:
    """A file and its mapping, about which somebody may decide.

    Attributes:
        file: The partner's file.
        codebook: What its cases are to mean; of one table.
        mapping: What is decided, for this codebook.
        scan: The columns of the file, as they were read for this codebook.
        found: Everything that was found in it.
    """

    file: CaseFile
    codebook: Codebook
    mapping: Mapping
    scan: ScannedFile
    found: dict[str, Any] = field(repr=False)

    @property
    def state(self) -> str:
        """Changes with every decision and every look: a form that was sent for another is old."""
        known = f"{self.file.scan} {identity_of(self.mapping)[2]}"
        return hashlib.sha256(known.encode()).hexdigest()[:32]

    def is_old(self, post: QueryDict) -> bool:
        """Whether a form was made before somebody else decided."""
        return post.get("state", self.state) != self.state


def codebook_of_one_table(dataset: Dataset) -> Codebook | None:
    """The codebook in force, where it is one that files can be harmonised for in the browser."""
    codebook = None if dataset.draft else dataset_codebook.in_force(dataset)
    return codebook if codebook is not None and codebook.network is None else None


def at_work(dataset: Dataset, current: CaseFile | None) -> AtWork | None:
    """What somebody may decide about; ``None``: nothing yet, or the codebook has changed since.

    Reads the vault.
    """
    codebook = codebook_of_one_table(dataset)
    if current is None or codebook is None:
        return None
    found, mapping = found_in(current), mapping_of(dataset)
    scan, digest = scan_of(found), codebook_digest(codebook)
    if mapping is None or scan is None:
        return None
    if mapping.codebook_digest != digest or found.get("codebook") != digest:
        return None
    return AtWork(current, codebook, mapping, scan, found)


def scan_of(found: dict[str, Any]) -> ScannedFile | None:
    """The columns of a file, of what was found in it."""
    return scan_from(found["scan"]) if "scan" in found else None


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
