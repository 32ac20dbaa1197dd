"""The files of a verified release, opened: each is the very file that was verified, or none."""

from __future__ import annotations

import os
from typing import BinaryIO

from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.file_marks import mark_of


def open_verified(edition: Edition, path: str) -> BinaryIO:
    """Open a file unless it has become another since it was verified.

    Args:
        edition: The release.
        path: One of its files, as it lists them.

    Raises:
        OSError: It is not there, or is another.
    """
    handle = os.open(
        edition.folder / path,
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0),
    )
    if mark_of(path, os.fstat(handle)) not in edition.marks:
        os.close(handle)
        raise OSError("the file has become another since it was verified")
    return os.fdopen(handle, "rb")
