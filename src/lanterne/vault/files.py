"""Small files that are there whole or not at all, for their owner only."""

from __future__ import annotations

import contextlib
from pathlib import Path

from lanterne.disk import PRIVATE_FILE, PRIVATE_FOLDER, whole_file


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it, for their owner only; what is there is left as it is."""
    if not folder.parent.exists():
        make_private_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=PRIVATE_FOLDER)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist.

    Raises:
        FileExistsError: It is there; it is not touched.
        OSError: The disk is full or failed; nothing is left behind.
    """
    with whole_file(path, mode=PRIVATE_FILE, new=True) as file:
        file.write(data)


def replace(path: Path, data: bytes) -> None:
    """Write a file in the place of one that may exist; raises OSError and leaves that as it was."""
    with whole_file(path, mode=PRIVATE_FILE) as file:
        file.write(data)
