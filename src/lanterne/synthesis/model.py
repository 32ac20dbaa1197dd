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

from lanterne.counting import Layout
from lanterne.counting.marginals import Triple

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

    def triple(self, triple: Triple) -> Floats:
        """Expected counts of one three-way table, shape (sizes[i], sizes[j], sizes[k])."""
        first, second, third = (self._single[self.layout.block(c)] for c in triple)
        weighted = first * self.weights.astype(np.float32)
        both = (weighted[:, None, :] * second[None, :, :]).reshape(-1, self.classes)
        table = (both @ third.T).reshape(len(first), len(second), len(third))
        return table.astype(np.float64) * self.people

    @cached_property
    def _single(self) -> npt.NDArray[np.float32]:
        """The probabilities in single precision: enough for expected counts, and twice as fast."""
        return self.probabilities.astype(np.float32)
