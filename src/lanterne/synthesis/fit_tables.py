"""The part of the fit that is about tables of three columns and more."""

from __future__ import annotations

import numpy as np

from lanterne.compiled import compiled
from lanterne.counting.tables import next_prefix


@compiled(fastmath=True)
def add_table_gradient(  # type: ignore[no-untyped-def]  # noqa: PLR0912
    p, w, offsets, supported, measured, gradient, mixing
):
    """Add the gradient of the supported cells of tables, in place; returns their part of χ².

    ``measured`` has -1 after the columns of a narrower table; ``gradient`` is by P (T × K),
    ``mixing`` by w (K). What the columns before the last make of the classes is multiplied up from
    the first of them, and kept for all codes that share it.

    K is contiguous: every inner loop is a vector operation over the classes. The compiler sees that
    as long as widths are counted here: with ``np.sum`` of a row all of it takes twice as long.
    """
    tables, starts, target, precision = measured
    classes, widest = w.size, tables.shape[1]
    products = np.empty((widest, classes), np.float32)
    products[0] = w
    both, back = np.empty(classes, np.float32), np.empty(classes, np.float32)
    codes, positions = np.zeros(widest, np.int64), np.zeros(widest, np.int64)
    loss = 0.0
    for t in range(len(tables)):
        width = 0
        for place in range(widest):
            width += tables[t, place] >= 0
        first, stop = offsets[tables[t, width - 1]], offsets[tables[t, width - 1] + 1]
        weight, table_loss = precision[t], np.float32(0.0)
        start, place = starts[t], 0
        while place >= 0:
            fitted = True
            for level in range(width - 1):
                positions[level] = offsets[tables[t, level]] + codes[level]
                fitted &= supported[positions[level]]
            for level in range(place, width - 2):
                above, here, own = products[level], products[level + 1], p[positions[level]]
                for z in range(classes):
                    here[z] = above[z] * own[z]
            if fitted:
                above, own = products[width - 2], p[positions[width - 2]]
                for z in range(classes):
                    both[z] = above[z] * own[z]
                    back[z] = np.float32(0.0)
                for c in range(first, stop):
                    if not supported[c]:
                        continue
                    own, slope = p[c], gradient[c]
                    predicted = np.float32(0.0)
                    for z in range(classes):
                        predicted += both[z] * own[z]
                    r = predicted - target[start + c - first]
                    g = weight * r
                    table_loss += g * r
                    for z in range(classes):
                        slope[z] += g * both[z]
                        back[z] += g * own[z]
                for level in range(width - 2, -1, -1):
                    above, own = products[level], p[positions[level]]
                    slope = gradient[positions[level]]
                    for z in range(classes):
                        slope[z] += above[z] * back[z]
                        back[z] *= own[z]
                for z in range(classes):
                    mixing[z] += back[z]
            start += stop - first
            place = next_prefix(codes, tables[t], offsets, width)
        loss += np.float64(table_loss)
    return loss
