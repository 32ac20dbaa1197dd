"""The rows of a release, read in parts from its folder by whoever reads the cases."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.cases.shards.sending import dealt
from lanterne.codebook.model import Table
from lanterne.counting.answered import ROWS, Asked, tallied
from lanterne.errors import LanterneError
from lanterne.release.layout import data_path, parts_on_disk
from lanterne.release.tables import binned
from lanterne.runners import Runner
from lanterne.runners.runner import Pair

COUNTED = 0
"""Key of all that is counted of the rows."""


@dataclass(frozen=True, order=True)
class Rows:
    """Some rows of a file: at most ``ROWS`` from ``first`` on."""

    path: Path
    first: int


@dataclass(frozen=True)
class ReleasedAnswers:
    """The released rows of one table, numbers as bins.

    Attributes:
        folder: Of the release; every machine of the runner must reach it under this path. Its
            files were held against their digests.
        table: What the columns mean.
        runner: Who reads them.
    """

    folder: Path
    table: Table
    runner: Runner

    @cached_property
    def _files(self) -> Sequence[Path]:
        name = self.table.name
        return parts_on_disk(self.folder, name) or [self.folder / data_path(name, "parquet")]

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(pl.read_parquet_schema(self._files[0]))

    def add_up(self, *asked: Asked) -> Sequence[Any]:
        """See :meth:`lanterne.counting.answered.Answered.add_up`.

        Raises:
            LanterneError: Some rows were not counted once each.
        """
        every = [*self._rows()]
        stage, counted = CountRows(self.table, asked), list[Rows]()
        sums: list[Any] = []
        for _, value in self.runner.run(dealt(every, self.runner.tasks), stage):
            some, more = pickle.loads(value)
            counted += some
            sums = [a + b for a, b in zip(sums, more, strict=True)] if sums else more
        if sorted(counted) != sorted(every):
            raise LanterneError("runner.counted-twice")
        return sums or tallied(asked, [])

    def _rows(self) -> Iterator[Rows]:
        for path in self._files:
            rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
            yield from (Rows(path, first) for first in range(0, rows, ROWS))


@dataclass(frozen=True)
class CountRows:
    """Only stage: counts of some rows, and which they were."""

    table: Table
    asked: tuple[Asked, ...]

    def __call__(self, some: Sequence[Rows]) -> Iterator[Pair]:
        """One value."""
        sums = tallied(self.asked, map(self._texts, some))
        yield COUNTED, pickle.dumps((list(some), sums), protocol=5)

    def _texts(self, rows: Rows) -> pl.DataFrame:
        scanned = pl.scan_parquet(rows.path, glob=False).slice(rows.first, ROWS)
        return binned(scanned.with_columns(pl.all().fill_null("")).collect(), self.table)
