"""How every part of the cases is read, as something that travels to whoever reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from lanterne.cases.checked import checked
from lanterne.cases.encode import Codes, vocabularies_of
from lanterne.cases.open_people import open_people
from lanterne.cases.people import PeopleReader
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Table
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.rows import TableFile
from lanterne.files.shards import FILE, NumberedFile, Shard, open_rows


@dataclass(frozen=True)
class Reading:
    """How cases of one table are read.

    Attributes:
        table: What the columns mean.
        subject_id: Column that says which rows are one person; ``None``: each row is one.
        household: Column that says which people live together; ``None``: nobody asks.
        ignore: Columns that are left out.
    """

    table: Table
    subject_id: str | None
    household: str | None
    ignore: tuple[str, ...]

    @cached_property
    def encoding(self) -> Encoding:
        """How answers become codes."""
        return encode_table(self.table)

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """Name of each column → its vocabulary."""
        return vocabularies_of(self.table)

    def open(self, shard: Shard, findings: Findings) -> PeopleReader:
        """Open a part; its header is held against the table.

        Raises:
            InputError: It cannot be read, or its header does not fit.
        """

        def open_as(
            path: Path, table: str, known: Collection[str], findings: Findings
        ) -> TableFile:
            file = (
                open_table(path, table, known, findings)
                if shard.rows is None
                else open_rows(shard, findings)
            )
            return NumberedFile(file, shard.place)

        shard.check_unchanged()
        said, own = (self.subject_id or "", self.household or ""), Findings(str(shard.path))
        try:
            reader = open_people(shard.path, self.table, said, self.ignore, own, open_as)
        finally:
            findings.absorb([own.moved(shard.place * FILE)])
        own.raise_any()
        return reader

    def encoded(
        self, parts: Iterable[pl.DataFrame], findings: Findings
    ) -> Iterator[tuple[pl.DataFrame, Codes]]:
        """Answers and codes of people as long as nothing is wrong; then the rest is checked only.

        Args:
            parts: Answers of people, null where a cell is none.
            findings: Receives what is wrong.
        """
        return checked(parts, self.table, self.vocabularies, self.encoding, findings)
