"""Repair: what may not be written is drawn again from the model, given the rest of the row.

The code that stands in most violations goes first. Where nothing fits, a column is silenced; a row
that cannot be repaired at all becomes a copy of one that needs no repair, so that the number of
rows stays. Where no row at all can hold attested answers only (columns that must be answered, and
hardly any answer attested), triples need no attestation, then nothing does; the codebook's rules
hold in any case. Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting.marginals import Codes
from lanterne.synthesis.admission import (
    Admission,
    fits,
    is_clean,
    room_for_codes,
    rule_holds,
)
from lanterne.synthesis.forbidden_triples import (
    all_allowed,
    any_forbidden,
    is_forbidden,
    mark,
    suspects,
    unmark,
)
from lanterne.synthesis.model import LatentClassModel

PAIR, TRIPLE = 4, 1
"""Blame of a code for standing in a pair or rule, and in a triple, that may not be."""


SMALL = 1e-100
"""Products of chances that are smaller than this are scaled up."""


def repair_rows(codes: Codes, model: LatentClassModel, admission: Admission, seed: int) -> None:
    """Repair every row, in place.

    Args:
        codes: Rows × d, in the codes of the model.
        model: Where new codes are drawn from.
        admission: What a row may hold.
        seed: Seed of the drawing.
    """
    pairs_only = admission._replace(triples=all_allowed(admission.triples))
    rules_only = pairs_only._replace(pairs=np.ones_like(admission.pairs))
    # In one order of memory: the loop would be compiled for each in which models come.
    probabilities = np.ascontiguousarray(model.probabilities)
    for terms in (admission, pairs_only, rules_only):
        if _repair(codes, probabilities, model.weights, terms, (PAIR, TRIPLE), seed):
            return


class _Blame(NamedTuple):
    """Who is to blame for what may not stand in a row, kept while its columns change.

    Attributes:
        of_column: Length d, how much a column is to blame for pairs and triples.
        counted: Length d, whether a column is among those that were compared with each other.
        present: Their codes, as :mod:`forbidden_triples` has them.
        weights: Blame of each column of a pair, and of each of a triple, that may not be.
    """

    of_column: npt.NDArray[np.int64]
    counted: npt.NDArray[np.bool_]
    present: npt.NDArray[np.uint64]
    weights: tuple[int, int]


@compiled()
def _repair(codes, probabilities, weights, a, blames, seed):  # type: ignore[no-untyped-def]
    # Says whether every row holds now only what it may; they all do once one of them does.
    np.random.seed(seed)
    rows, width = codes.shape
    clean = np.zeros(rows, np.bool_)
    blame = _Blame(np.zeros(width, np.int64), np.zeros(width, np.bool_), room_for_codes(a), blames)
    of_rules = np.empty(width, np.int64)
    room = room_for_codes(a)
    suspect = suspects(a.triples, a.offsets, _people(codes, a.offsets))
    share = np.empty(weights.size)
    chance = np.empty(np.max(a.offsets[1:] - a.offsets[:-1]))
    for r in range(rows):
        row = codes[r]
        clean[r] = is_clean(a, row, suspect, room)
        if clean[r]:
            continue
        blame.of_column[:] = 0
        blame.counted[:] = False
        blame.present[:] = 0
        for column in range(width):
            _count_in(a, row, column, blame)
        for attempt in range(3 * width + 1):
            worst = _worst_column(a, row, blame, of_rules)
            clean[r] = worst < 0
            if worst < 0:
                break
            column = worst
            value = _draw(a, row, worst, probabilities, weights, share, chance, room)
            if value < 0:
                column, value = _make_room(a, row, worst, attempt)
            _count_out(a, row, column, blame)
            row[column] = value
            _count_in(a, row, column, blame)
    whole = np.flatnonzero(clean)
    if whole.size == 0:
        return rows == 0
    for r in range(rows):
        if not clean[r]:
            codes[r] = codes[whole[np.random.randint(whole.size)]]
    return True


@compiled()
def _people(codes, offsets):  # type: ignore[no-untyped-def]
    """How many rows hold each code, length T."""
    people = np.zeros(offsets[-1], np.int64)
    for row in codes:
        for column in range(row.size):
            people[offsets[column] + row[column]] += 1
    return people


@compiled()
def _worst_column(a, row, blame, of_rules):  # type: ignore[no-untyped-def]
    """Column in most violations, ties at random; -1 when the row is clean."""
    of_rules[:] = 0
    _blame_rules(a, row, of_rules, blame.weights[0])
    worst, most, ties = -1, 0, 0
    for i in range(row.size):
        own = blame.of_column[i] + of_rules[i]
        if own == 0:
            continue
        if own > most:
            worst, most, ties = i, own, 1
        elif own == most:
            ties += 1
            if np.random.randint(ties) == 0:
                worst = i
    return worst


@compiled()
def _count_in(a, row, column, blame):  # type: ignore[no-untyped-def]
    """Compare a column with those that are counted, and count it as well."""
    _compare(a, row, column, blame, 1)
    blame.counted[column] = True
    here = a.offsets[column] + row[column]
    if a.informative[here]:
        mark(a.triples, here, blame.present)


@compiled()
def _count_out(a, row, column, blame):  # type: ignore[no-untyped-def]
    """Take a column out again, with what was blamed because of it."""
    blame.counted[column] = False
    here = a.offsets[column] + row[column]
    if a.informative[here]:
        unmark(a.triples, here, blame.present)
    _compare(a, row, column, blame, -1)


@compiled()
def _compare(a, row, column, blame, sign):  # type: ignore[no-untyped-def]
    here = a.offsets[column] + row[column]
    pair, triple = sign * blame.weights[0], sign * blame.weights[1]
    if not a.pairs[here, here]:
        blame.of_column[column] += pair * row.size
    for other in range(row.size):
        if not blame.counted[other]:
            continue
        there = a.offsets[other] + row[other]
        if not a.pairs[here, there]:
            blame.of_column[column] += pair
            blame.of_column[other] += pair
        if not (a.informative[here] and a.informative[there]):
            continue
        if not any_forbidden(a.triples, a.offsets, column, other, here, there, blame.present):
            continue
        for third in range(other + 1, row.size):
            code = a.offsets[third] + row[third]
            if (
                blame.counted[third]
                and a.informative[code]
                and is_forbidden(a.triples, a.offsets, column, other, here, there, code)
            ):
                blame.of_column[column] += triple
                blame.of_column[other] += triple
                blame.of_column[third] += triple


@compiled()
def _blame_rules(a, row, blame, pair):  # type: ignore[no-untyped-def]
    for rule in range(a.rule_first.size - 1):
        if rule_holds(a, rule, row, -1, 0):
            for condition in range(a.rule_first[rule], a.rule_first[rule + 1]):
                blame[a.rule_columns[condition]] += pair


@compiled()
def _draw(a, row, column, probabilities, weights, share, chance, room):  # type: ignore[no-untyped-def]
    """A code for the column from the model given the rest of the row, if one fits; else -1."""
    _share_classes(a, row, column, probabilities, weights, share)
    start = a.offsets[column]
    size = a.offsets[column + 1] - start
    total = 0.0
    for value in range(size):
        chance[value] = _dot(share, probabilities[start + value])
        total += chance[value]
    for _ in range(size):
        if total <= 0.0:
            return -1
        left = np.random.random() * total
        value = 0
        while value < size - 1 and left >= chance[value]:
            left -= chance[value]
            value += 1
        if fits(a, row, column, value, room):
            return value
        total -= chance[value]
        chance[value] = 0.0
    return -1


@compiled(fastmath=True)
def _share_classes(a, row, column, probabilities, weights, share):  # type: ignore[no-untyped-def]
    """Weigh each class by the rest of the row, up to a factor."""
    share[:] = weights
    for other in range(row.size):
        if other == column:
            continue
        likely = probabilities[a.offsets[other] + row[other]]
        largest = 0.0
        for k in range(share.size):
            share[k] *= likely[k]
            largest = max(largest, share[k])
        if 0.0 < largest < SMALL:  # products of hundreds of columns would vanish
            for k in range(share.size):
                share[k] /= largest


@compiled(fastmath=True)
def _dot(one, other):  # type: ignore[no-untyped-def]
    total = 0.0
    for k in range(one.size):
        total += one[k] * other[k]
    return total


@compiled()
def _make_room(a, row, column, attempt):  # type: ignore[no-untyped-def]
    """Silence the column, or another one; where columns cannot be silent, change one at random.

    Returns:
        The column and its new code.
    """
    if a.informative[a.offsets[column]] or row[column] == 0:
        column = np.random.randint(row.size)
    start = a.offsets[column]
    if not a.informative[start]:
        return column, np.int64(0)
    if attempt > row.size:
        return column, np.int64(np.random.randint(a.offsets[column + 1] - start))
    return column, np.int64(row[column])
