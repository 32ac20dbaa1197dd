"""Whether the files of a release are all there, alone and unchanged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lanterne.errors import Problem
from lanterne.release.folder import CHECKSUMS, MANIFEST, checksum_lines, files_below, sha256
from lanterne.release.metadata import FORMAT


def read_manifest(folder: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The manifest, or an empty one and why it cannot be read."""
    path = folder / MANIFEST
    if path.exists() and not _ordinary(path):
        return {}, (Problem("manifest", "The manifest is no ordinary file.", file=MANIFEST),)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        text = "There is no manifest, so this is not a release."
        return {}, (Problem("manifest", text, "Give the folder of a release.", MANIFEST),)
    except (OSError, ValueError):
        return {}, (Problem("manifest", "The manifest cannot be read.", file=MANIFEST),)
    if not isinstance(manifest, dict):
        return {}, (Problem("manifest", "The manifest must be a JSON object.", file=MANIFEST),)
    return manifest, ()


def format_problem(manifest: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Why the format of a release is not one that this version reads, if so."""
    given = manifest.get("format")
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        return (Problem("format", "The manifest does not give a format version.", file=MANIFEST),)
    if given > FORMAT:
        text = f"The release has format {given}; this version of Lanterne knows up to {FORMAT}."
        return (Problem("format", text, "Use a newer version of Lanterne.", MANIFEST),)
    return ()


def files_problems(folder: Path, manifest: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Files that are missing, extra or changed, against the checksums and the manifest.

    Only files found in the folder are read, so no listed path can lead out of it. A symbolic
    link, a pipe or a name that is not UTF-8 is a problem, and is not opened.
    """
    paths = files_below(folder)
    odd = [path for path in paths if not _ordinary(folder / path)]
    if odd:
        text = "This is no ordinary file that can be read."
        return tuple(Problem("file-odd", text, file=ascii(path)) for path in odd)
    sums = {path: sha256(folder / path) for path in paths if path != CHECKSUMS}
    return (*_against_checksums(folder, sums), *_against_manifest(folder, sums, manifest))


def _ordinary(path: Path) -> bool:
    plain = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
    return plain and "\ufffd" not in os.fsencode(path).decode("utf-8", "replace")


def _against_checksums(folder: Path, sums: Mapping[str, str]) -> Iterator[Problem]:
    path = folder / CHECKSUMS
    if not path.is_file():
        yield Problem("checksums", "The list of checksums is missing.", file=CHECKSUMS)
        return
    found = path.read_bytes()
    if found == checksum_lines(sums).encode():
        return
    lines = (line.partition("  ") for line in found.decode("utf-8", "replace").split("\n") if line)
    listed = {name: digest for digest, _, name in lines}
    problems = [*_differences(listed, sums, "the checksums")]
    yield from problems
    if not problems:
        text = "The list of checksums is not as it was written."
        yield Problem("checksums", text, file=CHECKSUMS)


def _against_manifest(
    folder: Path, sums: Mapping[str, str], manifest: Mapping[str, Any]
) -> Iterator[Problem]:
    entries = manifest.get("files")
    shape = {"path": str, "bytes": int, "sha256": str}
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and all(isinstance(entry.get(k), t) for k, t in shape.items())
        for entry in entries
    ):
        yield Problem("manifest", "The manifest does not list the files.", file=MANIFEST)
        return
    listed = {entry["path"]: entry["sha256"] for entry in entries}
    found = {path: digest for path, digest in sums.items() if path != MANIFEST}
    yield from _differences(listed, found, "the manifest")
    for entry in entries:
        path = entry["path"]
        if path in found and (folder / path).stat().st_size != entry["bytes"]:
            text = "The file has not the size that the manifest gives."
            yield Problem("file-size", text, file=path)


def _differences(
    listed: Mapping[str, str], found: Mapping[str, str], where: str
) -> Iterator[Problem]:
    for path in sorted(listed.keys() - found.keys()):
        yield Problem("file-missing", f"The file is listed in {where} and missing.", file=path)
    for path in sorted(found.keys() - listed.keys()):
        text = f"The file is not listed in {where}."
        yield Problem("file-extra", text, "Take it out of the folder.", path)
    for path in sorted(listed.keys() & found.keys()):
        if listed[path] != found[path]:
            yield Problem("file-changed", f"The file is not the one in {where}.", file=path)
