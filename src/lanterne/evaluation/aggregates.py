"""How far the published counts are from the truth, and how often their intervals hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.codebook.model import Table
from lanterne.counting.answered import Tally, tallied

NOMINAL = 0.95
"""Share of intervals that are promised to hold the true count."""

MOST_CHECKED = 50_000
"""Published counts checked at each length; a sample with a fixed seed when there are more."""

SEED = 20260102
"""Seed of that sample."""

_AT_ONCE = 1 << 16  # words of a block of bit masks: half a megabyte stays in the cache

_GROUPS = ["length", "method"]

Masks = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class AggregateMeasures:
    """The published counts of one length and method, against the true ones.

    Attributes:
        length: Number of answers in a combination.
        method: How the counts were made: ``measured``, a noisy count with intervals.
        published: Number of counts published.
        checked: How many of them were checked.
        mean_count: Mean true count, in people.
        count_error: Mean absolute error of ``count``.
        count_coverage: Share of its intervals that hold the true count.
        count_width: Mean width of these intervals, in people.
        estimate_error: Mean absolute error of ``estimate``.
        estimate_coverage: As for ``count``.
        estimate_width: As for ``count``.
        synthetic_error: Mean absolute error of the count in the released rows, unscaled.
    """

    length: int
    method: str
    published: int
    checked: int
    mean_count: float
    count_error: float
    count_coverage: float
    count_width: float
    estimate_error: float
    estimate_coverage: float
    estimate_width: float
    synthetic_error: float


def measure_aggregates(
    real: pl.DataFrame, aggregates: pl.DataFrame, table: Table
) -> tuple[AggregateMeasures, ...]:
    """Compare the published counts with the cases; one entry per length and method.

    Args:
        real: The sensitive table as text, one row per person.
        aggregates: The published counts, in the columns of a release's ``aggregates``.
        table: The table of the codebook: it says which columns are sets.
    """
    return measures_of(check_counts(real, aggregates, table))


@dataclass(frozen=True)
class CheckedCounts:
    """Published counts of one length and method, with the true ones.

    Attributes:
        length: Number of answers in a combination.
        method: How the counts were made.
        published: Number of counts published.
        counts: Those that were checked, in the columns of a release's ``aggregates``, and
            ``true``, the number of people. Sensitive.
    """

    length: int
    method: str
    published: int
    counts: pl.DataFrame = field(repr=False)


def check_counts(
    real: pl.DataFrame, aggregates: pl.DataFrame, table: Table
) -> tuple[CheckedCounts, ...]:
    """Count in the cases what was published; arguments as of :func:`measure_aggregates`."""
    some = checked_of(aggregates)
    return beside(aggregates, some, true_counts(real, some, table))


def checked_of(aggregates: pl.DataFrame) -> pl.DataFrame:
    """The published counts that are checked: all of a length and method, or a sample of them."""
    groups = aggregates.group_by(_GROUPS, maintain_order=True)
    some = [one.sample(min(len(one), MOST_CHECKED), seed=SEED) for _, one in groups]
    return pl.concat(some) if some else aggregates.clear()


def beside(
    aggregates: pl.DataFrame, some: pl.DataFrame, true: npt.NDArray[np.int64]
) -> tuple[CheckedCounts, ...]:
    """Published counts beside the true ones.

    Args:
        aggregates: All that are published.
        some: Those that are checked, as :func:`checked_of` gives them.
        true: The number of people behind each of ``some``.
    """
    published = {key: len(one) for key, one in aggregates.group_by(_GROUPS)}
    found = [
        CheckedCounts(int(str(length)), str(method), published[length, method], checked)
        for (length, method), checked in some.with_columns(true=pl.Series(true)).group_by(
            _GROUPS, maintain_order=True
        )
    ]
    return tuple(sorted(found, key=lambda one: (one.length, one.method)))


def measures_of(checked: Iterable[CheckedCounts]) -> tuple[AggregateMeasures, ...]:
    """Errors and coverage of counts that were checked, one entry per length and method."""
    return tuple(_measure(one.length, one.method, one.published, one.counts) for one in checked)


def intervals_held(measures: Iterable[AggregateMeasures]) -> float | None:
    """Share of the intervals of counts that hold the true count; ``None`` without any."""
    measures = tuple(measures)
    checked = sum(one.checked for one in measures)
    held = sum(one.checked * one.count_coverage for one in measures)
    return held / checked if checked else None


def true_counts(
    real: pl.DataFrame, aggregates: pl.DataFrame, table: Table
) -> npt.NDArray[np.int64]:
    """Number of people who give all answers of each row of ``aggregates``.

    Each answer becomes a bit per person once; a combination is the bits that all its answers
    share.
    """
    counts: npt.NDArray[np.int64] = tallied((CountTrue(aggregates, table),), [real])[0]
    return counts


@dataclass(frozen=True)
class CountTrue:
    """Counts the people who give all answers of each published combination; the sum is an array.

    Attributes:
        aggregates: The published counts.
        table: The table of the codebook: it says which columns are sets.
    """

    aggregates: pl.DataFrame = field(repr=False)
    table: Table

    def begin(self) -> Tally:
        """Counts of nobody."""
        return _TrueCounts(self)


class _TrueCounts:
    def __init__(self, asked: CountTrue) -> None:
        self._table = asked.table
        self._answers, self._places = _answers_of(asked.aggregates)
        self.sum = np.zeros(self._places.shape[1], np.int64)

    def add(self, rows: pl.DataFrame) -> None:
        if rows.height:
            masks = np.stack([_mask(rows, self._table, *answer) for answer in self._answers])
            _add_shared(masks, self._places, self.sum)


def _answers_of(
    aggregates: pl.DataFrame,
) -> tuple[tuple[tuple[str, str], ...], npt.NDArray[np.int64]]:
    """The answers that occur, and the numbers of those of each combination."""
    answers: dict[tuple[str, str], int] = {("", ""): 0}
    places = np.zeros((_places(aggregates), len(aggregates)), np.int64)
    for place in range(len(places)):
        pairs = zip(
            aggregates[f"column_{place + 1}"].fill_null(""),
            aggregates[f"value_{place + 1}"].fill_null(""),
            strict=True,
        )
        places[place] = [answers.setdefault(pair, len(answers)) for pair in pairs]
    return tuple(answers), places


def _add_shared(masks: Masks, places: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> None:
    """Add the people who give all answers of each combination."""
    step = max(1, _AT_ONCE // masks.shape[1])
    for start in range(0, len(counts), step):
        block = slice(start, start + step)
        shared = masks[places[0, block]]
        for place in places[1:]:
            shared &= masks[place[block]]
        counts[block] += np.bitwise_count(shared).sum(axis=1, dtype=np.int64)


def _places(aggregates: pl.DataFrame) -> int:
    """Largest number of answers in a combination."""
    return sum(name.startswith("column_") for name in aggregates.columns)


def _mask(real: pl.DataFrame, table: Table, name: str, value: str) -> Masks:
    """One bit per person: whether they give the answer; everybody when there is none."""
    if not name:
        gives = np.ones(len(real), bool)
    else:
        column, texts = table.column(name), real[name].cast(pl.String).fill_null("")
        if column.split:
            gives = texts.str.split(column.separator).list.contains(value).to_numpy()
        else:
            gives = (texts == value).to_numpy()
    packed = np.zeros(-(-len(gives) // 64) * 8, np.uint8)
    packed[: -(-len(gives) // 8)] = np.packbits(gives)
    return packed.view(np.uint64)


def _measure(length: int, method: str, published: int, checked: pl.DataFrame) -> AggregateMeasures:
    true = pl.col("true")
    names = {
        "mean_count": true.mean(),
        "synthetic_error": (pl.col("synthetic") - true).abs().mean(),
    }
    for kind in ("count", "estimate"):
        low, high = pl.col(f"{kind}_low"), pl.col(f"{kind}_high")
        names[f"{kind}_error"] = (pl.col(kind) - true).abs().mean()
        names[f"{kind}_coverage"] = true.is_between(low, high).mean()
        names[f"{kind}_width"] = (high - low).mean()
    figures = checked.select(**names).row(0, named=True)
    return AggregateMeasures(
        length=length, method=method, published=published, checked=len(checked), **figures
    )
