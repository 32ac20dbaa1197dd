"""A table that is in memory already: a frame of Polars, pandas or Arrow, as a file gives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows
from lanterne.files.texts import as_text, check_types

BATCH = 1 << 17
"""Rows of a batch."""


@dataclass(frozen=True)
class FrameFile:
    """A frame whose columns can be written as texts.

    Attributes:
        header: The names of the columns, trimmed.
        frame: The rows; the first of them is row 2, as if the names stood in row 1.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame = field(repr=False)

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows in batches; ``findings`` is for other kinds of file."""
        del findings
        texts = [
            as_text(pl.nth(place), kind).alias(str(place))
            for place, kind in enumerate(self.frame.dtypes)
        ]
        for start in range(0, self.frame.height, BATCH):
            frame = self.frame[start : start + BATCH].select(texts)
            yield Rows(frame, np.arange(start + 2, start + 2 + frame.height, dtype=np.int64))


def open_frame(frame: Any, findings: Findings) -> FrameFile:
    """A frame as a file; answers are written as those of a Parquet file are.

    Args:
        frame: A frame of Polars, of pandas (its index is left out), a table of Arrow, or anything
            else that hands out its columns as Arrow does.
        findings: Receives what is wrong.

    Raises:
        InputError: It is no frame, or has a column whose cells are no texts.
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if not hasattr(frame, "__arrow_c_stream__") or not hasattr(frame, "columns"):
        raise findings.fail("not-a-table.object")
    if not isinstance(frame, pl.DataFrame):
        if hasattr(frame, "reset_index"):  # pandas hands out its index as a column
            frame = frame.reset_index(drop=True)
        try:
            frame = pl.DataFrame(frame)
        except Exception:  # what pandas, Arrow and Polars say of it may repeat a cell
            raise findings.fail("not-a-table.frame") from None
    check_types(frame.schema, findings)
    return FrameFile(clean_header(frame.columns), frame)
