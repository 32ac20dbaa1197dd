"""How often published intervals hold the true count: by how large it is, and by column.

A promise of 95 in 100 that holds of all counts together may still fail of the small ones, or of one
column. It is read off the intervals as they were published, however they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from lanterne.evaluation.aggregates import CheckedCounts

SIZES = ((0, 0), (1, 19), (20, None))
"""Smallest and largest true count: nobody, a few people, and more."""

_KINDS = ("count", "estimate")


@dataclass(frozen=True)
class Held:
    """Some published counts, and how many of their intervals hold the true count.

    Attributes:
        checked: Number of counts.
        count: Share of the intervals of ``count`` that hold, 0 to 1; ``None``: there is none.
        estimate: The same of ``estimate``.
    """

    checked: int
    count: float | None
    estimate: float | None


@dataclass(frozen=True)
class SizeHeld:
    """Counts whose true number of people is from ``low`` to ``high``; ``None``: and more."""

    low: int
    high: int | None
    held: Held


@dataclass(frozen=True)
class ColumnHeld:
    """Counts of combinations with an answer in one column."""

    column: str
    held: Held


@dataclass(frozen=True)
class Coverage:
    """How often intervals hold, all lengths together. As sensitive as the cases.

    Attributes:
        sizes: By the true number of people; the sizes that occur, smallest first.
        columns: By column, in the order in which columns are published.
    """

    sizes: tuple[SizeHeld, ...] = ()
    columns: tuple[ColumnHeld, ...] = ()


def coverage_of(checked: Iterable[CheckedCounts]) -> Coverage:
    """How often the intervals of counts that were checked hold."""
    frames = [_held(one.counts) for one in checked if one.counts.height]
    if not frames:
        return Coverage()
    counts = pl.concat(frames, how="diagonal_relaxed")
    names = [name for name in counts.columns if name.startswith("column_")]
    return Coverage(tuple(_by_size(counts)), tuple(_by_column(counts, names)))


def _held(counts: pl.DataFrame) -> pl.DataFrame:
    """The columns of each combination, its true count, and whether each interval holds it."""
    true = pl.col("true")
    return counts.select(
        pl.col("^column_[0-9]+$"),
        true,
        *(true.is_between(f"{kind}_low", f"{kind}_high").alias(kind) for kind in _KINDS),
    )


def _by_size(counts: pl.DataFrame) -> Iterator[SizeHeld]:
    for low, high in SIZES:
        true = pl.col("true")
        some = counts.filter((true >= low) & (true <= high if high is not None else True))
        if some.height:
            yield SizeHeld(low, high, _share(some))


def _by_column(counts: pl.DataFrame, names: Sequence[str]) -> Iterator[ColumnHeld]:
    every = pl.concat([counts[name] for name in names]).drop_nulls().unique(maintain_order=True)
    for column in every:
        if column:
            some = counts.filter(pl.any_horizontal(pl.col(names) == column))
            yield ColumnHeld(column, _share(some))


def _share(counts: pl.DataFrame) -> Held:
    """Shares of intervals that hold, of those that there are."""
    shares = counts.select(pl.col(_KINDS).mean()).row(0)
    return Held(counts.height, *shares)
