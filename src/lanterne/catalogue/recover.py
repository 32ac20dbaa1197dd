"""Recover: after a crash, what was decided is completed and what was not is removed."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from lanterne.catalogue import storage
from lanterne.catalogue.file_names import (
    LEAVING,
    NOTICE,
    PUBLISHING,
    SUSPENSION,
    TOMBSTONE,
    WRITING,
    hidden,
    parsed,
    story_files,
    story_in,
)
from lanterne.catalogue.notice import read_notice
from lanterne.catalogue.series import mark_of
from lanterne.catalogue.tombstone import read_tombstone
from lanterne.disk import reason, sync_folder
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.messages import Message
from lanterne.release.folder import files_below


@dataclass(frozen=True)
class Recovered:
    """What was cleared up, as names of editions.

    Attributes:
        completed: Their publication was decided when it was cut short, and they are public now.
        removed: Nothing of them was public, and nothing is left.
        archived: They were withdrawn, and their releases are in the archive now.
        waiting: They were withdrawn, and their releases are still hidden in the catalogue: no
            archive was given, or it holds something else of that name.
    """

    completed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def recover(
    catalogue: Path, archive: Path | None = None, *, wait: float = storage.WAIT
) -> Recovered:
    """Clear up what a publication or withdrawal that was cut short has left.

    Args:
        catalogue: Folder that the portal reads.
        archive: Where withdrawn releases go.
        wait: Seconds to wait for somebody else who publishes or withdraws.

    Raises:
        UsageError: A folder is none, or cannot be used.
        EditionRefused: ``busy``: somebody is at work, so nothing was cut short.
        LanterneError: The disk is full or failed; it can be tried again.
    """
    check_archive(archive, catalogue)
    with storage.locked(catalogue, Message("at-work.recover"), wait):
        return recover_locked(catalogue, archive)


def check_archive(archive: Path | None, catalogue: Path) -> None:
    """Raise UsageError unless withdrawn releases can be kept there, out of the public's sight."""
    if archive is None:
        return
    if not archive.is_dir():
        raise UsageError("catalogue.not-a-folder", folder=str(archive))
    if archive.resolve().is_relative_to(catalogue.resolve()):
        raise UsageError("catalogue.archive-in-it", folder=str(archive))


def recover_locked(catalogue: Path, archive: Path | None) -> Recovered:
    """The same for whoever has the lock."""
    try:
        completed, removed = _arrivals(catalogue)
        return Recovered(completed, removed, *_departures(catalogue, archive))
    except OSError as error:
        raise LanterneError(
            "catalogue.not-cleared-up", place=str(catalogue), why=reason(error)
        ) from error


def _arrivals(catalogue: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Complete or remove what was on its way in; the names of both."""
    completed, removed = [], []
    for name in _hidden(catalogue, WRITING):
        (catalogue / hidden(name, WRITING)).unlink()
    for name in _hidden(catalogue, PUBLISHING):
        partial, place = catalogue / hidden(name, PUBLISHING), catalogue / name
        if os.path.lexists(place):  # left over after it was completed
            storage.remove(partial)
        elif _is_decided(catalogue, name):
            storage.reveal(partial, place)
            completed.append(name)
        else:
            (catalogue / f"{name}{NOTICE}").unlink(missing_ok=True)  # never seen with a release
            sync_folder(catalogue)  # the notice must not come back without it
            storage.remove(partial)
            removed.append(name)
    if completed or removed:
        sync_folder(catalogue)
    return tuple(completed), tuple(removed)


def _is_decided(catalogue: Path, name: str) -> bool:
    """Whether the notice is there, and the hidden release is the whole of what it names."""
    partial = catalogue / hidden(name, PUBLISHING)
    try:
        notice = read_notice(catalogue / f"{name}{NOTICE}")
    except InputError:
        return False
    return mark_of(partial) == notice.mark and storage.is_intact(partial)


def _departures(catalogue: Path, archive: Path | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Hide what has a tombstone, and archive what is hidden; names of what was, and was not."""
    for path in sorted(catalogue.glob(f"*{TOMBSTONE}")):
        name = path.name.removesuffix(TOMBSTONE)
        if parsed(name) and _is_withdrawn(path):
            if (catalogue / name).is_dir():
                hide(catalogue, name)
            (catalogue / f"{name}{SUSPENSION}").unlink(missing_ok=True)
    archived: list[str] = []
    waiting: list[str] = []
    for name in _hidden(catalogue, LEAVING):
        moved = archive is not None and to_archive(catalogue, name, archive)
        (archived if moved else waiting).append(name)
    return tuple(archived), tuple(waiting)


def _is_withdrawn(tombstone: Path) -> bool:
    try:
        read_tombstone(tombstone)
    except InputError:
        return False
    return True


def hide(catalogue: Path, name: str) -> None:
    """Take a release that has its tombstone out of sight."""
    storage.reveal(catalogue / name, catalogue / hidden(name, LEAVING))
    sync_folder(catalogue)


def to_archive(catalogue: Path, name: str, archive: Path) -> bool:
    """Move a hidden release into the archive, which may be on another disk.

    Returns:
        Whether it is there; not where the archive holds something else of that name.
    """
    leaving, place = catalogue / hidden(name, LEAVING), archive / name
    _stories_to_archive(catalogue, name, archive)
    if os.path.lexists(place):
        if not storage.is_copied(leaving, place):
            return False
    elif not _moved(leaving, place):
        arriving = archive / hidden(name, PUBLISHING)
        storage.remove(arriving)
        storage.copy_release(leaving, arriving, files_below(leaving))
        if not storage.is_copied(leaving, arriving):
            raise OSError("the copy in the archive is not the same")
        storage.reveal(arriving, place)
    sync_folder(archive)
    storage.remove(leaving)
    sync_folder(catalogue)
    return True


def _stories_to_archive(catalogue: Path, name: str, archive: Path) -> None:
    """Move what was told of a release, before it goes itself: else nobody would come back for it.

    What the archive has of that name already stays, and so does the other.
    """
    for path in story_files(catalogue, name):
        if not os.path.lexists(archive / path.name):
            arriving = archive / hidden(path.name, WRITING)
            arriving.unlink(missing_ok=True)
            storage.copy_file(path, arriving)
            storage.reveal(arriving, archive / path.name)
            path.unlink()


def _moved(leaving: Path, place: Path) -> bool:
    """Whether it could simply be renamed: not onto another disk."""
    try:
        storage.reveal(leaving, place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return False
    return True


def _hidden(catalogue: Path, end: str) -> list[str]:
    """Of which editions, or files of theirs, something is hidden under this end."""
    names = sorted(path.name for path in catalogue.glob(f".*{end}"))
    found = [name.removeprefix(".").removesuffix(end) for name in names]
    return [
        name
        for name in found
        if story_in(name)
        or parsed(name.removesuffix(NOTICE).removesuffix(TOMBSTONE).removesuffix(SUSPENSION))
        is not None
    ]
