"""Parquet files, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.files.layout import clean_header
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows
from lanterne.files.text_blocks import KIB, LINE
from lanterne.files.texts import as_text, check_types

BATCH = 1 << 17
"""Most rows of a batch."""

TEXT = 1 << 28
"""Most bytes of text in a batch."""


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file whose schema has been read.

    Attributes:
        path: The file, or the object of a store.
        header: The names of the columns, trimmed.
        part: The rows that are read: how many are passed over, and how many follow; ``None``: all.
    """

    path: File
    header: tuple[str, ...]
    part: tuple[int, int] | None = None

    def kinds_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """Of each of these columns ``text`` or its type; ``text`` too where there is none."""
        schema = schema_of(self.path)
        texts = pl.String, pl.Categorical, pl.Enum
        typed = {
            column.strip(): str(kind)
            for column, kind in schema.items()
            if not isinstance(kind, texts)
        }
        return tuple(typed.get(name, "text") for name in names)

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows as text; null and NaN are blank, a whole number is written without decimals.

        Raises:
            InputError: The file is damaged.
        """
        passed, length = self.part or (0, None)
        with scanned(self.path, self.part) as whole:
            lazy = whole.slice(passed, length)
            schema = lazy.collect_schema()
            height = self._height(lazy, schema, findings)
            texts = [
                as_text(pl.col(name), kind).alias(str(i))
                for i, (name, kind) in enumerate(schema.items())
            ]
            first = passed + 2
            batches = lazy.select(texts).collect_batches(chunk_size=height, maintain_order=True)
            try:
                for frame in batches:
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


@contextmanager
def scanned(path: File, part: tuple[int, int] | None) -> Iterator[pl.LazyFrame]:
    """All rows of a file, to be read while the block lasts.

    Args:
        path: The file, or an object of a store, of which no more is fetched than is asked for.
        part: The rows that will be asked for: how many are passed over, and how many follow;
            ``None``: all of them; of ``NO_ROWS``, the columns and how many rows there are.

    Raises:
        InputError: The object cannot be had.
    """
    if isinstance(path, Path):
        yield pl.scan_parquet(path, glob=False)
        return
    with path.in_memory(part) as copy:
        yield pl.scan_parquet(copy, glob=False)


NO_ROWS = (0, 0)
"""Of a file, what is not about any row."""


def schema_of(path: File) -> pl.Schema:
    """Names and kinds of the columns."""
    with scanned(path, NO_ROWS) as whole:
        return whole.collect_schema()


def height_of(path: File) -> int:
    """How many rows there are."""
    with scanned(path, NO_ROWS) as whole:
        return int(whole.select(pl.len()).collect().item())


def open_parquet(path: File, findings: Findings) -> ParquetFile:
    """Read the schema of a Parquet file.

    Raises:
        InputError: It is damaged, or has a column whose cells are no texts.
    """
    try:
        schema = schema_of(path)
    except (pl.exceptions.PolarsError, OSError):
        raise findings.fail("unreadable-file.parquet") from None
    check_types(schema, findings)
    return ParquetFile(path, clean_header(schema))
