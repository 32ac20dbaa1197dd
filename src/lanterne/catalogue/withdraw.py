"""Withdraw: an edition makes place for a tombstone that says why.

    1. the tombstone gets its name      from here on nobody sees the release
    2. the release is hidden, and moves to the archive

What is cut short in between is completed by :func:`lanterne.catalogue.recover`, or by the
next withdrawal, of this edition or of another.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lanterne.catalogue import storage
from lanterne.catalogue.fields import field_problems, moment_text
from lanterne.catalogue.file_names import SUSPENSION
from lanterne.catalogue.recover import check_archive, hide, recover_locked, to_archive
from lanterne.catalogue.refusal import EditionRefused
from lanterne.catalogue.series import Record, read_state
from lanterne.catalogue.tombstone import Tombstone, tombstone_faults
from lanterne.codebook.model import Text
from lanterne.disk import reason
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.messages import Message, Parameter


@dataclass(frozen=True)
class Withdrawn:
    """What was withdrawn.

    Attributes:
        name: What the edition was called in the catalogue.
        tombstone: What was written in its place.
        archived: Where its release is now; ``None``: it was not in the catalogue any more.
        remarks: What whoever withdrew it should know; none is a failure.
    """

    name: str
    tombstone: Tombstone
    archived: Path | None
    remarks: tuple[Message, ...]


def withdraw(
    name: str,
    catalogue: Path,
    reason: Text,
    *,
    archive: Path,
    withdrawn: datetime,
    wait: float = storage.WAIT,
) -> Withdrawn:
    """Take an edition out of a catalogue, for a reason that everybody may read.

    Its notice stays, and so does its number: the next edition has the next one. The release is kept
    in the archive. An edition whose release is missing can be withdrawn too.

    Args:
        name: What it is called in the catalogue.
        catalogue: Folder that the portal reads.
        reason: Why, in one language or several.
        archive: Folder that is not public, on any disk.
        withdrawn: When, with a time zone.
        wait: Seconds to wait for somebody else who publishes or withdraws.

    Raises:
        UsageError: A folder is none or cannot be used, or there is no such edition.
        InputError: Something is wrong with the reason.
        EditionRefused: It was withdrawn already, or the archive has something of that name.
        LanterneError: The disk is full or failed; the message says whether it is withdrawn.
    """
    check_archive(archive, catalogue)
    with storage.locked(catalogue, Message("at-work.withdraw", {"edition": name}), wait):
        recover_locked(catalogue, archive)
        record = _record(catalogue, name, archive)
        notice = record.notice
        tombstone = Tombstone(
            notice.series,
            notice.edition,
            notice.title,
            reason,
            withdrawn,
            notice.mark,
            notice.digest,
        )
        problems = field_problems(tombstone_faults(tombstone))
        if problems:
            raise InputError(problems)
        _bury(catalogue, tombstone)
        archived = _archive(catalogue, name, archive)
    return Withdrawn(name, tombstone, archived, _remarks(record, withdrawn))


def _record(catalogue: Path, name: str, archive: Path) -> Record:
    """The edition, which must be there and not withdrawn."""
    record = read_state(catalogue).record(name)
    if record is None:
        raise UsageError("edition.without-notice", edition=name, catalogue=str(catalogue))
    if record.tombstone is not None:
        day = moment_text(record.tombstone.withdrawn)
        raise EditionRefused("withdrawn.already", edition=name, moment=day)
    if os.path.lexists(archive / name):
        raise EditionRefused("archived.already", folder=str(archive), name=name)
    return record


def _bury(catalogue: Path, tombstone: Tombstone) -> None:
    place = catalogue / tombstone.file
    try:
        storage.put(place, tombstone.text)
    except OSError as error:
        buried = os.path.lexists(place)
        gaps: dict[str, Parameter] = {"edition": tombstone.name, "why": reason(error)}
        code = "edition.withdrawal-unconfirmed" if buried else "edition.not-withdrawn"
        raise LanterneError(code, **gaps) from error


def _archive(catalogue: Path, name: str, archive: Path) -> Path | None:
    try:
        (catalogue / f"{name}{SUSPENSION}").unlink(missing_ok=True)
        if not (catalogue / name).is_dir():
            return None
        hide(catalogue, name)
        to_archive(catalogue, name, archive)
    except OSError as error:
        raise LanterneError(
            "edition.not-archived", edition=name, folder=str(archive), why=reason(error)
        ) from error
    return archive / name


def _remarks(record: Record, withdrawn: datetime) -> tuple[Message, ...]:
    published = record.notice.published
    if withdrawn >= published:
        return ()
    gaps = {"now": moment_text(withdrawn), "published": moment_text(published)}
    return (Message("remark.clock-of-withdrawal", gaps),)
