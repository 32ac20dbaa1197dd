"""A key for each organisation, wrapped by the master key, in a folder of small files.

A file of the vault carries its own key, wrapped by its organisation's. So the master key can be
changed by writing a few hundred bytes anew; and when an organisation's key is deleted, no file of
its can be read again, not even by who has the master key.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.disk import reason, remove_partials, sync_folder
from lanterne.vault import files
from lanterne.vault.errors import VaultError, not_written
from lanterne.vault.master import NEXT, MasterKey, enthrone, next_master, open_master
from lanterne.vault.secret import Secret, context

FORMAT, VERSION = "lanterne-organisation-key", 1
FIRST = "organisation-"
"""How names of files and folders begin: a bare name may mean something to a system."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True)
class OrganisationKey:
    """The key of an organisation, in memory.

    Attributes:
        id: Which one it is: 16 bytes. Not secret.
        secret: The key.
    """

    id: bytes
    secret: Secret = field(repr=False)


def check_name(organisation: str) -> str:
    """The organisation's short name, as it is; raises ValueError for one that cannot be a file's.

    It is up to 64 small letters a–z, digits and hyphens, for all systems have these in file names.
    """
    if not _NAME.fullmatch(organisation):
        raise ValueError("an organisation's short name must be small letters, digits and hyphens")
    return organisation


class KeyRing:
    """The keys of all organisations.

    Nothing is remembered between two calls: a key that was destroyed by another process is gone
    for this one too.

    Args:
        folder: Holds a file for each organisation.
        master: Wraps them.
    """

    def __init__(self, folder: Path, master: MasterKey) -> None:
        self._folder, self._master = folder, master

    def get(self, organisation: str) -> OrganisationKey | None:
        """The key of an organisation; ``None``: there is none, never was or no longer.

        Raises:
            VaultError: Its file is damaged, or another master key wrapped it.
        """
        path = self._path(organisation)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            why = reason(error)
            raise VaultError("no-organisation-key.unreadable", path=str(path), why=why) from None
        try:
            found = json.loads(text)
            if found["format"] != FORMAT or found["version"] != VERSION:
                raise ValueError("another format")
            key_id, by = bytes.fromhex(found["id"]), str(found["master"])
            wrapped = base64.b64decode(found["wrapped"], validate=True)
        except (ValueError, KeyError, TypeError):
            raise _damaged(path) from None
        if by != self._master.id:
            raise VaultError("other-master-key.vault", path=str(path), ending=NEXT)
        secret = self._master.secret.unwrap(wrapped, _bound(organisation, key_id, by))
        if secret is None:
            raise _damaged(path)
        return OrganisationKey(key_id, secret)

    def get_or_make(self, organisation: str) -> OrganisationKey:
        """The key of an organisation, made when it has none.

        Raises:
            VaultError: As :meth:`get`, or the disk is full or failed.
        """
        key = self.get(organisation)
        if key is not None:
            return key
        key = OrganisationKey(secrets.token_bytes(16), Secret.new())
        try:
            files.make_private_folder(self._folder)
            files.write_new(self._path(organisation), _content(organisation, key, self._master))
        except FileExistsError:  # another process was quicker
            return self.get_or_make(organisation)
        except OSError as error:
            raise not_written(error) from error
        return key

    def shred(self, organisation: str) -> bool:
        """Destroy the key of an organisation: none of its files can be read any more, by anybody.

        Copies of the key in backups must be destroyed as well. Returns whether there was one.
        """
        path = self._path(organisation)
        remove_partials(path)  # a copy, perhaps, if its writing was cut short
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(self._folder)
        return True

    def organisations(self) -> tuple[str, ...]:
        """The short names of those that have a key, sorted."""
        return tuple(sorted(self._names()))

    def rewrap(self, new: MasterKey) -> None:
        """Wrap every key by another master key; what is wrapped by it already is passed over.

        Raises:
            VaultError: A key is damaged, or the disk is full or failed. It can be called again.
        """
        for organisation in self.organisations():
            if self._wrapped_by(organisation) == new.id:
                continue
            key = self.get(organisation)
            if key is None:
                continue
            try:
                files.replace(self._path(organisation), _content(organisation, key, new))
            except OSError as error:
                raise not_written(error) from error

    def _wrapped_by(self, organisation: str) -> str | None:
        try:
            return str(json.loads(self._path(organisation).read_bytes())["master"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _names(self) -> Iterator[str]:
        for path in self._folder.glob(f"{FIRST}*.json"):
            name = path.stem.removeprefix(FIRST)
            if _NAME.fullmatch(name):
                yield name

    def _path(self, organisation: str) -> Path:
        return self._folder / f"{FIRST}{check_name(organisation)}.json"


def _content(organisation: str, key: OrganisationKey, master: MasterKey) -> bytes:
    wrapped = master.secret.wrap(key.secret, _bound(organisation, key.id, master.id))
    content = {
        "format": FORMAT,
        "version": VERSION,
        "id": key.id.hex(),
        "master": master.id,
        "wrapped": base64.b64encode(wrapped).decode(),
    }
    return json.dumps(content, indent=1).encode() + b"\n"


def _bound(organisation: str, key_id: bytes, master_id: str) -> bytes:
    return context("lanterne organisation key 1", organisation, key_id, master_id)


def _damaged(path: Path) -> VaultError:
    return VaultError("damaged-key.vault", path=str(path))


def rotate_master(path: Path, folder: Path, passphrase: str | None = None) -> MasterKey:
    """Change the master key: make another, wrap every organisation's key by it, forget the old.

    Stop the server before: a process that has the old one can no longer read. When it is
    interrupted, run it again; at no time is a key wrapped by a master key that is not on the disk.

    Args:
        path: File of the master key.
        folder: The keys of the organisations.
        passphrase: That of the master key, kept for the new one.

    Raises:
        VaultError: As :func:`lanterne.vault.master.open_master` and :meth:`KeyRing.rewrap`.
    """
    old = open_master(path, passphrase)
    new = next_master(path, passphrase)
    KeyRing(folder, old).rewrap(new)
    enthrone(path)
    return new
