"""What may stand in a row, for compiled loops.

Answers are numbered through all columns, 0 … T - 1. Which answers may join a row is asked of bit
sets: of one answer, the answers held beside it; of two, the answers held beside both. A row of
answers may take another one when each of its bit sets holds the whole row. Where whole rows are
promised, the real records that hold each answer are kept too, and intersected.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.synthesis.admission import would_break

Words = npt.NDArray[np.uint64]


class Allowed(NamedTuple):
    """The conditions as flat arrays.

    Attributes:
        offsets: First position of each column; length d + 1.
        blank: Per column, its code for the blank; -1 where it cannot be blank.
        beside: T × words; of one answer, the answers that may stand beside it.
        pair_of: T × T; where the bit set of two answers lies in ``beside_both``; -1: they may not
            stand together. One row of the table and no number in it: nothing is asked of triples.
        beside_both: Pairs × words; of two answers, the answers that may stand beside both.
        holders: T × words, real records that hold each answer; no words: not asked.
        k: Fewest records that hold a whole row, where that is asked.
        rule_columns: Column of each condition of a rule.
        rule_codes: Conditions × largest size, whether the condition holds for a code.
        rule_first: First condition of each rule, and the end.
    """

    offsets: npt.NDArray[np.int64]
    blank: npt.NDArray[np.int64]
    beside: Words
    pair_of: npt.NDArray[np.int32]
    beside_both: Words
    holders: Words
    k: int
    rule_columns: npt.NDArray[np.int64]
    rule_codes: npt.NDArray[np.bool_]
    rule_first: npt.NDArray[np.int64]


class Room(NamedTuple):
    """Room to work in: the rest of a row, the records that hold it, and whether they are known."""

    row: Words
    records: Words
    gathered: npt.NDArray[np.bool_]


def room_for(allowed: Allowed) -> Room:
    """Room for the questions to ``allowed``."""
    return Room(
        np.zeros(allowed.beside.shape[1], np.uint64),
        np.zeros(allowed.holders.shape[1], np.uint64),
        np.zeros(1, np.bool_),
    )


@compiled()
def has_bit(words, bit):  # type: ignore[no-untyped-def]
    """Whether a bit of a bit set is there."""
    return (words[bit >> 6] >> np.uint64(bit & 63)) & np.uint64(1) != 0


@compiled()
def set_bit(words, bit):  # type: ignore[no-untyped-def]
    """Put a bit into a bit set."""
    words[bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)


@compiled()
def look_around(a, row, column, room):  # type: ignore[no-untyped-def]
    """Write down what is in the row beside a column, before values of it are asked about."""
    room.row[:] = 0
    room.gathered[0] = False
    for other in range(row.size):
        if other != column and row[other] != a.blank[other]:
            set_bit(room.row, a.offsets[other] + row[other])


@compiled()
def may_take(a, row, column, value, room):  # type: ignore[no-untyped-def]
    """Whether a value may stand in a column, after :func:`look_around`."""
    if would_break(a, row, column, value):
        return False
    if value == a.blank[column]:
        return True
    here = a.offsets[column] + value
    if not _covers(a.beside[here], room.row):
        return False
    if a.pair_of.shape[0] > 1:
        for other in range(row.size):
            if other != column and row[other] != a.blank[other]:
                both = a.pair_of[here, a.offsets[other] + row[other]]
                if not _covers(a.beside_both[both], room.row):
                    return False
    if room.records.size == 0:
        return True
    if not room.gathered[0]:
        _gather_records(a.holders, a.offsets, a.blank, row, column, room.records)
        room.gathered[0] = True
    return held_by(room.records, a.holders[here], a.k)


@compiled()
def _gather_records(holders, offsets, blank, row, column, records):  # type: ignore[no-untyped-def]
    """The records that hold all of a row beside a column."""
    records[:] = ~np.uint64(0)
    for other in range(row.size):
        if other != column and row[other] != blank[other]:
            keep_common(records, holders[offsets[other] + row[other]])


@compiled()
def keep_common(records, holders):  # type: ignore[no-untyped-def]
    """Take the records out of a bit set that are not in another one."""
    for word in range(records.size):
        records[word] &= holders[word]


@compiled()
def _covers(larger, smaller):  # type: ignore[no-untyped-def]
    for word in range(larger.size):  # noqa: SIM110 - compiled without generators
        if smaller[word] & ~larger[word]:
            return False
    return True


@compiled()
def held_by(records, holders, k):  # type: ignore[no-untyped-def]
    """Whether at least k records are in both bit sets."""
    found = 0
    for word in range(records.size):
        both = records[word] & holders[word]
        while both != 0:
            both &= both - np.uint64(1)
            found += 1
            if found >= k:
                return True
    return False
