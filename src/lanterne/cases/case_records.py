"""What is asked of cases that are open, whether they lie in one file or in those of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import polars as pl

from lanterne.cases.encode import Codes
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook

Batch = tuple[Codes, pl.Series | None]
"""Codes of people, and the household of each where that is asked for."""


class Summand(Protocol):
    """What adds up exactly, in any order: integers, arrays of them, or what is counted so."""

    def __add__(self, other: Any, /) -> Any:
        """The sum."""


Sum = TypeVar("Sum", bound=Summand)

Counting = Callable[[Iterable[Batch]], Sequence[Sum]]
"""Exact counts of people, which add up over any parts of them in which no household is cut. Where
others do the reading it is pickled."""


class CaseRecords(Protocol):
    """Cases of one table, one row per person once they are read, wherever and by whomever.

    :class:`lanterne.cases.Cases`, :class:`lanterne.cases.joint.JointCases` and
    :class:`lanterne.cases.shards.ShardedCases` are such; what each of these gives and raises is
    said there.
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

    def add_up(self, count: Counting[Sum]) -> Sequence[Sum]:
        """Exact counts of all people. Sensitive."""

    def batches(self) -> Iterator[Codes]:
        """Codes of all people."""

    def batches_with_households(self) -> Iterator[tuple[Codes, pl.Series]]:
        """Codes of all people, each with the households of its people."""

    def frame(self) -> pl.DataFrame:
        """The answers of all people as the codebook lists them."""


def with_households(batches: Iterable[Batch]) -> Iterator[tuple[Codes, pl.Series]]:
    """The same batches, of which the households are known.

    Raises:
        ValueError: Nobody asked for them.
    """
    for codes, households in batches:
        if households is None:
            raise ValueError("cases must be opened with a column of households")
        yield codes, households
