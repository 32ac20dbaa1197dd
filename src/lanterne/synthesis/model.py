"""The model: a mixture of products, also called latent classes.

P(x) = Σ_k w_k Π_j P_kj(x_j). It is small, it never needs a junction tree, every marginal of it is
a matrix product, and a row is sampled in one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting import Layout
from lanterne.counting.marginals import Tables, padded
from lanterne.counting.tables import next_prefix

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LatentClassModel:
    """A fitted mixture of K product distributions over d columns.

    Attributes:
        layout: Sizes of the columns.
        weights: Length K, non-negative, sums to one.
        probabilities: T × K; the block of column j holds P_kj in column k and sums to one there.
        people: Number of people that the model stands for (a protected estimate), > 0.
    """

    layout: Layout
    weights: Floats
    probabilities: Floats
    people: float

    def __post_init__(self) -> None:
        expected = (self.layout.total, len(self.weights))
        if self.probabilities.shape != expected:
            raise ValueError(
                f"probabilities must have shape {expected}, got {self.probabilities.shape}"
            )

    @property
    def classes(self) -> int:
        """Number of latent classes, K."""
        return len(self.weights)

    @classmethod
    def mean(cls, models: Sequence[LatentClassModel]) -> LatentClassModel:
        """The mixture of several models in equal parts: its counts are the means of theirs.

        Models fitted from different starts agree on what was measured and differ in what noise
        made of them.
        """
        return cls(
            models[0].layout,
            np.concatenate([model.weights for model in models]) / len(models),
            np.concatenate([model.probabilities for model in models], axis=1),
            float(np.mean([model.people for model in models])),
        )

    def pairs(self) -> Floats:
        """Expected one- and two-way counts, T × T; diagonal blocks hold the one-way counts."""
        weighted = self.probabilities * self.weights
        expected = self.people * (weighted @ self.probabilities.T)
        same = self.layout.column_of[:, None] == self.layout.column_of[None, :]
        expected[same] = 0.0
        np.fill_diagonal(expected, self.people * weighted.sum(axis=1))
        return expected

    def tables(self, tables: Tables) -> Floats:
        """Expected counts of tables of any width, one after the other in a flat array.

        The order of cells is that of :func:`lanterne.counting.count_tables`.
        """
        columns = padded(tables)
        starts = self.layout.table_offsets(columns)
        shares = np.zeros(starts[-1], np.float32)
        of_three = (columns >= 0).sum(axis=1) == 3
        others, offsets = ~of_three, self.layout.offsets
        _write_tables(*self._single, offsets, columns[others], starts[:-1][others], shares)
        counts = shares.astype(np.float64) * self.people
        if of_three.any():
            self._write_triples(np.flatnonzero(of_three), columns, starts, counts)
        return counts

    def _write_triples(
        self,
        places: npt.NDArray[np.int64],
        columns: npt.NDArray[np.int64],
        starts: npt.NDArray[np.int64],
        counts: Floats,
    ) -> None:
        """Write the three-way tables at these places, in whatever order they stand."""
        triples = columns[places, :3]
        order = np.lexsort((triples[:, 0], triples[:, 2], triples[:, 1]))
        begins, cells = starts[places[order]], np.diff(starts)[places[order]]
        shift = np.repeat(begins - (np.cumsum(cells) - cells), cells)
        counts[shift + np.arange(len(shift))] = self.triples(triples[order])

    def triples(self, triples: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Expected counts of three-way tables, flat, in single precision: quick for very many.

        Args:
            triples: N × 3; those with the same last two columns stand together: they are one
                matrix product.
        """
        probabilities, weights = self._single
        weights = weights * np.float32(self.people)
        counts = np.empty(self.layout.table_offsets(triples)[-1], np.float32)
        new = np.any(triples[1:, 1:] != triples[:-1, 1:], axis=1)
        begin = 0
        for some in np.split(triples, np.flatnonzero(new) + 1):
            second, third = (probabilities[self.layout.block(int(c))] for c in some[:1, 1:][0])
            both = ((second * weights)[:, None, :] * third[None, :, :]).reshape(-1, self.classes)
            firsts = np.concatenate([probabilities[self.layout.block(int(c))] for c in some[:, 0]])
            end = begin + len(firsts) * len(both)
            np.matmul(firsts, both.T, out=counts[begin:end].reshape(-1, len(both)))
            begin = end
        return counts

    @cached_property
    def _single(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Probabilities and weights in single precision: enough for expected counts, and quick."""
        return self.probabilities.astype(np.float32, order="C"), self.weights.astype(np.float32)


@compiled(fastmath=True)
def _write_tables(p, w, offsets, tables, starts, shares):  # type: ignore[no-untyped-def]
    """Write the cells of each table, of any width, from its start on.

    What the columns before the last make of the classes is kept for all codes that share it.
    """
    classes, widest = w.size, tables.shape[1]
    products = np.empty((widest, classes), np.float32)
    products[0] = w
    codes = np.zeros(widest, np.int64)
    for t in range(len(tables)):
        width = np.sum(tables[t] >= 0)
        last = tables[t, width - 1]
        cell = starts[t]
        place = 0
        while place >= 0:
            for level in range(place, width - 1):
                position = offsets[tables[t, level]] + codes[level]
                for z in range(classes):
                    products[level + 1, z] = products[level, z] * p[position, z]
            for c in range(offsets[last], offsets[last + 1]):
                share = np.float32(0.0)
                for z in range(classes):
                    share += products[width - 1, z] * p[c, z]
                shares[cell] = share
                cell += 1
            place = next_prefix(codes, tables[t], offsets, width)
