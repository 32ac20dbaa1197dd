"""Trends by year: how many people, and how the share with an outcome changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.codebook.model import Column
from lanterne.evaluation.analyses.answers import Answers
from lanterne.evaluation.analyses.questions import Split
from lanterne.evaluation.overlap import Interval, interval_overlap

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class YearCount:
    """People registered in one year, or in one period of several.

    Attributes:
        year: The answer in the file.
        real: People in the cases.
        released: Rows of the release, scaled to the number of people.
    """

    year: str
    real: int
    released: float


@dataclass(frozen=True)
class Trend:
    """How the share of people with an outcome changes from one year to the next.

    Attributes:
        outcome: The outcome.
        real: Change of the share by year in the cases, with its 95 % interval; 0.01 is one
            percentage point.
        released: The same in the release.
        overlap: What the two intervals share, 0 to 1.
    """

    outcome: Split
    real: Interval
    released: Interval
    overlap: float


@dataclass(frozen=True)
class Trends:
    """What is said about years.

    Attributes:
        column: Name of the column of years.
        years: People by year, in the order of the codebook; years without any are left out.
        trends: The outcomes that can be followed on both sides.
    """

    column: str
    years: tuple[YearCount, ...]
    trends: tuple[Trend, ...]

    @property
    def same(self) -> int:
        """How many rise, fall, or leave it open on both sides."""
        return sum(one.real.side(0) == one.released.side(0) for one in self.trends)


def trends_by_year(
    column: Column,
    years: tuple[Integers, Integers],
    outcomes: Sequence[Split],
    counts: tuple[Integers, Integers],
) -> Trends:
    """Compare trends.

    Args:
        column: The column of years.
        years: Rows by year in the cases and in the release; first those without one.
        outcomes: What is followed.
        counts: Outcomes × years × 2, in the cases and in the release: rows with and without.
    """
    real, released = years
    scale = int(real.sum()) / max(int(released.sum()), 1)
    counted = tuple(
        YearCount(year, int(people), float(rows * scale))
        for year, people, rows in zip(column.codes, real[1:], released[1:], strict=True)
        if people or rows
    )
    found = []
    for outcome, one, other in zip(outcomes, *counts, strict=True):
        here, there = slope(one[:, 0], one[:, 1]), slope(other[:, 0], other[:, 1])
        if here is not None and there is not None:
            found.append(Trend(outcome, here, there, interval_overlap(here, there)))
    return Trends(column.name, counted, tuple(found))


def slope(yes: Integers, no: Integers) -> Interval | None:
    """Change of the share of ``yes`` from one year to the next, with its 95 % interval.

    Least squares on the people with an answer and a year: b = Sxy ÷ Sxx, its variance
    s² ÷ Sxx with s² = (Syy − b·Sxy) ÷ (n − 2). ``None`` with fewer than two years or three people.
    All sums are of integers: b and its variance are each rounded once.

    Args:
        yes: People with the outcome in each year of the codebook's list.
        no: People without it.
    """
    having, asked = yes.tolist(), (yes + no).tolist()
    n, ones = sum(asked), sum(having)
    along = sum(x * many for x, many in enumerate(asked))
    # n times Sxx, Sxy and Syy; y is 0 or 1, and its square itself.
    across = n * sum(x * x * many for x, many in enumerate(asked)) - along**2
    both = n * sum(x * many for x, many in enumerate(having)) - along * ones
    square = n * ones - ones**2
    if n < 3 or not across:
        return None
    change = Fraction(both, across)
    variance = (square - change * both) / (n - 2) / across
    return Interval.around(float(change), math.sqrt(variance))


def by_year(places: Integers, answers: Answers, years: int) -> Integers:
    """Rows with an outcome and without it in each year; years × 2.

    Args:
        places: The year of each row as its position; −1 without a year.
        answers: Who has the outcome and who has not.
        years: Number of years.
    """
    sides = (answers.yes, answers.no & ~answers.yes)
    counts = [np.bincount(places[some & (places >= 0)], minlength=years) for some in sides]
    return np.stack(counts, axis=1).astype(np.int64)


def places_in(years: pl.Series, column: Column) -> Integers:
    """Position of each text in the codebook's list; −1 where it is not there."""
    texts = years.cast(pl.String).fill_null("")
    found = texts.replace_strict(
        list(column.codes), range(len(column.codes)), default=-1, return_dtype=pl.Int64
    )
    return found.to_numpy()
