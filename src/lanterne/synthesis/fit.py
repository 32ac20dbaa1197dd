"""Fitting the model to noisy counts: post-processing, free of privacy cost, repeatable by seed.

Precision-weighted least squares on all measured cells, by Adam (Kingma & Ba 2015, Algorithm 1)
in the logits. The variance of the noise is known, so the fit stops when χ² per cell reaches one
(Morozov's discrepancy principle): beyond that point it would only learn the noise. It does so of
one-, two- and three-way tables each, and of the tables of targets: the many cells of one order
would hide a misfit of another. It is one stop for all: where there are tables of targets it is
lower (:class:`~lanterne.synthesis.engine.Fitting`), for their sake, and the fit then learns some
noise of the other orders too.
Where all is noise the first model already fits, and stays as it is. χ² of noise alone is not one
but varies about it, by √(2 / cells), and of few people few pairs of answers are fitted: where those
of the first model are within :data:`DOUBT` of these deviations, they are not brought any closer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting import Layout
from lanterne.counting.marginals import padded
from lanterne.synthesis.fit_tables import add_table_gradient
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.targets import Targets

Single = npt.NDArray[np.float32]
Real = TypeVar("Real", np.float32, np.float64)

WARM_UP = 20
"""Steps over which the pace rises."""

PATIENCE, NEARLY, STALLED = 25, 1.05, 0.999
"""A fit that is this close to its stop, and has come no closer in so many steps, is done: counts
are not negative, so where nearly all cells are noise χ² per cell stays just above one."""

DOUBT = 2.0
"""Standard deviations above one that χ² of pairs may be in a first model that already fits. Seen on
the four public tables by which this was chosen, with 200 to 1,000 people: without it, about one
release in three of the smallest was spent on learning noise, and came out a fifth farther away."""

LOWEST = -20.0
"""Least logit below the largest of its column: e^-20 is nobody, and its products stay normal."""


def fit_model(
    targets: Targets,
    start: LatentClassModel,
    *,
    steps: int,
    pace: float,
    stop: float,
    tick: Callable[[float], None],
) -> tuple[LatentClassModel, float]:
    """Fit a mixture to noisy counts.

    Args:
        targets: Noisy counts and their precisions.
        start: The model to begin from; its number of classes is kept.
        steps: Most steps of Adam.
        pace: Largest step in a logit; it rises over ``WARM_UP`` steps and falls along a cosine.
        stop: χ² per measured cell, of the order that fits worst, at which to stop.
        tick: Told the share of the steps that are done.

    Returns:
        The fitted model and its χ² per cell, of the order that fits worst; that of pairs beside
        what is allowed.
    """
    problem = _Problem(targets)
    # Row by row in memory: a step changes them in place, through a flat view.
    logits = np.log(np.maximum(start.probabilities, 1e-9)).astype(np.float32, order="C")
    mixing = np.log(np.maximum(start.weights, 1e-9)).astype(np.float32)
    moments = [np.zeros_like(array) for array in (logits, logits, mixing, mixing)]
    chi_square = before = math.inf
    allowed = 1.0
    for step in range(1, steps + 1):
        probabilities = _softmax_blocks(logits, targets.layout)
        weights = np.exp(mixing - mixing.max())
        weights /= weights.sum()
        misfits, gradient, mixing_gradient = problem.gradient(probabilities, weights)
        if step == 1:
            allowed = problem.allowed(misfits)
        chi_square = max(misfits[0], misfits[1] / allowed, *misfits[2:])
        if chi_square < stop:
            break
        if step % PATIENCE == 0:
            if chi_square < NEARLY * stop and chi_square > before * STALLED:
                break
            before = chi_square
        cosine = 0.05 + 0.475 * (1 + math.cos(math.pi * step / steps))
        rate = pace * min(1.0, step / WARM_UP) * cosine
        _adam(logits.ravel(), gradient.ravel(), moments[0].ravel(), moments[1].ravel(), rate, step)
        _adam(mixing, mixing_gradient, moments[2], moments[3], rate, step)
        tick(step / steps)
    final = _softmax_blocks(logits.astype(np.float64), targets.layout)
    shares = np.exp(mixing.astype(np.float64) - mixing.max())
    fitted = LatentClassModel(targets.layout, shares / shares.sum(), final, targets.people)
    return fitted, chi_square


class _Wider(NamedTuple):
    """Measured tables of three columns, or of any number, for shares of people.

    Attributes:
        columns: Tables × width of the widest; -1 after those of a narrower one.
        starts: Where each table begins in ``shares``.
        shares: Noisy shares of all cells.
        precision: Of each table.
    """

    columns: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    shares: Single
    precision: Single


class _Problem:
    """χ² and its gradient, for shares of people instead of counts, in single precision."""

    def __init__(self, targets: Targets) -> None:
        scale = targets.people**2
        self.layout = targets.layout
        # Of long lists most answers are not supported: then no pair of theirs is fitted.
        self.active = np.flatnonzero(targets.pair_precision.any(axis=1))
        both = np.ix_(self.active, self.active)
        self.pairs = (targets.pairs[both] / targets.people).astype(np.float32)
        self.pair_precision = (targets.pair_precision[both] * scale).astype(np.float32)
        self.singles = (targets.singles / targets.people).astype(np.float32)
        self.single_precision = (targets.single_precision * scale).astype(np.float32)
        self.wider = tuple(
            _Wider(
                padded(tables),
                targets.layout.table_offsets(tables),
                (counts / targets.people).astype(np.float32),
                (precision * scale).astype(np.float32),
            )
            for tables, counts, precision in (
                (targets.triples, targets.triple_counts, targets.triple_precision),
                (targets.tables, targets.table_counts, targets.table_precision),
            )
        )
        self.supported = targets.supported
        self.cells = (
            len(targets.singles),
            max(np.count_nonzero(targets.pair_precision) / 2, 1),
            *(max(self._cells_of(wider), 1) for wider in self.wider),
        )

    def _cells_of(self, wider: _Wider) -> int:
        starts = self.layout.offsets[:-1]
        supported = np.add.reduceat(self.supported.astype(np.int64), starts)
        return int(np.where(wider.columns >= 0, supported[wider.columns], 1).prod(axis=1).sum())

    def allowed(self, misfits: Sequence[float]) -> float:
        """Up to which χ² per cell of a first model its pairs fit.

        Args:
            misfits: χ² per cell of each order.
        """
        most = 1.0 + DOUBT * math.sqrt(2 / self.cells[1])
        return most if misfits[1] < most else 1.0

    def gradient(
        self, probabilities: Single, weights: Single
    ) -> tuple[list[float], Single, Single]:
        """χ² per cell of each order, and the gradient by logits and mixing logits.

        The gradient is that of half of χ² over all cells.

        With M = P·diag(w)·Pᵀ the pairs of the model and R = precision·(M - Y), the derivative by
        P is diag-weighted R·P: one matrix product each way.
        """
        active = probabilities[self.active]
        residual = (active * weights) @ active.T
        residual -= self.pairs
        product = self.pair_precision * residual
        of_pairs = 0.5 * float(np.vdot(product, residual))
        single_residual = probabilities @ weights - self.singles
        single_product = self.single_precision * single_residual
        misfits = [float(single_product @ single_residual), of_pairs]
        towards = product @ active
        gradient = np.outer(single_product, weights)
        gradient[self.active] += towards * weights
        mixing = 0.5 * np.einsum("tk,tk->k", towards, active)
        mixing += single_product @ probabilities
        model = probabilities, weights, self.layout.offsets, self.supported
        misfits += [
            add_table_gradient(*model, wider, gradient, mixing) if len(wider.columns) else 0.0
            for wider in self.wider
        ]
        each = [misfit / cells for misfit, cells in zip(misfits, self.cells, strict=True)]
        return each, *self._by_logits(probabilities, weights, gradient, mixing)

    def _by_logits(
        self, probabilities: Single, weights: Single, gradient: Single, mixing: Single
    ) -> tuple[Single, Single]:
        starts, column_of = self.layout.offsets[:-1], self.layout.column_of
        gradient *= probabilities
        gradient -= probabilities * np.add.reduceat(gradient, starts, axis=0)[column_of]
        return gradient, (weights * (mixing - weights @ mixing)).astype(np.float32)


def _softmax_blocks(logits: npt.NDArray[Real], layout: Layout) -> npt.NDArray[Real]:
    starts, column_of = layout.offsets[:-1], layout.column_of
    exponent = np.exp(
        np.maximum(logits - np.maximum.reduceat(logits, starts, axis=0)[column_of], LOWEST)
    )
    exponent /= np.add.reduceat(exponent, starts, axis=0)[column_of]
    return exponent


@compiled(fastmath=True)
def _adam(parameter, gradient, first, second, pace, step):  # type: ignore[no-untyped-def]
    """One step, in place: β₁ = 0.9, β₂ = 0.99."""
    unbias1 = np.float32(1.0 / (1.0 - 0.9**step))
    unbias2 = np.float32(1.0 / (1.0 - 0.99**step))
    rate = np.float32(pace)
    for i in range(parameter.size):
        g = gradient[i]
        if abs(g) < np.float32(1e-15):  # its square would be a subnormal number, which is slow
            g = np.float32(0.0)
        first[i] = np.float32(0.9) * first[i] + np.float32(0.1) * g
        second[i] = np.float32(0.99) * second[i] + np.float32(0.01) * g * g
        parameter[i] -= (
            rate * (first[i] * unbias1) / (np.sqrt(second[i] * unbias2) + np.float32(1e-12))
        )
