"""What is sent: the release in one file that is the same bytes each time, and a page beside it.

Only what the manifest lists goes in, with the manifest and the list of checksums. Each file is
held against its checksum while it is read: somebody may have changed the release meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lanterne.deposits import read_me
from lanterne.deposits.item import Item, blocks, item_of
from lanterne.deposits.precautions import Ready
from lanterne.disk import reason
from lanterne.errors import LanterneError
from lanterne.release.folder import CHECKSUMS, MANIFEST, checksum_lines
from lanterne.release.formats.about import About
from lanterne.release.zip_entries import plain_entry


def name_of(about: About) -> str:
    """What the folder of a release is called in the archive, whatever it is called here."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", f"{about.release.codebook.name}-{about.version}")


def pack(ready: Ready, about: About, folder: Path, told: Callable[[float], None]) -> Item:
    """Write the archive of a release into a folder.

    Args:
        ready: The release, which was looked at.
        about: What is said of it.
        folder: Where to.
        told: Called with the share that is done.

    Raises:
        LanterneError: The release was changed meanwhile, or the disk is full or failed.
    """
    name = name_of(about)
    out = folder / f"{name}.zip"
    try:
        _write(ready, name, out, told)
    except OSError as error:
        raise LanterneError("deposit.not-packed", why=reason(error)) from error
    return item_of(out)


def write_page(ready: Ready, about: About, archive: Item, language: str, folder: Path) -> Item:
    """Write the page that stands beside the archive; raises as :func:`pack`."""
    out = folder / read_me.NAME
    text = read_me.page(about, ready.passing, archive, language)
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise LanterneError("deposit.not-packed", why=reason(error)) from error
    return item_of(out)


def _write(ready: Ready, name: str, out: Path, told: Callable[[float], None]) -> None:
    release = ready.release.path
    sums = _sums(release, ready.manifest)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, path in enumerate(sorted(sums)):
            told(number / len(sums))
            entry = plain_entry(f"{name}/{path}", (release / path).stat().st_size)
            summed = hashlib.sha256()
            with archive.open(entry, "w") as inside:
                for block in blocks(release / path):
                    summed.update(block)
                    inside.write(block)
            if summed.hexdigest() != sums[path]:
                raise LanterneError("deposit.changed-meanwhile")


def _sums(release: Path, manifest: str) -> Mapping[str, str]:
    """Path → checksum, of all that goes in, as the manifest that was looked at has it."""
    whole = (release / MANIFEST).read_bytes()
    if hashlib.sha256(whole).hexdigest() != manifest:
        raise LanterneError("deposit.changed-meanwhile")
    sums = {one["path"]: one["sha256"] for one in json.loads(whole)["files"]} | {MANIFEST: manifest}
    return sums | {CHECKSUMS: hashlib.sha256(checksum_lines(sums).encode()).hexdigest()}
