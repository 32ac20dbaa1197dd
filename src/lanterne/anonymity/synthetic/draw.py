"""Drawing rows column by column, each answer given up to two that were drawn before it.

An answer is that of a real record drawn at random among those with the same answers to the
parents. It stands only if it may stand beside all that is in the row already; after some tries
the column stays blank. A row that breaks a rule, or lacks an answer that it must have, is drawn
anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.anonymity.synthetic.allowed import has_bit
from lanterne.anonymity.synthetic.bayesian_network import BayesianNetwork
from lanterne.anonymity.synthetic.coding import UNKNOWN, CodedRecords
from lanterne.anonymity.synthetic.support import Support
from lanterne.compiled import compiled
from lanterne.counting.marginals import Codes
from lanterne.synthesis.admission import broken_rules

Integers = npt.NDArray[np.int64]

TRIES, ROW_TRIES = 12, 30
"""Draws of an answer before its column stays blank, and of a row before another is copied."""


class Donors(NamedTuple):
    """The answers to each column, sorted by the answers to its parents.

    Attributes:
        answers: d × records.
        starts: Where the answers beside each combination of answers to the parents begin, flat:
            one more than combinations for each column.
        first: Where each column begins in ``starts``.
    """

    answers: Codes
    starts: Integers
    first: Integers


def draw_rows(
    records: CodedRecords,
    support: Support,
    network: BayesianNetwork,
    rows: int,
    rng: np.random.Generator,
) -> Codes | None:
    """Draw rows that hold only what may stand together; ``None`` where not one can be drawn.

    Args:
        records: Where answers are drawn from.
        support: What may stand together.
        network: The order of the columns, and on which others each depends.
        rows: How many rows.
        rng: Where chance comes from.
    """
    sizes = records.domain.layout.sizes
    donors = _by_parents(records.codes, sizes, network.parents)
    codes = np.zeros((rows, len(sizes)), np.uint16)
    drawn = _draw(codes, support.allowed, network, donors, rng)
    return codes if drawn else None


def _by_parents(codes: Codes, sizes: tuple[int, ...], parents: Integers) -> Donors:
    """The answers of all records, as they are drawn from."""
    answers = np.empty(codes.shape[::-1], np.uint16)
    starts, first = [], [0]
    for column, both in enumerate(parents):
        key, cells = np.zeros(len(codes), np.int64), 1
        for parent in both[both != UNKNOWN]:
            key, cells = key * sizes[parent] + codes[:, parent], cells * sizes[parent]
        answers[column] = codes[np.argsort(key, kind="stable"), column]
        starts.append(np.concatenate([[0], np.cumsum(np.bincount(key, minlength=cells))]))
        first.append(first[-1] + cells + 1)
    return Donors(answers, np.concatenate(starts).astype(np.int64), np.array(first, np.int64))


@compiled()
def _draw(codes, a, network, donors, rng):  # type: ignore[no-untyped-def]
    """Draw all rows, in place; whether any could be drawn."""
    rows, width = codes.shape
    said = np.empty(width, np.int64)
    open_to = np.empty(a.beside.shape[1], np.uint64)
    failed = np.zeros(rows, np.bool_)
    failures = 0
    for r in range(rows):
        # Where no row could be drawn at first, hardly any will be.
        for _ in range(ROW_TRIES if failures < r or r == 0 else 1):
            failed[r] = not _draw_row(codes[r], a, network, donors, said, open_to, rng)
            if not failed[r]:
                break
        failures += failed[r]
    return copy_over(codes, failed, rng)


@compiled()
def copy_over(codes, failed, rng):  # type: ignore[no-untyped-def]
    """Write another row, drawn at random, over each that failed; whether there is any other."""
    good = np.flatnonzero(~failed)
    if good.size == 0:
        return False
    for r in np.flatnonzero(failed):
        other = good[rng.integers(0, good.size)]
        for column in range(codes.shape[1]):
            codes[r, column] = codes[other, column]
    return True


@compiled()
def _draw_row(row, a, network, donors, said, open_to, rng):  # type: ignore[no-untyped-def]
    """Draw one row; whether it has all that it must have and breaks no rule."""
    answers, starts, first = donors
    open_to[:] = ~np.uint64(0)
    answered = 0
    for column in network.order:
        cell = 0
        for parent in network.parents[column]:
            if parent >= 0:
                cell = cell * (a.offsets[parent + 1] - a.offsets[parent]) + row[parent]
        begin, end = starts[first[column] + cell], starts[first[column] + cell + 1]
        if begin == end:
            begin, end = 0, answers.shape[1]
        settled = False
        for _ in range(TRIES):
            value = answers[column, rng.integers(begin, end)]
            here = a.offsets[column] + value
            if value == a.blank[column] or has_bit(open_to, here):
                settled = True
                break
        if not settled:
            if a.blank[column] < 0:
                return False
            value = np.uint16(a.blank[column])
        row[column] = value
        if value != a.blank[column]:
            open_to &= a.beside[here]
            if a.pair_of.shape[0] > 1:
                for one in range(answered):
                    open_to &= a.beside_both[a.pair_of[here, said[one]]]
            said[answered] = here
            answered += 1
    return broken_rules(a, row) == 0
