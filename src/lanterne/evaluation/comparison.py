"""Compare any released table with the sensitive one: the core, without files or codebooks.

Everything here is computed from the cases without a privacy mechanism. It is as sensitive as they
are and never enters a release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import comb
from typing import Any, Protocol

import numpy as np
import polars as pl

from lanterne.evaluation.codes import Cells, CodedTables, Integers
from lanterne.evaluation.counts import CountBand, CountsSeen, CountsTally
from lanterne.evaluation.measures import LengthMeasures, SetMeasures, measure_set, pool
from lanterne.evaluation.sizes import SizeMeasures, SizeTally

ALWAYS_COMPLETE = 2
"""Sets of up to this many columns are never sampled: each pair of columns is reported."""

SEED = 20260101
"""Seed of the sample of longer column sets, fixed so that two evaluations are comparable."""


class ComparedTables(Protocol):
    """The sensitive and the released table in codes, as they are compared.

    :class:`~lanterne.evaluation.codes.CodedTables` and
    :class:`~lanterne.evaluation.tables.CountedTables` are such; what each gives is said there.
    """

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Per column, the text of each code."""

    @property
    def rows_real(self) -> int:
        """Number of sensitive rows, at least 1."""

    @property
    def rows_released(self) -> int:
        """Number of released rows."""

    def counts(self, column: int) -> tuple[Integers, Integers]:
        """How often each code of a column occurs, in the cases and in the release."""

    def countable(self, columns: tuple[int, ...]) -> bool:
        """Whether the cells of a table may be held."""

    def cells_of(self, tables: Sequence[tuple[int, ...]]) -> Iterator[Cells]:
        """The contingency tables of some sets of columns, given by position."""


@dataclass(frozen=True)
class ValueCounts:
    """One answer of a column: the people and the released rows that give it, unscaled."""

    value: str
    real: int
    released: int
    real_share: float
    released_share: float


@dataclass(frozen=True)
class ColumnMeasures:
    """One column.

    Attributes:
        name: Header of the column.
        distance: Total variation distance, 0 to 1.
        values: Every answer that occurs in either table, blank included, the most frequent first.
    """

    name: str
    distance: float
    values: tuple[ValueCounts, ...]


@dataclass(frozen=True)
class Comparison:
    """A released table against the sensitive one.

    Attributes:
        rows_real: Number of people in the cases.
        rows_released: Number of rows in the release.
        lengths: Pooled measures for each number of columns.
        columns: Each column, in the order of the table.
        pairs: Each pair of columns; empty when the table has one.
        counts: Real against released counts of combinations of two answers.
        bands: The same combinations by the number of people they hold.
        sizes: Combinations of each length by the number of people they hold, in finer steps.
        singles: Each column by itself, measured as pairs are.
    """

    rows_real: int
    rows_released: int
    lengths: tuple[LengthMeasures, ...]
    columns: tuple[ColumnMeasures, ...]
    pairs: tuple[SetMeasures, ...]
    counts: tuple[CountsSeen, ...]
    bands: tuple[CountBand, ...]
    sizes: tuple[SizeMeasures, ...] = ()
    singles: tuple[SetMeasures, ...] = ()

    @property
    def rows_ratio(self) -> float:
        """Released rows for each person in the cases; 1 is the same number."""
        return self.rows_released / self.rows_real

    def length(self, length: int) -> LengthMeasures | None:
        """The measures of one length, or ``None`` when it was not measured."""
        return next((one for one in self.lengths if one.length == length), None)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return asdict(self) | {"rows_ratio": self.rows_ratio}


