"""The master key: a small file of its own, which a passphrase may protect.

Whoever has it and the vault can read everything; whoever has only one of them, nothing. Its file
is read by its owner only. With a passphrase the key in it is wrapped by Argon2id (RFC 9106) of the
passphrase, so that the file alone is worth nothing either.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lanterne.disk import OpenToOthersError, private_content, reason, sync_folder
from lanterne.errors import UsageError
from lanterne.vault import files
from lanterne.vault.errors import VaultError, not_written
from lanterne.vault.passphrase import Stretching
from lanterne.vault.secret import KEY, Secret, context

FORMAT, VERSION = "lanterne-master-key", 1
NEXT = ".next"
"""Ending of the file of a master key that is about to take the place of the present one."""

_LARGEST_FILE = 4096


@dataclass(frozen=True)
class MasterKey:
    """The master key, in memory.

    Attributes:
        id: Which one it is: 32 hexadecimal digits. Not secret.
        secret: The key.
    """

    id: str
    secret: Secret = field(repr=False)

    @classmethod
    def new(cls) -> MasterKey:
        """A random one, in no file."""
        return cls(secrets.token_hex(16), Secret.new())


def create_master(path: Path, passphrase: str | None = None) -> MasterKey:
    """Make a master key and its file, mode 0600.

    Args:
        path: Must not exist. Keep a copy of it elsewhere: without it nothing can be read.
        passphrase: Asked for at each start; ``None``: the file alone opens the vault.

    Raises:
        UsageError: The file exists, or the passphrase is empty.
        VaultError: The disk is full or failed.
    """
    master = MasterKey.new()
    _write_new(path, master, passphrase)
    return master


def open_master(path: Path, passphrase: str | None = None) -> MasterKey:
    """Read a master key.

    Raises:
        VaultError: It is not there, damaged, open to others, needs a passphrase or has another.
    """
    content = _read(path)
    master_id = content["id"]
    wrapped = content.get("wrapped")
    if wrapped is None:
        return MasterKey(master_id, Secret(content["key"]))
    if passphrase is None:
        raise VaultError("passphrase-needed.master", path=str(path))
    secret = content["argon2id"].key(passphrase).unwrap(wrapped, _bound(master_id))
    if secret is None:
        raise VaultError("wrong-passphrase.master", path=str(path))
    return MasterKey(master_id, secret)


def needs_passphrase(path: Path) -> bool:
    """Whether a master key is protected by a passphrase; raises VaultError as reading does."""
    return "wrapped" in _read(path)


def change_passphrase(path: Path, old: str | None, new: str | None) -> None:
    """Give the same master key another passphrase, or none; the vault is not touched.

    Copies of the file from before still open with the old passphrase.

    Raises:
        VaultError: As :func:`open_master`, or the disk is full or failed.
        UsageError: The new passphrase is empty.
    """
    content = _content(open_master(path, old), new)
    try:
        files.replace(path, content)
    except OSError as error:
        raise not_written(error) from error


def next_master(path: Path, passphrase: str | None) -> MasterKey:
    """The master key that is to follow; one that an interrupted change has left is taken up."""
    place = path.with_name(path.name + NEXT)
    if place.exists():
        return open_master(place, passphrase)
    master = MasterKey.new()
    _write_new(place, master, passphrase)
    return master


def enthrone(path: Path) -> None:
    """Let the next master key take the place of the present one."""
    path.with_name(path.name + NEXT).replace(path)
    sync_folder(path.parent)


def _write_new(path: Path, master: MasterKey, passphrase: str | None) -> None:
    content = _content(master, passphrase)
    try:
        files.make_private_folder(path.parent)
        files.write_new(path, content)
    except FileExistsError:
        raise UsageError("master.exists", path=str(path)) from None
    except OSError as error:
        raise not_written(error) from error


def _content(master: MasterKey, passphrase: str | None) -> bytes:
    content: dict[str, Any] = {"format": FORMAT, "version": VERSION, "id": master.id}
    if passphrase is None:
        content["key"] = _text(master.secret.exposed())
    else:
        stretching = Stretching()
        wrapped = stretching.key(passphrase).wrap(master.secret, _bound(master.id))
        content |= {"argon2id": stretching.to_json(), "wrapped": _text(wrapped)}
    return json.dumps(content, indent=1).encode() + b"\n"


def _bound(master_id: str) -> bytes:
    return context("lanterne master key 1", master_id)


def _read(path: Path) -> dict[str, Any]:
    """The file's content, checked; what is base64 is bytes."""
    try:
        text = private_content(path, _LARGEST_FILE)
    except OpenToOthersError as error:
        mode = f"{error.mode:04o}"
        raise VaultError("open-master-key.mode", path=str(path), mode=mode) from None
    except OSError as error:
        why = reason(error)
        raise VaultError("no-master-key.unreadable", path=str(path), why=why) from None
    try:
        return _checked(json.loads(text))
    except (ValueError, KeyError, TypeError):
        raise VaultError("damaged-master-key.file", path=str(path)) from None


def _checked(found: Any) -> dict[str, Any]:
    """Raise ValueError, KeyError or TypeError unless it is what :func:`_content` writes."""
    if found["format"] != FORMAT or found["version"] != VERSION:
        raise ValueError("another format")
    content: dict[str, Any] = {"id": bytes.fromhex(found["id"]).hex()}
    if "key" in found:
        content["key"] = _bytes(found["key"], KEY)
        return content
    content["argon2id"] = Stretching.from_json(found["argon2id"])
    return content | {"wrapped": _bytes(found["wrapped"], None)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str, length: int | None) -> bytes:
    data = base64.b64decode(text, validate=True)
    if length is not None and len(data) != length:
        raise ValueError("another length")
    return data
