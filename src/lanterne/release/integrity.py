"""Whether the files of a release are all there, alone and unchanged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lanterne.errors import Place, Problem
from lanterne.release.folder import CHECKSUMS, MANIFEST, checksum_lines, files_below, sha256
from lanterne.release.manifest import FORMAT

_MANIFEST, _CHECKSUMS = Place(MANIFEST), Place(CHECKSUMS)


def read_manifest(folder: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The manifest, or an empty one and why it cannot be read."""
    path = folder / MANIFEST
    if path.exists() and not _ordinary(path):
        return {}, (Problem("manifest.not-ordinary", place=_MANIFEST),)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, (Problem("manifest.not-there", place=_MANIFEST),)
    except (OSError, ValueError):
        return {}, (Problem("manifest.unreadable", place=_MANIFEST),)
    if not isinstance(manifest, dict):
        return {}, (Problem("manifest.not-object", place=_MANIFEST),)
    return manifest, ()


def format_problem(manifest: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Why the format of a release is not one that this version reads, if so."""
    given = manifest.get("format")
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        return (Problem("format.not-given", place=_MANIFEST),)
    if given > FORMAT:
        known = {"format": str(given), "known": str(FORMAT)}
        return (Problem("format.newer", known, _MANIFEST),)
    return ()


def files_problems(folder: Path, manifest: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Files that are missing, extra or changed, against the checksums and the manifest.

    Only files found in the folder are read, so no listed path can lead out of it. A symbolic
    link, a pipe or a name that is not UTF-8 is a problem, and is not opened.
    """
    paths = files_below(folder)
    odd = [path for path in paths if not _ordinary(folder / path)]
    if odd:
        return tuple(Problem("file-odd.release", place=Place(ascii(path))) for path in odd)
    sums = {path: sha256(folder / path) for path in paths if path != CHECKSUMS}
    return (*_against_checksums(folder, sums), *_against_manifest(folder, sums, manifest))


def _ordinary(path: Path) -> bool:
    plain = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
    return plain and "\ufffd" not in os.fsencode(path).decode("utf-8", "replace")


def _against_checksums(folder: Path, sums: Mapping[str, str]) -> Iterator[Problem]:
    path = folder / CHECKSUMS
    if not path.is_file():
        yield Problem("checksums.not-there", place=_CHECKSUMS)
        return
    found = path.read_bytes()
    if found == checksum_lines(sums).encode():
        return
    lines = (line.partition("  ") for line in found.decode("utf-8", "replace").split("\n") if line)
    listed = {name: digest for digest, _, name in lines}
    problems = [*_differences(listed, sums, "checksums")]
    yield from problems
    if not problems:
        yield Problem("checksums.changed", place=_CHECKSUMS)


def _against_manifest(
    folder: Path, sums: Mapping[str, str], manifest: Mapping[str, Any]
) -> Iterator[Problem]:
    entries = manifest.get("files")
    shape = {"path": str, "bytes": int, "sha256": str}
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and all(isinstance(entry.get(k), t) for k, t in shape.items())
        for entry in entries
    ):
        yield Problem("manifest.no-files", place=_MANIFEST)
        return
    listed = {entry["path"]: entry["sha256"] for entry in entries}
    found = {path: digest for path, digest in sums.items() if path != MANIFEST}
    yield from _differences(listed, found, "manifest")
    for entry in entries:
        path = entry["path"]
        if path in found and (folder / path).stat().st_size != entry["bytes"]:
            yield Problem("file-size.release", place=Place(path))


def _differences(
    listed: Mapping[str, str], found: Mapping[str, str], where: str
) -> Iterator[Problem]:
    """Where the folder is not what a list says; ``where``: ``checksums`` or ``manifest``."""
    for path in sorted(listed.keys() - found.keys()):
        yield Problem(f"file-missing.{where}", place=Place(path))
    for path in sorted(found.keys() - listed.keys()):
        yield Problem(f"file-extra.{where}", place=Place(path))
    for path in sorted(listed.keys() & found.keys()):
        if listed[path] != found[path]:
            yield Problem(f"file-changed.{where}", place=Place(path))
