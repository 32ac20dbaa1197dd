"""The vault: a folder of sealed files for each organisation.

    <home>/keys/organisation-NAME.json          its key, wrapped
    <home>/vault/organisation-NAME/FILE-ID      a file; its name says nothing
    <home>/vault/organisation-NAME/.FILE-ID.part  one that is being written
    <home>/vault/organisation-NAME/.FILE-ID.new   its request has not ended: see :meth:`Vault.mark`
    <home>/vault/organisation-NAME/.FILE-ID.old   it is about to be deleted: as well
    <home>/plain/…                              see :mod:`lanterne.vault.plain_files`

A file appears whole or not at all. Nothing of it is kept in memory between two calls, so that
several threads and processes may use a vault at once.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from lanterne.disk import reason, sync_folder
from lanterne.vault import files, locks
from lanterne.vault.cipher import CHUNK, ID, Opener, damaged, read_header
from lanterne.vault.errors import VaultError, not_written
from lanterne.vault.keys import FIRST, KeyRing, check_name
from lanterne.vault.master import MasterKey
from lanterne.vault.plain_files import clear_leftovers
from lanterne.vault.writer import PART, VaultWriter, bound_to

_FILE_ID = re.compile(rf"[0-9a-f]{{{2 * ID}}}")
_NEW, _OLD = ".new", ".old"
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")


class Vault:
    """Sealed files below a folder.

    Args:
        home: Is made when it is not there.
        master: Wraps the keys of the organisations.
    """

    def __init__(self, home: Path, master: MasterKey) -> None:
        self.home = home
        self.keys = KeyRing(home / "keys", master)

    def create(self, organisation: str, kind: str) -> VaultWriter:
        """Begin a file, which is kept when the block ends well::

            with vault.create("north", "cases") as file:
                file.write(b"…")
            vault.open("north", file.file_id)

        Args:
            organisation: Short name of whose it is: small letters, digits, hyphens.
            kind: What it is for, such as ``cases``; small letters, digits, hyphens. Not secret.

        Raises:
            VaultError: The key of the organisation cannot be had, or the disk is full or failed.
            ValueError: ``organisation`` or ``kind`` is none.
        """
        if not _KIND.fullmatch(kind):
            raise ValueError("a kind must be small letters, digits and hyphens")
        key = self.keys.get_or_make(organisation)
        folder = self._folder(organisation)
        try:
            files.make_private_folder(folder)
        except OSError as error:
            raise not_written(error) from error
        return VaultWriter(folder, organisation, kind, key)

    def open(self, organisation: str, file_id: str, kind: str | None = None) -> BinaryIO:
        """A file's content: buffered, seekable; what was cut off or changed is never given.

        Args:
            organisation: Whose it is.
            file_id: As its writer said.
            kind: What it must be for; ``None``: whatever it is for.

        Raises:
            VaultError: There is no such file, it is damaged or for another purpose, or the
                organisation's key is gone. Damage further on is raised while reading.
        """
        path = self._path(organisation, file_id)
        try:
            stream = path.open("rb")
        except OSError as error:
            raise _not_there(error) from None
        try:
            opener = self._opener(stream, organisation, file_id, kind)
        except BaseException:
            stream.close()
            raise
        return io.BufferedReader(opener, CHUNK)

    def read_bytes(self, organisation: str, file_id: str, kind: str | None = None) -> bytes:
        """The whole of a small file; raises as :meth:`open`."""
        with self.open(organisation, file_id, kind) as stream:
            return stream.read()

    def delete(self, organisation: str, file_id: str) -> bool:
        """Remove a file, and with it the only copy of its key. Returns whether it was there."""
        path = self._path(organisation, file_id)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(path.parent)
        return True

    def file_ids(self, organisation: str) -> tuple[str, ...]:
        """Ids of all files of an organisation, sorted."""
        found = self._names(self._folder(organisation))
        return tuple(sorted(name for name in found if _FILE_ID.fullmatch(name)))

    def shred(self, organisation: str) -> int:
        """Destroy an organisation's key, so that its files cannot be read, then remove the files.

        Returns:
            How many files there were.
        """
        self.keys.shred(organisation)
        gone = [self.delete(organisation, name) for name in self.file_ids(organisation)]
        return sum(gone)

    @contextlib.contextmanager
    def mark(self, organisation: str, file_id: str, *, old: bool = False) -> Iterator[None]:
        """Say of a file that nobody may know of it, yet or any more, while the block lasts.

        If the block fails, or this process is killed in it, the mark stays, and :meth:`recover`
        asks whether somebody does.

        Args:
            organisation: Whose it is.
            file_id: Which one.
            old: Whether the block deletes it. One that is new may still have its other mark.

        Raises:
            VaultError: The disk is full or failed, or a living process has the same mark.
        """
        path = self._folder(organisation) / f".{file_id}{_OLD if old else _NEW}"
        locks.remove_abandoned(path)  # of a block that failed, and is tried again
        try:
            held = locks.create_locked(path)
        except OSError as error:
            raise not_written(error) from error
        with held:
            yield
            path.unlink(missing_ok=True)

    def recover(self, is_known: Callable[[str], bool] = lambda file_id: True) -> int:
        """Remove what processes that were killed have left; what is being written is left alone.

        Args:
            is_known: Of a marked file's id, whether somebody has noted it. Others are not asked
                about: an older database must not cost a file.

        Returns:
            How many leftovers there were.
        """
        removed = 0
        for folder in (self.home / "vault").glob(f"{FIRST}*"):
            names = sorted(self._names(folder))
            parts = [name for name in names if name.endswith(PART)]
            removed += sum(locks.remove_abandoned(folder / name) for name in parts)
            removed += sum(_unmark(folder / name, is_known) for name in names if _is_mark(name))
        return removed + clear_leftovers(self.home)

    def _opener(
        self, stream: BinaryIO, organisation: str, file_id: str, kind: str | None
    ) -> Opener:
        header = read_header(stream)
        if header.file_id.hex() != file_id:
            raise damaged()
        if kind is not None and header.kind != kind:
            raise VaultError("other-kind.vault", kept=header.kind, asked=kind)
        key = self.keys.get(organisation)
        if key is None or key.id != header.key_id:
            raise VaultError("key-destroyed.vault")
        secret = key.secret.unwrap(header.wrapped, bound_to("file key", organisation, header))
        if secret is None:
            raise damaged()
        return Opener(stream, secret, header, bound_to("file", organisation, header))

    def _folder(self, organisation: str) -> Path:
        return self.home / "vault" / f"{FIRST}{check_name(organisation)}"

    def _path(self, organisation: str, file_id: str) -> Path:
        if not _FILE_ID.fullmatch(file_id):
            raise VaultError("no-such-file.vault")
        return self._folder(organisation) / file_id

    @staticmethod
    def _names(folder: Path) -> Iterator[str]:
        return (path.name for path in folder.iterdir()) if folder.is_dir() else iter(())


def _is_mark(name: str) -> bool:
    return name.startswith(".") and name.endswith((_NEW, _OLD))


def _unmark(mark: Path, is_known: Callable[[str], bool]) -> bool:
    """Remove an abandoned mark, and its file unless it is known; whether there was such a file."""
    file_id, unknown = mark.stem.removeprefix("."), False
    with locks.abandoned(mark) as free:
        if free and not is_known(file_id):
            unknown = mark.with_name(file_id).exists()
            mark.with_name(file_id).unlink(missing_ok=True)
    if free:
        locks.remove_abandoned(mark)
    return unknown


def _not_there(error: OSError) -> VaultError:
    if isinstance(error, FileNotFoundError):
        return VaultError("no-such-file.vault")
    return VaultError("unreadable-file.vault", why=reason(error))
