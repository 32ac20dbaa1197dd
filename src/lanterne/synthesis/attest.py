"""Attestation: a combination is written only if the measurements speak for it.

A pair of answers is attested when its estimated count reaches a threshold; three answers together
when their three pairs are attested and the estimated count of the three does too. The thresholds
are stated in people and scale with the noise (see :class:`Dial`). Everything here is computed
from released counts: post-processing, no privacy cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.synthesis.model import LatentClassModel

Bits = npt.NDArray[np.uint8]

LARGEST_TRIPLES = 400_000_000
"""Cells of all three-way tables up to which triples are attested; a bit each, so 50 MB."""


class Dial(StrEnum):
    """From closest to the cases, to nothing invented."""

    CLOSEST = "closest"
    BALANCED = "balanced"
    STRICT = "strict"


@dataclass(frozen=True)
class Thresholds:
    """Estimated people from which a combination is attested.

    Attributes:
        pair: For two answers.
        triple: For three answers.
        loss: Expected number of combinations of a record that attestation may take out, for
            pairs and for triples each. Where columns have so many values that the thresholds
            would take more, they are lowered table by table. Infinite: never lowered.
    """

    pair: float
    triple: float
    loss: float


@dataclass(frozen=True)
class Attested:
    """Which combinations may be written.

    Attributes:
        layout: Sizes of the columns.
        pairs: T × T, symmetric; True where two codes may stand together; on the diagonal, where
            a code may be written at all.
        triple_starts: d × d × d, first bit of the table of columns i < j < k; -1 where triples
            are not attested.
        triple_bits: One bit per cell of those tables, packed.
    """

    layout: Layout
    pairs: npt.NDArray[np.bool_]
    triple_starts: npt.NDArray[np.int64]
    triple_bits: Bits

    def triple(self, i: int, j: int, k: int) -> npt.NDArray[np.bool_]:
        """Which cells of the table of columns i < j < k may be written.

        Shape (sizes[i], sizes[j], sizes[k]); a cell of answers needs its pairs and its own bit.
        """
        layout = self.layout
        first, second, third = layout.block(i), layout.block(j), layout.block(k)
        allowed = (
            self.pairs[first, second][:, :, None]
            & self.pairs[first, third][:, None, :]
            & self.pairs[second, third][None, :, :]
        )
        start = int(self.triple_starts[i, j, k])
        if start < 0:
            return allowed
        packed = self.triple_bits[start // 8 : start // 8 + -(-allowed.size // 8)]
        bits = np.unpackbits(packed, count=allowed.size, bitorder="little")
        return allowed & bits.reshape(allowed.shape).astype(bool)


def attest(
    model: LatentClassModel,
    pair_estimates: npt.NDArray[np.float64],
    informative: npt.NDArray[np.bool_],
    forbidden_pairs: npt.NDArray[np.bool_],
    thresholds: Thresholds,
) -> Attested:
    """Decide which pairs and triples of codes may be written.

    Args:
        model: The fitted model, for the counts of three answers.
        pair_estimates: T × T estimated counts of two answers.
        informative: Length T; False for codes that say nothing, which need no attestation.
        forbidden_pairs: T × T; True where a rule forbids two codes together.
        thresholds: Estimated people from which a combination is attested.
    """
    layout = model.layout
    alone = ~informative | (np.diag(pair_estimates) >= thresholds.pair)
    pairs = np.zeros((layout.total, layout.total), bool)
    tables = list(combinations(range(layout.width), 2))
    share = thresholds.loss * model.people / max(len(tables), 1)
    for i, j in tables:
        block = layout.block(i), layout.block(j)
        speaks = np.outer(informative[block[0]], informative[block[1]])
        pairs[block] = _enough(pair_estimates[block], speaks, thresholds.pair, share)
        pairs[layout.block(j), layout.block(i)] = pairs[block].T
    pairs &= ~forbidden_pairs & alone[:, None] & alone[None, :]
    np.fill_diagonal(pairs, alone)
    starts = np.full((layout.width,) * 3, -1, np.int64)
    triples = _attestable(layout)
    share = thresholds.loss * model.people / max(len(triples), 1)
    packed, position = [], 0
    for i, j, k in triples:
        speaks = (
            informative[layout.block(i)][:, None, None]
            & informative[layout.block(j)][None, :, None]
            & informative[layout.block(k)][None, None, :]
        )
        allowed = _enough(model.triple((i, j, k)), speaks, thresholds.triple, share)
        bits = np.packbits(allowed.ravel(), bitorder="little")
        packed.append(bits)
        starts[i, j, k] = position
        position += 8 * len(bits)
    return Attested(layout, pairs, starts, np.concatenate([*packed, np.zeros(1, np.uint8)]))


def _enough(
    estimates: npt.NDArray[np.float64],
    speaks: npt.NDArray[np.bool_],
    threshold: float,
    share: float,
) -> npt.NDArray[np.bool_]:
    """Cells that may be written: silent ones, and those with enough people.

    The threshold is lowered until the cells below it hold at most ``share`` people together.
    """
    below = np.sort(estimates[speaks & (estimates < threshold)])
    if below.size and below.sum() > share:
        threshold = below[np.searchsorted(np.cumsum(below), share)]
    return ~speaks | (estimates >= threshold)


def _attestable(layout: Layout) -> list[tuple[int, int, int]]:
    """Triples from the smallest table up, as long as their bits fit in memory."""
    triples = list(combinations(range(layout.width), 3))
    sizes = np.array(layout.sizes, np.int64)
    cells = np.array([int(np.prod(sizes[list(triple)])) for triple in triples])
    order = np.argsort(cells, kind="stable")
    within = np.cumsum(cells[order]) <= LARGEST_TRIPLES
    return [triples[index] for index in order[within]]
