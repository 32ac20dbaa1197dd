"""What happened in the catalogue: editions that came, correct one, were hidden or withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from lanterne.catalogue import Record, Series
from lanterne.codebook.model import Text
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition


class Kind(StrEnum):
    """What happened. The values are public: they are the categories of the feed."""

    EDITION = "edition"
    CORRECTION = "correction"
    SUSPENSION = "suspension"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True)
class Event:
    """Something that happened. Of an edition the last of it stands alone.

    Attributes:
        kind: What it was.
        when: By the clock of whoever did it; of a release that is no edition the day.
        series: Of the dataset; empty: it is no edition.
        name: Of the release.
        number: 1, 2, 3 … of its dataset; ``None``: it is no edition.
        title: Of the release.
        about: What it is, or why it was withdrawn; may be empty.
        publisher: May be empty.
        mark: Names what is told: the digest of the notice, or the mark of the release.
    """

    kind: Kind
    when: datetime
    series: str
    name: str
    number: int | None
    title: Text
    about: Text
    publisher: str
    mark: str

    @property
    def identifier(self) -> str:
        """What names it and no other, wherever the portal is reached: a ``urn:uuid``."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.kind}:{self.name}:{self.mark}").urn


def events(catalogue: Catalogue, series: Series | None = None) -> tuple[Event, ...]:
    """All that is known, the last first; of what is not whole nothing.

    Args:
        catalogue: What is told of.
        series: Only of this dataset; ``None``: of all.
    """
    found = (*_came(catalogue), *_went(catalogue))
    names = None if series is None else {one.name for one in series.records}
    told = (one for one in found if names is None or one.name in names)
    return tuple(sorted(told, key=lambda one: (one.when, one.name), reverse=True))


def _came(catalogue: Catalogue) -> Iterator[Event]:
    withdrawn = {one.name for one in catalogue.all_withdrawn()}
    for entry in catalogue.entries():
        if not isinstance(entry, Edition) or entry.is_stray:
            continue  # nobody has published what lies among editions and is none
        notice = entry.notice
        corrects = notice is not None and notice.supersedes in withdrawn
        yield Event(
            Kind.CORRECTION if corrects else Kind.EDITION,
            notice.published if notice else datetime.fromisoformat(entry.date).replace(tzinfo=UTC),
            notice.series if notice else "",
            entry.name,
            notice.edition if notice else None,
            entry.title,
            entry.description,
            entry.publisher,
            notice.digest if notice else entry.mark,
        )


def _went(catalogue: Catalogue) -> Iterator[Event]:
    for record in catalogue.all_suspended():
        assert record.suspension is not None  # only those are asked for
        yield _gone(record, Kind.SUSPENSION, record.suspension.suspended, {})
    for record in catalogue.all_withdrawn():
        tombstone = record.tombstone
        assert tombstone is not None  # likewise
        yield _gone(record, Kind.WITHDRAWAL, tombstone.withdrawn, tombstone.reason)


def _gone(record: Record, kind: Kind, when: datetime, why: Text) -> Event:
    notice = record.notice
    name, number, publisher = record.name, notice.edition, notice.publisher
    series, title = notice.series, notice.title
    return Event(kind, when, series, name, number, title, why, publisher, notice.digest)
