"""Pairs of rows that are each other's nearest, with nothing else near either of them.

Distance is the number of columns in which two rows differ (Hamming). Rows are packed, several codes
to a word of 64 bits, so that a word tells of all its columns at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lanterne.attacks.people import Codes
from lanterne.compiled import compiled

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

FARTHEST = 6
"""Distances are told apart up to here: what is farther is as far as this."""

_WORD = 64


@dataclass(frozen=True)
class Packed:
    """Rows × words of 64 bits, each of which holds the codes of some columns.

    Attributes:
        words: The rows.
        bits: Bits of one code: 8, or 16 where a column has more than 256 codes.
    """

    words: Words
    bits: int


def pack(rows: Codes) -> Packed:
    """Rows of codes, packed: the columns that tell most rows apart come first."""
    bits = 8 if rows.max(initial=0) < 1 << 8 else 16
    here = _WORD // bits
    often = [int((np.bincount(column).astype(np.int64) ** 2).sum()) for column in rows.T]
    ordered = rows[:, np.argsort(often, kind="stable")].astype(np.uint64)
    words = np.zeros((len(rows), max(1, -(-rows.shape[1] // here))), np.uint64)
    for place, column in enumerate(ordered.T):
        words[:, place // here] |= column << np.uint64(bits * (place % here))
    return Packed(np.ascontiguousarray(words), bits)


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows that are each other's nearest, and nobody else's.

    Attributes:
        first: Position of one row of each pair.
        second: Position of the other, larger.
        distance: Columns in which the two differ, below ``FARTHEST``.
        gap: By how many more columns every other row differs from both, at least 1; at least so
            many where that reaches ``FARTHEST``.
    """

    first: Numbers
    second: Numbers
    distance: Numbers
    gap: Numbers

    def isolated(self, distance: int, gap: int) -> npt.NDArray[np.bool_]:
        """Which pairs are so far apart, and everybody else by ``gap`` more at least."""
        far: npt.NDArray[np.bool_] = (self.distance == distance) & (self.gap >= gap)
        return far


def find_pairs(rows: Codes) -> Pairs:
    """All pairs of rows that are each other's only nearest, among rows × columns of codes."""
    packed, number = pack(rows), len(rows)
    near, next_near = (np.full(number, FARTHEST, np.int64) for _ in range(2))
    whom = np.full(number, -1, np.int64)
    _find_nearest(packed.words, packed.bits, near, next_near, whom)
    first = np.flatnonzero(whom >= 0)
    second = whom[first]
    mutual = (first < second) & (whom[second] == first)
    first, second = first[mutual], second[mutual]
    gap = np.minimum(next_near[first], next_near[second]) - near[first]
    only = gap > 0
    return Pairs(first[only], second[only], near[first][only], gap[only])


def distance_to_others(targets: Codes, rows: Codes, leaving_out: Numbers) -> Numbers:
    """How far the nearest row is from each target, at most ``FARTHEST``.

    Args:
        targets: Targets × columns.
        rows: Rows × the same columns.
        leaving_out: For each target the position of a row that is not looked at.
    """
    packed = pack(np.concatenate([targets, rows]))
    found = np.full(len(targets), FARTHEST, np.int64)
    words = packed.words
    _find_distance(words[: len(targets)], words[len(targets) :], packed.bits, leaving_out, found)
    return found


# The two loops are alike, and written twice: with a function in common they take three times as
# long. (x & low) + low carries into the top bit of each code that differs below it; the
# multiplication adds the top bits up.


@compiled(nogil=True)
def _masks(bits):  # type: ignore[no-untyped-def]
    """A 1 in the lowest bit of each code; the top bit of each; all other bits."""
    ones = np.uint64(0)
    for place in range(64 // bits):
        ones |= np.uint64(1) << np.uint64(place * bits)
    high = ones << np.uint64(bits - 1)
    return ones, high, ~high


@compiled(nogil=True)
def _find_nearest(words, bits, near, next_near, whom):  # type: ignore[no-untyped-def]
    ones, high, low = _masks(bits)
    to_ones, to_sum = np.uint64(bits - 1), np.uint64(64 - bits)
    for i in range(words.shape[0]):
        for j in range(i):
            most = max(next_near[i], next_near[j])
            found = np.int64(0)
            for place in range(words.shape[1]):
                different = words[i, place] ^ words[j, place]
                top = (((different & low) + low) | different) & high
                found += np.int64(((top >> to_ones) * ones) >> to_sum)
                if found >= most:
                    break
            if found >= most:
                continue
            for one, other in ((i, j), (j, i)):
                if found < near[one]:
                    next_near[one], near[one], whom[one] = near[one], found, other
                elif found < next_near[one]:
                    next_near[one] = found


@compiled(nogil=True)
def _find_distance(targets, rows, bits, leaving_out, nearest):  # type: ignore[no-untyped-def]
    ones, high, low = _masks(bits)
    to_ones, to_sum = np.uint64(bits - 1), np.uint64(64 - bits)
    for t in range(targets.shape[0]):
        for r in range(rows.shape[0]):
            found = np.int64(0)
            for place in range(rows.shape[1]):
                different = targets[t, place] ^ rows[r, place]
                top = (((different & low) + low) | different) & high
                found += np.int64(((top >> to_ones) * ones) >> to_sum)
                if found >= nearest[t]:
                    break
            if found < nearest[t] and r != leaving_out[t]:
                nearest[t] = found