def compare_frames(
    real: pl.DataFrame,
    released: pl.DataFrame,
    missing: Mapping[str, frozenset[str]] | None = None,
    lengths: Sequence[int] = (1, 2, 3, 4),
    max_sets: int = 600,
) -> Comparison:
    """Compare two tables of the same columns.

    Args:
        real: The sensitive table, one row per person; each column is read as text, a null as
            blank. A set is one answer: its text.
        released: The released table, of the same columns in any order.
        missing: Column → texts that, like blank, say nothing about a person.
        lengths: Numbers of columns to look at together; those beyond the table are left out.
        max_sets: Largest number of column sets measured at each length above two; a sample with a
            fixed seed beyond that. Columns alone and pairs are always complete.

    Returns:
        The comparison; sensitive.

    Raises:
        UsageError: The tables do not have the same columns, or the sensitive one is empty.
    """
    return compare_tables(CodedTables.of(real, released, missing or {}), lengths, max_sets)


def compare_tables(
    tables: ComparedTables, lengths: Sequence[int] = (1, 2, 3, 4), max_sets: int = 600
) -> Comparison:
    """Compare two tables that are coded already; see :func:`compare_frames`.

    Of a length above two, sets of columns whose cells cannot be held are left out.
    """
    width = len(tables.header)
    wanted = sorted({*lengths, *range(1, ALWAYS_COMPLETE + 1)} & set(range(1, width + 1)))
    sets = [
        columns
        for length in wanted
        for columns in column_sets(width, length, max_sets)
        if length <= ALWAYS_COMPLETE or tables.countable(columns)
    ]
    tally = CountsTally()
    scale = tables.rows_real / max(tables.rows_released, 1)
    measured: dict[int, list[SetMeasures]] = {}
    by_size = {length: SizeTally(length) for length in wanted}
    for columns, cells in zip(sets, tables.cells_of(sets), strict=True):
        names = tuple(tables.header[j] for j in columns)
        length = len(columns)
        measured.setdefault(length, []).append(
            measure_set(names, cells, tables.rows_real, tables.rows_released)
        )
        by_size[length].add(cells, scale)
        if length == 2:
            tally.add(cells, scale)
    sizes = [size for k in measured if k in lengths for size in by_size[k].measures()]
    return Comparison(
        rows_real=tables.rows_real,
        rows_released=tables.rows_released,
        lengths=tuple(
            pool(k, comb(width, k), sets) for k, sets in measured.items() if k in lengths
        ),
        columns=tuple(_column(tables, j, single.distance) for j, single in enumerate(measured[1])),
        pairs=tuple(measured.get(2, ())),
        counts=tally.seen(),
        bands=tally.bands(),
        sizes=tuple(sizes),
        singles=tuple(measured[1]),
    )


def column_sets(width: int, length: int, max_sets: int) -> Iterator[tuple[int, ...]]:
    """All sets of ``length`` among ``width`` columns, or a sample with a fixed seed."""
    possible = comb(width, length)
    if possible <= max_sets or length <= ALWAYS_COMPLETE:
        yield from combinations(range(width), length)
        return
    chosen = np.random.default_rng([SEED, width, length]).choice(possible, max_sets, replace=False)
    for rank in sorted(chosen.tolist()):
        yield _unrank(rank, width, length)


def _unrank(rank: int, width: int, length: int) -> tuple[int, ...]:
    """The set of that rank in lexicographic order, without listing the ones before it."""
    members: list[int] = []
    candidate = 0
    while len(members) < length:
        after = comb(width - candidate - 1, length - len(members) - 1)
        if rank < after:
            members.append(candidate)
        else:
            rank -= after
        candidate += 1
    return tuple(members)


def _column(tables: ComparedTables, j: int, distance: float) -> ColumnMeasures:
    """The counts of every answer of one column."""
    real, released = tables.counts(j)
    values = [
        ValueCounts(
            value=tables.texts[j][code],
            real=int(real[code]),
            released=int(released[code]),
            real_share=int(real[code]) / tables.rows_real,
            released_share=int(released[code]) / max(tables.rows_released, 1),
        )
        for code in np.argsort(-real, kind="stable")
        if real[code] or released[code]
    ]
    return ColumnMeasures(tables.header[j], distance, tuple(values))
