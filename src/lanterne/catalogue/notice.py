"""The notice of an edition: what it is called, by whom and on what terms it is published.

It lies beside the release, in the publisher's own words, and is as public. The mark ties it to the
bytes of the release, and the digest of the notice before ties it to its series: an edition that is
taken away or changed is missed by the next one. Nothing signs it: that the last notice of a series
was changed is found only by comparing it with a copy from elsewhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lanterne.catalogue import fields
from lanterne.catalogue.file_names import NOTICE, edition_name
from lanterne.catalogue.gate_answer import Passing, check_passing
from lanterne.codebook.model import Text
from lanterne.errors import Problem

KIND = "lanterne-edition"
FORMAT = 1

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_CITATION, LONGEST_NAME = 200, 4_000, 1_000, 200
"""Characters of a title, a description, a citation, and of the name of a publisher or person."""

_CHECKS: fields.Checks = {
    "series": fields.slug,
    "edition": fields.number,
    "title": fields.words(LONGEST_TITLE),
    "description": fields.words(LONGEST_DESCRIPTION, lines=True, languages=False),
    "licence": fields.licence,
    "publisher": fields.line(LONGEST_NAME),
    "citation": fields.line(LONGEST_CITATION, blank=True),
    "languages": fields.languages,
    "published": fields.moment,
    "supersedes": fields.or_none(fields.line(LONGEST_NAME)),
    "submitted_by": fields.line(LONGEST_NAME, blank=True),
    "approved_by": fields.line(LONGEST_NAME, blank=True),
    "mark": fields.digest,
    "previous": fields.or_none(fields.digest),
    "gate": check_passing,
}
_LATER = ("gate",)
"""Fields that notices of earlier versions do not have."""


@dataclass(frozen=True)
class Notice:
    """What is said of an edition. Public, and none of it computed from cases.

    Attributes:
        series: What the dataset is called in addresses; the same for all its editions.
        edition: 1, 2, 3 …
        title: What a person reads, in each of ``languages``.
        description: What it is, in each of ``languages`` or in none; may have paragraphs.
        licence: SPDX identifier.
        publisher: The organisation that publishes.
        languages: The languages of the title and the description, of en, fr, es and ar; they are
            kept in this order.
        published: When, with a time zone. By the clock of whoever publishes: the order of
            editions is that of their numbers.
        supersedes: Name of an earlier edition that this one takes the place of.
        citation: How to cite it; empty: the portal says it by itself.
        submitted_by, approved_by: Who asked for the publication and who agreed, as they chose to
            be named in public; empty: not said.
        mark: SHA-256 of the release's ``SHA256SUMS``, in hexadecimal. Whoever publishes may leave
            it empty; if it is there, another release is refused.
        previous: SHA-256 of the notice of the edition before; ``None``: it is the first. It is
            filled in by :func:`lanterne.catalogue.publish`.
        gate: What the gate said, and why it is public where it was not let pass; filled in
            likewise. ``None``: it was published before that was asked.
    """

    series: str
    edition: int
    title: Text
    description: Text
    licence: str
    publisher: str
    languages: tuple[str, ...]
    published: datetime
    supersedes: str | None = None
    citation: str = ""
    submitted_by: str = ""
    approved_by: str = ""
    mark: str = ""
    previous: str | None = None
    gate: Passing | None = None

    @property
    def name(self) -> str:
        """What the edition is called in the catalogue, such as ``global-cases.v2``."""
        return edition_name(self.series, self.edition)

    @property
    def file(self) -> str:
        """Name of the file that holds the notice."""
        return f"{self.name}{NOTICE}"

    @property
    def text(self) -> str:
        """The file."""
        return fields.text_of({"kind": KIND, "format": FORMAT, **_values(self)})

    @property
    def digest(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def faults(notice: Notice) -> dict[str, fields.Faults]:
    """Field → what is wrong with it; what :func:`publish` fills in may be missing."""
    filled_in = {"mark": notice.mark, "gate": notice.gate}
    unfinished = {key: check for key, check in _CHECKS.items() if filled_in.get(key, True)}
    values = {key: value for key, value in _values(notice).items() if key in unfinished}
    found = fields.faults_in(values, unfinished)
    for key, said in _untranslated(values).items():
        found[key] = (*found.get(key, ()), *said)
    return found


def read_notice(path: Path) -> Notice:
    """A notice, to the byte as it was written.

    Raises:
        InputError: It cannot be read, or something is wrong with it; all of it is listed.
    """
    values, data = fields.read(path, _CHECKS, KIND, FORMAT, NOTICE, _untranslated, _LATER)
    languages, published = tuple(values["languages"]), fields.moment_in(values["published"])
    gate = Passing.from_dict(values["gate"]) if "gate" in values else None
    notice = Notice(**values | {"languages": languages, "published": published, "gate": gate})
    if notice.text.encode() != data:
        raise fields.changed(path.name)
    return notice


def _values(notice: Notice) -> dict[str, Any]:
    """The fields as JSON values, in the order of the file."""
    values = {key: getattr(notice, key) for key in _CHECKS if key not in _LATER}
    if notice.gate is not None:
        values["gate"] = notice.gate.to_dict()
    return values | {
        "title": fields.in_order(notice.title),
        "description": fields.in_order(notice.description),
        "languages": fields.tags_in_order(notice.languages),
        "published": fields.moment_text(notice.published),
    }


def _untranslated(values: dict[str, Any]) -> dict[str, fields.Faults]:
    """Which texts are not there in the languages that are offered, or in others."""
    offered = values.get("languages")
    found: dict[str, fields.Faults] = {}
    if not isinstance(offered, list):
        return {}
    other = Problem("edition-field.not-offered", {"languages": tuple(map(str, offered))})
    for key in ("title", "description"):
        text = values.get(key)
        if isinstance(text, dict) and (text or key == "title") and set(text) != set(offered):
            found[key] = (other,)
    return found
