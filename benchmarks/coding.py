"""A table of texts as integer codes over a public domain, for the methods that need one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Columns = tuple[str, ...]
Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class CodedTable:
    """Codes of a table and the texts that they stand for.

    Attributes:
        codes: Column name → integers from 0, one a row.
        texts: Column name → the text of each code; the first is blank.
    """

    codes: dict[str, Codes]
    texts: dict[str, tuple[str, ...]]

    @property
    def columns(self) -> Columns:
        """The columns, in the order of the table."""
        return tuple(self.codes)

    @property
    def sizes(self) -> dict[str, int]:
        """How many values each column can take, blank included."""
        return {column: len(texts) for column, texts in self.texts.items()}

    def size(self, columns: Sequence[str]) -> int:
        """Return how many cells the marginal of some columns has."""
        return math.prod(len(self.texts[column]) for column in columns)

    def marginal(self, columns: Sequence[str]) -> Floats:
        """Return the counts of every combination of values, one axis a column."""
        shape = tuple(len(self.texts[column]) for column in columns)
        cells = np.ravel_multi_index(tuple(self.codes[column] for column in columns), shape)
        counts = np.bincount(cells, minlength=math.prod(shape))
        return counts.reshape(shape).astype(np.float64)

    def decode(self, codes: dict[str, Codes]) -> pl.DataFrame:
        """Return the texts of some codes, in the order of the table's columns."""
        return pl.DataFrame(
            {
                column: np.asarray(texts, dtype=object)[codes[column]].tolist()
                for column, texts in self.texts.items()
            },
            schema=dict.fromkeys(self.texts, pl.String),
        )


def code_table(frame: pl.DataFrame) -> CodedTable:
    """Code a table of texts over the values it holds, plus blank.

    The domain is taken as public, as a codebook would make it.
    """
    texts, codes = {}, {}
    for column in frame.columns:
        values = frame[column].fill_null("")
        texts[column] = ("", *sorted(set(values.unique()) - {""}))
        ranks = {text: code for code, text in enumerate(texts[column])}
        codes[column] = np.array([ranks[text] for text in values], dtype=np.int64)
    return CodedTable(codes, texts)
