"""The catalogue on the disk: its lock, and copies that are on the disk before they are seen."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from lanterne.catalogue.file_names import LOCK, WRITING, hidden
from lanterne.catalogue.refusal import EditionRefused
from lanterne.disk import lock, reason, sync_folder
from lanterne.errors import LanterneError, UsageError
from lanterne.messages import Message, from_json, say, to_json
from lanterne.release.folder import CHECKSUMS, MANIFEST, files_below, sha256
from lanterne.release.integrity import files_problems, read_manifest

WAIT = 60.0
"""Seconds to wait for somebody else who publishes or withdraws."""

_PAUSE = 0.05


@contextmanager
def locked(catalogue: Path, what: Message, wait: float) -> Iterator[None]:
    """The catalogue for oneself, among all processes and threads of this computer.

    Args:
        catalogue: The folder.
        what: What it is for, told to others who wait in vain.
        wait: Seconds.

    Raises:
        UsageError: It is not a folder that can be written to, or is a release.
        EditionRefused: ``busy``: somebody else has it.
    """
    check_catalogue_folder(catalogue)
    try:
        file = FileIO(
            str(catalogue / LOCK), "a+", opener=lambda name, flags: os.open(name, flags, 0o600)
        )
    except OSError as error:
        raise UsageError(
            "catalogue.not-writable", place=str(catalogue), why=reason(error)
        ) from error
    with file:
        end = time.monotonic() + wait
        while not _has(file):
            if time.monotonic() >= end:
                raise _busy(file)
            time.sleep(_PAUSE)
        _say(file, what)
        yield


def check_catalogue_folder(catalogue: Path) -> None:
    """Raise UsageError unless editions can be kept in this folder."""
    if not catalogue.is_dir():
        raise UsageError("catalogue.not-a-folder", folder=str(catalogue))
    if (catalogue / MANIFEST).is_file() and (catalogue / CHECKSUMS).exists():
        raise UsageError("catalogue.is-a-release", folder=str(catalogue))


def _has(file: FileIO) -> bool:
    """Whether the lock could be had."""
    try:
        return lock(file.fileno())
    except OSError as error:
        raise LanterneError("catalogue.not-locked", why=reason(error)) from error


def _say(file: FileIO, what: Message) -> None:
    """Write down who has the lock; a full disk does not matter here."""
    said = {"process": os.getpid(), "what": say(what), "message": to_json(what)}
    note = json.dumps(said) + "\n"
    try:
        file.truncate(0)
        file.write(note.encode())
    except OSError:
        return


def _busy(file: FileIO) -> EditionRefused:
    file.seek(0)
    try:
        note = json.loads(file.read(10_000) or b"")
        who = str(note["process"])
        what = from_json(note.get("message") or {"code": note["what"]})  # as earlier versions wrote
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        who, what = "?", Message("at-work.unknown")
    return EditionRefused("busy.catalogue", process=who, what=what)


def copy_release(source: Path, target: Path, paths: Sequence[str]) -> None:
    """Copy files of a release into a new folder, readable by everybody, and onto the disk.

    Raises:
        OSError: A file cannot be read or written, or is a link.
    """
    target.mkdir()
    folders = {target}
    for path in paths:
        place = target / path
        for above in reversed(place.relative_to(target).parents[:-1]):
            (target / above).mkdir(exist_ok=True)
            folders.add(target / above)
        copy_file(source / path, place)
    for folder in sorted(folders, reverse=True):
        folder.chmod(0o755)
        sync_folder(folder)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file that is no link to a new one that everybody may read, onto the disk."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(source, flags), "rb") as read, target.open("xb") as written:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        target.chmod(0o644)
        os.fsync(written.fileno())


def write_file(path: Path, text: str) -> None:
    """Write a new file that everybody may read, onto the disk."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        path.chmod(0o644)
        os.fsync(file.fileno())


def put(place: Path, text: str, *, instead: bool = False) -> None:
    """Write a file of the catalogue under a hidden name, and give it its own when it is whole.

    Args:
        place: The file.
        text: What is in it.
        instead: Whether it may take the place of a file of that name.

    Raises:
        OSError: It cannot be written, or is there. Nothing hidden is left, as far as the disk lets.
    """
    writing = place.with_name(hidden(place.name, WRITING))
    try:
        write_file(writing, text)
        if instead:
            writing.replace(place)
        else:
            reveal(writing, place)
        sync_folder(place.parent)
    except OSError:
        remove_if_possible(writing)
        raise


def reveal(partial: Path, place: Path) -> None:
    """Give a hidden file or folder its name, for ever: nothing that is there is replaced."""
    if os.path.lexists(place):  # a rename would replace a file or an empty folder
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    partial.rename(place)


def remove(path: Path) -> None:
    """Remove a file or a folder, as far as it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def remove_if_possible(*paths: Path) -> None:
    """Remove what is hidden, as far as the disk lets; whoever comes next removes the rest."""
    for path in paths:
        try:
            remove(path)
        except OSError:
            continue


def is_copied(partial: Path, whole: Path) -> bool:
    """Whether all that is in a folder, or left of it, lies in another too, byte by byte."""
    try:
        return all(sha256(partial / path) == sha256(whole / path) for path in files_below(partial))
    except OSError:
        return False


def is_intact(release: Path) -> bool:
    """Whether every file of a release is there, alone and unchanged, by its checksums."""
    manifest, problems = read_manifest(release)
    return not problems and not files_problems(release, manifest)
