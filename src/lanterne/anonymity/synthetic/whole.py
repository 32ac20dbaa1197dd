"""Drawing rows that at least k records hold as a whole.

Each row begins as a real record drawn at random. Its answers are taken in a random order, those
that every row must have first, and each is kept if at least k records still hold all that was
kept. So a row says no more than k records have in common.
"""

from __future__ import annotations

import numpy as np

from lanterne.anonymity.synthetic.allowed import has_bit, held_by, keep_common
from lanterne.anonymity.synthetic.coding import CodedRecords
from lanterne.anonymity.synthetic.draw import ROW_TRIES, copy_over
from lanterne.anonymity.synthetic.support import Support
from lanterne.compiled import compiled
from lanterne.counting.marginals import Codes
from lanterne.synthesis.admission import broken_rules

FEW = 1024
"""Records that are looked at one by one, instead of as a bit set of all."""


def draw_whole_rows(
    records: CodedRecords, support: Support, rows: int, rng: np.random.Generator
) -> Codes | None:
    """Draw rows that k records hold as a whole; ``None`` where not one can be drawn.

    Args:
        records: The real records.
        support: Which records hold each answer.
        rows: How many rows.
        rng: Where chance comes from.
    """
    codes = np.zeros((rows, records.domain.layout.width), np.uint16)
    return codes if _draw(codes, support.allowed, records.codes, rng) else None


DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
"""A sequence in which every six bits occur once, so that a product tells which bit was set."""

BIT_OF = np.zeros(64, np.int64)
BIT_OF[[(int(DE_BRUIJN) << bit) % 2**64 >> 58 for bit in range(64)]] = np.arange(64)
"""Number of the bit that was set, by the six highest bits of the product."""


@compiled()
def _draw(codes, a, real, rng):  # type: ignore[no-untyped-def]
    """Draw all rows, in place; whether any could be drawn."""
    rows, width = codes.shape
    together = np.empty(a.holders.shape[1], np.uint64)
    few = np.empty(FEW, np.int64)
    open_to = np.empty(a.beside.shape[1], np.uint64)
    order = np.arange(width)
    failed = np.zeros(rows, np.bool_)
    failures = 0
    for r in range(rows):
        for _ in range(ROW_TRIES if failures < r or r == 0 else 1):
            donor = real[rng.integers(0, real.shape[0])]
            _shuffle(order, rng)
            failed[r] = not _common_part(codes[r], donor, a, real, order, together, few, open_to)
            if not failed[r]:
                break
        failures += failed[r]
    return copy_over(codes, failed, rng)


@compiled()
def _shuffle(order, rng):  # type: ignore[no-untyped-def]
    """Bring into an order by chance, in place, each as likely; Numba's own compiles for 4 s."""
    for place in range(order.size - 1, 0, -1):
        other = rng.integers(0, place + 1)
        order[place], order[other] = order[other], order[place]


@compiled()
def _common_part(row, donor, a, real, order, together, few, open_to):  # type: ignore[no-untyped-def]
    """Keep what k records hold together; whether it breaks no rule and lacks nothing."""
    open_to[:] = ~np.uint64(0)
    together[:] = ~np.uint64(0)
    left = -1  # how many records hold what is kept, once they are few
    for needed in (True, False):
        for column in order:
            if (a.blank[column] < 0) != needed:
                continue
            value = donor[column]
            row[column] = value
            if value == a.blank[column]:
                continue
            here = a.offsets[column] + value
            kept = has_bit(open_to, here)
            if kept and left >= 0:
                kept = _are_held(few, left, real, column, value, a.k)
            elif kept:
                kept = held_by(together, a.holders[here], a.k)
            if kept:
                open_to &= a.beside[here]
                if left >= 0:
                    left = _keep_few(few, left, real, column, value)
                else:
                    keep_common(together, a.holders[here])
                    left = _list_few(together, few)
            elif needed:
                return False
            else:
                row[column] = a.blank[column]
    return broken_rules(a, row) == 0


@compiled()
def _are_held(few, left, real, column, value, k):  # type: ignore[no-untyped-def]
    """Whether k of a few records hold a value."""
    found = 0
    for place in range(left):
        if real[few[place], column] == value:
            found += 1
            if found >= k:
                return True
    return False


@compiled()
def _keep_few(few, left, real, column, value):  # type: ignore[no-untyped-def]
    """Keep those of a few records that hold a value; how many there are."""
    kept = 0
    for place in range(left):
        if real[few[place], column] == value:
            few[kept] = few[place]
            kept += 1
    return kept


@compiled()
def _list_few(together, few):  # type: ignore[no-untyped-def]
    """List the records of a bit set; how many there are, -1 when they are more than a few."""
    found = 0
    for word in range(together.size):
        bits = together[word]
        while bits != 0:
            if found == few.size:
                return -1
            lowest = bits & (~bits + np.uint64(1))
            few[found] = 64 * word + BIT_OF[(lowest * DE_BRUIJN) >> np.uint64(58)]
            found += 1
            bits ^= lowest
    return found
