"""Repair: what may not be written is drawn again from the model, given the rest of the row.

The code that stands in most violations goes first. Where nothing fits, a column is silenced; a row
that cannot be repaired at all becomes a copy of one that needs no repair, so that the number of
rows stays. Where no row at all can hold attested answers only (columns that must be answered, and
hardly any answer attested), triples need no attestation, then nothing does; the codebook's rules
hold in any case. Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

import numpy as np

from lanterne.compiled import compiled
from lanterne.counting.marginals import Codes
from lanterne.synthesis.admission import Admission, attested_bit, fits, rule_holds
from lanterne.synthesis.model import LatentClassModel

PAIR, TRIPLE = 4, 1
"""Blame of a code for standing in a pair or rule, and in a triple, that may not be."""


def repair_rows(codes: Codes, model: LatentClassModel, admission: Admission, seed: int) -> None:
    """Repair every row, in place.

    Args:
        codes: Rows × d, in the codes of the model.
        model: Where new codes are drawn from.
        admission: What a row may hold.
        seed: Seed of the drawing.
    """
    pairs_only = admission._replace(triple_starts=np.full_like(admission.triple_starts, -1))
    rules_only = pairs_only._replace(pairs=np.ones_like(admission.pairs))
    for terms in (admission, pairs_only, rules_only):
        if _repair(codes, model.probabilities, model.weights, terms, PAIR, TRIPLE, seed):
            return


@compiled()
def _repair(codes, probabilities, weights, a, pair, triple, seed):  # type: ignore[no-untyped-def]
    # Says whether every row holds now only what it may; they all do once one of them does.
    np.random.seed(seed)
    rows, width = codes.shape
    clean = np.zeros(rows, np.bool_)
    said = np.empty(width, np.int64)
    blame = np.empty(width, np.int64)
    share = np.empty(weights.size)
    chance = np.empty(np.max(a.offsets[1:] - a.offsets[:-1]))
    for r in range(rows):
        row = codes[r]
        for attempt in range(3 * width + 1):
            worst = _worst_column(a, row, said, blame, pair, triple)
            clean[r] = worst < 0
            if worst < 0:
                break
            value = _draw(a, row, worst, probabilities, weights, share, chance, said)
            if value >= 0:
                row[worst] = value
            else:
                _make_room(a, row, worst, attempt)
    whole = np.flatnonzero(clean)
    if whole.size == 0:
        return rows == 0
    for r in range(rows):
        if not clean[r]:
            codes[r] = codes[whole[np.random.randint(whole.size)]]
    return True


@compiled()
def _worst_column(a, row, said, blame, pair, triple):  # type: ignore[no-untyped-def]  # noqa: PLR0912
    """Column in most violations, ties at random; -1 when the row is clean."""
    width = row.size
    count = 0
    blame[:] = 0
    for i in range(width):
        here = a.offsets[i] + row[i]
        if not a.pairs[here, here]:
            blame[i] += pair * width
        if a.informative[here]:
            said[count] = i
            count += 1
        for j in range(i + 1, width):
            if not a.pairs[here, a.offsets[j] + row[j]]:
                blame[i] += pair
                blame[j] += pair
    for first in range(count):
        i = said[first]
        for second in range(first + 1, count):
            j = said[second]
            for third in range(second + 1, count):
                k = said[third]
                if not attested_bit(a, i, j, k, row[i], row[j], row[k]):
                    blame[i] += triple
                    blame[j] += triple
                    blame[k] += triple
    _blame_rules(a, row, blame, pair)
    worst, ties = -1, 0
    for i in range(width):
        if blame[i] == 0:
            continue
        if worst < 0 or blame[i] > blame[worst]:
            worst, ties = i, 1
        elif blame[i] == blame[worst]:
            ties += 1
            if np.random.randint(ties) == 0:
                worst = i
    return worst


@compiled()
def _blame_rules(a, row, blame, pair):  # type: ignore[no-untyped-def]
    for rule in range(a.rule_first.size - 1):
        if rule_holds(a, rule, row, -1, 0):
            for condition in range(a.rule_first[rule], a.rule_first[rule + 1]):
                blame[a.rule_columns[condition]] += pair


@compiled()
def _draw(a, row, column, probabilities, weights, share, chance, said):  # type: ignore[no-untyped-def]
    """A code for the column from the model given the rest of the row, if one fits; else -1."""
    classes = weights.size
    share[:] = weights
    for other in range(row.size):
        if other == column:
            continue
        position = a.offsets[other] + row[other]
        largest = 0.0
        for k in range(classes):
            share[k] *= probabilities[position, k]
            largest = max(largest, share[k])
        if largest > 0.0:
            for k in range(classes):
                share[k] /= largest
    start = a.offsets[column]
    size = a.offsets[column + 1] - start
    total = 0.0
    for value in range(size):
        chance[value] = 0.0
        for k in range(classes):
            chance[value] += share[k] * probabilities[start + value, k]
        total += chance[value]
    for _ in range(size):
        if total <= 0.0:
            return -1
        left = np.random.random() * total
        value = 0
        while value < size - 1 and left >= chance[value]:
            left -= chance[value]
            value += 1
        if fits(a, row, column, value, said):
            return value
        total -= chance[value]
        chance[value] = 0.0
    return -1


@compiled()
def _make_room(a, row, column, attempt):  # type: ignore[no-untyped-def]
    """Silence the column, or another one; where columns cannot be silent, change one at random."""
    if a.informative[a.offsets[column]] or row[column] == 0:
        column = np.random.randint(row.size)
    start = a.offsets[column]
    if not a.informative[start]:
        row[column] = 0
    elif attempt > row.size:
        row[column] = np.random.randint(a.offsets[column + 1] - start)
