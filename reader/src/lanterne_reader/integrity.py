"""Whether a folder is a whole release, and each of its files is the one that was published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FORMAT = 7
"""Newest format of a release that is understood here."""

SUMS = "SHA256SUMS"
_LEFT_BY_PROGRAMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class ReleaseError(ValueError):
    """A folder is no release, or not the one that was published.

    Attributes:
        problems: All that is wrong with it, one sentence each.
    """

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([f"{folder} cannot be read:", *problems]))


def check_files(folder: Path) -> Mapping[str, Any]:
    """Hold every file against the list of the release.

    This shows that nothing changed since the list was written. Who wrote it is not shown: compare
    the SHA-256 of ``SHA256SUMS`` with one that the publisher gives elsewhere.

    Returns:
        The manifest.

    Raises:
        ReleaseError: A file is missing, changed, a link, or no part of the release; or its format
            is newer.
    """
    listed = _listed(folder)
    found = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.name not in _LEFT_BY_PROGRAMS
    }
    links = [name for name, path in found.items() if path.is_symlink()]
    problems = [f"{name} is a link to something else. Get the release again." for name in links]
    if problems:  # what lies behind a link is not looked at
        raise ReleaseError(folder, problems)
    there = {name: path for name, path in found.items() if path.is_file()}
    problems = [f"{name} is missing." for name in sorted(listed) if name not in there]
    problems += [
        f"{name} is no part of the release. Move it elsewhere."
        for name in there
        if name not in listed and name != SUMS
    ]
    problems += [
        f"{name} is not what was published. Get the release again."
        for name, path in there.items()
        if name in listed and _digest(path) != listed[name]
    ]
    if problems:
        raise ReleaseError(folder, problems)
    manifest = read_json(folder, "manifest.json")
    form = manifest.get("format")
    if type(form) is not int or form < 1:
        raise ReleaseError(folder, ["manifest.json does not say which format it has."])
    if form > FORMAT:
        newer = "It was made by a newer Lanterne: pip install --upgrade lanterne-reader"
        raise ReleaseError(folder, [newer])
    return manifest


def read_json(folder: Path, name: str) -> Mapping[str, Any]:
    """An object from a JSON file of a release.

    Raises:
        ReleaseError: It is not there, or holds something else.
    """
    try:
        value = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        value = None
    if not isinstance(value, dict):
        raise ReleaseError(folder, [f"{name} cannot be read."])
    return value


def _listed(folder: Path) -> dict[str, str]:
    """Name of each file of the release → its SHA-256."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ReleaseError(folder, [f"There is no {SUMS}: this is no release."]) from None
    parts = [line.split("  ", 1) for line in lines if line]
    if not all(len(part) == 2 for part in parts) or len({name for _, name in parts}) < len(parts):
        raise ReleaseError(folder, [f"{SUMS} cannot be read. Get the release again."])
    return {name: digest for digest, name in parts}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
