"""The tombstone of an edition that was withdrawn: why, when, and what it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lanterne.catalogue import fields
from lanterne.catalogue.file_names import TOMBSTONE, edition_name
from lanterne.catalogue.notice import LONGEST_TITLE
from lanterne.codebook.model import Text

KIND = "lanterne-withdrawal"
FORMAT = 1

LONGEST_REASON = 2_000
"""Characters of a reason."""

_CHECKS: fields.Checks = {
    "series": fields.slug,
    "edition": fields.number,
    "title": fields.words(LONGEST_TITLE),
    "reason": fields.words(LONGEST_REASON, lines=True),
    "withdrawn": fields.moment,
    "mark": fields.digest,
    "notice": fields.digest,
}


@dataclass(frozen=True)
class Tombstone:
    """What stays of an edition in the catalogue, beside its notice. Public.

    Attributes:
        series, edition: Which it was.
        title: What it was called.
        reason: Why it was withdrawn, in one language or several of en, fr, es and ar.
        withdrawn: When, with a time zone.
        mark: SHA-256 of the ``SHA256SUMS`` of the release that was there.
        notice: SHA-256 of its notice.
    """

    series: str
    edition: int
    title: Text
    reason: Text
    withdrawn: datetime
    mark: str
    notice: str

    @property
    def name(self) -> str:
        """What the edition was called in the catalogue."""
        return edition_name(self.series, self.edition)

    @property
    def file(self) -> str:
        """Name of the file that holds the tombstone."""
        return f"{self.name}{TOMBSTONE}"

    @property
    def text(self) -> str:
        """The file."""
        return fields.text_of({"kind": KIND, "format": FORMAT, **_values(self)})


def tombstone_faults(tombstone: Tombstone) -> dict[str, fields.Faults]:
    """Field → what is wrong with it."""
    return fields.faults_in(_values(tombstone), _CHECKS)


def read_tombstone(path: Path) -> Tombstone:
    """A tombstone, to the byte as it was written.

    Raises:
        InputError: It cannot be read, or something is wrong with it; all of it is listed.
    """
    values, data = fields.read(path, _CHECKS, KIND, FORMAT, TOMBSTONE)
    tombstone = Tombstone(**values | {"withdrawn": fields.moment_in(values["withdrawn"])})
    if tombstone.text.encode() != data:
        raise fields.changed(path.name)
    return tombstone


def _values(tombstone: Tombstone) -> dict[str, Any]:
    values = {key: getattr(tombstone, key) for key in _CHECKS}
    return values | {
        "title": fields.in_order(tombstone.title),
        "reason": fields.in_order(tombstone.reason),
        "withdrawn": fields.moment_text(tombstone.withdrawn),
    }
