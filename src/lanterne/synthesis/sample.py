"""Drawing rows from the model with as little chance as possible.

Rounding is systematic: within a class, every value of every column occurs its expected number of
times, give or take one. Post-processing: seedable, free of privacy cost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting.marginals import Codes
from lanterne.synthesis.model import LatentClassModel


def sample_rows(model: LatentClassModel, rows: int, seed: int) -> Codes:
    """Rows of codes, rows × d, in random order.

    Args:
        model: The fitted model.
        rows: Number of rows, ≥ 0.
        seed: Seed of the post-processing; it protects nothing.
    """
    rng = np.random.default_rng(seed)
    return _rows_of_classes(model, _systematic(model.weights, rows, rng), rng)


def class_sizes(model: LatentClassModel, rows: int, seed: int) -> npt.NDArray[np.int64]:
    """How many of so many rows are of each class, each within one of its expectation."""
    return _systematic(model.weights, rows, np.random.default_rng(seed))


def share_of_shard(sizes: npt.NDArray[np.int64], shard: int, shards: int) -> npt.NDArray[np.int64]:
    """How many rows of each class a shard has.

    The rows stand in the order of their classes and are dealt out one by one. So every shard has as
    many as any other, of each class too, give or take one; and all together have all of them.

    Args:
        sizes: Rows of each class in all shards.
        shard: Which one it is, from 0.
        shards: How many there are.
    """
    edges = np.concatenate([[0], np.cumsum(sizes)])
    return np.diff((edges - 1 - shard) // shards)


def sample_shard(model: LatentClassModel, sizes: npt.NDArray[np.int64], seed: int) -> Codes:
    """The rows of a shard, rows × d, in random order.

    Args:
        model: The fitted model.
        sizes: How many rows of each class there are.
        seed: Seed of the post-processing, one for each shard.
    """
    return _rows_of_classes(model, sizes, np.random.default_rng(seed))


def _rows_of_classes(
    model: LatentClassModel, sizes: npt.NDArray[np.int64], rng: np.random.Generator
) -> Codes:
    rows = int(sizes.sum())
    order = rng.permutation(rows).astype(np.int64)
    codes = np.empty((rows, model.layout.width), np.uint16)
    _fill(codes, order, sizes, model.layout.offsets, model.probabilities, int(rng.integers(2**31)))
    return codes


def _systematic(
    shares: npt.NDArray[np.float64], total: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Whole numbers that sum to ``total``, each within one of its share (systematic sampling)."""
    edges = np.concatenate([[0.0], np.cumsum(shares)])
    points = np.floor(edges / edges[-1] * total + rng.random())
    points[0], points[-1] = 0, total
    sizes: npt.NDArray[np.int64] = np.diff(np.clip(points, 0, total)).astype(np.int64)
    return sizes


@compiled()
def _fill(codes, order, sizes, offsets, probabilities, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    width = codes.shape[1]
    begin = 0
    for k in range(sizes.size):
        count = sizes[k]
        if count == 0:
            continue
        values = np.empty(count, np.uint16)
        for column in range(width):
            low, high = offsets[column], offsets[column + 1]
            cumulative = 0.0
            shift = np.random.random()
            placed = 0
            for position in range(low, high):
                cumulative += probabilities[position, k]
                until = (
                    count if position == high - 1 else min(count, int(cumulative * count + shift))
                )
                while placed < until:
                    values[placed] = position - low
                    placed += 1
            for i in range(count - 1, 0, -1):
                other = np.random.randint(0, i + 1)
                values[i], values[other] = values[other], values[i]
            for i in range(count):
                codes[order[begin + i], column] = values[i]
        begin += count
