"""How files are now, without reading them: the same as long as nobody touches one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

Mark = tuple[str, int, int, int, int]
Marks = tuple[Mark, ...]
"""Of each file its path, size, times and place on the disk."""


def mark_of(path: str, seen: os.stat_result) -> Mark:
    """How a file was when it was looked at."""
    return path, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino


def marks_of(folder: Path) -> Marks:
    """How the files of a folder are, and those of all folders in it."""
    return tuple(sorted(_files(folder, "")))


def own_mark(folder: Path) -> Marks:
    """How the folder itself is, under no name; nothing where there is none."""
    try:
        return (mark_of("", folder.lstat()),)
    except OSError:
        return ()


def _files(folder: Path | str, below: str) -> Iterator[Mark]:
    """Whatever in a folder is no folder itself, in no order; links are not followed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = below + entry.name
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(entry.path, f"{path}/")
                else:
                    yield mark_of(path, os.lstat(entry.path))  # the entry's own has no place
    except OSError:  # gone meanwhile, or closed to us: then the release is not whole
        return
