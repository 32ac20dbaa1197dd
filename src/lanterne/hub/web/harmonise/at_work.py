"""A partner's file and its mapping, about which somebody may decide: part by part.

Of one table there is one part. Of linked tables there are several, and each is shown and decided
about as a file of one table; see :mod:`lanterne.harmonise.mapping_parts`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from lanterne.codebook import Codebook
from lanterne.codebook.model import Column
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise import codebook_digest, identity_of
from lanterne.harmonise.mapping_parts import MappingPart, joined, mapping_parts
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.harmonise.scanned_file import ScannedFile, scans_from
from lanterne.hub.web.harmonise.stored_mapping import found_in, mapping_of
from lanterne.hub.web.models import CaseFile, Dataset


@dataclass(frozen=True)
class Part:
    """A part of a file and of its mapping.

    Attributes:
        of_mapping: What is decided about it, as a mapping of one table.
        scan: Its columns, as they were read for this codebook.
        first: Place of its first column among the columns of all parts.
        places: Column of the codebook → its place there.
        elsewhere: Columns of it that another part reads.
    """

    of_mapping: MappingPart
    scan: ScannedFile
    first: int
    places: Mapping[str, int]
    elsewhere: frozenset[str] = frozenset()

    @property
    def mapping(self) -> FileMapping:
        """What is decided, as a mapping of one table."""
        return self.of_mapping.mapping

    @property
    def codebook(self) -> Codebook:
        """What it may fill, as a codebook of one table."""
        return self.of_mapping.codebook

    def in_file(self, name: str) -> str:
        """A column as it stands in the file: of what is asked of several people, all headers."""
        return " · ".join(self.of_mapping.headers_of(name))

    def with_mapping(self, mapping: FileMapping) -> Part:
        """The part of which something else is decided."""
        return replace(self, of_mapping=replace(self.of_mapping, mapping=mapping))


@dataclass(frozen=True)
class AtWork:
    """A file and its mapping, about which somebody may decide.

    Attributes:
        file: The partner's file.
        codebook: What its cases are to mean.
        mapping: What is decided, for this codebook.
        parts: The same in parts, each with what was read.
        found: Everything that was found in the file.
    """

    file: CaseFile
    codebook: Codebook
    mapping: FileMapping
    parts: tuple[Part, ...]
    found: dict[str, Any] = field(repr=False)

    @property
    def state(self) -> str:
        """Changes with every decision and every look: a form that was sent for another is old."""
        known = f"{self.file.scan} {identity_of(self.mapping)[2]}"
        return hashlib.sha256(known.encode()).hexdigest()[:32]

    def is_old(self, post: QueryDict) -> bool:
        """Whether a form was made before somebody else decided."""
        return post.get("state", self.state) != self.state

    @property
    def linked(self) -> bool:
        """Whether the cases are linked tables."""
        return self.codebook.network is not None

    def column_at(self, position: int) -> tuple[Part, Column] | None:
        """A column of the codebook by its place, with the part that may fill it."""
        if position >= len(self.codebook.columns):
            return None
        column = self.codebook.columns[position]
        found = (one for one in self.parts if column.name in one.codebook.table.names)
        return next(((part, column) for part in found), None)

    def part_at(self, position: int) -> Part | None:
        """The part in which a column of the file stands, by its place among those of all parts."""
        for part in self.parts:
            if 0 <= position - part.first < len(part.scan.columns):
                return part
        return None

    def with_part(self, changed: Part) -> AtWork:
        """What is decided once something else is decided of one part."""
        parts = [changed if one.first == changed.first else one for one in self.parts]
        return self.with_mapping(
            joined(self.mapping, self.codebook, [one.of_mapping for one in parts])
        )

    def with_mapping(self, mapping: FileMapping) -> AtWork:
        """The same file with another mapping, made of the same columns."""
        scans = [part.scan for part in self.parts]
        parts = tuple(_parts(mapping, self.codebook, scans))
        return replace(self, mapping=mapping, parts=parts)


def at_work(dataset: Dataset, current: CaseFile | None) -> AtWork | None:
    """What somebody may decide about; ``None``: nothing yet, or the codebook has changed since.

    Reads the vault.
    """
    codebook = dataset_codebook.confirmed(dataset)
    if current is None or codebook is None:
        return None
    found, mapping = found_in(current), mapping_of(dataset)
    scans, digest = scans_from(found), codebook_digest(codebook)
    if mapping is None or not scans:
        return None
    if mapping.codebook_digest != digest or found.get("codebook") != digest:
        return None
    parts = tuple(_parts(mapping, codebook, scans))
    return AtWork(current, codebook, mapping, parts, found) if parts else None


def _parts(mapping: FileMapping, codebook: Codebook, scans: list[ScannedFile]) -> Iterator[Part]:
    """The parts of a mapping beside what was read of each; none where they are not the same."""
    made = mapping_parts(mapping, codebook)
    headers = [one.mapping.source.headers for one in made]
    if codebook.network is not None and headers != [scan.header for scan in scans]:
        return
    places = {column.name: place for place, column in enumerate(codebook.columns)}
    of_one_file = not mapping.tables
    first = 0
    for one, scan in zip(made, scans, strict=True):
        others = (column for each in made if each is not one for column in each.mapping.columns)
        read = frozenset(header for column in others for header in column.reads)
        yield Part(one, scan, first, places, read if of_one_file else frozenset())
        first += len(scan.columns)
