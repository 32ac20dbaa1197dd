"""Suspend: an edition is out of the public's sight at once, until somebody decides on it.

A release may put somebody in danger tonight, and whoever must agree to withdraw it be asleep. So
one person hides it, and a second one withdraws it for good or puts it back. Nothing moves: a file
beside the notice says that the edition is suspended, and as long as it is there nobody is shown the
release. The public reads since when, and not why: that may itself be a danger, and nobody has
agreed to it yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lanterne.catalogue import fields, storage
from lanterne.catalogue.file_names import SUSPENSION, edition_name
from lanterne.catalogue.notice import Notice
from lanterne.disk import reason, sync_folder
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.messages import Message

KIND = "lanterne-suspension"
FORMAT = 1

_CHECKS: fields.Checks = {
    "series": fields.slug,
    "edition": fields.number,
    "suspended": fields.moment,
    "mark": fields.digest,
    "notice": fields.digest,
}


@dataclass(frozen=True)
class Suspension:
    """What stands beside the notice of an edition that nobody may be shown for now. Public.

    Attributes:
        series, edition: Which it is.
        suspended: Since when, with a time zone.
        mark: SHA-256 of the ``SHA256SUMS`` of the release.
        notice: SHA-256 of its notice.
    """

    series: str
    edition: int
    suspended: datetime
    mark: str
    notice: str

    @property
    def file(self) -> str:
        """Name of the file that holds it."""
        return f"{edition_name(self.series, self.edition)}{SUSPENSION}"

    @property
    def text(self) -> str:
        """The file."""
        values: dict[str, Any] = {key: getattr(self, key) for key in _CHECKS}
        values["suspended"] = fields.moment_text(self.suspended)
        return fields.text_of({"kind": KIND, "format": FORMAT, **values})


def read_suspension(path: Path) -> Suspension:
    """A suspension, to the byte as it was written.

    Raises:
        InputError: It cannot be read, or something is wrong with it; all of it is listed.
    """
    values, data = fields.read(path, _CHECKS, KIND, FORMAT, SUSPENSION)
    found = Suspension(**values | {"suspended": fields.moment_in(values["suspended"])})
    if found.text.encode() != data:
        raise fields.changed(path.name)
    return found


def suspend(
    notice: Notice, catalogue: Path, *, suspended: datetime, wait: float = storage.WAIT
) -> Suspension:
    """Take an edition out of the public's sight, for now; when this returns nobody is shown it.

    Whoever publishes or withdraws something else is not waited for longer than ``wait``.

    Args:
        notice: Of the edition.
        catalogue: Folder that the portal reads.
        suspended: When, with a time zone.
        wait: Seconds to wait for somebody else who publishes or withdraws.

    Raises:
        UsageError: A folder is none or cannot be used, or the edition is not there.
        EditionRefused: ``busy``.
        LanterneError: The disk is full or failed; nothing was changed.
    """
    made = Suspension(notice.series, notice.edition, suspended, notice.mark, notice.digest)
    place = catalogue / made.file
    with storage.locked(catalogue, Message("at-work.suspend", {"edition": notice.name}), wait):
        if not (catalogue / notice.file).is_file():
            raise UsageError("edition.not-there", edition=notice.name, catalogue=str(catalogue))
        if place.is_file():
            return _there(place, made)
        try:
            storage.put(place, made.text)
        except OSError as error:
            raise LanterneError(
                "edition.not-suspended", edition=notice.name, why=reason(error)
            ) from error
    return made


def restore(notice: Notice, catalogue: Path, *, wait: float = storage.WAIT) -> None:
    """Show an edition again that was suspended; one that was not stays as it is.

    Raises:
        UsageError: The folder is none or cannot be used.
        EditionRefused: ``busy``.
        LanterneError: The disk failed; it stays suspended.
    """
    place = catalogue / f"{notice.name}{SUSPENSION}"
    with storage.locked(catalogue, Message("at-work.restore", {"edition": notice.name}), wait):
        try:
            place.unlink(missing_ok=True)
            sync_folder(catalogue)
        except OSError as error:
            raise LanterneError(
                "edition.not-restored", edition=notice.name, why=reason(error)
            ) from error


def _there(place: Path, made: Suspension) -> Suspension:
    """The suspension that is there; one that cannot be read hides the edition all the same."""
    try:
        return read_suspension(place)
    except InputError:
        return made
