"""What every package asks of the disk: locks, files that are whole, and why it refused."""

from __future__ import annotations

import errno
import glob
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lanterne.messages import Message
from lanterne.stopping import tidying

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
"""Modes of what its owner only may open."""

_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_FAR = 1 << 30
"""The byte that Windows locks: far beyond the content, so that others may read it."""


def lock(handle: int, *, wait: bool = False) -> bool:
    """Take the exclusive lock of a file; its closing, or the end of the process, gives it back.

    Args:
        handle: Of the file, open for writing.
        wait: Whether to wait for whoever has it.

    Returns:
        Whether it could be had. Whoever waits has it.

    Raises:
        OSError: The file system keeps no locks; on Windows, the wait was longer than 10 seconds.
    """
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            place = os.lseek(handle, 0, os.SEEK_CUR)
            os.lseek(handle, _FAR, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            finally:
                os.lseek(handle, place, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 - exists elsewhere only

            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if wait or error.errno not in _HELD:
            raise
        return False
    return True


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Hold the lock of a file, which is made if need be, and removed at the end.

    The end of the process gives it back, however that ends.

    Args:
        path: The file; it is about nothing but the claim.

    Returns:
        Whether it could be had; ``False``: another process holds it.

    Raises:
        OSError: The file cannot be made, or the file system keeps no locks.
    """
    descriptor, others = -1, False
    try:
        with tidying():
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            others = not (lock(descriptor) and _is_still(path, descriptor))
        yield not others
    finally:
        with tidying():
            if descriptor != -1:
                if not others:
                    with suppress(OSError):  # Windows removes no file that is open
                        path.unlink()
                os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether a file that was opened is the one at its path: who had it may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


class OpenToOthersError(Exception):
    """A file that its owner alone should read can be opened by others.

    Attributes:
        mode: That of the file.
    """

    def __init__(self, mode: int) -> None:
        super().__init__(f"{mode:04o}")
        self.mode = mode


def private_content(path: Path, most: int) -> bytes:
    """What a file holds that only its owner may read or write, as a private key is.

    Args:
        path: The file.
        most: Bytes; what follows is not read.

    Raises:
        OpenToOthersError: Others may read or write it. Windows says nothing of it by modes.
        OSError: It is not there, or the disk refused.
    """
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if os.name == "posix" and mode & 0o077:
            raise OpenToOthersError(mode)
        return file.read(most)


@contextmanager
def whole_file(path: Path, *, mode: int = 0o666, new: bool = False) -> Iterator[BinaryIO]:
    """A file to write into, which has its name and is on the disk when the block ends well.

    Until then it is hidden beside its place. If the block fails nothing of it is left, and what
    was in its place is as it was.

    Args:
        path: Where it goes.
        mode: Who may read and write it, less what the mask of the process takes away.
        new: Whether nothing may be in its place; else what is there is replaced.

    Raises:
        FileExistsError: It must be new, and something is there.
        OSError: The disk is full or failed.
    """
    partial = path.with_name(f"{_hidden(path)}{secrets.token_hex(4)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(partial, flags, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if new:
            _name_new(partial, path)
        else:
            partial.replace(path)
        sync_folder(path.parent)
    finally:
        with tidying():
            partial.unlink(missing_ok=True)


def _name_new(partial: Path, path: Path) -> None:
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        partial.rename(path)
    else:
        partial.unlink()  # before the folder is synced, so that it does not come back


def remove_partials(path: Path) -> None:
    """Remove what processes that were killed in :func:`whole_file` have left of a file."""
    for partial in path.parent.glob(f"{glob.escape(_hidden(path))}*"):
        partial.unlink(missing_ok=True)


def _hidden(path: Path) -> str:
    """How the name of a file begins while it is written."""
    return f".{path.name}.partial-"


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; some systems and network disks know no such thing."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


def is_full(error: OSError) -> bool:
    """Whether there was no room; some libraries pass on the text and drop the number."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT} or "No space left" in str(error)


_REASONS = {
    errno.EACCES: Message("disk.not-permitted"),
    errno.EPERM: Message("disk.not-allowed"),
    errno.ENOENT: Message("disk.not-there"),
    errno.ENOTDIR: Message("disk.no-folder"),
    errno.EISDIR: Message("disk.a-folder"),
    errno.ENAMETOOLONG: Message("disk.name-too-long"),
    errno.EROFS: Message("disk.read-only"),
    errno.EIO: Message("disk.failed"),
}
"""Why, where the store has words for it; else those of the system stand."""


def reason(error: OSError) -> Message:
    """Why the disk refused."""
    if is_full(error):
        return Message("disk.full")
    return _REASONS.get(error.errno or 0, Message(error.strerror or str(error)))
