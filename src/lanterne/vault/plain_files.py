"""Files of the vault as paths, for as long as they are read.

The readers of case files want paths. On Linux the path is a link to anonymous memory of this
process (``memfd_create``): no byte of plaintext is on a disk, and nothing remains however the
process ends. The system may still move memory to its swap space, which should be encrypted or off.
Where there is no such memory (macOS, Windows) the path is a file for its owner only, which is
removed at the end, or by :meth:`Vault.recover` when the process was killed.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lanterne.disk import PRIVATE_FILE, PRIVATE_FOLDER
from lanterne.memory import ANONYMOUS_FILES, anonymous_file
from lanterne.vault import locks
from lanterne.vault.cipher import CHUNK
from lanterne.vault.errors import VaultError, not_written
from lanterne.vault.files import make_private_folder

if sys.platform != "win32":
    import resource
if sys.platform == "linux":
    import fcntl

if TYPE_CHECKING:
    from lanterne.vault.store import Vault

FOLDER = "plain"
"""Name of the folder of links, below the home of the vault."""

IN_MEMORY = ANONYMOUS_FILES
"""Whether plaintext stays in memory on this system."""


@contextmanager
def plaintext(
    vault: Vault, organisation: str, names: Mapping[str, str], to_children: bool = False
) -> Iterator[Path]:
    """Files of an organisation as a path that this process, and no other, can read.

    A ledger is not found beside the path: name it. What is still read when the block ends fails.

    Args:
        vault: Where they are.
        organisation: Whose they are.
        names: Name that each is to have → its id, such as ``victims.csv``. Not a path, and rather
            not the name that a person gave: it stands in messages and, for the time, in a folder.
        to_children: Whether processes that this one begins can follow the path too, and so can
            whoever has its rights on this machine: they could read its memory as well.

    Returns:
        The path of the file; of a folder that holds them when there are several.

    Raises:
        VaultError: A file cannot be had, or is damaged.
        ValueError: A name is a path, or there is none.
    """
    for name in names:
        if not name or name.startswith(".") or set(name) & set("/\\:\0"):
            raise ValueError("a name must be that of a file, without a folder")
    if not names:
        raise ValueError("plaintext needs a file")
    with ExitStack() as stack:
        place = stack.enter_context(_private_folder(vault.home))
        for name, file_id in names.items():
            with vault.open(organisation, file_id) as sealed:
                if IN_MEMORY:
                    whose = str(os.getpid()) if to_children else "self"
                    stack.enter_context(_memory(sealed, place / name, whose))
                else:
                    _file(sealed, place / name)
        yield place if len(names) > 1 else place / next(iter(names))


def clear_leftovers(home: Path) -> int:
    """Remove what killed processes have left in the folder of links; how many there were."""
    removed = 0
    for lock in (home / FOLDER).glob("*.lock"):
        with locks.abandoned(lock) as free:
            if free:
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        removed += free and locks.remove_abandoned(lock)
    return removed


def no_core_dumps() -> None:
    """Let the system write no image of this process to the disk when it crashes.

    For processes that read cases, at their start. Does nothing on Windows.
    """
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _private_folder(home: Path) -> Iterator[Path]:
    """A new folder for its owner only, gone at the end; the lock beside it says that it is used."""
    place = home / FOLDER / secrets.token_hex(8)
    lock = place.with_suffix(".lock")
    try:
        make_private_folder(home / FOLDER)
        held = locks.create_locked(lock)
    except OSError as error:
        raise not_written(error) from error
    try:
        with held:
            place.mkdir(mode=PRIVATE_FOLDER)
            try:
                yield place
            finally:
                shutil.rmtree(place, ignore_errors=True)
    finally:
        lock.unlink(missing_ok=True)


@contextmanager
def _memory(sealed: BinaryIO, link: Path, whose: str) -> Iterator[None]:
    """Copy into anonymous memory that nobody can change any more, and link to it.

    Args:
        sealed: What is copied.
        link: The link.
        whose: Of which process it leads to a handle: whoever follows it (``self``), or this one.
    """
    assert sys.platform == "linux"  # for the type checker
    handle = anonymous_file()
    try:
        os.fchmod(handle, PRIVATE_FILE)
        try:
            with os.fdopen(handle, "wb", closefd=False) as memory:
                shutil.copyfileobj(sealed, memory, CHUNK)
        except OSError:
            raise VaultError("no-memory.vault") from None
        seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
        fcntl.fcntl(handle, fcntl.F_ADD_SEALS, seals)
        link.symlink_to(f"/proc/{whose}/fd/{handle}")
        yield
    finally:
        os.close(handle)


def _file(sealed: BinaryIO, path: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags, PRIVATE_FILE), "wb") as file:
            shutil.copyfileobj(sealed, file, CHUNK)
    except OSError as error:
        raise not_written(error) from error
