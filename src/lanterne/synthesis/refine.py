"""Refining: small changes of rows that bring their counts closer to the estimates.

Two rows exchange their codes in one column, which leaves every one-way count as it is, or one row
takes another code, often one that too few rows have. A change is made when it lowers
Σ (count - goal)² / (goal + 1) over the one- and two-way cells, the measured three-way cells and
those of a target's tables, and when both rows may hold what they get.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting import Layout, count_pairs, count_tables
from lanterne.counting.marginals import Codes, Columns
from lanterne.counting.tables import TableIndex, table_cell, table_index
from lanterne.synthesis.admission import Admission, fits, room_for_codes

Floats = npt.NDArray[np.float64]

LOOK_AGAIN = 1 << 15
"""Proposals after which it is seen anew which codes too few rows have."""


@dataclass(frozen=True)
class Goals:
    """Counts that the rows should have.

    Attributes:
        pairs: T × T estimated counts; the diagonal holds the one-way counts.
        triples: Three-way tables with an estimate of their own.
        triple_counts: Flat estimated counts of ``triples``.
        tables: Tables of a target with an estimate of their own.
        table_counts: Flat estimated counts of ``tables``.
    """

    pairs: npt.NDArray[np.float64]
    triples: Sequence[Columns]
    triple_counts: npt.NDArray[np.float64]
    tables: Sequence[Columns] = ()
    table_counts: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def of_shard(self, shard: int, shards: int, seed: int) -> Goals:
        """The counts that one shard of the rows should have, in whole numbers.

        Those of all shards add up to within one of each count, and to the count on average
        (systematic sampling). So an answer of which a shard should have less than one is not lost.

        Args:
            shard: Which one it is, from 0.
            shards: How many there are.
            seed: Seed of the rounding, the same for all shards.
        """
        rng = np.random.default_rng(seed)

        def part(counts: Floats, start: Floats) -> Floats:
            upto = np.floor(counts * ((shard + 1) / shards) + start)
            return upto - np.floor(counts * (shard / shards) + start)

        above = np.triu(rng.random(self.pairs.shape))
        pairs = part(self.pairs, above + np.triu(above, 1).T)
        triples = part(self.triple_counts, rng.random(self.triple_counts.shape))
        tables = part(self.table_counts, rng.random(self.table_counts.shape))
        return replace(self, pairs=pairs, triple_counts=triples, table_counts=tables)


class _Wider(NamedTuple):
    """Tables of three columns and more.

    Attributes:
        cells: Where their cells lie.
        counts: Flat counts of the rows.
        goals: Flat goals.
    """

    cells: TableIndex
    counts: npt.NDArray[np.int32]
    goals: npt.NDArray[np.float32]

    @classmethod
    def of(
        cls,
        codes: Codes,
        layout: Layout,
        tables: Sequence[Columns],
        goals: npt.NDArray[np.float64],
    ) -> _Wider:
        """Count the rows."""
        counts = count_tables([codes], layout, tables).astype(np.int32)
        return cls(table_index(layout, tables), counts, goals.astype(np.float32))


class _Tables(NamedTuple):
    """Counts and goals for compiled loops; counts are kept up to date.

    Attributes:
        offsets: Start of each column in the one-hot order; length d + 1.
        counts: T × T counts of the rows.
        goals: T × T goals.
        triples: The three-way tables.
        targets: The tables of a target.
    """

    offsets: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int32]
    goals: npt.NDArray[np.float32]
    triples: _Wider
    targets: _Wider


def refine_rows(
    codes: Codes, goals: Goals, layout: Layout, admission: Admission, proposals: int, seed: int
) -> int:
    """Bring the counts of the rows closer to the goals, in place.

    Args:
        codes: Rows × d; every row holds only what it may.
        goals: The counts to come close to.
        layout: Sizes of the columns.
        admission: What a row may hold.
        proposals: How many changes are tried.
        seed: Seed of the proposals.

    Returns:
        How many changes were made.
    """
    tables = _Tables(
        offsets=layout.offsets,
        counts=count_pairs([codes], layout).astype(np.int32),
        goals=goals.pairs.astype(np.float32),
        triples=_Wider.of(codes, layout, goals.triples, goals.triple_counts),
        targets=_Wider.of(codes, layout, goals.tables, goals.table_counts),
    )
    return int(_refine(codes, tables, admission, proposals, seed))


@compiled(fastmath=True)
def _refine(  # type: ignore[no-untyped-def]  # noqa: PLR0912
    codes, tables, admission, proposals, seed
):
    np.random.seed(seed)
    rows, width = codes.shape
    present = room_for_codes(admission)
    lacking = np.empty((tables.offsets[-1], 2), np.int64)
    lacks = 0
    made = 0
    for proposal in range(proposals):
        if proposal % LOOK_AGAIN == 0:
            lacks = _find_lacking(tables, lacking)
        one = np.random.randint(rows)
        other = -1
        kind = np.random.randint(4)
        if kind == 0 and lacks > 0:  # a code that too few rows have
            column, new = lacking[np.random.randint(lacks)]
        else:
            column = np.random.randint(width)
            if kind <= 1:  # any code of the column
                new = np.random.randint(tables.offsets[column + 1] - tables.offsets[column])
            else:  # an exchange with another row
                other = np.random.randint(rows)
                new = np.int64(codes[other, column])
        old = np.int64(codes[one, column])
        if old == new:
            continue
        # What depends on four columns together shows in no pair: tables of a target come first.
        change = _wider_change(codes, tables.targets, column, one, old, new, False)
        if other >= 0:
            change += _wider_change(codes, tables.targets, column, other, new, old, False)
        change += _pair_change(codes, tables, column, one, other, old, new, False)
        if change >= 0:
            continue
        # Rows of an exchange that share a wider cell cancel there; both are counted, which errs
        # towards keeping the rows as they are.
        change += _wider_change(codes, tables.triples, column, one, old, new, False)
        if other >= 0:
            change += _wider_change(codes, tables.triples, column, other, new, old, False)
        if change >= 0:
            continue
        if not fits(admission, codes[one], column, new, present):
            continue
        if other >= 0 and not fits(admission, codes[other], column, old, present):
            continue
        _pair_change(codes, tables, column, one, other, old, new, True)
        for wider in (tables.triples, tables.targets):
            _wider_change(codes, wider, column, one, old, new, True)
            if other >= 0:
                _wider_change(codes, wider, column, other, new, old, True)
        codes[one, column] = new
        if other >= 0:
            codes[other, column] = old
        made += 1
    return made


@compiled()
def _find_lacking(tables, lacking):  # type: ignore[no-untyped-def]
    """Write down column and code of every one-way count that is short of its goal; how many."""
    found = 0
    for column in range(tables.offsets.size - 1):
        start = tables.offsets[column]
        for code in range(tables.offsets[column + 1] - start):
            if (
                tables.counts[start + code, start + code]
                < tables.goals[start + code, start + code] - 1
            ):
                lacking[found, 0] = column
                lacking[found, 1] = code
                found += 1
    return found


@compiled(fastmath=True)
def _cost(count, goal, step):  # type: ignore[no-untyped-def]
    """Change of (count - goal)² / (goal + 1) when the count changes by ``step`` = ±1."""
    return (1 + step * 2 * (count - goal)) / (goal + 1)


@compiled(fastmath=True)
def _pair_change(codes, tables, column, one, other, old, new, move):  # type: ignore[no-untyped-def]
    """Change of the one- and two-way part; with ``move`` the counts are brought up to date."""
    counts, goals, offsets = tables.counts, tables.goals, tables.offsets
    leave, come = offsets[column] + old, offsets[column] + new
    change = np.float32(0.0)
    for j in range(codes.shape[1]):
        if j == column:
            if other < 0:  # a one-way table weighs as much as the two-way tables of its column
                alone = _cost(counts[leave, leave], goals[leave, leave], -1)
                alone += _cost(counts[come, come], goals[come, come], 1)
                change += codes.shape[1] * alone
                if move:
                    counts[leave, leave] -= 1
                    counts[come, come] += 1
            continue
        x = offsets[j] + codes[one, j]
        y = offsets[j] + codes[other, j] if other >= 0 else x
        if other >= 0 and x == y:
            continue
        change += _cost(counts[leave, x], goals[leave, x], -1)
        change += _cost(counts[come, x], goals[come, x], 1)
        if move:
            _move(counts, leave, come, x)
        if other >= 0:
            change += _cost(counts[come, y], goals[come, y], -1)
            change += _cost(counts[leave, y], goals[leave, y], 1)
            if move:
                _move(counts, come, leave, y)
    return change


@compiled()
def _move(counts, leave, come, beside):  # type: ignore[no-untyped-def]
    counts[leave, beside] -= 1
    counts[beside, leave] -= 1
    counts[come, beside] += 1
    counts[beside, come] += 1


@compiled(fastmath=True)
def _wider_change(codes, wider, column, row, old, new, move):  # type: ignore[no-untyped-def]
    """Change of the part of wider tables when one row's code goes from ``old`` to ``new``."""
    counts, goals, index = wider.counts, wider.goals, wider.cells
    change = np.float32(0.0)
    for place in range(index.first[column], index.first[column + 1]):
        leave = table_cell(codes[row], index, index.of_column[place])
        come = leave + (new - old) * index.strides[place]
        change += _cost(counts[leave], goals[leave], -1)
        change += _cost(counts[come], goals[come], 1)
        if move:
            counts[leave] -= 1
            counts[come] += 1
    return change
