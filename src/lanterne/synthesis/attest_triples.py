"""Which cells of many three-way tables may be written: the rule of :mod:`attest`, compiled.

There are ten thousand such tables where a codebook has forty columns, most of them of a few cells.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled

LOWEST, HIGHEST = -60, 60
"""Powers of two by which counts are told apart."""


class Tables(NamedTuple):
    """Expected counts of three-way tables.

    Attributes:
        counts: Of all tables, one after the other.
        starts: Where each table begins in ``counts``, and where the last ends.
        triples: Columns of each table, N × 3.
        offsets: Start of each column in the one-hot order.
    """

    counts: npt.NDArray[np.float64]
    starts: npt.NDArray[np.int64]
    triples: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]


class Rule(NamedTuple):
    """How many people are enough.

    Attributes:
        said: Per code, whether it says something.
        threshold: Enough people, where no more than is allowed would be taken out.
        share: Most people that a table may take out in all.
        most: Per code, most people that may be taken out of it in a table; infinite: all.
        rungs: Where the threshold of a code can stand.
    """

    said: npt.NDArray[np.bool_]
    threshold: float
    share: float
    most: npt.NDArray[np.float64]
    rungs: npt.NDArray[np.float64]


@compiled()
def attest_tables(tables, rule, bits, places):  # type: ignore[no-untyped-def]
    """Set the bit of each cell that ``attest._enough`` allows, table by table.

    Args:
        tables: A :class:`Tables`.
        rule: A :class:`Rule`.
        bits: Packed, the least significant bit of a byte first; zero, and changed in place.
        places: The first byte of each table in ``bits``.
    """
    offsets = tables.offsets
    limits = np.empty(offsets[-1])
    held = np.empty((offsets[-1], len(rule.rungs) + 1))
    bounded = np.isfinite(rule.most).all()
    for table in range(len(tables.triples)):
        columns = tables.triples[table]
        counts = tables.counts[tables.starts[table] : tables.starts[table + 1]]
        below = _below(counts, columns, offsets, rule)
        threshold = _lowered(below, rule)
        for column in columns:
            limits[offsets[column] : offsets[column + 1]] = threshold
        if bounded and below.size:
            _lower_each(limits, held, counts, columns, offsets, rule)
        _allow(limits, counts, columns, offsets, rule.said, bits[places[table] :])


@compiled()
def _below(counts, columns, offsets, rule):  # type: ignore[no-untyped-def]
    """The counts of a table that say something and are too small, in their order."""
    said, below, number, cell = rule.said, np.empty(counts.size), 0, 0
    for i in range(offsets[columns[0]], offsets[columns[0] + 1]):
        for j in range(offsets[columns[1]], offsets[columns[1] + 1]):
            for k in range(offsets[columns[2]], offsets[columns[2] + 1]):
                if counts[cell] < rule.threshold and said[i] and said[j] and said[k]:
                    below[number] = counts[cell]
                    number += 1
                cell += 1
    return below[:number]


@compiled()
def _lowered(below, rule):  # type: ignore[no-untyped-def]
    """The threshold with which a table takes out as many people as it may, and no more.

    By powers of two first, so that few counts need to be sorted.
    """
    held = np.zeros(HIGHEST - LOWEST + 1)
    for count in below:
        held[_power(count)] += count
    threshold, share = rule.threshold, rule.share
    if held.sum() <= share:
        return threshold
    lost, power = 0.0, 0
    while power < len(held) - 1 and (held[power] == 0 or lost + held[power] < share):
        lost += held[power]
        power += 1
    for count in np.sort(np.array([count for count in below if _power(count) == power])):
        lost += count
        threshold = count
        if lost >= share:
            break
    return threshold


@compiled()
def _power(count):  # type: ignore[no-untyped-def]
    """The power of two below a count, from ``LOWEST`` at 0 on."""
    return min(max(math.frexp(count)[1], LOWEST), HIGHEST) - LOWEST if count > 0 else 0


@compiled()
def _lower_each(limits, held, counts, columns, offsets, rule):  # type: ignore[no-untyped-def]
    """Lower the limit of each code to the highest rung below which few enough people are.

    ``held`` is room for how many people each code has from one rung to the next.
    """
    said, rungs = rule.said, rule.rungs
    for column in columns:
        held[offsets[column] : offsets[column + 1]] = 0.0
    cell = 0
    for i in range(offsets[columns[0]], offsets[columns[0] + 1]):
        for j in range(offsets[columns[1]], offsets[columns[1] + 1]):
            for k in range(offsets[columns[2]], offsets[columns[2] + 1]):
                if said[i] and said[j] and said[k]:
                    rung = 0  # as most are
                    if counts[cell] >= rungs[0]:
                        rung = np.searchsorted(rungs, counts[cell], side="right")
                    held[i, rung] += counts[cell]
                    held[j, rung] += counts[cell]
                    held[k, rung] += counts[cell]
                cell += 1
    for column in columns:
        for code in range(offsets[column], offsets[column + 1]):
            lost, own = 0.0, 0.0
            for rung in range(len(rungs)):
                lost += held[code, rung]
                if lost > rule.most[code]:
                    break
                own = rungs[rung]
            limits[code] = min(limits[code], own)


@compiled()
def _allow(limits, counts, columns, offsets, said, bits):  # type: ignore[no-untyped-def]
    cell = 0
    for i in range(offsets[columns[0]], offsets[columns[0] + 1]):
        for j in range(offsets[columns[1]], offsets[columns[1] + 1]):
            for k in range(offsets[columns[2]], offsets[columns[2] + 1]):
                enough = counts[cell] >= min(limits[i], limits[j], limits[k])
                if enough or not (said[i] and said[j] and said[k]):
                    bits[cell // 8] |= np.uint8(1 << cell % 8)
                cell += 1
