"""A file on its way into the vault: sealed as it is written, and kept whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from types import TracebackType

from lanterne.disk import sync_folder
from lanterne.vault import locks
from lanterne.vault.cipher import ID, Header, Sealer
from lanterne.vault.errors import not_written
from lanterne.vault.keys import OrganisationKey
from lanterne.vault.secret import Secret, context

PART = ".part"
"""End of the name of a file that is being written."""


class VaultWriter:
    """A file on its way into the vault; made by :meth:`Vault.create`.

    Attributes:
        file_id: Under which it can be opened, once it is kept.
        organisation: Whose it is.
        kind: What it is for.
    """

    def __init__(self, folder: Path, organisation: str, kind: str, key: OrganisationKey) -> None:
        self.file_id = secrets.token_hex(ID)
        self.organisation, self.kind = organisation, kind
        self._kept = False
        self._place = folder / self.file_id
        self._part = folder / f".{self.file_id}{PART}"
        secret, bare = Secret.new(), Header(key.id, bytes.fromhex(self.file_id), kind, b"")
        wrapped = key.secret.wrap(secret, bound_to("file key", organisation, bare))
        header = Header(key.id, bare.file_id, kind, wrapped)
        try:
            self._file = locks.create_locked(self._part)
        except OSError as error:
            raise not_written(error) from error
        try:
            self._sealer = Sealer(
                self._file, secret, header, bound_to("file", organisation, header)
            )
        except OSError as error:
            self.close()
            raise not_written(error) from error

    @property
    def size(self) -> int:
        """Bytes that have been written."""
        return self._sealer.size

    def write(self, data: bytes) -> int:
        """Take bytes.

        Raises:
            VaultError: The disk is full or failed. The file is abandoned.
        """
        try:
            return self._sealer.write(data)
        except OSError as error:
            self.close()
            raise not_written(error) from error

    def commit(self) -> str:
        """Keep the file: on the disk, whole, under its id, which is returned.

        Raises:
            VaultError: The disk is full or failed. The file is abandoned.
            ValueError: The file was abandoned before.
        """
        if self._file.closed:
            raise ValueError("a file that was kept or abandoned must not be kept again")
        try:
            self._sealer.finish()
            self._file.flush()
            os.fsync(self._file.fileno())
            if os.name != "posix":  # Windows renames no file that is open
                self._file.close()
            self._part.rename(self._place)
            sync_folder(self._place.parent)
        except OSError as error:
            self.close()
            raise not_written(error) from error
        self._kept = True
        self._file.close()
        return self.file_id

    def close(self) -> None:
        """Abandon the file unless it was kept: nothing of it stays."""
        with contextlib.suppress(OSError):  # a full disk refuses what is still to be written
            self._file.close()
        if not self._kept:
            self._part.unlink(missing_ok=True)

    def __enter__(self) -> VaultWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.close()
        elif not self._kept:
            self.commit()


def bound_to(what: str, organisation: str, header: Header) -> bytes:
    """What a wrapped key or a sealed file is bound to: it opens as nothing else."""
    purpose = f"lanterne vault {what} 1"
    return context(purpose, organisation, header.key_id, header.file_id, header.kind)
