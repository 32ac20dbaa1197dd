"""Which combinations at least k records hold, and how columns depend on each other.

All two- and three-way tables of the real records are counted, one at a time. Of a three-way table
only what is needed is kept: which cells k records hold, and its entropy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.anonymity.synthetic.allowed import Allowed, Words, set_bit
from lanterne.anonymity.synthetic.coding import CodedRecords
from lanterne.compiled import compiled
from lanterne.counting import Layout, count_pairs
from lanterne.counting.marginals import Counts, Triple

Floats = npt.NDArray[np.float64]

LONGEST = 3
"""Longest combination that is promised without promising whole rows."""


@dataclass(frozen=True)
class Support:
    """What is known of the combinations of up to three columns. Sensitive.

    Attributes:
        counts: T × T exact one- and two-way counts.
        allowed: What may stand together.
        entropies: d × d, in nats, of each pair of columns; on the diagonal, of each column.
        triple_entropies: d × d × d, in nats, of columns i < j < k.
    """

    counts: Counts
    allowed: Allowed
    entropies: Floats
    triple_entropies: Floats

    def entropy(self, columns: tuple[int, ...]) -> float:
        """Entropy in nats of one to three columns."""
        if len(columns) == 3:
            return float(self.triple_entropies[tuple(sorted(columns))])
        return float(self.entropies[columns[0], columns[-1]])

    def information(self, column: int, given: tuple[int, ...]) -> float:
        """Mutual information, in nats, between a column and one or two others together."""
        return self.entropy((column,)) + self.entropy(given) - self.entropy((column, *given))

    def interaction(self, triple: Triple) -> float:
        """How much three columns depend on each other beyond their pairs, in nats."""
        i, j, k = triple
        pairs = self.entropy((i, j)) + self.entropy((i, k)) + self.entropy((j, k))
        alone = self.entropy((i,)) + self.entropy((j,)) + self.entropy((k,))
        return abs(alone - pairs + self.entropy(triple))


def find_support(records: CodedRecords, k: int, length: int | None) -> Support:
    """Count all combinations of up to three columns.

    Entropies are corrected for their bias (Miller 1955): that of the observed shares, plus
    (occupied cells - 1) / 2n, without which columns of many values would seem to depend on all.

    Args:
        records: The real records.
        k: Fewest records that hold a combination.
        length: Longest combination that so many must hold, 1 to 3; ``None``: whole rows.
    """
    layout, said = records.domain.layout, records.domain.informative
    counts = count_pairs([records.codes], layout)
    columns = layout.column_of
    together = said[:, None] & said[None, :] & (columns[:, None] != columns[None, :])
    if length != 1:
        together &= counts >= k
    words = -(-layout.total // 64)
    longest = length in {LONGEST, None}
    pair_of = np.full((layout.total if longest else 1,) * 2, -1, np.int32)
    first, second = np.nonzero(np.triu(together) & longest)
    pair_of[first, second] = pair_of[second, first] = np.arange(len(first))
    beside_both = np.zeros((len(first), words), np.uint64)
    for position in (first, second):
        _set_bits(beside_both, np.asarray(position, np.int64))
    beside = _Beside(pair_of, beside_both)
    triple_entropies = _look_at_triples(records.codes, layout, said, k, beside)
    rules = records.domain.rules
    allowed = Allowed(
        offsets=layout.offsets,
        blank=records.blank,
        beside=_packed(together, words),
        pair_of=pair_of,
        beside_both=beside_both,
        holders=_holders(records) if length is None else np.zeros((layout.total, 0), np.uint64),
        k=k,
        rule_columns=rules.columns,
        rule_codes=rules.codes,
        rule_first=rules.first,
    )
    entropies = _pair_entropies(counts, layout, len(records.codes))
    return Support(counts, allowed, entropies, triple_entropies)


class _Beside(NamedTuple):
    """Which answers stand beside which pairs.

    Attributes:
        pair_of: T × T: number of a pair of answers, -1 for none; 1 × 1 where nobody asks.
        beside_both: Pairs × words: a bit for each answer that k records hold beside the pair.
    """

    pair_of: npt.NDArray[np.int32]
    beside_both: Words


def _packed(flags: npt.NDArray[np.bool_], words: int) -> Words:
    """Each row of flags as a bit set of so many words."""
    packed = np.zeros((len(flags), words * 8), np.uint8)
    bits = np.packbits(flags, axis=1, bitorder="little")
    packed[:, : bits.shape[1]] = bits
    return packed.view(np.uint64)


def _holders(records: CodedRecords) -> Words:
    """Per answer, the records that hold it."""
    layout = records.domain.layout
    words = max(-(-len(records.codes) // 64), 1)
    return np.concatenate(
        [
            _packed(records.codes[:, column][None, :] == np.arange(size)[:, None], words)
            for column, size in enumerate(layout.sizes)
        ]
    )


def _pair_entropies(counts: Counts, layout: Layout, records: int) -> Floats:
    entropies = np.zeros((layout.width,) * 2)
    logarithms = _logarithms(records)
    for i in range(layout.width):
        alone = np.ascontiguousarray(np.diag(counts)[layout.block(i)])
        entropies[i, i] = _entropy(alone, logarithms, records)
        for j in range(i + 1, layout.width):
            table = counts[layout.block(i), layout.block(j)].ravel()
            entropies[i, j] = entropies[j, i] = _entropy(table, logarithms, records)
    return entropies


def _look_at_triples(
    codes: npt.NDArray[np.uint16],
    layout: Layout,
    said: npt.NDArray[np.bool_],
    k: int,
    beside: _Beside,
) -> Floats:
    """Put what k records hold into ``beside``; the entropies of all three-way tables."""
    by_column = np.ascontiguousarray(codes.T)
    entropies = np.zeros((layout.width,) * 3)
    sizes = np.asarray(layout.sizes, np.int64)
    logarithms = _logarithms(len(codes))
    for i, j in combinations(range(layout.width), 2):
        of_pair = by_column[i].astype(np.int32) * np.int32(sizes[j]) + by_column[j]
        entropies[i, j] = _look_beside(
            (i, j), of_pair, by_column, layout.offsets, said, k, beside, logarithms
        )
    return entropies


def _logarithms(records: int) -> Floats:
    """c · ln c of every count that there can be."""
    counts = np.arange(records + 1, dtype=np.float64)
    return counts * np.log(np.maximum(counts, 1.0))


@compiled()
def _set_bits(bit_sets, positions):  # type: ignore[no-untyped-def]
    for place in range(positions.size):
        set_bit(bit_sets[place], positions[place])


@compiled()
def _look_beside(pair, of_pair, by_column, offsets, said, k, beside, logarithms):  # type: ignore[no-untyped-def]
    """All three-way tables of two columns and a later one; their entropies, by the later one."""
    i, j = pair
    pair_of, beside_both = beside
    entropies = np.zeros(offsets.size - 1)
    records = of_pair.size
    size_i, size_j = offsets[i + 1] - offsets[i], offsets[j + 1] - offsets[j]
    for third in range(j + 1, offsets.size - 1):
        size = offsets[third + 1] - offsets[third]
        table = np.zeros(size_i * size_j * size, np.int32)
        codes = by_column[third]
        for record in range(records):
            table[of_pair[record] * size + codes[record]] += 1
        entropies[third] = _entropy(table, logarithms, records)
        if pair_of.shape[0] == 1:
            continue
        for cell in range(table.size):
            if table[cell] < k:
                continue
            x = offsets[i] + cell // (size * size_j)
            y = offsets[j] + cell // size % size_j
            z = offsets[third] + cell % size
            if said[x] and said[y] and said[z]:
                set_bit(beside_both[pair_of[x, y]], z)
                set_bit(beside_both[pair_of[x, z]], y)
                set_bit(beside_both[pair_of[y, z]], x)
    return entropies


@compiled()
def _entropy(table, logarithms, records):  # type: ignore[no-untyped-def]
    """Entropy in nats of a table of counts, with the correction of its bias."""
    total = 0.0
    occupied = 0
    for cell in range(table.size):
        if table[cell] > 0:
            total += logarithms[table[cell]]
            occupied += 1
    return np.log(records) - total / records + (occupied - 1) / (2 * records)
