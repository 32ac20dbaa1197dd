"""Parts of files that can be read each by itself: whole files, or some rows of a Parquet file.

Many files in one folder are one table, as clusters write it. Where a file is cut depends on how
many rows it has; what is counted does not depend on where it is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import overload

import numpy as np
import polars as pl

from lanterne.errors import InputError, Place, Problem
from lanterne.files.file_fingerprint import changed, sign_of
from lanterne.files.kinds import Kind, kind_of_file
from lanterne.files.layout import PLAIN, Layout
from lanterne.files.object_path import File, ObjectPath, Sign
from lanterne.files.parquet import ParquetFile, height_of
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

SILENT = "unreadable-object.no-answer"
"""What is said where a store does not answer."""

_LEFT_BY_CLUSTERS = (".", "_")
"""What the names of files begin with that are no part of a table, such as ``_SUCCESS``."""


@dataclass(frozen=True, order=True)
class Shard:
    """A part of a file.

    Attributes:
        place: Which file of the table it is, from 0.
        path: The file, or the object of a store.
        first: First row below the header that is of it, from 0.
        rows: How many; ``None``: the whole file.
        sign: What told, when it was looked at, that the file changes.
    """

    place: int
    path: File
    first: int = 0
    rows: int | None = None
    sign: Sign = ()

    def check_unchanged(self) -> None:
        """Raise InputError where the file is not what it was, or gone."""
        if sign_of(self.path) != self.sign:
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


@overload
def table_files(path: Path) -> tuple[Path, ...]: ...


@overload
def table_files(path: File) -> tuple[File, ...]: ...


def table_files(path: File) -> tuple[File, ...]:
    """The files of a table: itself, or those of a folder by name; or the objects of a store.

    Raises:
        InputError: There is none, or something in the folder is no file of cases.
    """
    files, others = listed(path)
    if path in files:
        return (path,)
    there = (one for one in sorted([*files, *others]))
    found = [one for one in there if not one.name.startswith(_LEFT_BY_CLUSTERS)]
    problems = [] if found else [Problem("no-files.of-table", place=Place(str(path)))]
    for one in found:
        if one.name.endswith(_OURS):
            problems.append(Problem("not-a-part.ours", place=Place(str(one))))
        elif one in others:
            problems.append(Problem("not-a-part.no-file", place=Place(str(one))))
    if problems:
        raise InputError(problems)
    return tuple(found)


def check_listed(path: File, files: Sequence[File], now: Sequence[File]) -> None:
    """Raise InputError, which names the folder or store, where it has other files than it had."""
    if tuple(files) != tuple(now):
        raise InputError([Problem("file-changed.list", place=Place(str(path)))])


def listed(path: File) -> tuple[Sequence[File], Sequence[File]]:
    """Itself, or the files of a folder or the objects of a store; and what else is in it.

    Raises:
        InputError: The store has neither the object nor others below it, or refuses.
    """
    if isinstance(path, ObjectPath):
        return path.listed()
    if not path.is_dir():
        return [path], []
    there = [*path.iterdir()]
    return [one for one in there if one.is_file()], [one for one in there if not one.is_file()]


def check_copies(files: Sequence[File]) -> None:
    """That no file is a copy of another, byte for byte: everybody in it would count twice.

    Raises:
        InputError: One is; with each.
    """
    sizes: dict[int, list[File]] = {}
    for one in files:
        size = one.size if isinstance(one, ObjectPath) else one.stat().st_size
        sizes.setdefault(size, []).append(one)
    problems = []
    for several in sizes.values():
        seen: dict[bytes, File] = {}
        for one in several if len(several) > 1 else ():
            first = seen.setdefault(_digest_of(one), one)
            if first is not one:
                problems.append(Problem("file-twice", {"other": first.name}, Place(str(one))))
    if problems:
        raise InputError(problems)


def _digest_of(file: File) -> bytes:
    if isinstance(file, ObjectPath):
        return file.digest()
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").digest()


def check_alike(files: Sequence[File], kinds_in: Callable[[File], tuple[str, ...]]) -> None:
    """That ids are kept alike in all files: as one number of two types they may be two texts.

    Args:
        files: The files of a table.
        kinds_in: File → of what kind each column of ids is in it, as :func:`kinds_of` says. What
            is wrong with a file that it cannot read is said when the file is.

    Raises:
        InputError: They are not; with each file that differs from the first.
    """
    first: dict[int, tuple[str, File]] = {}  # where nothing is recorded, any kind will do
    problems: dict[File, Problem] = {}
    for path in files:
        with _unless_silent():
            for column, kind in enumerate(kinds_in(path)):
                if kind == NOTHING:
                    continue
                known, other = first.setdefault(column, (kind, path))
                if kind != known:
                    gaps: dict[str, Parameter] = {"other": other.name}
                    problems.setdefault(path, Problem("ids-of-two-kinds", gaps, Place(str(path))))
    if problems:
        raise InputError([*problems.values()])


@contextmanager
def _unless_silent() -> Iterator[None]:
    """What is wrong with a file is said later, but a store that does not answer at once."""
    try:
        yield
    except InputError as error:
        if any(one.code == SILENT for one in error.problems):
            raise


def kinds_of(path: File, file: TableFile, columns: Sequence[str]) -> tuple[str, ...]:
    """Of what kind each of some columns of an open file is: text, or what the file says or is."""
    if isinstance(file, ParquetFile):
        return file.kinds_of(columns)
    kind = kind_of_file(path, Findings(str(path)))
    return ("text" if kind is Kind.DELIMITED else kind.name,) * len(columns)


def shards_of(files: Sequence[File], rows: int = ROWS) -> tuple[Shard, ...]:
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
            if any(one.code == SILENT for one in error.problems):
                break  # each of the others would be waited for as long
    if problems:
        raise InputError(problems)
    return tuple(found)


def _cut(place: int, path: File, rows: int, findings: Findings) -> list[Shard]:
    kind, whole = kind_of_file(path, findings), Shard(place, path, sign=sign_of(path))
    if kind is not Kind.PARQUET:
        return [whole]
    try:
        height = height_of(path)
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


def place_of_row(number: int, files: Sequence[File]) -> tuple[File, int]:
    """In which file, and there in which row, a numbered row is."""
    place, row = divmod(number, FILE)
    return files[place], row
