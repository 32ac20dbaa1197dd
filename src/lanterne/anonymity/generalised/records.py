"""The different combinations of quasi-identifiers, and the classes that a recoding makes of them.

An *equivalence class* is all rows with one combination of recoded quasi-identifiers. A class is
good when it has k rows (Samarati and Sweeney 1998), ℓ different answers in each sensitive column
(distinct ℓ-diversity, Machanavajjhala et al. 2007), and there a distribution that is at most t from
that of the whole table, in total variation: the earth mover's distance between answers that are all
equally far apart (t-closeness, Li et al. 2007, section 3.2). A blank counts as an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lanterne.anonymity.generalised.dimensions import Dimension
from lanterne.errors import UsageError

Node = tuple[int, ...]
"""A level for each dimension."""

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Demand:
    """What a class must have.

    Attributes:
        k: Fewest rows.
        diversity: Fewest different answers in each sensitive column; 1: not asked for.
        closeness: Largest distance from the whole table, 0 to 1; ``None``: not asked for.
    """

    k: int
    diversity: int = 1
    closeness: float | None = None

    @property
    def monotone(self) -> bool:
        """Whether rows in a good class stay in one when anything is recoded further.

        Of t-closeness, only two classes that are both good make a good one.
        """
        return self.closeness is None


@dataclass(frozen=True)
class Sensitive:
    """How the answers of a sensitive column lie over the combinations.

    Attributes:
        places: Combination of each pair of combination and answer.
        answers: Code of its answer.
        counts: Its rows.
        shares: Share of each answer in the whole table.
    """

    places: Integers
    answers: Integers
    counts: Integers
    shares: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Records:
    """The different combinations of quasi-identifiers.

    Attributes:
        dimensions: The quasi-identifiers.
        codes: Dimensions × combinations.
        counts: Rows of each combination.
        place: Combination of each row.
        sensitive: The sensitive columns.
    """

    dimensions: tuple[Dimension, ...]
    codes: npt.NDArray[np.int32]
    counts: Integers
    place: Integers
    sensitive: tuple[Sensitive, ...] = ()

    @classmethod
    def of(
        cls,
        dimensions: Sequence[Dimension],
        codes: npt.NDArray[np.int32],
        sensitive: Sequence[Integers] = (),
    ) -> Records:
        """Find the combinations.

        Args:
            dimensions: The quasi-identifiers.
            codes: Dimensions × rows.
            sensitive: Code of each row in each sensitive column.

        Raises:
            UsageError: There are too many quasi-identifiers to number their combinations.
        """
        size = 1
        for dimension in dimensions:
            size *= len(dimension.cells)
        if size >= 2**62:
            raise UsageError("k-method.too-many-combinations")
        _, first, place, counts = np.unique(
            _keys(dimensions, codes), return_index=True, return_inverse=True, return_counts=True
        )
        spread = tuple(_spread(place, answers) for answers in sensitive)
        return cls(tuple(dimensions), codes[:, first], counts, place, spread)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.counts.sum())

    @property
    def top(self) -> Node:
        """The node at which every dimension says as little as it may."""
        return tuple(dimension.top for dimension in self.dimensions)

    def recoded(self, node: Node, chosen: Integers | None = None) -> npt.NDArray[np.int32]:
        """Codes of all or of chosen combinations at a node: dimensions × combinations."""
        codes = self.codes if chosen is None else self.codes[:, chosen]
        pairs = zip(self.dimensions, node, codes, strict=True)
        return np.stack([dimension.steps[level][part] for dimension, level, part in pairs])

    def keys(self, node: Node, chosen: Integers | None = None) -> Integers:
        """A number for each combination at a node; the same number, the same texts."""
        return _keys(self.dimensions, self.recoded(node, chosen))

    def losses(self, node: Node) -> npt.NDArray[np.float64]:
        """Loss of one row of each combination at a node, summed over the dimensions."""
        pairs = zip(self.dimensions, node, self.codes, strict=True)
        parts = [dimension.loss[level][part] for dimension, level, part in pairs]
        return np.asarray(np.sum(parts, axis=0))

    def good(self, keys: Integers, demand: Demand, chosen: Integers | None = None) -> Flags:
        """Whether each combination is in a good class when keys say which are alike.

        Args:
            keys: A number for each of the chosen combinations.
            demand: What a class must have.
            chosen: Which combinations there are; ``None``: all.
        """
        _, group = np.unique(keys, return_inverse=True)
        counts = self.counts if chosen is None else self.counts[chosen]
        sizes = np.bincount(group, weights=counts).astype(np.float64)
        fine = sizes >= demand.k
        if self.sensitive and (demand.diversity > 1 or demand.closeness is not None):
            where = np.full(len(self.counts), -1)
            where[slice(None) if chosen is None else chosen] = group
            for column in self.sensitive:
                fine &= _spread_well(column, where, sizes, demand)
        return np.asarray(fine[group])


def _keys(dimensions: Sequence[Dimension], codes: npt.NDArray[np.int32]) -> Integers:
    key = np.zeros(codes.shape[1], np.int64)
    for dimension, part in zip(dimensions, codes, strict=True):
        key *= len(dimension.cells)
        key += part
    return key


def _spread(place: Integers, answers: Integers) -> Sensitive:
    """Count the pairs of combination and answer."""
    size = int(answers.max(initial=0)) + 1
    pairs, counts = np.unique(place * size + answers, return_counts=True)
    shares = np.bincount(answers, minlength=size) / max(len(answers), 1)
    return Sensitive(pairs // size, pairs % size, counts, shares)


def _spread_well(
    column: Sensitive, where: Integers, sizes: npt.NDArray[np.float64], demand: Demand
) -> Flags:
    """Per class, whether it is diverse and close in one sensitive column."""
    group = where[column.places]
    there = group >= 0
    size = len(column.shares)
    pairs, inverse = np.unique(group[there] * size + column.answers[there], return_inverse=True)
    counts = np.bincount(inverse, weights=column.counts[there])
    group, answers = pairs // size, pairs % size
    fine = np.bincount(group, minlength=len(sizes)) >= demand.diversity
    if demand.closeness is not None:
        excess = np.maximum(counts / sizes[group] - column.shares[answers], 0)
        distance = np.bincount(group, weights=excess, minlength=len(sizes))
        fine &= distance <= demand.closeness + 1e-12
    return np.asarray(fine)
