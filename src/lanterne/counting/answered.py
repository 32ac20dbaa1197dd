"""Rows of answers, wherever they are: what is asked of them is counted in parts and added up.

Whoever asks says what is counted of some rows, as something that travels to where they are read.
Sums are exact, so that it makes no difference how the rows are cut, or in which order parts are
done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl

from lanterne.cases.case_records import Batch, CaseRecords
from lanterne.cases.encode import decode
from lanterne.codebook.encoding import Encoding
from lanterne.counting.coding import as_texts

ROWS = 1 << 16
"""Rows of a table in memory that are looked at together."""

HOME = "\x1fhome"
"""Column of households beside the answers, where they are asked for."""


class Tally(Protocol):
    """Counts some rows."""

    def add(self, rows: pl.DataFrame) -> None:
        """Count more rows: texts, without nulls."""

    @property
    def sum(self) -> Any:
        """What was counted; two of them add up by ``+``, exactly and in any order."""


class Asked(Protocol):
    """What is counted. It is pickled where others read the rows."""

    def begin(self) -> Tally:
        """Counts of no rows."""


class Answered(Protocol):
    """Rows of answers."""

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""

    def add_up(self, *asked: Asked) -> Sequence[Any]:
        """What is asked, each added up over all rows; they are read once."""


@dataclass(frozen=True)
class HeldAnswers:
    """A table in memory; each column is read as text, a null as blank."""

    frame: pl.DataFrame = field(repr=False)

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.frame.columns)

    def add_up(self, *asked: Asked) -> Sequence[Any]:
        """See :meth:`Answered.add_up`."""
        return tallied(asked, map(as_texts, self.frame.iter_slices(ROWS)))


@dataclass(frozen=True)
class CaseAnswers:
    """The people in cases, numbers as bins; sensitive.

    Attributes:
        cases: The open cases.
        homes: Whether ``HOME`` stands beside the answers; the cases know who lives together.
    """

    cases: CaseRecords
    homes: bool = False

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns of the codebook."""
        return self.cases.codebook.table.names

    def add_up(self, *asked: Asked) -> Sequence[Any]:
        """See :meth:`Answered.add_up`; raises what reading the cases raises."""
        return self.cases.add_up(self._counting(asked))

    def held(self) -> HeldAnswers:
        """All people in memory, for cases that can be read once only; raises as above."""
        cases, count = self.cases, self._counting(())
        batches: Iterable[Batch] = (
            cases.batches_with_households()
            if self.homes
            else ((codes, None) for codes in cases.batches())
        )
        return HeldAnswers(pl.concat(map(count.answers, batches)))

    def _counting(self, asked: tuple[Asked, ...]) -> _OfCodes:
        separators = {column.name: column.separator for column in self.cases.codebook.table.columns}
        return _OfCodes(asked, self.cases.encoding, separators, self.homes)


@dataclass(frozen=True)
class _OfCodes:
    """Counts people by their answers, who come as codes."""

    asked: tuple[Asked, ...]
    encoding: Encoding
    separators: Mapping[str, str]
    homes: bool

    def __call__(self, batches: Iterable[Batch]) -> Sequence[Any]:
        return tallied(self.asked, map(self.answers, batches))

    def answers(self, batch: Batch) -> pl.DataFrame:
        codes, homes = batch
        rows = decode(codes[:, : len(self.encoding.columns)], self.encoding, self.separators)
        return rows if not self.homes or homes is None else rows.with_columns(homes.alias(HOME))


def tallied(asked: Sequence[Asked], rows: Iterable[pl.DataFrame]) -> Sequence[Any]:
    """What is asked of some rows, each counted."""
    tallies = [one.begin() for one in asked]
    for some in rows:
        for tally in tallies:
            tally.add(some)
    return [tally.sum for tally in tallies]


@dataclass(frozen=True)
class SeenAs:
    """What is counted of rows that are seen otherwise than they are.

    Attributes:
        asked: What is counted.
        look: What the rows are seen as; it is pickled.
    """

    asked: Asked
    look: Callable[[pl.DataFrame], pl.DataFrame]

    def begin(self) -> Tally:
        """Counts of no rows."""
        return _Seen(self.asked.begin(), self.look)


class _Seen:
    def __init__(self, tally: Tally, look: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        self._tally, self._look = tally, look

    def add(self, rows: pl.DataFrame) -> None:
        self._tally.add(self._look(rows))

    @property
    def sum(self) -> Any:
        return self._tally.sum


@dataclass(frozen=True)
class SeenAnswers:
    """Rows that are seen otherwise than they are; see :class:`SeenAs`."""

    answered: Answered
    look: Callable[[pl.DataFrame], pl.DataFrame]

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, which stay."""
        return self.answered.header

    def add_up(self, *asked: Asked) -> Sequence[Any]:
        """See :meth:`Answered.add_up`."""
        return self.answered.add_up(*(SeenAs(one, self.look) for one in asked))


@dataclass(frozen=True)
class AnswerCounts:
    """How often each text stands in each column.

    Attributes:
        columns: Per column, text → rows.
    """

    columns: tuple[Counter[str], ...] = field(repr=False)

    def __add__(self, other: AnswerCounts) -> AnswerCounts:
        """Of the rows of both."""
        pairs = zip(self.columns, other.columns, strict=True)
        return AnswerCounts(tuple(one + two for one, two in pairs))

    @property
    def rows(self) -> int:
        """Number of rows; 0 without a column."""
        return sum(self.columns[0].values()) if self.columns else 0


@dataclass(frozen=True)
class CountAnswers:
    """Counts the texts of each column; the sum is an :class:`AnswerCounts`."""

    header: tuple[str, ...]

    def begin(self) -> Tally:
        """Counts of no rows."""
        return _Answers(self.header)


class _Answers:
    def __init__(self, header: tuple[str, ...]) -> None:
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in header}

    def add(self, rows: pl.DataFrame) -> None:
        for name, counts in self._counts.items():
            texts, numbers = rows[name].value_counts()
            counts.update(dict(zip(texts.to_list(), numbers.to_list(), strict=True)))

    @property
    def sum(self) -> AnswerCounts:
        return AnswerCounts(tuple(self._counts.values()))
