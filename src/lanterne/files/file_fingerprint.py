"""Whether a file is still the one that was opened."""

from __future__ import annotations

from pathlib import Path

from lanterne.errors import InputError, Place, Problem


def stamp(path: Path) -> tuple[int, ...]:
    """What tells that a file has changed; zeros when it is gone."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0, 0)
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def changed(path: Path) -> InputError:
    """The error for a file that is not what it was."""
    return InputError([Problem("file-changed.cases", {}, Place(str(path)))])
