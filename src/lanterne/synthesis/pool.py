"""Measurements of several groups of people, put together: counts are added up, and so is noise.

Everybody is in one group. A table that was measured of every group has a noisy count of all people,
the sum; its noise is a sum of independent discrete Gaussians, nearly one of the variance of all.
Post-processing of released counts: no privacy cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TypeVar

import numpy as np

from lanterne.counting import split_tables
from lanterne.counting.marginals import Columns, Counts
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.residuals import Residuals, sum_residuals

Wide = TypeVar("Wide", bound=Columns)


@dataclass(frozen=True)
class Pool(Measurements):
    """Sums of what was measured of each group. Ranges of numbers are not put together.

    Attributes:
        groups: What was measured of each.
    """

    groups: tuple[Measurements, ...] = ()

    @cached_property
    def residuals(self) -> Residuals:
        """Sums of the best estimates of each group: better than those from sums of tables."""
        return sum_residuals([one.residuals for one in self.groups])


def pooled(groups: Sequence[Measurements]) -> Pool:
    """Put measurements together.

    Args:
        groups: Of the same columns; one at least.
    """
    first = groups[0]
    pair_sigmas = np.sqrt(sum(one.pair_sigmas**2 for one in groups))
    shared = np.logical_and.reduce([one.pair_sigmas > 0 for one in groups])
    columns = first.layout.column_of
    triples, triple_counts = _shared([(one, one.triples, one.triple_counts) for one in groups])
    wider, wider_counts = _shared([(one, one.target_tables, one.target_counts) for one in groups])
    return Pool(
        first.layout,
        sum((one.singles for one in groups[1:]), first.singles),
        np.sqrt(sum(one.single_sigmas**2 for one in groups)),
        np.where(shared[np.ix_(columns, columns)], sum(one.pairs for one in groups), 0),
        np.where(shared, pair_sigmas, 0.0),
        triples,
        triple_counts,
        sqrt(sum(one.triple_sigma**2 for one in groups)) if triples else 0.0,
        target_tables=wider,
        target_counts=wider_counts,
        target_sigma=sqrt(sum(one.target_sigma**2 for one in groups)) if wider else 0.0,
        groups=tuple(groups),
    )


def _shared(
    groups: Sequence[tuple[Measurements, tuple[Wide, ...], Counts]],
) -> tuple[tuple[Wide, ...], Counts]:
    """Tables that were measured of every group, and the flat sums of their counts."""
    found = [
        dict(zip(tables, split_tables(counts, measured.layout, tables), strict=True))
        for measured, tables, counts in groups
    ]
    shared = tuple(one for one in found[0] if all(one in each for each in found))
    sums = [np.sum([each[one] for each in found], axis=0).ravel() for one in shared]
    return shared, np.concatenate([np.zeros(0, np.int64), *sums])
