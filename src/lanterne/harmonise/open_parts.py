"""A part of one of several tables that is open, twice: for who counts, and then for its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from lanterne.cases.network.shards.openers import Decided
from lanterne.cases.shards.sending import Content
from lanterne.files.file_fingerprint import changed
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows, TableFile
from lanterne.harmonise.apply import HarmonisedFile


@dataclass
class WatchedFile:
    """A file whose cells must be the same each time, where they decide who counts.

    Attributes:
        file: The file.
        columns: Names of the columns that decide, in its frames.
        path: Where it is.
        before: Digest of these cells when it was decided; ``None``: nothing is yet.
        content: The same of the last time that the rows were read to their end.
    """

    file: TableFile
    columns: tuple[str, ...]
    path: File
    before: str | None = None
    content: str = field(default="", repr=False)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.file.header

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows after the header, in their order.

        Raises:
            InputError: The file cannot be read on, or is not what it was.
        """
        content = Content()
        for rows in self.file.batches(findings):
            if rows.frame.height:
                content.add(rows.frame.select(self.columns))
            yield rows
        self.content = content.digest().hex()
        if self.before not in {None, self.content}:
            error = changed(self.path)
            findings.take_elsewhere(error.problems)
            raise error


@dataclass(frozen=True)
class OpenPart:
    """A part of a table, with what the mapping makes of its columns.

    Attributes:
        file: The part.
        watched: The file below it.
        decisive: The columns by which it is decided who counts.
    """

    file: HarmonisedFile
    watched: WatchedFile
    decisive: tuple[str, ...]


@dataclass(frozen=True)
class AsDecided:
    """Which rows of a part are about somebody who counts; see :class:`HarmonisedFile`.

    Attributes:
        decided: What was decided of the part.
    """

    decided: Decided

    def __call__(self, rows: Rows) -> pl.Series:
        """Per row, whether it counts."""
        return ~pl.Series(np.isin(rows.numbers, self.decided.rows), dtype=pl.Boolean)
