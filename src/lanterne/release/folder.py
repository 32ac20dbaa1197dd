"""The folder: whole or not at all, every byte accounted for.

It is written under a hidden name beside its place, synced to the disk, and renamed. Whatever
happens on the way, the name that was asked for either does not exist or holds everything.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lanterne.disk import reason, sync_folder
from lanterne.errors import LanterneError, UsageError
from lanterne.files.object_path import ObjectPath
from lanterne.stopping import tidying

MANIFEST = "manifest.json"
"""Name of the list of files and of how they were made."""

CATALOGUE = ".publication.lock"
"""Name of the file that makes a folder a catalogue: held by whoever publishes or withdraws."""

OF_EDITIONS = ".edition.json", ".withdrawn.json", ".suspended.json"
"""Ends of names that only a catalogue holds: of notices, tombstones and suspensions."""

CHECKSUMS = "SHA256SUMS"
"""Name of the list of checksums, in the format of ``sha256sum --check``."""


LONGEST_ENDING = ".fitted.npz.partial-00000000"
"""Of the names that stand beside a release while it is made: they must be possible, too."""


def folder_of_release(path: str | Path) -> Path:
    """Where a release is that is named.

    Raises:
        UsageError: It is no folder, or in a store.
    """
    if ObjectPath.of(path):
        raise UsageError("release.in-a-store")
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError("release.not-a-folder", folder=str(folder))
    return folder


def check_destination(out: Path) -> None:
    """Raise UsageError unless a release can be made at ``out``.

    To be called before the privacy budget is spent: a release that has no place to go is a waste
    of protection. Nothing is written inside a release: what belongs to no checksum makes it look
    forged, and what is sensitive would be published with it.
    """
    parent = out.parent
    if not out.name:
        raise UsageError("destination.no-name", place=str(out))
    try:
        out.with_name(f".{out.name}{LONGEST_ENDING}").exists()
    except OSError as error:  # such as a name that is too long
        raise UsageError("destination.cannot-be-made", place=str(out), why=reason(error)) from error
    if out.exists() or out.is_symlink():
        raise UsageError("destination.exists", place=str(out))
    if not parent.is_dir():
        raise UsageError("destination.no-folder", folder=str(parent))
    check_outside_releases(out)
    if _is_a_catalogue(parent):
        raise UsageError("destination.catalogue", folder=str(parent))
    if not os.access(parent, os.W_OK | os.X_OK):
        raise UsageError("destination.not-writable", place=str(parent))


def _is_a_catalogue(folder: Path) -> bool:
    """Whether anything in a folder says that releases are published there."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:  # it cannot be listed, and may still be written to
        return (folder / CATALOGUE).exists()
    return any(name == CATALOGUE or name.endswith(OF_EDITIONS) for name in names)


def check_outside_releases(out: Path) -> None:
    """Raise UsageError where what is written at ``out`` would lie in a release."""
    for folder in out.resolve().parents:
        if (folder / MANIFEST).is_file() and (folder / CHECKSUMS).is_file():
            raise UsageError("destination.in-release", place=str(out), release=str(folder))


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A hidden folder to write into, which becomes ``out`` when the block ends well.

    Args:
        out: Where the release goes; must not exist.

    Raises:
        UsageError: ``out`` exists, or its parent cannot be written to.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    check_destination(out)
    partial = out.parent / f".{out.name}.partial-{secrets.token_hex(4)}"
    try:
        partial.mkdir()
        yield partial
        for path in sorted(partial.rglob("*")):
            _sync(path)
        _sync(partial)
        partial.rename(out)
        _sync(out.parent)
    except OSError as error:
        raise LanterneError("destination.failed", place=str(out), why=reason(error)) from error
    finally:
        with tidying():
            shutil.rmtree(partial, ignore_errors=True)


def _sync(path: Path) -> None:
    """Ask the disk to keep a file or a folder."""
    if path.is_dir():
        sync_folder(path)
        return
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def files_below(folder: Path) -> tuple[str, ...]:
    """Every entry below a folder that is not itself a folder, as sorted POSIX paths.

    Symbolic links are listed and not followed.
    """
    found = []
    for where, folders, names in os.walk(folder):
        links = [name for name in folders if Path(where, name).is_symlink()]
        found += [Path(where, name).relative_to(folder).as_posix() for name in [*names, *links]]
    return tuple(sorted(found))


def sha256(path: Path) -> str:
    """SHA-256 of a file as 64 hexadecimal digits, read in chunks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical(values: Mapping[str, Any]) -> str:
    """JSON values as the one text of which checksums and signatures are made."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(values: Mapping[str, Any]) -> str:
    """SHA-256 of JSON values as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(values).encode("utf-8", "surrogateescape")).hexdigest()


def checksum_lines(sums: Mapping[str, str]) -> str:
    """The text of ``SHA256SUMS``: path → checksum, sorted by path."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))
