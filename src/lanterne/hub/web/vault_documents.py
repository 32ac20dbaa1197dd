"""The vault of this hub, and small documents in it: what was computed from cases is here alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from lanterne.hub import process_vault
from lanterne.hub.people.models import Organisation
from lanterne.vault import Vault


def vault() -> Vault:
    """The vault; raises VaultError when the master key cannot be had."""
    return process_vault.vault()


def keep(organisation: Organisation, kind: str, data: bytes) -> str:
    """Put a small file into the vault; its id.

    Args:
        organisation: Whose it is.
        kind: What it is for: small letters and hyphens; not secret.
        data: The content.

    Raises:
        VaultError: The disk is full or failed; nothing is kept.
    """
    with vault().create(organisation.slug, kind) as file:
        file.write(data)
    return file.file_id


@contextmanager
def keeping(organisation: Organisation, kind: str, document: Any) -> Iterator[str]:
    """Put a document into the vault, for the block that notes its id, which is given.

    When the block fails, or the process is killed in it, what clears up after dead processes
    removes the document unless its id was noted.

    Raises:
        VaultError: As :func:`keep`.
    """
    opened = vault()
    with ExitStack() as marks:
        with opened.create(organisation.slug, kind) as file:
            marks.enter_context(opened.mark(organisation.slug, file.file_id))
            file.write(_written(document))
        yield file.file_id


def kept(organisation: Organisation, kind: str, file_id: str) -> bytes:
    """The content of a small file; raises VaultError when it cannot be had."""
    return vault().read_bytes(organisation.slug, file_id, kind)


def keep_document(organisation: Organisation, kind: str, document: Any) -> str:
    """Put what JSON can hold into the vault; its id. Raises VaultError as :func:`keep`."""
    return keep(organisation, kind, _written(document))


def kept_document(organisation: Organisation, kind: str, file_id: str) -> Any:
    """What was put there by :func:`keep_document`; raises VaultError when it cannot be had."""
    return json.loads(kept(organisation, kind, file_id))


def forget(organisation: Organisation, *file_ids: str) -> None:
    """Take files out of the vault; ids that are empty or gone are passed over."""
    for file_id in filter(None, file_ids):
        vault().delete(organisation.slug, file_id)


@contextmanager
def forgetting(organisation: Organisation, *file_ids: str) -> Iterator[None]:
    """For a block that takes ids of files out of the database, and then forgets the files.

    When the block fails, or the process is killed in it, what clears up after dead processes
    removes those files of which the id is no longer noted. Ids that are empty are passed over.

    Raises:
        VaultError: As :func:`keep`.
    """
    with ExitStack() as marks:
        for file_id in filter(None, file_ids):
            marks.enter_context(vault().mark(organisation.slug, file_id, old=True))
        yield


def _written(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
