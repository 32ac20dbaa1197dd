"""The verbs around offline pages: a key for them, and the files that they save."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import PRIVATE_FILE, PRIVATE_FOLDER
from lanterne.verbs.arguments import checked
from lanterne.verbs.parts import check_made_here

if TYPE_CHECKING:
    from lanterne.forms import JoinedCases


@dataclass(frozen=True)
class CollectionKey:
    """A public key for offline pages.

    Attributes:
        recipient: The key: ``age1…``.
        fingerprint: The short text by which people compare it.
    """

    recipient: str
    fingerprint: str


@checked
def make_collection_key(out: str | Path) -> CollectionKey:
    """Make a key for offline pages; the private one goes to a file that only its owner may read.

    Args:
        out: Where the private key goes; must not exist.

    Raises:
        UsageError: Something is there, or it would be published with a release.
        LanterneError: The disk refuses.
    """
    from lanterne.forms import fingerprint, new_key
    from lanterne.release.folder import check_outside_releases

    check_made_here(out)
    check_outside_releases(Path(out))
    recipient = new_key(Path(out))
    return CollectionKey(recipient, fingerprint(recipient))


@checked
def open_collected(
    files: Sequence[str | Path], key: str | Path, out: str | Path, same_numbers: bool = False
) -> JoinedCases:
    """Decrypt files that offline pages saved, and join them into files of cases.

    Args:
        files: The files; a case that is in several counts once, as it was changed last.
        key: The file of the private key.
        out: Folder for the cases, which only its owner may open; must not exist.
        same_numbers: Whether a number of a case, household or perpetrator means the same in files
            that were filled in apart.

    Returns:
        What was written. Sensitive.

    Raises:
        UsageError: The key cannot be used, or something is at ``out``.
        InputError: A file cannot be read or joined; then nothing is written.
        LanterneError: The disk refuses.
    """
    from lanterne.forms import open_saved, private_key
    from lanterne.release.folder import check_destination, new_folder

    place, identity = Path(out), private_key(Path(key))
    check_destination(place)
    joined = open_saved([*map(Path, files)], [identity], same_numbers=same_numbers)
    with new_folder(place) as folder:
        folder.chmod(PRIVATE_FOLDER)
        for name, text in joined.tables.items():
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
    return joined
