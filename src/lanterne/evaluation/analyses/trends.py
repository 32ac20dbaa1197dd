"""Trends by year: how many people, and how the share with an outcome changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
    years: tuple[pl.Series, pl.Series],
    outcomes: Sequence[Split],
    answers: tuple[dict[Split, Answers], dict[Split, Answers]],
) -> Trends:
    """Compare trends.

    Args:
        column: The column of years.
        years: Its texts in the cases and in the release.
        outcomes: What is followed.
        answers: Who has which outcome in the cases and in the release.
    """
    places = [_places(series, column) for series in years]
    real, released = (np.bincount(place + 1, minlength=len(column.codes) + 1) for place in places)
    scale = len(places[0]) / max(len(places[1]), 1)
    counted = tuple(
        YearCount(year, int(people), float(rows * scale))
        for year, people, rows in zip(column.codes, real[1:], released[1:], strict=True)
        if people or rows
    )
    found = []
    for outcome in outcomes:
        slopes = [slope(place, side[outcome]) for place, side in zip(places, answers, strict=True)]
        one, other = slopes
        if one is not None and other is not None:
            found.append(Trend(outcome, one, other, interval_overlap(one, other)))
    return Trends(column.name, counted, tuple(found))


def slope(place: Integers, answers: Answers) -> Interval | None:
    """Change of the share of ``yes`` from one place to the next, with its 95 % interval.

    Least squares on the people with an answer and a year: b = Sxy ÷ Sxx, its variance
    s² ÷ Sxx with s² = (Syy − b·Sxy) ÷ (n − 2). ``None`` with fewer than two years or three people.

    Args:
        place: Position of the year in the codebook's list for each row; −1 without a year.
        answers: Who has the outcome and who has not.
    """
    known = (place >= 0) & (answers.yes | answers.no)
    x, y = place[known].astype(np.float64), answers.yes[known].astype(np.float64)
    if len(x) < 3 or np.ptp(x) == 0:
        return None
    x, y = x - x.mean(), y - y.mean()
    across, along = float(x @ x), float(x @ y)
    change = along / across
    rest = max(float(y @ y) - change * along, 0.0) / (len(x) - 2)
    return Interval.around(change, math.sqrt(rest / across))


def _places(years: pl.Series, column: Column) -> Integers:
    """Position of each text in the codebook's list; −1 where it is not there."""
    texts = years.cast(pl.String).fill_null("")
    found = texts.replace_strict(
        list(column.codes), range(len(column.codes)), default=-1, return_dtype=pl.Int64
    )
    return found.to_numpy()
