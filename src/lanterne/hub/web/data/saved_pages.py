"""Encrypted files that offline pages saved, opened in a process of its own.

Nothing here knows Django. Whoever has a page can encrypt anything for its key, so that the process
which decrypts has a limit on memory and time; see :mod:`lanterne.hub.web.data.subprocess_reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lanterne.codebook import Codebook
from lanterne.errors import InputError, Problem
from lanterne.forms import make_form, open_saved, private_key_of

MOST = 256 << 20
"""Characters of the tables that come of the files."""


def opened(
    path: Path, keys: Sequence[str], codebook: Codebook, same_numbers: bool
) -> dict[str, Any]:
    """Decrypt files and join them into tables of cases. Sensitive.

    Args:
        path: A file, or the folder of several; messages name those of a folder.
        keys: The private keys of the pages.
        codebook: From which the pages must have been made; none of its columns is reserved.
        same_numbers: Whether a number means the same in files that were filled in apart.

    Returns:
        ``tables``, name of a file → its text; ``idle``, the files that hold nothing new; and
        ``replaced``, how many cases stand in another file as they were before.

    Raises:
        InputError: The files cannot be read or joined.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    try:
        joined = open_saved(
            files,
            [*map(private_key_of, keys)],
            same_numbers=same_numbers,
            form=make_form(codebook),
            within=files[0].parent,
        )
    except InputError as error:
        raise InputError([_said(one, len(files)) for one in error.problems], error.more) from None
    if sum(map(len, joined.tables.values())) > MOST:
        raise MemoryError
    return {
        "tables": dict(joined.tables),
        "idle": [*map(str, joined.idle)],
        "replaced": joined.replaced,
    }


def _said(problem: Problem, files: int) -> Problem:
    """A problem; of one file alone nobody needs its name, which is not the one that it came by."""
    return problem if files > 1 else problem.at(file=None)
