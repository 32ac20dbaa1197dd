"""The rows of one table of a network in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from lanterne.cases.encode import vocabularies_of
from lanterne.cases.network.locations import Part
from lanterne.cases.records import RowCounts
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.model import Table
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings

_RAGGED = ("too-few-fields", "too-many-fields")


@dataclass(frozen=True)
class Records:
    """The rows of one table, as far as they can be read. Sensitive.

    Attributes:
        table: What they mean.
        rows: Answer codes and texts of sets, null where a cell is no answer; the ids by the names
            of their columns, in one spelling; ``ROW`` in the file.
        findings: What is wrong in the file that they are in.
        whole: Whether every row of the file is there.
    """

    table: Table
    rows: pl.DataFrame = field(repr=False)
    findings: Findings
    whole: bool = True

    @property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """Name of each column that is there → its vocabulary."""
        books = vocabularies_of(self.table)
        return {name: book for name, book in books.items() if name in self.rows.columns}

    def has(self, *columns: str | None) -> bool:
        """Whether these columns are there."""
        return set(columns) <= set(self.rows.columns)


@dataclass(frozen=True)
class ReadTables:
    """What the files of a network hold, as far as they can be read. Sensitive.

    Attributes:
        tables: Name of each table that is there and can be read → its rows.
        described: Of a file of pairs, one row per link: the two keys, and what is recorded of the
            perpetrator on this row or on rows that name no victim.
    """

    tables: Mapping[str, Records]
    described: Records | None = None


def read_rows(part: Part, tally: RowCounts) -> Records | None:
    """The rows of a file or sheet; ``None`` when it cannot be read.

    Args:
        part: The file or sheet.
        tally: Counts the rows that are read.
    """
    reader, findings = part.reader, part.findings
    if reader is None:
        return None
    batches, whole = [reader.nothing()], True
    try:
        for batch in reader.batches(findings, tally):
            batches.append(batch)
    except InputError:
        whole = False  # why is among the findings
    rows = pl.concat(batches)
    return Records(part.place.table, rows, findings, whole and not findings.names(*_RAGGED))
