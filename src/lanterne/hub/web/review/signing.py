"""The key with which the gate's answers are signed: one for each organisation, in the vault.

A small file among the keys says under which id it lies there, and what its public key is; both may
be seen by everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from lanterne.gate import key_pair
from lanterne.hub.people.models import Organisation
from lanterne.hub.web import vault_documents
from lanterne.vault import plaintext
from lanterne.vault.files import write_new

KIND = "signing-key"
"""Of the file in the vault."""

PEM = "gate.pem"
"""What the key is called where it is read."""


@contextmanager
def signing_key(organisation: Organisation) -> Iterator[Path]:
    """The private key of an organisation as a path; made when there is none. In this block alone.

    Raises:
        VaultError: It cannot be had.
    """
    place = _place(organisation)
    if not place.exists():
        _make(organisation, place)
    file_id = json.loads(place.read_text("utf-8"))["file"]
    with plaintext(vault_documents.vault(), organisation.slug, {PEM: file_id}) as path:
        yield path


def public_key_of(organisation: Organisation) -> str:
    """The public key with which its answers are signed; empty: it has signed nothing yet."""
    try:
        return str(json.loads(_place(organisation).read_text("utf-8"))["public"])
    except (OSError, ValueError, KeyError):
        return ""


def _make(organisation: Organisation, place: Path) -> None:
    private, public = key_pair()
    file_id = vault_documents.keep(organisation, KIND, private)
    try:
        write_new(place, json.dumps({"file": file_id, "public": public}).encode())
    except FileExistsError:  # another process was quicker
        vault_documents.forget(organisation, file_id)


def _place(organisation: Organisation) -> Path:
    keys: Path = settings.LANTERNE_HOME.keys
    return keys / f"signing-{organisation.slug}.json"
