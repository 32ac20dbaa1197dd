"""Open a case file of any kind: what it is, is seen from its content and not from its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.files.delimited import open_delimited
from lanterne.files.problem_log import Findings, shown
from lanterne.files.rows import Rows, TableFile, clean_header
from lanterne.files.text_blocks import KIB, LINE
from lanterne.files.workbook import open_workbook
from lanterne.files.zip_safety import DAMAGE
from lanterne.messages import Message

BATCH = 1 << 17
"""Most rows of a batch of a Parquet file."""

TEXT = 1 << 28
"""Most bytes of text in a batch."""

_OTHERS = {
    b"\xd0\xcf\x11\xe0": "not-a-table.old-workbook",
    b"\x1f\x8b": "not-a-table.compressed",
    b"%PDF": "not-a-table.pdf",
    b"7z\xbc\xaf": "not-a-table.archive",
    b"Rar!": "not-a-table.archive",
}


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file whose schema has been read.

    Attributes:
        path: The file.
        header: The names of the columns, trimmed.
    """

    path: Path
    header: tuple[str, ...]

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows as text; null and NaN are blank, a whole number is written without decimals.

        Raises:
            InputError: The file is damaged.
        """
        lazy = pl.scan_parquet(self.path, glob=False)
        schema = lazy.collect_schema()
        height = self._height(lazy, schema, findings)
        texts = [
            _as_text(name, kind).alias(str(i)) for i, (name, kind) in enumerate(schema.items())
        ]
        first = 2
        try:
            for frame in lazy.select(texts).collect_batches(chunk_size=height, maintain_order=True):
                yield Rows(frame, np.arange(first, first + frame.height, dtype=np.int64))
                first += frame.height
        except (pl.exceptions.PolarsError, OSError):
            raise findings.fail("unreadable-file.parquet") from None

    def _height(self, lazy: pl.LazyFrame, schema: pl.Schema, findings: Findings) -> int:
        """Rows of a batch: fewer where texts are long, for packed they may take next to nothing."""
        longest = [
            pl.col(name).cast(pl.String).str.len_bytes().max().alias(str(i))
            for i, (name, kind) in enumerate(schema.items())
            if not kind.is_numeric()
        ]
        try:
            seen = lazy.select(longest).collect(engine="streaming").row(0) if longest else ()
        except (pl.exceptions.PolarsError, OSError):
            raise findings.fail("unreadable-file.parquet") from None
        width = sum(length or 0 for length in seen)
        if width > LINE:
            raise findings.fail("line-too-long", {"size": KIB})
        return max(1, min(BATCH, TEXT // max(1, width)))


OpenTable = Callable[[Path, str, Collection[str], Findings], TableFile]
"""How a file is opened: as :func:`open_table` does, or as something else that has its columns."""


def open_table(path: Path, table: str, known: Collection[str], findings: Findings) -> TableFile:
    """Open a case file and read its header.

    Args:
        path: A delimited text, XLSX, ODS or Parquet file.
        table: Name of the table; the sheet of that name is taken in a workbook with several.
        known: Names of columns to be expected.
        findings: Receives what is wrong.

    Raises:
        InputError: There is no such file, or it is not a table that can be read.
    """
    first = _first_bytes(path, findings)
    if not first:
        raise findings.fail("empty-file.whole")
    if first == b"PAR1":
        return _open_parquet(path, findings)
    if first == b"PK\x03\x04":
        if not _is_workbook(path):
            raise findings.fail("not-a-table.unpacked")
        return open_workbook(path, table, findings)
    for magic, code in _OTHERS.items():
        if first.startswith(magic):
            raise findings.fail(code)
    return open_delimited(path, known, findings)


def _first_bytes(path: Path, findings: Findings) -> bytes:
    try:
        if not path.exists():
            raise findings.fail("no-such-file")
        if path.is_dir():
            raise findings.fail("not-a-file.folder")
        if not path.is_file():
            raise findings.fail("not-a-file.other")
        with path.open("rb") as stream:
            return stream.read(4)
    except OSError as error:
        why = Message(error.strerror or "unreadable-file.no-reason")
        raise findings.fail("unreadable-file.why", {"why": why}) from None


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook of several sheets, seen from its content."""
    try:
        with path.open("rb") as stream:
            packed = stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False
    return packed and _is_workbook(path)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except DAMAGE:
        return path.suffix.lower() in {".xlsx", ".ods"}
    return bool(names & {"xl/workbook.xml", "content.xml"})


def _open_parquet(path: Path, findings: Findings) -> ParquetFile:
    try:
        schema = pl.scan_parquet(path, glob=False).collect_schema()
    except (pl.exceptions.PolarsError, OSError):
        raise findings.fail("unreadable-file.parquet") from None
    for name, kind in schema.items():
        if kind.is_nested() or kind in {pl.Binary, pl.Object}:
            findings.add("column-type", column=shown(name))
    findings.raise_any()
    return ParquetFile(path, clean_header(schema))


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_float():
        whole = column.round() == column
        small = whole & (column.abs() < 2**53)
        digits = column.cast(pl.Int64, strict=False).cast(pl.String)
        text = pl.when(small).then(digits).otherwise(column.cast(pl.String))
        return pl.when(column.is_nan()).then(pl.lit("")).otherwise(text).fill_null("")
    return column.cast(pl.String).fill_null("")
