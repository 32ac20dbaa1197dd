"""Parts of files that can be read each by itself: whole files, or some rows of a Parquet file.

Many files in one folder are one table, as clusters write it. Where a file is cut depends on how
many rows it has; what is counted does not depend on where it is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.errors import InputError, Place, Problem
from lanterne.files.file_fingerprint import changed
from lanterne.files.kinds import Kind, kind_of_file
from lanterne.files.layout import PLAIN, Layout
from lanterne.files.parquet import ParquetFile
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.rows import Rows, TableFile
from lanterne.messages import Parameter

ROWS = 1 << 20
"""Rows of a Parquet file that are read together."""

FILE = 1 << 40
"""Numbers of rows that one file takes: those of the next begin behind them."""

NOTHING = "Null"
"""Kind of a column of a Parquet file in which nothing is recorded."""

_OURS = ("lanterne-ledger.jsonl", ".fitted.npz")
"""How the names end of what Lanterne keeps beside cases."""

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
        size: Bytes of the file when it was looked at.
        changed: Second in which it had changed last then. Other machines see no more of a shared
            disk alike: not the number of a file, nor parts of a second.
    """

    place: int
    path: Path
    first: int = 0
    rows: int | None = None
    size: int = 0
    changed: int = 0

    def check_unchanged(self) -> None:
        """Raise InputError where the file is not what it was, or gone."""
        try:
            status = self.path.stat()
        except OSError:
            raise changed(self.path) from None
        if (status.st_size, int(status.st_mtime)) != (self.size, self.changed):
            raise changed(self.path)


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
        with numbered(self.place, findings) as own:
            for rows in self.file.batches(own):
                yield Rows(rows.frame, rows.numbers + np.int64(self.place * FILE))


@contextmanager
def numbered(place: int, findings: Findings) -> Iterator[Findings]:
    """Findings of a file, whose rows get their numbers among all rows at the end of the block.

    Args:
        place: Which of the files it is.
        findings: Of that file; receives what was found.
    """
    own = Findings(findings.file)
    try:
        yield own
    finally:
        findings.absorb([own.moved(place * FILE)])


def table_files(path: Path) -> tuple[Path, ...]:
    """The files of a table: itself, or those of a folder by name.

    Raises:
        InputError: There is none, or something in the folder is no file of cases.
    """
    if not path.is_dir():
        return (path,)
    found = [one for one in sorted(path.iterdir()) if not one.name.startswith(_LEFT_BY_CLUSTERS)]
    problems = [] if found else [Problem("no-files.of-table", place=Place(str(path)))]
    for one in found:
        if one.name.endswith(_OURS):
            problems.append(Problem("not-a-part.ours", place=Place(str(one))))
        elif not one.is_file():
            problems.append(Problem("not-a-part.no-file", place=Place(str(one))))
    if problems:
        raise InputError(problems)
    return tuple(found)


def check_copies(files: Sequence[Path]) -> None:
    """That no file is a copy of another, byte for byte: everybody in it would count twice.

    Raises:
        InputError: One is; with each.
    """
    sizes: dict[int, list[Path]] = {}
    for one in files:
        sizes.setdefault(one.stat().st_size, []).append(one)
    problems = []
    for several in sizes.values():
        seen: dict[bytes, Path] = {}
        for one in several if len(several) > 1 else ():
            with one.open("rb") as opened:
                first = seen.setdefault(file_digest(opened, "sha256").digest(), one)
            if first is not one:
                problems.append(Problem("file-twice", {"other": first.name}, Place(str(one))))
    if problems:
        raise InputError(problems)


def check_alike(files: Sequence[Path], kinds_in: Callable[[Path], tuple[str, ...]]) -> None:
    """That ids are kept alike in all files: as one number of two types they may be two texts.

    Args:
        files: The files of a table.
        kinds_in: File → of what kind each column of ids is in it, as :func:`kinds_of` says. What
            is wrong with a file that it cannot read is said when the file is.

    Raises:
        InputError: They are not; with each file that differs from the first.
    """
    first: dict[int, tuple[str, Path]] = {}  # where nothing is recorded, any kind will do
    problems: dict[Path, Problem] = {}
    for path in files:
        with suppress(InputError):
            for column, kind in enumerate(kinds_in(path)):
                if kind == NOTHING:
                    continue
                known, other = first.setdefault(column, (kind, path))
                if kind != known:
                    gaps: dict[str, Parameter] = {"other": other.name}
                    problems.setdefault(path, Problem("ids-of-two-kinds", gaps, Place(str(path))))
    if problems:
        raise InputError([*problems.values()])


def kinds_of(path: Path, file: TableFile, columns: Sequence[str]) -> tuple[str, ...]:
    """Of what kind each of some columns of an open file is: text, or what the file says or is."""
    if isinstance(file, ParquetFile):
        return file.kinds_of(columns)
    kind = kind_of_file(path, Findings(str(path)))
    return ("text" if kind is Kind.DELIMITED else kind.name,) * len(columns)


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
    kind, status = kind_of_file(path, findings), path.stat()
    whole = Shard(place, path, size=status.st_size, changed=int(status.st_mtime))
    if kind is not Kind.PARQUET:
        return [whole]
    try:
        height = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        raise findings.fail("unreadable-file.parquet") from None
    if height <= rows:
        return [whole]
    return [
        replace(whole, first=first, rows=min(rows, height - first))
        for first in range(0, height, rows)
    ]


def open_shard(
    shard: Shard, table: str, known: Collection[str], findings: Findings, layout: Layout = PLAIN
) -> TableFile:
    """Open a part as :func:`lanterne.files.read.open_table` does its file, which is no other.

    Raises:
        InputError: As there; or the file has changed.
    """
    shard.check_unchanged()
    file = open_table(shard.path, table, known, findings, layout)
    if shard.rows is None:
        return file
    assert isinstance(file, ParquetFile)
    return replace(file, part=(shard.first, shard.rows))


def place_of_row(number: int, files: Sequence[Path]) -> tuple[Path, int]:
    """In which file, and there in which row, a numbered row is."""
    place, row = divmod(number, FILE)
    return files[place], row
