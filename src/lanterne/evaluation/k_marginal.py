"""The k-marginal score of the NIST challenges and of SDNist, on all columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lanterne.evaluation.measures import LengthMeasures

BEST = 1_000.0
"""Score of a release that is equal to the cases in every table."""


@dataclass(frozen=True)
class KMarginal:
    """The score at one number of columns.

    Attributes:
        length: Number of columns in a table, the k of the score.
        tables: Number of tables.
        score: 0, nothing in common, to 1000, equal.
    """

    length: int
    tables: int
    score: float


def k_marginal(lengths: Iterable[LengthMeasures]) -> tuple[KMarginal, ...]:
    """The score at each length.

    500 · (2 − mean over tables of Σ |difference in density|), as the scoring of the NIST
    challenges on synthetic data (2018 to 2021) and SDNist compute it: 1000 · (1 − mean total
    variation distance). There the tables are a random sample of sets of columns; here they are
    all of them where that is possible. Blank is an answer like any other.
    """
    return tuple(KMarginal(one.length, one.sets, BEST * (1 - one.distance_mean)) for one in lengths)
