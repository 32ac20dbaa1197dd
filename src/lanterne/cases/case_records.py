"""What is asked of cases that are open, whether they lie in one file or in those of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import polars as pl

from lanterne.cases.encode import Codes
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook


class CaseRecords(Protocol):
    """Cases of one table, one row per person once they are read.

    :class:`lanterne.cases.Cases` and :class:`lanterne.cases.joint.JointCases` are such; what each
    of these gives and raises is said there.
    """

    @property
    def codebook(self) -> Codebook:
        """What the columns mean."""

    @property
    def encoding(self) -> Encoding:
        """How answers become codes."""

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person; ``None``: each row is taken to be one."""

    @property
    def household(self) -> str | None:
        """Column that says which people live together; ``None``: nobody asks."""

    @property
    def organisations(self) -> int:
        """How many organisations' files these are or were: somebody may stand in each of them."""

    def batches(self) -> Iterator[Codes]:
        """Codes of all people."""

    def batches_with_households(self) -> Iterator[tuple[Codes, pl.Series]]:
        """Codes of all people, each with the households of its people."""

    def frame(self) -> pl.DataFrame:
        """The answers of all people as the codebook lists them."""
