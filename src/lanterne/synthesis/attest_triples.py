"""Which cells of a three-way table may be written: the rule of :mod:`attest`, compiled.

There are ten thousand such tables where a codebook has forty columns, most of them of a few cells.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def enough_of_three(counts, said, threshold, share, most, rungs):  # type: ignore[no-untyped-def]
    """What :func:`attest._enough` says of a table of three columns, cell by cell.

    Args:
        counts: Estimated counts, one axis a column.
        said: Per axis, whether its codes say something.
        threshold: Enough people, where no more than is allowed would be taken out.
        share: Most people that the table may take out in all.
        most: Per axis, most people that may be taken out of each code; infinite: all.
        rungs: Where the threshold of a code can stand.
    """
    threshold = _lowered(counts, said, threshold, share)
    limits = (
        np.full(counts.shape[0], threshold),
        np.full(counts.shape[1], threshold),
        np.full(counts.shape[2], threshold),
    )
    if np.isfinite(most[0]).all():
        _lower_each(limits, counts, said, most, rungs)
    written = np.ones(counts.shape, np.bool_)
    for i, j, k in np.ndindex(counts.shape):
        if said[0][i] and said[1][j] and said[2][k]:
            limit = min(limits[0][i], limits[1][j], limits[2][k])
            written[i, j, k] = counts[i, j, k] >= limit
    return written


@njit(cache=True)
def _lowered(counts, said, threshold, share):  # type: ignore[no-untyped-def]
    """The threshold with which a table takes out as many people as it may, and no more."""
    below, number, lost = np.empty(counts.size), 0, 0.0
    for i, j, k in np.ndindex(counts.shape):
        if said[0][i] and said[1][j] and said[2][k] and counts[i, j, k] < threshold:
            below[number] = counts[i, j, k]
            lost += counts[i, j, k]
            number += 1
    if lost > share:
        lost = 0.0
        for count in np.sort(below[:number]):
            lost += count
            threshold = count
            if lost >= share:
                break
    return threshold


@njit(cache=True)
def _lower_each(limits, counts, said, most, rungs):  # type: ignore[no-untyped-def]
    """Lower the limit of each code to the highest rung below which few enough people are."""
    held = (  # of each code, how many people are in cells from one rung to the next
        np.zeros((counts.shape[0], len(rungs) + 1)),
        np.zeros((counts.shape[1], len(rungs) + 1)),
        np.zeros((counts.shape[2], len(rungs) + 1)),
    )
    for i, j, k in np.ndindex(counts.shape):
        if said[0][i] and said[1][j] and said[2][k]:
            rung = np.searchsorted(rungs, counts[i, j, k], side="right")
            held[0][i, rung] += counts[i, j, k]
            held[1][j, rung] += counts[i, j, k]
            held[2][k, rung] += counts[i, j, k]
    for axis in range(3):
        for code in range(len(limits[axis])):
            lost, own = 0.0, 0.0
            for rung in range(len(rungs)):
                lost += held[axis][code, rung]
                if lost > most[axis][code]:
                    break
                own = rungs[rung]
            limits[axis][code] = min(limits[axis][code], own)
