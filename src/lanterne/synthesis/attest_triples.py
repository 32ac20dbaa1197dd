"""Which cells of many three-way tables may be written: the rule of :mod:`attest`, compiled.

There are ten thousand such tables where a codebook has forty columns, most of them of a few cells.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled

POWERS = 256
"""Powers of two by which counts in single precision are told apart: their exponents."""


class Tables(NamedTuple):
    """Expected counts of three-way tables.

    Attributes:
        counts: Of all tables, one after the other; single precision, none below zero.
        starts: Where each table begins in ``counts``, and where the last ends.
        triples: Columns of each table, N × 3.
        offsets: Start of each column in the one-hot order.
    """

    counts: npt.NDArray[np.float32]
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

    Most tables of many columns may take out so little that no answer loses what it may lose: then
    one limit holds for the whole table.

    Args:
        tables: A :class:`Tables`.
        rule: A :class:`Rule`.
        bits: Packed, the least significant bit of a byte first; zero, and changed in place.
        places: The first byte of each table in ``bits``.
    """
    offsets = tables.offsets
    limits = np.empty(offsets[-1])
    held = np.empty((offsets[-1], len(rule.rungs) + 1))
    least = _least(offsets, rule)
    of_power = np.empty(POWERS)
    powers = tables.counts.view(np.int32)
    for table in range(len(tables.triples)):
        columns = tables.triples[table]
        here = slice(tables.starts[table], tables.starts[table + 1])
        counts = tables.counts[here]
        found, beyond = _by_power(of_power, counts, powers[here], columns, offsets, rule)
        threshold, below = rule.threshold, of_power.sum() + beyond
        if found and of_power.sum() > rule.share:
            threshold = _lowered(of_power, counts, powers[here], columns, offsets, rule)
            below = _most_below(of_power, threshold, beyond, rule)
        for column in columns:
            limits[offsets[column] : offsets[column + 1]] = threshold
        enough = min(least[columns[0]], least[columns[1]], least[columns[2]])
        alike = not found or below <= enough
        if not alike:
            _lower_each(limits, held, counts, columns, offsets, rule)
        _allow(limits, alike, counts, columns, offsets, rule.said, bits[places[table] :])


@compiled()
def _least(offsets, rule):  # type: ignore[no-untyped-def]
    """Per column, the fewest people that may be taken out of a code that says something."""
    least = np.full(offsets.size - 1, np.inf)
    for column in range(least.size):
        for code in range(offsets[column], offsets[column + 1]):
            if rule.said[code]:
                least[column] = min(least[column], rule.most[code])
    return least


@compiled()
def _by_power(of_power, counts, powers, columns, offsets, rule):  # type: ignore[no-untyped-def]
    """Add up what says something and is too small, by powers of two.

    ``powers`` are the counts' own bits: above the 23rd they hold the power of two.

    Returns:
        Whether there is any, and the people who are not too few, but below the next rung.
    """
    said, cell, found, beyond = rule.said, 0, False, 0.0
    of_power[:] = 0.0
    rung = rule.threshold
    if rule.rungs[-1] > rung:
        rung = rule.rungs[np.searchsorted(rule.rungs, rung)]
    third = offsets[columns[2] + 1] - offsets[columns[2]]
    last = said[offsets[columns[2]] :]
    for i in range(offsets[columns[0]], offsets[columns[0] + 1]):
        for j in range(offsets[columns[1]], offsets[columns[1] + 1]):
            if said[i] and said[j]:
                for k in range(third):
                    if counts[cell + k] < rung and last[k]:
                        if counts[cell + k] < rule.threshold:
                            of_power[powers[cell + k] >> 23] += counts[cell + k]
                            found = True
                        else:
                            beyond += counts[cell + k]
            cell += third
    return found, beyond


@compiled()
def _lowered(of_power, counts, powers, columns, offsets, rule):  # type: ignore[no-untyped-def]
    """The threshold with which a table takes out as many people as it may, and no more.

    By powers of two first, so that few counts need to be sorted.
    """
    lost, power = 0.0, 0
    while power < POWERS - 1 and (of_power[power] == 0 or lost + of_power[power] < rule.share):
        lost += of_power[power]
        power += 1
    said, some, number, cell = rule.said, np.empty(counts.size, counts.dtype), 0, 0
    for i in range(offsets[columns[0]], offsets[columns[0] + 1]):
        for j in range(offsets[columns[1]], offsets[columns[1] + 1]):
            for k in range(offsets[columns[2]], offsets[columns[2] + 1]):
                if (
                    powers[cell] >> 23 == power
                    and counts[cell] < rule.threshold
                    and said[i]
                    and said[j]
                    and said[k]
                ):
                    some[number] = counts[cell]
                    number += 1
                cell += 1
    threshold = rule.threshold
    for count in np.sort(some[:number]):
        lost += count
        threshold = np.float64(count)
        if lost >= rule.share:
            break
    return threshold


@compiled()
def _most_below(of_power, threshold, beyond, rule):  # type: ignore[no-untyped-def]
    """No fewer people than are below the first rung that reaches a lowered threshold."""
    rung = rule.rungs[min(np.searchsorted(rule.rungs, threshold), len(rule.rungs) - 1)]
    below = beyond if rung > rule.threshold else 0.0
    for power in range(POWERS):
        if 2.0 ** (power - 127) >= rung:
            break
        below += of_power[power]
    return below


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
def _allow(limits, alike, counts, columns, offsets, said, bits):  # type: ignore[no-untyped-def]
    """Set the bits of cells that reach the limit; ``alike``: it is the same for all codes."""
    cell, byte = 0, np.int64(0)
    limit = limits[offsets[columns[0]]]
    for i in range(offsets[columns[0]], offsets[columns[0] + 1]):
        for j in range(offsets[columns[1]], offsets[columns[1] + 1]):
            silent = not (said[i] and said[j])
            for k in range(offsets[columns[2]], offsets[columns[2] + 1]):
                if not alike:
                    limit = min(limits[i], limits[j], limits[k])
                enough = silent | (counts[cell] >= limit) | (not said[k])
                byte |= np.int64(enough) << (cell & 7)
                if cell & 7 == 7:
                    bits[cell >> 3] = byte
                    byte = np.int64(0)
                cell += 1
    if cell & 7:
        bits[cell >> 3] = byte
