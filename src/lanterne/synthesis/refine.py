"""Mending and refining sampled rows.

*Mending* takes out what may not be written: a value that breaks a rule or stands in a combination
that is not attested is drawn again from the model given the rest of the row.

*Refining* exchanges the values of one column between two rows, or copies one, whenever this brings
the counts of the rows closer to the estimates; nothing unattested can come back. An exchange
leaves every one-way count as it is.

Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from lanterne.counting import Layout, count_pairs, count_triples
from lanterne.counting.marginals import Codes, Triple
from lanterne.synthesis.attest import Attested
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.model import LatentClassModel


@dataclass(frozen=True)
class Goals:
    """Counts that the rows should have.

    Attributes:
        pairs: T × T estimated counts; the diagonal holds the one-way counts.
        triples: Three-way tables with an estimate of their own.
        triple_counts: Flat estimated counts of ``triples``.
    """

    pairs: npt.NDArray[np.float64]
    triples: Sequence[Triple]
    triple_counts: npt.NDArray[np.float64]


def mend_rows(
    codes: Codes, model: LatentClassModel, attested: Attested, domain: Domain, seed: int
) -> int:
    """Draw again, in place, every value that may not be written. Returns the values that changed."""
    offsets = model.layout.offsets
    return int(
        _mend(
            codes,
            offsets,
            model.probabilities,
            model.weights,
            attested.pairs,
            attested.triple_starts,
            attested.triple_bits,
            domain.informative,
            domain.rules.columns,
            domain.rules.codes,
            domain.rules.first,
            seed,
        )
    )


def refine_rows(
    codes: Codes, goals: Goals, attested: Attested, domain: Domain, proposals: int, seed: int
) -> int:
    """Bring the counts of the rows closer to the goals, in place. Returns accepted proposals."""
    layout = attested.layout
    counts = count_pairs([codes], layout).astype(np.int32)
    triple_counts = count_triples([codes], layout, goals.triples).astype(np.int32)
    index = np.asarray(goals.triples, np.int64).reshape(-1, 3)
    starts = layout.triple_offsets(goals.triples)
    by_column, first = _triples_by_column(index, layout.width)
    return int(
        _refine(
            codes,
            layout.offsets,
            np.asarray(layout.sizes, np.int64),
            counts,
            goals.pairs.astype(np.float32),
            index,
            starts,
            by_column,
            first,
            triple_counts,
            goals.triple_counts.astype(np.float32),
            attested.pairs,
            attested.triple_starts,
            attested.triple_bits,
            domain.informative,
            domain.rules.columns,
            domain.rules.codes,
            domain.rules.first,
            proposals,
            seed,
        )
    )


def _triples_by_column(index, width):
    members = [np.nonzero((index == column).any(axis=1))[0] for column in range(width)]
    first = np.concatenate([[0], np.cumsum([len(m) for m in members])]).astype(np.int64)
    flat = np.concatenate(members).astype(np.int64) if len(index) else np.zeros(0, np.int64)
    return flat, first


@njit(cache=True)
def _breaks_rule(row, column, value, rule_columns, rule_codes, rule_first):  # type: ignore[no-untyped-def]
    # A rule r owns conditions rule_first[r] … rule_first[r+1]; rule_codes is a mask over codes.
    for r in range(rule_first.size - 1):
        touches = False
        holds = True
        for q in range(rule_first[r], rule_first[r + 1]):
            c = rule_columns[q]
            code = row[c]
            if c == column:
                touches = True
                code = value
            if not rule_codes[q, code]:
                holds = False
                break
        if holds and (touches or column < 0):
            return True
    return False


@njit(cache=True)
def _fits(
    row,
    column,
    value,
    offsets,
    pairs,
    starts,
    bits,
    informative,
    rule_columns,
    rule_codes,
    rule_first,
    filled,
):  # type: ignore[no-untyped-def]
    """Whether the value may stand in this column beside the rest of the row."""
    width = row.size
    here = offsets[column] + value
    for other in range(width):
        if other != column and not pairs[here, offsets[other] + row[other]]:
            return False
    if _breaks_rule(row, column, value, rule_columns, rule_codes, rule_first):
        return False
    if not informative[here]:
        return True
    count = 0
    for other in range(width):
        if other != column and informative[offsets[other] + row[other]]:
            filled[count] = other
            count += 1
    for a in range(count):
        i = filled[a]
        for b in range(a + 1, count):
            j = filled[b]
            if column < i:
                x, y, z = column, i, j
                u, v, w = value, row[i], row[j]
            elif column < j:
                x, y, z = i, column, j
                u, v, w = row[i], value, row[j]
            else:
                x, y, z = i, j, column
                u, v, w = row[i], row[j], value
            start = starts[x, y, z]
            if start >= 0:
                sy = offsets[y + 1] - offsets[y]
                sz = offsets[z + 1] - offsets[z]
                bit = start + (u * sy + v) * sz + w
                if not (bits[bit >> 3] >> (bit & 7)) & 1:
                    return False
    return True


@njit(cache=True)
def _worst_column(
    row,
    offsets,
    pairs,
    starts,
    bits,
    informative,
    rule_columns,
    rule_codes,
    rule_first,
    filled,
    blame,
):  # type: ignore[no-untyped-def]
    """Column in most violations, or -1 when the row is clean."""
    width = row.size
    bad = False
    count = 0
    for i in range(width):
        blame[i] = 0
        if informative[offsets[i] + row[i]]:
            filled[count] = i
            count += 1
    for i in range(width):
        for j in range(i + 1, width):
            if not pairs[offsets[i] + row[i], offsets[j] + row[j]]:
                blame[i] += 4
                blame[j] += 4
                bad = True
    for a in range(count):
        i = filled[a]
        for b in range(a + 1, count):
            j = filled[b]
            sj = offsets[j + 1] - offsets[j]
            for c in range(b + 1, count):
                k = filled[c]
                start = starts[i, j, k]
                if start >= 0:
                    bit = start + (row[i] * sj + row[j]) * (offsets[k + 1] - offsets[k]) + row[k]
                    if not (bits[bit >> 3] >> (bit & 7)) & 1:
                        blame[i] += 1
                        blame[j] += 1
                        blame[k] += 1
                        bad = True
    for r in range(rule_first.size - 1):
        holds = True
        for q in range(rule_first[r], rule_first[r + 1]):
            if not rule_codes[q, row[rule_columns[q]]]:
                holds = False
                break
        if holds:
            bad = True
            for q in range(rule_first[r], rule_first[r + 1]):
                blame[rule_columns[q]] += 4
    if not bad:
        return -1
    worst = 0
    ties = 1
    for i in range(1, width):
        if blame[i] > blame[worst]:
            worst = i
            ties = 1
        elif blame[i] == blame[worst]:
            ties += 1
            if np.random.randint(0, ties) == 0:
                worst = i
    return worst


@njit(cache=True)
def _mend(
    codes,
    offsets,
    p,
    w,
    pairs,
    starts,
    bits,
    informative,
    rule_columns,
    rule_codes,
    rule_first,
    seed,
):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    rows, width = codes.shape
    classes = w.size
    filled = np.empty(width, np.int64)
    blame = np.empty(width, np.int64)
    share = np.empty(classes)
    chance = np.empty(np.max(offsets[1:] - offsets[:-1]))
    changed = 0
    clean = np.zeros(rows, np.bool_)
    for r in range(rows):
        row = codes[r]
        for attempt in range(3 * width):
            c = _worst_column(
                row,
                offsets,
                pairs,
                starts,
                bits,
                informative,
                rule_columns,
                rule_codes,
                rule_first,
                filled,
                blame,
            )
            if c < 0:
                break
            # Class probabilities given the other columns.
            for z in range(classes):
                share[z] = w[z]
            for other in range(width):
                if other != c:
                    position = offsets[other] + row[other]
                    largest = 0.0
                    for z in range(classes):
                        share[z] *= p[position, z]
                        largest = max(largest, share[z])
                    if largest > 0.0:
                        for z in range(classes):
                            share[z] /= largest
            size = offsets[c + 1] - offsets[c]
            total = 0.0
            for value in range(size):
                s = 0.0
                for z in range(classes):
                    s += share[z] * p[offsets[c] + value, z]
                chance[value] = s
                total += s
            chosen = row[c]
            for _ in range(size):
                if total <= 0.0:
                    break
                u = np.random.random() * total
                value = 0
                while value < size - 1 and u >= chance[value]:
                    u -= chance[value]
                    value += 1
                if _fits(
                    row,
                    c,
                    value,
                    offsets,
                    pairs,
                    starts,
                    bits,
                    informative,
                    rule_columns,
                    rule_codes,
                    rule_first,
                    filled,
                ):
                    chosen = value
                    break
                total -= chance[value]
                chance[value] = 0.0
            changed += 1
            if chosen == row[c]:
                # Nothing fits here: silence it if the column can be silent, else try elsewhere.
                other = (
                    c if not informative[offsets[c]] and row[c] != 0 else np.random.randint(width)
                )
                if not informative[offsets[other]]:
                    row[other] = 0
                elif attempt > width:
                    row[other] = np.random.randint(offsets[other + 1] - offsets[other])
            else:
                row[c] = chosen
        clean[r] = (
            _worst_column(
                row,
                offsets,
                pairs,
                starts,
                bits,
                informative,
                rule_columns,
                rule_codes,
                rule_first,
                filled,
                blame,
            )
            < 0
        )
    # A row that cannot be mended becomes a copy of one that needs no mending.
    whole = np.flatnonzero(clean)
    for r in range(rows):
        if not clean[r] and whole.size:
            codes[r] = codes[whole[np.random.randint(whole.size)]]
    return changed


@njit(cache=True, fastmath=True)
def _refine(
    codes,
    offsets,
    sizes,
    counts,
    goal,
    triples,
    triple_at,
    by_column,
    first,
    c3,
    g3,
    pairs,
    starts,
    bits,
    informative,
    rule_columns,
    rule_codes,
    rule_first,
    proposals,
    seed,
):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    rows, width = codes.shape
    filled = np.empty(width, np.int64)
    accepted = 0
    for _ in range(proposals):
        c = np.random.randint(width)
        r = np.random.randint(rows)
        q = np.random.randint(rows)
        swap = np.random.randint(2) == 0
        u = codes[r, c]
        v = codes[q, c] if swap else np.uint16(np.random.randint(sizes[c]))
        if u == v:
            continue
        one = offsets[c] + u
        two = offsets[c] + v
        gain = np.float32(0.0)
        # Row r goes from u to v; in an exchange row q goes from v to u as well.
        for j in range(width):
            if j == c:
                if not swap:
                    gain += (1 - 2 * (counts[one, one] - goal[one, one])) / (goal[one, one] + 1)
                    gain += (1 + 2 * (counts[two, two] - goal[two, two])) / (goal[two, two] + 1)
                continue
            x = offsets[j] + codes[r, j]
            y = offsets[j] + codes[q, j] if swap else x
            if swap and x == y:
                continue
            gain += (1 - 2 * (counts[one, x] - goal[one, x])) / (goal[one, x] + 1)
            gain += (1 + 2 * (counts[two, x] - goal[two, x])) / (goal[two, x] + 1)
            if swap:
                gain += (1 - 2 * (counts[two, y] - goal[two, y])) / (goal[two, y] + 1)
                gain += (1 + 2 * (counts[one, y] - goal[one, y])) / (goal[one, y] + 1)
        if gain >= 0:
            continue
        for s in range(first[c], first[c + 1]):
            t = by_column[s]
            i, j, k = triples[t]
            mi, mj, mk = sizes[i], sizes[j], sizes[k]
            base = triple_at[t] + (codes[r, i] * mj + codes[r, j]) * mk + codes[r, k]
            stride = mj * mk if c == i else (mk if c == j else 1)
            move = (np.int64(v) - np.int64(u)) * stride
            old, new = base, base + move
            gain += (1 - 2 * (c3[old] - g3[old])) / (g3[old] + 1)
            gain += (1 + 2 * (c3[new] - g3[new])) / (g3[new] + 1)
            if swap:
                base = triple_at[t] + (codes[q, i] * mj + codes[q, j]) * mk + codes[q, k]
                old2, new2 = base, base - move
                if new2 == old:
                    gain = (
                        gain
                        - (1 - 2 * (c3[old] - g3[old])) / (g3[old] + 1)
                        - (1 + 2 * (c3[new] - g3[new])) / (g3[new] + 1)
                    )
                else:
                    gain += (1 - 2 * (c3[old2] - g3[old2])) / (g3[old2] + 1)
                    gain += (1 + 2 * (c3[new2] - g3[new2])) / (g3[new2] + 1)
        if gain >= 0:
            continue
        if not _fits(
            codes[r],
            c,
            v,
            offsets,
            pairs,
            starts,
            bits,
            informative,
            rule_columns,
            rule_codes,
            rule_first,
            filled,
        ):
            continue
        if swap and not _fits(
            codes[q],
            c,
            u,
            offsets,
            pairs,
            starts,
            bits,
            informative,
            rule_columns,
            rule_codes,
            rule_first,
            filled,
        ):
            continue
        accepted += 1
        if not swap:
            counts[one, one] -= 1
            counts[two, two] += 1
        for j in range(width):
            if j == c:
                continue
            x = offsets[j] + codes[r, j]
            y = offsets[j] + codes[q, j]
            counts[one, x] -= 1
            counts[x, one] -= 1
            counts[two, x] += 1
            counts[x, two] += 1
            if swap:
                counts[two, y] -= 1
                counts[y, two] -= 1
                counts[one, y] += 1
                counts[y, one] += 1
        for s in range(first[c], first[c + 1]):
            t = by_column[s]
            i, j, k = triples[t]
            mi, mj, mk = sizes[i], sizes[j], sizes[k]
            base = triple_at[t] + (codes[r, i] * mj + codes[r, j]) * mk + codes[r, k]
            stride = mj * mk if c == i else (mk if c == j else 1)
            move = (np.int64(v) - np.int64(u)) * stride
            c3[base] -= 1
            c3[base + move] += 1
            if swap:
                base = triple_at[t] + (codes[q, i] * mj + codes[q, j]) * mk + codes[q, k]
                c3[base] -= 1
                c3[base - move] += 1
        codes[r, c] = v
        if swap:
            codes[q, c] = u
    return accepted
