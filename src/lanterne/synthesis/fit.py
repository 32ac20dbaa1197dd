"""Fitting the model to noisy counts: post-processing, free of privacy cost, repeatable by seed.

Precision-weighted least squares on all measured cells, by Adam (Kingma & Ba 2015, Algorithm 1)
in the logits. The variance of the noise is known, so the fit stops when χ² per cell reaches one
(Morozov's discrepancy principle): beyond that point it would only learn the noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from lanterne.counting import Layout
from lanterne.counting.marginals import Triple
from lanterne.synthesis.model import LatentClassModel

Single = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Targets:
    """What the model is fitted to, in counts, with the precision of each cell.

    Attributes:
        layout: Sizes of the columns.
        pairs: T × T symmetric noisy two-way counts.
        pair_precision: T × T, 1/σ² of each cell; zero where nothing was measured.
        singles: Length T, noisy one-way counts.
        single_precision: Length T, 1/σ².
        triples: The measured three-way tables.
        triple_counts: Flat noisy counts of ``triples``.
        triple_precision: One 1/σ² per triple.
        people: Estimated number of people.
    """

    layout: Layout
    pairs: npt.NDArray[np.float64]
    pair_precision: npt.NDArray[np.float64]
    singles: npt.NDArray[np.float64]
    single_precision: npt.NDArray[np.float64]
    triples: tuple[Triple, ...]
    triple_counts: npt.NDArray[np.float64]
    triple_precision: npt.NDArray[np.float64]
    people: float


def fit_model(
    targets: Targets,
    classes: int,
    seed: int,
    iterations: int = 500,
    rate: float = 0.08,
    stop: float = 1.0,
    start: LatentClassModel | None = None,
    impossible: npt.NDArray[np.bool_] | None = None,
    tick: Callable[[float], None] = lambda _: None,
) -> tuple[LatentClassModel, float]:
    layout = targets.layout
    total, starts, column_of = layout.total, layout.offsets[:-1], layout.column_of
    rng = np.random.default_rng(seed)
    if start is None:
        base = np.log(np.maximum(targets.singles, 0.5))
        logits = (base[:, None] + rng.normal(0, 0.5, (total, classes))).astype(np.float32)
        mixing = np.zeros(classes, np.float32)
    else:
        logits = np.log(np.maximum(start.probabilities, 1e-9)).astype(np.float32)
        mixing = np.log(np.maximum(start.weights, 1e-9)).astype(np.float32)
    if impossible is not None:
        logits[impossible] = -np.inf
    scale = targets.people**2
    pair_target = (targets.pairs / targets.people).astype(np.float32)
    pair_weight = (targets.pair_precision * scale).astype(np.float32)
    single_target = (targets.singles / targets.people).astype(np.float32)
    single_weight = (targets.single_precision * scale).astype(np.float32)
    triple_target = (targets.triple_counts / targets.people).astype(np.float32)
    triple_weight = (targets.triple_precision * scale).astype(np.float32)
    triple_index = np.asarray(targets.triples, np.int64).reshape(-1, 3)
    triple_starts = layout.triple_offsets(targets.triples)
    cells = np.count_nonzero(pair_weight) / 2 + np.count_nonzero(single_weight) + len(triple_target)

    moments = [np.zeros_like(logits), np.zeros_like(logits), np.zeros_like(mixing), np.zeros_like(mixing)]
    chi = math.inf
    for step in range(1, iterations + 1):
        probabilities = _softmax_blocks(logits, layout)
        weights = np.exp(mixing - mixing.max())
        weights /= weights.sum()
        weighted = probabilities * weights
        residual = weighted @ probabilities.T
        residual -= pair_target
        product = pair_weight * residual
        loss = 0.5 * float(np.vdot(product, residual))
        single_residual = weighted.sum(1) - single_target
        single_product = single_weight * single_residual
        loss += float(single_product @ single_residual)
        towards = product @ probabilities
        gradient = towards + single_product[:, None]
        gradient *= weights
        mixing_gradient = 0.5 * np.einsum("tk,tk->k", towards, probabilities)
        mixing_gradient += single_product @ probabilities
        if len(triple_index):
            loss += _triple_gradient(
                probabilities, weights, layout.offsets, triple_index, triple_starts,
                triple_target, triple_weight, gradient, mixing_gradient,
            )
        chi = loss / cells
        gradient *= probabilities
        gradient -= probabilities * np.add.reduceat(gradient, starts, axis=0)[column_of]
        mixing_gradient = weights * (mixing_gradient - weights @ mixing_gradient)
        if chi < stop and step > 20:
            break
        pace = rate * min(1.0, step / 20) * (0.05 + 0.475 * (1 + math.cos(math.pi * step / iterations)))
        _adam(logits.ravel(), gradient.ravel(), moments[0].ravel(), moments[1].ravel(), pace, step)
        _adam(mixing, mixing_gradient.astype(np.float32), moments[2], moments[3], pace, step)
        tick(step / iterations)
    probabilities = _softmax_blocks(logits.astype(np.float64), layout)
    weights = np.exp(mixing.astype(np.float64) - mixing.max())
    return LatentClassModel(layout, weights / weights.sum(), probabilities, targets.people), chi


def _softmax_blocks(logits, layout):
    starts, column_of = layout.offsets[:-1], layout.column_of
    exponent = np.exp(np.maximum(logits - np.maximum.reduceat(logits, starts, axis=0)[column_of], -60))
    return exponent / np.add.reduceat(exponent, starts, axis=0)[column_of]


@njit(cache=True, fastmath=True)
def _adam(parameter, gradient, first, second, pace, step):  # type: ignore[no-untyped-def]
    one = np.float32(1.0)
    unbias1 = np.float32(1.0 / (1.0 - 0.9**step))
    unbias2 = np.float32(1.0 / (1.0 - 0.99**step))
    rate = np.float32(pace)
    for i in range(parameter.size):
        g = gradient[i]
        first[i] = np.float32(0.9) * first[i] + np.float32(0.1) * g
        second[i] = np.float32(0.99) * second[i] + np.float32(0.01) * g * g
        parameter[i] -= rate * (first[i] * unbias1) / (np.sqrt(second[i] * unbias2) + np.float32(1e-12) * one)


@njit(cache=True, fastmath=True)
def _triple_gradient(p, w, offsets, triples, starts, target, precision, gradient, mixing):  # type: ignore[no-untyped-def]
    # p is T × K with K contiguous: every inner loop is a vector operation over the classes.
    classes = w.size
    loss = 0.0
    both = np.empty(classes, np.float32)
    back = np.empty(classes, np.float32)
    for t in range(triples.shape[0]):
        i, j, k = triples[t]
        weight = precision[t]
        cell = starts[t]
        table_loss = np.float32(0.0)
        for a in range(offsets[i], offsets[i + 1]):
            for b in range(offsets[j], offsets[j + 1]):
                for z in range(classes):
                    both[z] = w[z] * p[a, z] * p[b, z]
                    back[z] = np.float32(0.0)
                for c in range(offsets[k], offsets[k + 1]):
                    predicted = np.float32(0.0)
                    for z in range(classes):
                        predicted += both[z] * p[c, z]
                    r = predicted - target[cell]
                    cell += 1
                    g = weight * r
                    table_loss += g * r
                    for z in range(classes):
                        gradient[c, z] += g * both[z]
                        back[z] += g * p[c, z]
                for z in range(classes):
                    q = back[z] * w[z]
                    gradient[a, z] += q * p[b, z]
                    gradient[b, z] += q * p[a, z]
                    mixing[z] += back[z] * p[a, z] * p[b, z]
        loss += table_loss
    return loss
