"""An entry of an archive (ZIP) that says nothing of when, where and by whom it was written."""

from __future__ import annotations

import zipfile

_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can say
_UNIX, _PLAIN_FILE = 3, 0o100644


def plain_entry(name: str, size: int | None = None) -> zipfile.ZipInfo:
    """An entry that is not compressed: its bytes then do not depend on a library.

    Args:
        name: Its path in the archive.
        size: Bytes, where they are known: from 2 GiB on, larger fields are needed.
    """
    entry = zipfile.ZipInfo(name, _TIME)
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE << 16
    if size is not None:
        entry.file_size = size
    return entry
