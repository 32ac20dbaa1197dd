"""Best linear unbiased estimates of every measured table, in closed form.

A table with independent noise of one variance σ² on each cell splits into orthogonal residuals, one
for each subset A of its columns: the margin on A, centred along every axis of A. The residual on A
seen through table t has covariance σ²·Π_{j∈t∖A} m_j times a projector that is the same for every
table, so the generalised least squares estimate is a plain precision-weighted mean of residuals
(ResidualPlanner: Xiao, He, Zhang, Kifer 2023, arXiv 2305.08175, §4; GReM: arXiv 2602.05674).
The estimates are unbiased, agree with each other on every shared margin, and their variances are
exact. Post-processing of released counts: no privacy cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import prod

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Columns = tuple[int, ...]


@dataclass(frozen=True)
class Residuals:
    """Estimated residuals of a set of measured tables.

    Attributes:
        sizes: Number of codes of each column.
        effects: Subset of columns → estimated residual, one axis per column.
        precisions: Subset → precision of the residual's un-centred noise, 1/variance.
    """

    sizes: tuple[int, ...]
    effects: Mapping[Columns, Floats]
    precisions: Mapping[Columns, float]

    def covers(self, columns: Columns) -> bool:
        """Whether the table on these columns can be estimated without a model."""
        return columns in self.effects

    def table(self, columns: Columns) -> Floats:
        """Best linear unbiased counts on ``columns`` (ascending), one axis per column."""
        shape = [self.sizes[column] for column in columns]
        estimate = np.zeros(shape)
        for subset in _subsets(columns):
            effect = self.effects[subset]
            spread = prod(self.sizes[column] for column in columns if column not in subset)
            shape_here = [self.sizes[c] if c in subset else 1 for c in columns]
            estimate += effect.reshape(shape_here) / spread
        return estimate

    def variance(self, columns: Columns) -> float:
        """Variance of each cell of :meth:`table`; the same for all cells of a table."""
        total = 0.0
        for subset in _subsets(columns):
            spread = prod(self.sizes[column] for column in columns if column not in subset)
            shrink = prod(1 - 1 / self.sizes[column] for column in subset)
            total += shrink / (self.precisions[subset] * spread**2)
        return total


def estimate_residuals(
    sizes: tuple[int, ...], tables: Iterable[tuple[Columns, Floats, float]]
) -> Residuals:
    """Combine measured tables into residuals.

    Args:
        sizes: Number of codes of each column.
        tables: Per table its columns (ascending), noisy counts with one axis per column, and the
            precision 1/σ² of each cell, > 0.
    """
    sums: dict[Columns, Floats] = {}
    precisions: dict[Columns, float] = {}
    for columns, counts, precision in tables:
        for subset, weight in _weights(sizes, columns, precision):
            others = tuple(axis for axis, column in enumerate(columns) if column not in subset)
            effect = _centred(np.add.reduce(counts, axis=others))
            if subset in sums:
                sums[subset] = sums[subset] + weight * effect
                precisions[subset] += weight
            else:
                sums[subset] = weight * effect
                precisions[subset] = weight
    effects = {subset: total / precisions[subset] for subset, total in sums.items()}
    return Residuals(sizes, effects, precisions)


def sum_residuals(several: Sequence[Residuals]) -> Residuals:
    """Best linear unbiased estimates of sums over groups of people that were measured apart.

    The measurements of different groups are independent, so the best estimate of a sum is the sum
    of the best estimates, and its variance that of theirs. What was not measured of every group has
    no unbiased estimate, and is left out.

    Args:
        several: Of each group, of the same columns; one at least.
    """
    first, *others = several
    shared = [one for one in first.effects if all(one in other.effects for other in others)]
    effects = {
        one: sum((other.effects[one] for other in others), first.effects[one]) for one in shared
    }
    precisions = {one: 1 / sum(1 / each.precisions[one] for each in several) for one in shared}
    return Residuals(first.sizes, effects, precisions)


def precisions_of(
    sizes: tuple[int, ...], tables: Iterable[tuple[npt.NDArray[np.int64], Floats]]
) -> dict[Columns, float]:
    """The precisions of residuals, before anything is measured: of them no count is needed.

    Args:
        sizes: Number of codes of each column.
        tables: By their number of columns: N × width, each ascending, and of each of the N the
            precision 1/σ² of a cell, > 0. There may be hundreds of thousands.
    """
    precisions: dict[Columns, float] = {}
    codes = np.array(sizes, np.int64)
    for columns, precision in tables:
        width, cells = columns.shape[1], codes[columns].prod(axis=1)
        for places in chain.from_iterable(combinations(range(width), r) for r in range(width + 1)):
            some = columns[:, places]
            weights = precision * codes[some].prod(axis=1) / cells
            for subset, weight in _summed(some, weights, len(sizes)):
                precisions[subset] = precisions.get(subset, 0.0) + weight
    return precisions


def _summed(
    subsets: npt.NDArray[np.int64], weights: Floats, width: int
) -> Iterator[tuple[Columns, float]]:
    """Each different subset, N × columns, with the sum of its weights."""
    number = np.zeros(len(subsets), np.int64)
    for column in subsets.T:
        number = number * width + column
    _, first, which = np.unique(number, return_index=True, return_inverse=True)
    sums = np.bincount(which, weights)
    yield from zip(map(tuple, subsets[first].tolist()), sums.tolist(), strict=True)


def variance_of_sums(residuals: Residuals, columns: Columns, sizes: Sequence[Floats]) -> Floats:
    """Variance of the best linear unbiased estimate of sums over sets of cells.

    For sets of u_j of m_j codes, residual A contributes Π_{j∈A}(u_j - u_j²/m_j)·Π_{j∉A}(u_j/m_j)²
    over its precision: the projector of A applied to the indicator of the set.
    """
    if all((size == 1).all() for size in sizes):
        return np.full([len(size) for size in sizes], residuals.variance(columns))
    total: Floats = np.zeros([len(size) for size in sizes])
    for length in range(len(columns) + 1):
        for subset in combinations(columns, length):
            factors = [
                size - size**2 / residuals.sizes[column]
                if column in subset
                else (size / residuals.sizes[column]) ** 2
                for column, size in zip(columns, sizes, strict=True)
            ]
            product = factors[0]
            for factor in factors[1:]:
                product = np.multiply.outer(product, factor)
            total = total + product / residuals.precisions[subset]
    return total


def _weights(
    sizes: tuple[int, ...], columns: Columns, precision: float
) -> Iterator[tuple[Columns, float]]:
    """What a table of some precision adds to that of each of its residuals."""
    for subset in _subsets(columns):
        others = prod(sizes[column] for column in columns if column not in subset)
        yield subset, precision / others


def _subsets(columns: Columns) -> Iterable[Columns]:
    return chain.from_iterable(combinations(columns, r) for r in range(len(columns) + 1))


def _centred(table: npt.NDArray[np.float64] | np.float64) -> Floats:
    centred = np.asarray(table, np.float64)
    for axis, size in enumerate(centred.shape):
        # The mean, without what ndarray.mean looks at first: tables are small, and very many.
        centred = centred - np.add.reduce(centred, axis=axis, keepdims=True) / size
    return centred
