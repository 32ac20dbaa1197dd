"""Odds ratios of outcomes between groups of people, in the cases and in the release."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from lanterne.evaluation.analyses.answers import Answers
from lanterne.evaluation.analyses.questions import Split
from lanterne.evaluation.overlap import Interval, interval_overlap

Counts = tuple[int, int, int, int]
"""People of the first group with and without the outcome, and of the second."""


class Agreement(StrEnum):
    """Whether the release leads to the conclusion that the cases lead to."""

    SAME = "same"
    LOST = "lost"  # the cases say who has it more often, the release leaves it open
    NEW = "new"  # the other way round
    OPPOSITE = "opposite"


@dataclass(frozen=True)
class OddsRatio:
    """How many times greater the odds of an outcome are in the first group than in the second.

    Attributes:
        outcome: The outcome.
        exposure: The two groups.
        real: Counts in the cases.
        released: Counts in the release, unscaled.
        real_ratio: Odds ratio in the cases with its 95 % interval.
        released_ratio: The same in the release.
        overlap: What the two intervals share on the scale of logarithms, 0 to 1.
        agreement: Whether both lead to the same conclusion.
    """

    outcome: Split
    exposure: Split
    real: Counts
    released: Counts
    real_ratio: Interval
    released_ratio: Interval
    overlap: float
    agreement: Agreement


def log_odds_ratio(counts: Counts) -> Interval:
    """The logarithm of the odds ratio of a 2 × 2 table, with Woolf's 95 % interval.

    Woolf 1955: the variance is the sum of 1 ÷ count. Where a count is 0, 0.5 is added to each
    (Haldane 1956; Anscombe 1956).
    """
    a, b, c, d = (n + 0.5 for n in counts) if 0 in counts else counts
    return Interval.around(math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def odds_ratios(
    pairs: Sequence[tuple[Split, Split]],
    real: Iterable[Sequence[int] | npt.NDArray[np.int64]],
    released: Iterable[Sequence[int] | npt.NDArray[np.int64]],
) -> Iterator[OddsRatio]:
    """The odds ratio of each pair of outcome and exposure, by its counts on both sides.

    Pairs for which one side of the question holds nobody in the cases are left out: there is
    nothing to be said about them.
    """
    for (outcome, exposure), of_cases, of_rows in zip(pairs, real, released, strict=True):
        counts, counted = _counts(of_cases), _counts(of_rows)
        a, b, c, d = counts
        if 0 in (a + b, c + d, a + c, b + d):
            continue
        one, other = log_odds_ratio(counts), log_odds_ratio(counted)
        yield OddsRatio(
            outcome=outcome,
            exposure=exposure,
            real=counts,
            released=counted,
            real_ratio=one.exp(),
            released_ratio=other.exp(),
            overlap=interval_overlap(one, other),
            agreement=_agreement(one.side(0), other.side(0)),
        )


def two_by_two(outcome: Answers, exposure: Answers) -> Counts:
    """The counts of an outcome in two groups."""
    cells = (
        np.count_nonzero(has & group)
        for group in (exposure.yes, exposure.no)
        for has in (outcome.yes, outcome.no)
    )
    return _counts([int(n) for n in cells])


def _counts(cells: Sequence[int] | npt.NDArray[np.int64]) -> Counts:
    a, b, c, d = (int(n) for n in cells)
    return a, b, c, d


def _agreement(real: int, released: int) -> Agreement:
    if real == released:
        return Agreement.SAME
    if real * released < 0:
        return Agreement.OPPOSITE
    return Agreement.LOST if real else Agreement.NEW
