"""Linked tables of a partner in many parts: each part of each table is written where it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lanterne.cases.network.shards.openers import Decided
from lanterne.cases.network.shards.sending import Kind, Outgoing, There, Work
from lanterne.cases.shards.sending import RECEIPT
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard
from lanterne.harmonise.linked_files import LinkedFile
from lanterne.harmonise.marked_rows import MarkedRows
from lanterne.harmonise.partner_tables import PartnerTables
from lanterne.harmonise.write_parts import WrittenReceipt, write_part
from lanterne.runners.runner import Pair


@dataclass(frozen=True)
class WriteTables:
    """A stage: parts of linked tables, and what was met on the way, a receipt for each part.

    Attributes:
        tables: How parts are opened.
        names: Of each file, in the order in which files are numbered, the name of its table.
        places: Part → where it is written, in the order of the places where parts are read; every
            machine must reach it under this path.
        marks: Whether the rows with answers that nobody mapped are wanted.
    """

    tables: PartnerTables
    names: tuple[str, ...]
    places: Mapping[Shard, Path]
    marks: bool

    def __call__(self, shards: Sequence[Shard]) -> Iterator[Pair]:
        """First stage, where nobody is asked: receipts of these parts."""
        for shard in shards:
            yield from self._written(shard, None)

    @property
    def decided(self) -> Mapping[Kind, Work]:
        """A later stage, where it was decided before who counts."""
        return {Kind.PARTS: self._as_decided}

    def _as_decided(self, place: int, there: There, _out: Outgoing) -> Iterator[Pair]:
        yield from self._written(self._shards[place], Decided.of(there))

    @cached_property
    def _shards(self) -> tuple[Shard, ...]:
        return tuple(self.places)

    def marked(self, name: str) -> MarkedRows | None:
        """Collects the rows to settle of a table; ``None``: nobody wants them."""
        source, one = self.tables.source(name), self.tables.singles[name]
        keep = one.mapping.source.keep
        return MarkedRows(keep, source.headers, source.place) if self.marks else None

    def _written(self, shard: Shard, decided: Decided | None) -> Iterator[Pair]:
        name = self.names[shard.place]

        def opened(findings: Findings) -> LinkedFile:
            return self.tables.linked_file(name, shard, findings, decided)

        receipt = WrittenReceipt(marked=self.marked(name))
        write_part(self.places[shard], shard, receipt, self.marked(name), opened)
        yield RECEIPT, receipt.packed()
