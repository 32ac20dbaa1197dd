"""Which columns of a file follow from another one: proposed in a draft, for a person to judge.

A column follows from a parent when, in the whole file, everybody with the same answer to the
parent has the same answer to it. Declared, it is derived and never modelled: it is then always
right, and the noise that it would have cost goes to the other columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lanterne.codebook.model import Column, Dependency

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

ROWS_PER_VALUE = 20
"""Fewest rows per value of the parent, on average, for which this is not put down to chance."""

MOST = 500
"""Most values of a parent: a longer mapping is not for a person to read."""


def draft_dependencies(frame: pl.DataFrame, columns: Sequence[Column]) -> tuple[Dependency, ...]:
    """The dependencies that hold for every row; each child has the shortest parent there is.

    Args:
        frame: The texts that the columns were drafted from.
        columns: The drafted columns.
    """
    plain = [column for column in columns if not column.traits.several]
    codes = {column.name: _codes(frame, column) for column in plain}
    found: list[Dependency] = []
    for child in plain:
        parents = [p for p in plain if p is not child and _comes_first(p, child, plain)]
        for parent in sorted(parents, key=lambda column: len(column.values)):
            mapping = _mapping(parent, child, codes[parent.name], codes[child.name])
            if mapping:
                found.append(Dependency(child.name, parent.name, mapping))
                break
    return tuple(found)


def _codes(frame: pl.DataFrame, column: Column) -> npt.NDArray[np.int64]:
    """Position of each answer in the column's list; -1 when there is none."""
    import numpy as np  # noqa: PLC0415 - importing codebooks stays light

    places = {code: place for place, code in enumerate(column.codes)}
    texts = frame[column.name].fill_null("").str.strip_chars()
    return np.array([places.get(text, -1) for text in texts.to_list()], np.int64)


def _comes_first(parent: Column, child: Column, order: Sequence[Column]) -> bool:
    """A parent has more values than its child, or as many and stands before it: no circles."""
    if len(child.values) < 2 or len(parent.values) > MOST:
        return False
    more = len(parent.values) - len(child.values)
    return more > 0 or (more == 0 and order.index(parent) < order.index(child))


def _mapping(
    parent: Column, child: Column, above: npt.NDArray[np.int64], below: npt.NDArray[np.int64]
) -> dict[str, str]:
    """What each answer of the parent implies; empty when the child does not follow from it."""
    import numpy as np  # noqa: PLC0415 - importing codebooks stays light

    known = above >= 0
    sizes = len(parent.values), len(child.values)
    if known.sum() < ROWS_PER_VALUE * sizes[0] or (below[known] < 0).any():
        return {}
    seen = np.bincount(above[known] * sizes[1] + below[known], minlength=sizes[0] * sizes[1])
    table = seen.reshape(sizes) > 0
    if not (table.sum(axis=1) == 1).all() or table.any(axis=0).sum() < 2:
        return {}
    implied = table.argmax(axis=1)
    return {parent.codes[a]: child.codes[int(b)] for a, b in enumerate(implied)}
