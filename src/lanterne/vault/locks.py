"""Files that belong to a living process, told from those that one has left behind.

A lock of the system is let go when its process ends, however it ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lanterne.disk import PRIVATE_FILE, lock


def create_locked(path: Path) -> BinaryIO:
    """A new file for its owner only, locked until it is closed; raises OSError.

    Whoever clears up may come between its making and its locking: then it is made once more.
    """
    while True:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(path, flags, PRIVATE_FILE), "wb")
        if lock(file.fileno()) and path.exists():
            return file
        file.close()
        path.unlink(missing_ok=True)


@contextmanager
def abandoned(path: Path) -> Iterator[bool]:
    """Whether no living process holds a file; while the block lasts, this one does."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        yield False
        return
    try:
        yield _is_free(handle)
    finally:
        os.close(handle)


def _is_free(handle: int) -> bool:
    try:
        return lock(handle)
    except OSError:  # the file system keeps no locks
        return False


def remove_abandoned(path: Path) -> bool:
    """Remove a file unless a living process holds it. Returns whether it was removed."""
    with abandoned(path) as free:
        if free and os.name == "posix":
            path.unlink(missing_ok=True)
    if free:  # Windows removes no file that is open
        path.unlink(missing_ok=True)
    return free
