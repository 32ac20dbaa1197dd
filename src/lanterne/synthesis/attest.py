"""Attestation: a combination is written only if the measurements speak for it.

A pair of answers is attested when its estimated count reaches a threshold; three answers together
when their three pairs are attested and the estimated count of the three does too. The thresholds
scale with the noise. What is taken out goes elsewhere, and bends the counts of the rows: so it is
bounded how much may be. Everything here is computed from released counts: post-processing, no
privacy cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import combinations

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.synthesis.attest_triples import Rule, Tables, attest_tables
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.estimates import Estimates
from lanterne.synthesis.forbidden_triples import row_lengths, row_words
from lanterne.synthesis.model import LatentClassModel

Bits = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

LARGEST_TRIPLES = 400_000_000
"""Cells of all three-way tables up to which triples are attested; a bit each, so 50 MB."""

LARGEST_ROWS = 40_000_000
"""Words up to which they are kept as rows as well, where few columns are long: 320 MB."""

CELLS_AT_ONCE = 4_000_000
"""Cells whose expected counts are held in memory together: 32 MB."""

RUNGS = 2.0 ** np.arange(-10, 20, 0.5)
"""Numbers of people at which an answer's own threshold can stand: quicker than sorting cells."""


class Dial(StrEnum):
    """From closest to the cases, to least invented."""

    CLOSEST = "closest"
    BALANCED = "balanced"
    STRICT = "strict"


@dataclass(frozen=True)
class Thresholds:
    """Estimated people from which a combination is attested.

    Attributes:
        pair: For two answers, in standard deviations of the unbiased estimate of a pair (the
            median over all pairs of columns).
        triple: For three answers, in the same unit.
        floor: Fewest people who gave two or three answers together, whatever the noise.
        loss: Expected number of combinations of a record that attestation may take out, for
            pairs and for triples each. Where columns have so many values that the thresholds
            would take more, they are lowered table by table. Infinite: never lowered.
        bend: People who gave one answer of whom a table may take out the combinations, in standard
            deviations of the one-way estimate of that answer: all combinations of a rare answer
            are rare, and its count must stay within its noise. Infinite: all.
        alone: For one answer, in standard deviations of its own estimate. 0: an answer alone is
            never taken out; lists of answers are public, so that naming one invents nothing.
    """

    pair: float
    triple: float
    floor: float
    loss: float
    bend: float
    alone: float


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
        allowed &= bits.reshape(allowed.shape).astype(bool)
        return allowed


def attest(
    model: LatentClassModel, estimates: Estimates, domain: Domain, thresholds: Thresholds
) -> Attested:
    """Decide which codes may be written, alone, in pairs and in triples.

    Args:
        model: The fitted model, for the counts of three answers.
        estimates: Estimated counts of one and two answers, and their standard deviations.
        domain: Codes that say nothing need no attestation; what a rule forbids gets none.
        thresholds: Estimated people from which a combination is attested.
    """
    layout, said = domain.layout, domain.informative
    other = layout.column_of[:, None] != layout.column_of[None, :]
    deviations = estimates.pair_deviations[other & (estimates.pair_deviations > 0)]
    noise = float(np.median(deviations)) if deviations.size else 0.0
    threshold = max(thresholds.pair * noise, thresholds.floor)
    errors = np.diag(estimates.pair_deviations)
    alone = ~said | (np.diag(estimates.pairs) >= thresholds.alone * errors)
    most = thresholds.bend * errors
    pairs = np.zeros((layout.total, layout.total), bool)
    tables = list(combinations(range(layout.width), 2))
    share = thresholds.loss * model.people / max(len(tables), 1)
    for i, j in tables:
        block = layout.block(i), layout.block(j)
        pairs[block] = _enough(
            estimates.pairs[block],
            [said[part] for part in block],
            threshold,
            share,
            [most[part] for part in block],
        )
        pairs[layout.block(j), layout.block(i)] = pairs[block].T
    pairs &= ~domain.forbidden_pairs & alone[:, None] & alone[None, :]
    np.fill_diagonal(pairs, alone)
    threshold = max(thresholds.triple * noise, thresholds.floor)
    starts, bits = _attest_triples(model, said, threshold, thresholds.loss, most)
    return Attested(layout, pairs, starts, bits)


