"""Rows that are drawn by lot: so many as memory holds, where there are more.

Each row is drawn by itself. The lots of some rows follow from what they hold and from a number that
is fixed: work that is done again draws the same, and two looks at the same files are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from math import sqrt

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.counting.answered import Tally
from lanterne.counting.coding import Codes, Coding

SEED = b"20261201"
"""Of the lots."""

SPARE = 6
"""Standard deviations of the number of rows that more are drawn at first, so that there are enough:
of those the ones with the lowest lots stay."""


@dataclass(frozen=True)
class DrawnRows:
    """Rows that were drawn.

    Attributes:
        most: How many there may be.
        codes: Rows × columns.
        lots: The lot of each row, from 0 to 1.
    """

    most: int
    codes: Codes = field(repr=False)
    lots: npt.NDArray[np.float64] = field(repr=False)

    def __add__(self, other: DrawnRows) -> DrawnRows:
        """Of both those with the lowest lots."""
        return DrawnRows.of(self.most, (self.codes, other.codes), (self.lots, other.lots))

    @classmethod
    def of(
        cls, most: int, codes: Sequence[Codes], lots: Sequence[npt.NDArray[np.float64]]
    ) -> DrawnRows:
        """Of all these rows those with the lowest lots."""
        rows, drawn = np.concatenate(codes), np.concatenate(lots)
        if len(drawn) > most:
            kept = np.argsort(drawn, kind="stable")[:most]
            rows, drawn = rows[kept], drawn[kept]
        return cls(most, rows, drawn)

    @property
    def sorted(self) -> Codes:
        """The rows in an order that depends on what they hold alone."""
        return self.codes[np.lexsort(self.codes.T[::-1])]


@dataclass(frozen=True)
class DrawRows:
    """Draws rows, all where there are no more than so many; the sum is a :class:`DrawnRows`.

    Attributes:
        coding: The codes of the answers.
        most: Rows that are drawn.
        rows: Rows that there are.
    """

    coding: Coding
    most: int
    rows: int

    def begin(self) -> Tally:
        """No row."""
        return _Drawing(self)

    @property
    def share(self) -> float:
        """Share of all rows that are drawn at first."""
        return min(1.0, (self.most + SPARE * sqrt(self.most)) / max(self.rows, 1))


class _Drawing:
    def __init__(self, asked: DrawRows) -> None:
        width = len(asked.coding.header)
        self._asked = asked
        self._codes = [np.zeros((0, width), np.int32)]
        self._lots = [np.zeros(0)]

    def add(self, rows: pl.DataFrame) -> None:
        codes = self._asked.coding.codes(rows)
        seed = int.from_bytes(blake2b(codes.tobytes(), key=SEED, digest_size=16).digest())
        lots = np.random.default_rng(seed).random(len(codes))
        drawn = lots <= self._asked.share
        self._codes.append(codes[drawn])
        self._lots.append(lots[drawn])

    @property
    def sum(self) -> DrawnRows:
        return DrawnRows.of(self._asked.most, self._codes, self._lots)
