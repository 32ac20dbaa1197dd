"""Parts of files that can be read each by itself: whole files, or some rows of a Parquet file.

Many files in one folder are one table, as clusters write it. Where a file is cut depends on how
many rows it has; what is counted does not depend on where it is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.errors import InputError, Place, Problem
from lanterne.files.kinds import Kind, kind_of_file
from lanterne.files.parquet import ParquetFile, open_parquet
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows, TableFile

ROWS = 1 << 20
"""Rows of a Parquet file that are read together."""

FILE = 1 << 40
"""Numbers of rows that one file takes: those of the next begin behind them."""

_LEFT_BY_CLUSTERS = (".", "_")
"""What the names of files begin with that are no part of a table, such as ``_SUCCESS``."""


@dataclass(frozen=True, order=True)
class Shard:
    """A part of a file.

    Attributes:
        place: Which file of the table it is, from 0.
        path: The file.
        first: First row below the header that is of it, from 0.
        rows: How many; ``None``: the whole file.
    """

    place: int
    path: Path
    first: int = 0
    rows: int | None = None


@dataclass(frozen=True)
class NumberedFile:
    """A file of several, whose rows are numbered so that no two files have the same numbers.

    Attributes:
        file: The file.
        place: Which of the files it is.
    """

    file: TableFile
    place: int

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.file.header

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows after the header, in their order."""
        for rows in self.file.batches(findings):
            yield Rows(rows.frame, rows.numbers + np.int64(self.place * FILE))


def table_files(path: Path) -> tuple[Path, ...]:
    """The files of a table: itself, or those of a folder by name.

    Raises:
        InputError: There is none, or one is there twice under two names.
    """
    if not path.is_dir():
        return (path,)
    found = [
        one
        for one in sorted(path.iterdir())
        if one.is_file() and not one.name.startswith(_LEFT_BY_CLUSTERS)
    ]
    problems = [] if found else [Problem("no-files.of-table", place=Place(str(path)))]
    seen: dict[tuple[int, int], Path] = {}
    for one in found:
        status = one.stat()
        first = seen.setdefault((status.st_dev, status.st_ino), one)
        if first is not one:
            problems.append(Problem("file-twice", {"other": first.name}, Place(str(one))))
    if problems:
        raise InputError(problems)
    return tuple(found)


def shards_of(files: Sequence[Path], rows: int = ROWS) -> tuple[Shard, ...]:
    """The parts that files are read in; only their ends are looked at.

    Args:
        files: The files of a table.
        rows: Most rows of a part of a Parquet file, at least 1. Other files are not cut.

    Raises:
        InputError: A file cannot be read, or is empty.
    """
    problems: list[Problem] = []
    found: list[Shard] = []
    for place, path in enumerate(files):
        try:
            found += _cut(place, path, rows, Findings(str(path)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(found)


def _cut(place: int, path: Path, rows: int, findings: Findings) -> list[Shard]:
    if kind_of_file(path, findings) is not Kind.PARQUET:
        return [Shard(place, path)]
    try:
        height = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        raise findings.fail("unreadable-file.parquet") from None
    if height <= rows:
        return [Shard(place, path)]
    return [
        Shard(place, path, first, min(rows, height - first)) for first in range(0, height, rows)
    ]


def open_rows(shard: Shard, findings: Findings) -> ParquetFile:
    """Open a part that is some rows of a Parquet file.

    Raises:
        InputError: It is damaged.
    """
    assert shard.rows is not None
    return replace(open_parquet(shard.path, findings), part=(shard.first, shard.rows))


def place_of_row(number: int, files: Sequence[Path]) -> tuple[Path, int]:
    """In which file, and there in which row, a numbered row is."""
    place, row = divmod(number, FILE)
    return files[place], row
