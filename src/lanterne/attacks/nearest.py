"""The released row that agrees with a target in the most answers.

Answers are categories, so that likeness is the number of columns in which two rows agree: Gower's
similarity for categorical columns. The first of several equally good rows is taken; the order of
the released rows is random.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lanterne.attacks.people import Codes, Rows
from lanterne.compiled import compiled


def nearest(targets: Codes, rows: Codes) -> tuple[Rows, Rows]:
    """Per target the most agreeing row, by position, and in how many columns it agrees.

    Both tables have the same d columns; at least one row.
    """
    best = np.full(len(targets), -1, np.int64)
    place = np.zeros(len(targets), np.int64)
    _nearest(np.ascontiguousarray(targets), np.ascontiguousarray(rows), best, place)
    return place, best


def nearest_without_each(targets: Codes, rows: Codes) -> Rows:
    """Targets × d: the most agreeing row when column j is not looked at, by position."""
    best = np.full(targets.shape, -1, np.int64)
    place = np.zeros(targets.shape, np.int64)
    least = np.full(len(targets), -1, np.int64)
    _nearest_without_each(
        np.ascontiguousarray(targets), np.ascontiguousarray(rows), best, place, least
    )
    return place


def count_agreeing(
    rows: Codes, columns: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], most: int
) -> npt.NDArray[np.int64]:
    """Number of rows that hold all answers of each query, counted up to ``most``.

    Args:
        rows: n × d.
        columns: Queries × length, the columns that a query asks about.
        codes: Queries × length, the answers that it asks for.
        most: Counting stops here.
    """
    found = np.zeros(len(columns), np.int64)
    _count_agreeing(np.ascontiguousarray(rows), columns, codes, most, found)
    return found


@compiled(nogil=True)
def _agreement(row, target):  # type: ignore[no-untyped-def]
    """In how many columns two rows agree."""
    same = 0
    for j in range(row.size):
        same += row[j] == target[j]
    return same


@compiled(nogil=True)
def _nearest(targets, rows, best, place):  # type: ignore[no-untyped-def]
    """Rows outside, targets inside: the targets stay in the cache."""
    for r in range(rows.shape[0]):
        row = rows[r]
        for t in range(targets.shape[0]):
            same = _agreement(row, targets[t])
            if same > best[t]:
                best[t] = same
                place[t] = r


@compiled(nogil=True)
def _nearest_without_each(targets, rows, best, place, least):  # type: ignore[no-untyped-def]
    """As above for each column left out; ``least`` is the smallest of a target's best."""
    width = rows.shape[1]
    for r in range(rows.shape[0]):
        row = rows[r]
        for t in range(targets.shape[0]):
            target = targets[t]
            same = _agreement(row, target)
            if same <= least[t]:
                continue
            worst = width
            for j in range(width):
                others = same - (row[j] == target[j])
                if others > best[t, j]:
                    best[t, j] = others
                    place[t, j] = r
                worst = min(worst, best[t, j])
            least[t] = worst


@compiled(nogil=True)
def _count_agreeing(rows, columns, codes, most, found):  # type: ignore[no-untyped-def]
    for q in range(columns.shape[0]):
        for r in range(rows.shape[0]):
            agrees = True
            for place in range(columns.shape[1]):
                if rows[r, columns[q, place]] != codes[q, place]:
                    agrees = False
                    break
            if agrees:
                found[q] += 1
                if found[q] >= most:
                    break
