"""Whether a file is still the one that was opened."""

from __future__ import annotations

from lanterne.errors import InputError, Place, Problem
from lanterne.files.handed import Handed, HandedTables, HeldFrame


def stamp(path: Handed) -> tuple[int, ...]:
    """What tells that a file has changed; zeros when it is gone, and of a frame, which stays."""
    if isinstance(path, HeldFrame):
        return (0, 0, 0, 0)
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0, 0)
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def changed(path: HandedTables) -> InputError:
    """The error for a file that is not what it was."""
    return InputError([Problem("file-changed.cases", {}, Place(str(path)))])
