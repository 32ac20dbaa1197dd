"""Measurements: the noisy counts that everything after is computed from, at no further cost.

Each mechanism here releases discrete Gaussians on integer counts (Canonne, Kamath, Steinke 2020,
arXiv 2004.00010). Neighbours: one person (one encoded row) more or less; or, where
:mod:`lanterne.synthesis.households` says who counts, one household.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout, some_tables, split_tables
from lanterne.counting.marginals import Columns, Counts, Triple
from lanterne.privacy import discrete_gaussian
from lanterne.synthesis.number_ranges import NumberRanges, RangeCounts
from lanterne.synthesis.residuals import Residuals, estimate_residuals
from lanterne.synthesis.scales import Scales

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Measurements:
    """Noisy counts and the scale of their noise. Protected: they may be kept and used for ever.

    Attributes:
        layout: Sizes of the d columns, T codes in all.
        singles: Length T, noisy one-way counts.
        single_sigmas: Length d, standard deviation of the noise, in people.
        pairs: T × T, symmetric, noisy two-way counts; zero in the diagonal blocks and where no
            table was measured.
        pair_sigmas: d × d, symmetric; zero on the diagonal and where no table was measured.
        triples: The measured three-way tables.
        triple_counts: Their noisy counts, one table after the other.
        triple_sigma: Standard deviation of their noise.
        ranges: Of each column of numbers, noisy counts of what is within its bins.
        target_tables: The measured tables of targets, of three to five columns.
        target_counts: Their noisy counts, one table after the other.
        target_sigma: Standard deviation of their noise.
    """

    layout: Layout
    singles: Counts
    single_sigmas: Floats
    pairs: Counts
    pair_sigmas: Floats
    triples: tuple[Triple, ...] = ()
    triple_counts: Counts = field(default_factory=lambda: np.zeros(0, np.int64))
    triple_sigma: float = 0.0
    ranges: tuple[RangeCounts, ...] = ()
    target_tables: tuple[Columns, ...] = ()
    target_counts: Counts = field(default_factory=lambda: np.zeros(0, np.int64))
    target_sigma: float = 0.0

    @cached_property
    def residuals(self) -> Residuals:
        """Best linear unbiased estimates from all measured tables; computed once."""
        return estimate_residuals(self.layout.sizes, self.tables())

    @property
    def sigmas(self) -> Iterator[float]:
        """Scale of each measured table, one after the other."""
        yield from self.single_sigmas.tolist()
        for pair in self.measured_pairs():
            yield float(self.pair_sigmas[pair])
        yield from [self.triple_sigma] * len(self.triples)
        for one in self.ranges:
            yield from [one.sigma] * len(one.levels)
        yield from [self.target_sigma] * len(self.target_tables)

    def measured_pairs(self) -> Iterator[tuple[int, int]]:
        """The two-way tables that were measured, by position, i < j."""
        for i, j in combinations(range(self.layout.width), 2):
            if self.pair_sigmas[i, j] > 0:
                yield i, j

    def tables(self) -> Iterator[tuple[Columns, Floats, float]]:
        """Each measured table: its columns, its noisy counts and the precision of a cell."""
        layout = self.layout
        for column in range(layout.width):
            precision = self.single_sigmas[column] ** -2.0
            yield (column,), self.singles[layout.block(column)].astype(float), precision
        for i, j in self.measured_pairs():
            block = self.pairs[layout.block(i), layout.block(j)]
            yield (i, j), block.astype(float), self.pair_sigmas[i, j] ** -2.0
        for wider, counts, sigma in (
            (self.triples, self.triple_counts, self.triple_sigma),
            (self.target_tables, self.target_counts, self.target_sigma),
        ):
            for columns, table in zip(wider, split_tables(counts, layout, wider), strict=True):
                yield columns, table.astype(float), sigma**-2.0


def measure_number(gram: Counts, layout: Layout, sigma: Fraction) -> int:
    """Release how many people there are, with noise.

    Privacy: the number is a table of one cell. A person changes it by one, a household by at most
    the people of it that count, H, and H² is at most the squared sensitivity that the plan charges.

    Args:
        gram: HᵀH of the encoded rows, T × T: each column's one-way counts add up to the people.
        layout: Sizes of the columns.
        sigma: Scale of the noise, in people.
    """
    exact = np.diag(gram)[layout.block(0)].sum(keepdims=True)
    return int(discrete_gaussian(exact, sigma)[0])


def measure_pairs(gram: Counts, scales: Scales) -> Measurements:
    """Release every one-way and every planned two-way table of ``gram`` = HᵀH with noise.

    Privacy: a person adds one to exactly one cell of each table, so table t is a vector of
    sensitivity s = 1 with independent noise of scale σ_t; a household changes each table by a
    vector of squared L2 norm at most s = max(H², 2). Where noise is shared out by the number of
    people, each scale is that of the parts which the table takes; what all parts cost together was
    charged, whatever the scales were chosen from (:class:`~lanterne.privacy.parts.Parts`). Where
    scales are fixed, table t is a scalar discrete Gaussian, as the events of the plan say. The
    upper triangle is released, the lower is its mirror.
    """
    layout = scales.layout
    pair_sigmas = np.zeros((layout.width, layout.width))
    pairs = np.zeros_like(gram)
    for sigma in sorted(set(scales.pair_sigmas.values())):
        blocks = [pair for pair, value in scales.pair_sigmas.items() if value == sigma]
        exact = [gram[layout.block(i), layout.block(j)].ravel() for i, j in blocks]
        noisy = discrete_gaussian(np.concatenate(exact), sigma)
        start = 0
        for i, j in blocks:
            shape = layout.sizes[i], layout.sizes[j]
            stop = start + shape[0] * shape[1]
            pairs[layout.block(i), layout.block(j)] = noisy[start:stop].reshape(shape)
            pair_sigmas[i, j] = pair_sigmas[j, i] = float(sigma)
            start = stop
    diagonal = np.diag(gram)
    singles = np.concatenate(
        [
            discrete_gaussian(diagonal[layout.block(column)], sigma)
            for column, sigma in enumerate(scales.single_sigmas)
        ]
    )
    sigmas = np.array([float(sigma) for sigma in scales.single_sigmas])
    return Measurements(layout, singles, sigmas, pairs + pairs.T, pair_sigmas)


def measure_numbers(
    measurements: Measurements,
    exact: Sequence[Counts],
    ranges: Sequence[NumberRanges],
    scales: Scales,
) -> Measurements:
    """Release the planned ranges of columns of numbers with noise, beside what was measured before.

    Privacy: all ranges of one level are a table in which everybody who counts is in one cell at
    most, so it is a scalar or vector as in :func:`measure_pairs`, with the sensitivities that hold
    for any such table. A number that is no answer is in no cell. Each level costs what its parts
    do, and they were taken from the column's own table.

    Args:
        measurements: What was measured before.
        exact: Of each column of numbers, people with each number.
        ranges: Of each, the ranges.
        scales: Of all tables.
    """
    found = []
    for one, cells, sigma in zip(ranges, exact, scales.range_sigmas, strict=True):
        counts = one.counts(cells) if sigma else []
        noisy = tuple(discrete_gaussian(level, sigma) for level in counts)
        found.append(RangeCounts(noisy, float(sigma)))
    return replace(measurements, ranges=tuple(found))


def measure_triples(
    measurements: Measurements,
    counts: Counts,
    candidates: Sequence[Triple],
    chosen: Sequence[int],
    scales: Scales,
) -> Measurements:
    """Release the chosen three-way tables with noise, beside what was measured before.

    Privacy: as in :func:`measure_pairs`, one scalar or vector for each table.
    """
    exact = some_tables(counts, scales.layout, candidates, chosen)
    noisy = discrete_gaussian(exact, scales.triple_sigma)
    return replace(
        measurements,
        triples=(*measurements.triples, *(candidates[index] for index in chosen)),
        triple_counts=np.concatenate([measurements.triple_counts, noisy]),
        triple_sigma=float(scales.triple_sigma),
    )


def measure_target_tables(
    measurements: Measurements,
    counts: Counts,
    candidates: Sequence[Columns],
    chosen: Sequence[int],
    scales: Scales,
) -> Measurements:
    """Release the chosen tables of targets with noise, beside what was measured before.

    Privacy: as in :func:`measure_pairs`, one scalar or vector for each table, of however many
    columns: a person is in one cell of each.
    """
    exact = some_tables(counts, scales.layout, candidates, chosen)
    noisy = discrete_gaussian(exact, scales.target_sigma)
    return replace(
        measurements,
        target_tables=(*measurements.target_tables, *(candidates[index] for index in chosen)),
        target_counts=np.concatenate([measurements.target_counts, noisy]),
        target_sigma=float(scales.target_sigma),
    )
