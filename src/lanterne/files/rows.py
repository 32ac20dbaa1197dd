"""What every kind of file gives: texts and the rows where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.files.problem_log import Findings

COLUMNS = 1 << 14
"""Most columns of a table, as many as a sheet of a spreadsheet has."""


@dataclass(frozen=True)
class Rows:
    """Some rows of a file.

    Attributes:
        frame: One String column per field, without nulls, named ``"0"``, ``"1"``, …: headers may
            be there twice.
        numbers: Row of each in the file, counted as a spreadsheet does; length ``frame.height``.
    """

    frame: pl.DataFrame = field(repr=False)
    numbers: npt.NDArray[np.int64] = field(repr=False)


class TableFile(Protocol):
    """A file whose header has been read."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, trimmed."""

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows after the header, in their order; raises InputError when it cannot go on."""