def _attest_triples(
    model: LatentClassModel, said: Flags, threshold: float, loss: float, most: Floats
) -> tuple[npt.NDArray[np.int64], Bits]:
    layout, triples = model.layout, _attestable(model.layout)
    # Those that share their last two columns are one matrix product.
    triples = triples[np.lexsort((triples[:, 0], triples[:, 2], triples[:, 1]))]
    share = loss * model.people / max(len(triples), 1)
    cells = layout.table_offsets(triples)
    places = np.concatenate([[0], np.cumsum(-(-np.diff(cells) // 8))])
    bits = np.zeros(int(places[-1]) + 1, np.uint8)
    rule = Rule(said, threshold, share, most, RUNGS)
    for part in _parts(cells):
        some = triples[part]
        counts = model.triples(some)
        begin = cells[part.start : part.stop + 1] - cells[part.start]
        attest_tables(Tables(counts, begin, some, layout.offsets), rule, bits, places[part])
    starts = np.full((layout.width,) * 3, -1, np.int64)
    starts[tuple(triples.T)] = 8 * places[:-1]
    return starts, bits


def _parts(cells: npt.NDArray[np.int64]) -> Iterator[slice]:
    """Tables one after the other, as many at a time as memory bears, and one at least."""
    start = 0
    while start < len(cells) - 1:
        stop = int(np.searchsorted(cells, cells[start] + CELLS_AT_ONCE, side="right")) - 1
        yield slice(start, max(stop, start + 1))
        start = max(stop, start + 1)


def _enough(
    counts: Floats, said: Sequence[Flags], threshold: float, share: float, most: Sequence[Floats]
) -> Flags:
    """Cells of a table that may be written: silent ones, and those with enough people.

    Args:
        counts: Estimated counts, one axis a column.
        said: Per axis, whether its codes say something.
        threshold: Enough people, where no more than is allowed would be taken out.
        share: Most people that the table may take out in all: the threshold is lowered for all.
        most: Per axis, most people that may be taken out of each code: it is lowered for the code.
    """
    speaks = reduce(np.logical_and.outer, said)
    below = np.sort(counts[speaks & (counts < threshold)])
    if below.size and below.sum() > share:
        threshold = below[np.searchsorted(np.cumsum(below), share)]
    limits = np.full(counts.shape, threshold)
    if np.isfinite(most[0]).all():
        rung = np.searchsorted(RUNGS, counts, side="right")
        people = np.where(speaks, counts, 0.0)
        for axis, bounds in enumerate(most):
            own = _own_thresholds(np.moveaxis(rung, axis, 0), np.moveaxis(people, axis, 0), bounds)
            limits = np.minimum(limits, np.expand_dims(own, _others(axis, counts.ndim)))
    return ~speaks | (counts >= limits)


def _own_thresholds(rung: npt.NDArray[np.int64], people: Floats, bounds: Floats) -> Floats:
    """For each code of the first axis, the highest rung below which its cells hold few enough.

    Args:
        rung: How many of ``RUNGS`` each cell reaches.
        people: The cells that say something; the others are zero.
        bounds: How many people are few enough, for each code.
    """
    codes, rungs = len(bounds), len(RUNGS)
    place = np.arange(codes).reshape(-1, *[1] * (rung.ndim - 1)) * (rungs + 1) + rung
    held = np.bincount(place.ravel(), people.ravel(), codes * (rungs + 1))
    below = np.cumsum(held.reshape(codes, rungs + 1)[:, :-1], axis=1)
    own: Floats = np.concatenate([[0.0], RUNGS])[(below <= bounds[:, None]).sum(axis=1)]
    return own


def _others(axis: int, axes: int) -> tuple[int, ...]:
    return tuple(other for other in range(axes) if other != axis)


def _attestable(layout: Layout) -> npt.NDArray[np.int64]:
    """Triples from the smallest table up, as long as their bits and rows fit in memory; N × 3."""
    triples = np.array(list(combinations(range(layout.width), 3)), np.int64).reshape(-1, 3)
    cells = np.diff(layout.table_offsets(triples))
    order = np.argsort(cells, kind="stable")
    triples = triples[order[np.cumsum(cells[order]) <= LARGEST_TRIPLES]]
    while row_words(layout, row_lengths(layout, triples)).sum() > LARGEST_ROWS:
        triples = triples[: 9 * len(triples) // 10]
    return triples
