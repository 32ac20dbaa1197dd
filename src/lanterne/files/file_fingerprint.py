"""Whether a file is still the one that was opened."""

from __future__ import annotations

from lanterne.errors import InputError, Place, Problem
from lanterne.files.handed import Handed, HeldFrame, Stored
from lanterne.files.object_path import File, ObjectPath, Sign


def stamp(path: Handed) -> tuple[int, ...]:
    """What tells that a file has changed; zeros when it is gone, and of a frame, which stays."""
    if isinstance(path, HeldFrame):
        return (0, 0, 0, 0)
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0, 0)
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def sign_of(path: File) -> Sign:
    """What tells that a file or an object has changed, to other machines too; ``()``: it is gone.

    Other machines see no more of a shared disk alike: not the number of a file, nor parts of a
    second.

    Raises:
        InputError: The store of an object refuses.
    """
    if isinstance(path, ObjectPath):
        return path.sign()
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_size, int(status.st_mtime)


def changed(path: Stored) -> InputError:
    """The error for a file that is not what it was."""
    return InputError([Problem("file-changed.cases", {}, Place(str(path)))])
