"""A partner's linked tables in many parts: each part is harmonised where it is read.

What says who counts is compared first (:mod:`lanterne.harmonise.who_counts`); then a row becomes a
row of cases by itself alone. Rows that hold several people are not read so: whom no key names gets
one that is counted over all rows of a victim, wherever these stand.
"""

from __future__ import annotations

from collections.abc import Mapping as Assignment
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lanterne.cases.network.locations import Part, Place
from lanterne.cases.network.shards.openers import Decided, WhoCounts
from lanterne.cases.shards.sending import Places
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.errors import InputError, UsageError
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.shards import NumberedFile, Shard, open_shard
from lanterne.harmonise.apply import open_harmonised, partners_file
from lanterne.harmonise.linked_files import LinkedFile, file_of_table, part_of_table
from lanterne.harmonise.mapping import Mapping, Source
from lanterne.harmonise.open_parts import AsDecided, OpenPart, WatchedFile
from lanterne.harmonise.partner_folders import files_of_partner
from lanterne.harmonise.partner_parts import PartnerParts
from lanterne.harmonise.single_tables import SingleTable, single_tables
from lanterne.harmonise.who_counts import ReadKeys


@dataclass(frozen=True)
class PartnerTables:
    """Opens parts by a mapping; a :class:`lanterne.cases.network.shards.openers.LinkedOpener`.

    Attributes:
        mapping: The mapping, which fits the codebook.
        codebook: A codebook of linked tables.

    Raises:
        UsageError: The mapping makes them of rows that hold several people.
    """

    mapping: Mapping
    codebook: Codebook

    def __post_init__(self) -> None:
        if not self.mapping.tables:
            raise UsageError("runner.several-people")

    @property
    def consent(self) -> str:
        """Column that says who consents; empty: nobody is asked here."""
        return self.mapping.legal.consent

    @cached_property
    def singles(self) -> dict[str, SingleTable]:
        """Name of a table → how it is made, as a mapping of one table."""
        return {one.table.name: one for one in single_tables(self.mapping, self.codebook)}

    def source(self, name: str) -> Source:
        """Where a table is, and which columns say who is who."""
        return self.mapping.tables[name]

    def files(self, path: File, network: Network) -> Assignment[str, tuple[File, ...]]:
        """The files of each table, by the names that the mapping has for them.

        Raises:
            InputError: As :func:`files_of_partner`.
            UsageError: So too.
        """
        return files_of_partner(path, self.mapping.tables, network)

    def header(self, place: Place) -> Part:
        """A file of which only the header is read, and what is wrong with it."""
        one, findings = self.singles[place.table.name], place.findings()
        try:
            file = open_harmonised(place.path, one.mapping, one.codebook, findings)
        except InputError:
            return Part(place, None, findings)  # why is among the findings
        linked = file_of_table(file, self.source(place.table.name), place.table)
        return part_of_table(place, linked, findings)

    def part(self, place: Place, shard: Shard, findings: Findings, decided: Decided | None) -> Part:
        """Open a part; its rows have their numbers among all rows.

        Raises:
            InputError: As :func:`lanterne.harmonise.open_harmonised`; or the file has changed.
        """
        linked = self.linked_file(place.table.name, shard, findings, decided)
        return part_of_table(place, linked, findings)

    def linked_file(
        self, name: str, shard: Shard, findings: Findings, decided: Decided | None
    ) -> LinkedFile:
        """The rows of a part in the columns of the table; arguments and errors of :meth:`part`."""
        file = self.open_part(name, shard, findings, decided).file
        return file_of_table(file, self.source(name), self.singles[name].table)

    def open_part(
        self,
        name: str,
        shard: Shard,
        findings: Findings | None = None,
        decided: Decided | None = None,
    ) -> OpenPart:
        """A part with what the mapping makes of its columns; nothing is read but its header.

        Args:
            name: Of the table.
            shard: The part.
            findings: Receives what is wrong with it; ``None``: that is said elsewhere.
            decided: Who does not count; ``None``: nothing is decided yet.

        Raises:
            InputError: As :meth:`part`.
        """
        one, said = self.singles[name], Findings("") if findings is None else findings
        source = one.mapping.source
        opened = open_shard(shard, "", source.headers, said, source.layout)
        parted = NumberedFile(opened, shard.place)
        file = partners_file(parted, one.mapping, one.codebook, said, shard.path)
        decisive = self._decisive(name)
        columns = tuple(str(file.headers.places[header]) for header in decisive)
        before = None if decided is None else decided.content
        watched = WatchedFile(parted, columns, shard.path, before)
        counted = None if decided is None else AsDecided(decided)
        return OpenPart(replace(file, file=watched, counted=counted), watched, decisive)

    def _decisive(self, name: str) -> tuple[str, ...]:
        """The columns of a table by which it is decided who counts."""
        network = self.codebook.network
        assert network is not None  # of linked tables
        keys = self.source(name).keys
        if name == network.victims.name:
            asked = (self.consent, keys[str(network.victims.key)])
            return tuple(dict.fromkeys(filter(None, asked)))
        if name == network.perpetrators.name:
            return (keys[str(network.perpetrators.key)],)
        if name == network.links.name:
            return tuple(keys.values())
        return ()

    def kinds_in(self, path: File, table: Table) -> tuple[str, ...]:
        """Of what kind ids are, as the file calls their columns.

        Raises:
            InputError: The file cannot be read.
        """
        one = self.singles[table.name]
        return PartnerParts(one.mapping, one.codebook).kinds_in(path, one.mapping.source.keep)

    def who_counts(
        self, network: Network, names: Sequence[str], shards: Sequence[Shard], places: Places
    ) -> WhoCounts | None:
        """The stages in which consents are compared; ``None``: nobody is asked, all count."""
        if not self.consent:
            return None
        sources = self.mapping.tables
        told = tuple(names), tuple(shards), places
        return ReadKeys(self.open_part, sources, network, *told).stages
