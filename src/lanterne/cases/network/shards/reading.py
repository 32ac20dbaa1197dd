"""How parts of linked tables are read, as something that travels to whoever reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from lanterne.cases.encode import vocabularies_of
from lanterne.cases.network.locations import (
    Part,
    Place,
    identifiers_of,
    tables_of,
)
from lanterne.cases.network.records import Records, read_rows
from lanterne.cases.network.references import check_answers
from lanterne.cases.network.shards.openers import Decided, LinkedOpener
from lanterne.cases.records import RowCounts, no_answers
from lanterne.codebook.model import Network, Table
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard, numbered


@dataclass(frozen=True)
class LinkedReading:
    """How linked tables are read.

    Attributes:
        network: What they mean.
        names: Of each file, in the order in which files are numbered, the name of its table.
        opener: How each part is opened.
    """

    network: Network
    names: tuple[str, ...]
    opener: LinkedOpener

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Name of each table → what it means."""
        return {table.name: table for table in tables_of(self.network)}

    def read(self, shard: Shard, tally: RowCounts, decided: Decided | None = None) -> Records:
        """The rows of a part, checked as far as each row by itself can be.

        Rows are numbered so that no two files have the same numbers. What is wrong is among the
        findings; of a file that cannot be read there is no row, and it is not whole.

        Args:
            shard: Which part.
            tally: Counts the rows that are read.
            decided: Who does not count; ``None``: nobody was asked.
        """
        place, findings = self.place_of(shard), Findings(str(shard.path))
        table = place.table
        nobody = Records(table, self.nobody(table.name), findings, whole=False)
        try:
            with numbered(shard.place, findings) as own:
                part = self.opener.part(place, shard, own, decided)
            records = read_rows(Part(place, part.reader, findings), tally)
            shard.check_unchanged()
        except InputError as error:
            if not findings:
                findings.take_elsewhere(error.problems)
            return nobody
        if records is None or not records.has(*identifiers_of(table), *table.names):
            return nobody
        return check_answers(replace(records, whole=records.whole and not own))

    def place_of(self, shard: Shard) -> Place:
        """The file that a part is of, and its table."""
        return Place(self.tables[self.names[shard.place]], shard.path)

    def nobody(self, name: str) -> pl.DataFrame:
        """No row of a table."""
        table = self.tables[name]
        return no_answers(vocabularies_of(table), identifiers_of(table))
