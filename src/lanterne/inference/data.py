"""The data sets of a release, and what was measured for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from lanterne.errors import UsageError
from lanterne.release import load_datasets

Answer = tuple[str, str]
"""A column and a text in it; the empty text where nothing is recorded."""


@dataclass(frozen=True)
class DataSets:
    """Data sets that were drawn from one measurement.

    Attributes:
        frames: The rows of each, as texts; the empty text where nothing is recorded.
        deviations: One to three columns that were measured together → the standard deviation of
            the noise in a count of one answer to each, in people.
    """

    frames: tuple[pl.DataFrame, ...]
    deviations: Mapping[frozenset[str], float]

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
    frames, deviations = load_datasets(Path(release))
    if not frames:
        raise UsageError("inference.no-data-sets", release=str(release))
    return DataSets(frames, deviations)


def gives(answer: Answer) -> pl.Expr:
    """Where a row gives an answer."""
    column, value = answer
    return pl.col(column).cast(pl.String) == value


def is_recorded(column: str) -> pl.Expr:
    """Where something is recorded in a column."""
    return pl.col(column).cast(pl.String) != ""
