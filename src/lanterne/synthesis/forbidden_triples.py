"""Which third answers may not stand beside two others, as bits: quick to ask for a whole row.

A row of a hundred columns holds 160,000 triples of answers. Asked one by one, each is two places
in memory far from the last. So for every two answers there is a row of bits, one for each third
answer that must not stand beside both; a row of a table is such a row of bits too, and the two are
compared 64 answers at a time.

The bits of a column stand together, columns from the smallest to the largest. So the row of two
answers ends early where only smaller columns are attested beside them, as it is beside the answers
of a very long list.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting import Layout

Integers = npt.NDArray[np.int64]

WORD = 64
"""Bits of a word."""


class ForbiddenTriples(NamedTuple):
    """Rows of bits for compiled loops.

    Attributes:
        places: Length T, the bit of each code.
        words: d × d, symmetric; how many words the row of two answers has. 0: all is allowed.
        starts: d × d, symmetric; where the rows of columns i < j begin, by code of i, then of j.
        rows: All words, one row after the other.
    """

    places: Integers
    words: Integers
    starts: Integers
    rows: npt.NDArray[np.uint64]


def row_lengths(layout: Layout, triples: Integers) -> Integers:
    """How many words the rows of two answers have, where these triples are attested.

    Args:
        layout: Sizes of the d columns.
        triples: N × 3 positions of columns.

    Returns:
        d × d, symmetric.
    """
    places, sizes = _places(layout), np.array(layout.sizes, np.int64)
    ends = places[layout.offsets[:-1]] + sizes if layout.width else np.zeros(0, np.int64)
    last = np.zeros((layout.width,) * 2, np.int64)
    for one, two, third in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        np.maximum.at(last, (triples[:, one], triples[:, two]), ends[triples[:, third]])
    last = np.maximum(last, last.T)
    return -(-last // WORD)


def row_words(layout: Layout, lengths: Integers) -> Integers:
    """How many words the rows of all answers of columns i < j have together, d × d; else 0."""
    sizes = np.array(layout.sizes, np.int64)
    words: Integers = np.triu(lengths, 1) * np.outer(sizes, sizes)
    return words


def forbidden_triples(
    layout: Layout, starts: Integers, bits: npt.NDArray[np.uint8]
) -> ForbiddenTriples:
    """The rows of bits, from one bit per cell of each attested table.

    Args:
        layout: Sizes of the columns.
        starts: d × d × d, first bit of the table of columns i < j < k; -1 where there is none.
        bits: Packed, the least significant bit of a byte first; 1: the three may stand together.
    """
    triples = np.argwhere(starts >= 0)
    lengths = row_lengths(layout, triples)
    words = row_words(layout, lengths)
    first = np.triu((np.cumsum(words) - words.ravel()).reshape(words.shape), 1)
    rows = np.zeros(int(words.sum()), np.uint64)
    made = ForbiddenTriples(_places(layout), lengths, first + first.T, rows)
    _fill(made, layout.offsets, triples, starts[tuple(triples.T)], bits)
    return made


def all_allowed(forbidden: ForbiddenTriples) -> ForbiddenTriples:
    """The same columns, with nothing forbidden."""
    return forbidden._replace(words=np.zeros_like(forbidden.words))


def _places(layout: Layout) -> Integers:
    """The bit of each code: column by column, the smallest column first."""
    order = np.argsort(layout.sizes, kind="stable")
    places = np.empty(layout.total, np.int64)
    places[np.concatenate([np.arange(layout.total)[layout.block(int(one))] for one in order])] = (
        np.arange(layout.total)
    )
    return places


@compiled()
def _fill(made, offsets, triples, firsts, bits):  # type: ignore[no-untyped-def]
    for table in range(len(triples)):
        i, j, k = triples[table]
        bit = firsts[table]
        for x in range(offsets[i], offsets[i + 1]):
            for y in range(offsets[j], offsets[j + 1]):
                for z in range(offsets[k], offsets[k + 1]):
                    if not (bits[bit >> 3] >> (bit & 7)) & 1:
                        mark(made, z, made.rows[row_of(made, offsets, i, j, x, y) :])
                        mark(made, y, made.rows[row_of(made, offsets, i, k, x, z) :])
                        mark(made, x, made.rows[row_of(made, offsets, j, k, y, z) :])
                    bit += 1


@compiled()
def row_of(forbidden, offsets, i, j, x, y):  # type: ignore[no-untyped-def]
    """Where the row of codes ``x`` of column ``i`` and ``y`` of column ``j`` begins."""
    if i > j:
        i, j, x, y = j, i, y, x
    cell = (x - offsets[i]) * (offsets[j + 1] - offsets[j]) + y - offsets[j]
    return forbidden.starts[i, j] + cell * forbidden.words[i, j]


@compiled()
def mark(forbidden, code, present):  # type: ignore[no-untyped-def]
    """Set the bit of a code in ``present``."""
    place = forbidden.places[code]
    present[place >> 6] |= np.uint64(1) << np.uint64(place & 63)


@compiled()
def unmark(forbidden, code, present):  # type: ignore[no-untyped-def]
    """Take the bit of a code out of ``present``."""
    place = forbidden.places[code]
    present[place >> 6] &= ~(np.uint64(1) << np.uint64(place & 63))


@compiled()
def suspects(forbidden, offsets, people):  # type: ignore[no-untyped-def]
    """Pairs of answers, T × T, of which one at least is in each three that must not stand together.

    Of a forbidden three it is the pair of the two rarest, so that most rows hold few of them.

    Args:
        forbidden: The :class:`ForbiddenTriples`.
        offsets: Start of each column in the one-hot order.
        people: Length T, about how many gave each answer: it decides what is looked at, and never
            what is found.
    """
    total, width = people.size, offsets.size - 1
    commoner = np.zeros((total + 1, total // WORD + 1), np.uint64)
    order, rank = np.argsort(-people), np.empty(total, np.int64)
    for place in range(total):
        rank[order[place]] = place
        commoner[place + 1] = commoner[place]
        mark(forbidden, order[place], commoner[place + 1])
    found = np.zeros((total, total), np.bool_)
    for i in range(width):
        for j in range(i + 1, width):
            for x in range(offsets[i], offsets[i + 1]):
                for y in range(offsets[j], offsets[j + 1]):
                    present = commoner[min(rank[x], rank[y])]
                    found[x, y] = any_forbidden(forbidden, offsets, i, j, x, y, present)
                    found[y, x] = found[x, y]
    return found


@compiled()
def any_forbidden(forbidden, offsets, i, j, x, y, present):  # type: ignore[no-untyped-def]
    """Whether one of the codes that are ``present`` must not stand beside ``x`` and ``y``."""
    row = row_of(forbidden, offsets, i, j, x, y)
    found = np.uint64(0)
    for word in range(forbidden.words[i, j]):
        found |= forbidden.rows[row + word] & present[word]
    return found != 0


@compiled()
def is_forbidden(forbidden, offsets, i, j, x, y, code):  # type: ignore[no-untyped-def]
    """Whether ``code`` must not stand beside ``x`` and ``y``."""
    place = forbidden.places[code]
    if place >> 6 >= forbidden.words[i, j]:
        return False
    word = forbidden.rows[row_of(forbidden, offsets, i, j, x, y) + (place >> 6)]
    return (word >> np.uint64(place & 63)) & np.uint64(1) == 1
