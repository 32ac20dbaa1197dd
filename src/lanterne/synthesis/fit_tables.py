"""The part of the fit that is about tables of three columns and more."""

from __future__ import annotations

import numpy as np

from lanterne.compiled import compiled
from lanterne.counting.tables import next_prefix


@compiled(fastmath=True)
def add_table_gradient(  # type: ignore[no-untyped-def]
    p, w, offsets, supported, measured, gradient, mixing
):
    """Add the gradient of the supported cells of wider tables, in place; returns their part of χ².

    ``measured`` has -1 after the columns of a narrower table; ``gradient`` is by P (T × K),
    ``mixing`` by w (K). What the columns before the last make of the classes is multiplied up from
    the first of them. K is contiguous: every inner loop is a vector operation over the classes.
    """
    tables, starts, target, precision = measured
    widest = tables.shape[1]
    products = np.empty((widest, w.size), np.float32)
    products[0] = w
    back = np.empty(w.size, np.float32)
    codes, positions = np.zeros(widest, np.int64), np.zeros(widest, np.int64)
    loss = 0.0
    for t in range(len(tables)):
        width = np.sum(tables[t] >= 0)
        last = tables[t, width - 1]
        start, place = starts[t], 0
        while place >= 0:
            fitted = True
            for level in range(width - 1):
                positions[level] = offsets[tables[t, level]] + codes[level]
                fitted &= supported[positions[level]]
                if level >= place:
                    for z in range(w.size):
                        products[level + 1, z] = products[level, z] * p[positions[level], z]
            line = start - offsets[last], offsets[last], offsets[last + 1]
            if fitted:
                cells = target, precision[t], supported
                loss += _last_column(p, products[width - 1], line, cells, gradient, back)
                _columns_before(p, products, positions[: width - 1], back, gradient, mixing)
            start += offsets[last + 1] - offsets[last]
            place = next_prefix(codes, tables[t], offsets, width)
    return loss


@compiled(fastmath=True)
def _last_column(p, product, line, cells, gradient, back):  # type: ignore[no-untyped-def]
    """The cells of all codes of the last column beside the same codes of the others.

    ``back`` becomes the derivative by what the others make of the classes.
    """
    start, first, stop = line
    target, weight, supported = cells
    loss = 0.0
    back[:] = 0.0
    for c in range(first, stop):
        if not supported[c]:
            continue
        predicted = np.float32(0.0)
        for z in range(product.size):
            predicted += product[z] * p[c, z]
        r = predicted - target[start + c]
        g = weight * r
        loss += np.float64(g * r)
        for z in range(product.size):
            gradient[c, z] += g * product[z]
            back[z] += g * p[c, z]
    return loss


@compiled(fastmath=True)
def _columns_before(  # type: ignore[no-untyped-def]
    p, products, positions, back, gradient, mixing
):
    """Carry the derivative back from the last of the other columns to the weights."""
    for level in range(positions.size - 1, -1, -1):
        position = positions[level]
        for z in range(back.size):
            gradient[position, z] += products[level, z] * back[z]
            back[z] *= p[position, z]
    for z in range(back.size):
        mixing[z] += back[z]
