"""The data sets of a release, and what was measured for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import polars as pl

from lanterne.codebook.model import Table
from lanterne.errors import UsageError
from lanterne.release import load_datasets, load_release
from lanterne.release.tables import binned
from lanterne.synthesis.deviations import Deviations
from lanterne.synthesis.result import Datasets

Answer = tuple[str, str]
"""A column and a text in it; the empty text where nothing is recorded."""


@dataclass(frozen=True)
class DataSets:
    """Data sets that were drawn from one measurement.

    Attributes:
        frames: The rows of each, as texts; the empty text where nothing is recorded, whatever the
            reason, and for a number its bin: nothing finer was measured beside other columns.
        deviations: How much noise is in counts of one to three columns.
    """

    frames: tuple[pl.DataFrame, ...]
    deviations: Deviations

    @classmethod
    def of(cls, drawn: Datasets, table: Table) -> DataSets:
        """Data sets as they were drawn, for questions about what was measured.

        Args:
            drawn: Rows as they are published.
            table: What their columns mean.
        """
        silent = {
            column.name: dict.fromkeys(chain.from_iterable(column.missing.values()), "")
            for column in table.columns
        }
        frames = [
            frame.with_columns(
                pl.col(name).cast(pl.String).replace(texts) for name, texts in silent.items()
            )
            for frame in drawn.frames
        ]
        return cls(tuple(binned(frame, table) for frame in frames), drawn.deviations)

    @cached_property
    def stacked(self) -> pl.DataFrame:
        """The rows of all data sets below each other."""
        return pl.concat(self.frames)


def open_data_sets(release: str | Path) -> DataSets:
    """The data sets of a release that is whole.

    Raises:
        UsageError: ``release`` is not a folder, or has no data sets.
        InputError: It is not a release, or a file is missing, extra or changed.
    """
    whole = load_release(Path(release), rows=False)
    drawn = load_datasets(whole)
    if drawn is None:
        raise UsageError("inference.no-data-sets", release=str(release))
    return DataSets.of(drawn, whole.codebook.table)


def gives(answer: Answer) -> pl.Expr:
    """Where a row gives an answer."""
    column, value = answer
    return pl.col(column).cast(pl.String) == value


def is_recorded(column: str) -> pl.Expr:
    """Where something is recorded in a column."""
    return pl.col(column).cast(pl.String) != ""
