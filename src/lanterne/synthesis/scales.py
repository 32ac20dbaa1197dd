"""How much noise each measured table gets: what a plan comes to for a number of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lanterne.counting import Layout


@dataclass(frozen=True)
class Scales:
    """How much noise each table gets.

    Attributes:
        layout: Sizes of the columns.
        single_sigmas: Noise scale of each one-way table, in people.
        pair_sigmas: Noise scale of each two-way table that is measured, by (i, j), i < j.
        triple_sigma: Noise scale of every three-way table; 0 where none is measured.
        range_sigmas: Of each column of numbers, noise scale of every level of its ranges; 0 where
            none is measured.
        target_sigma: Noise scale of every table of a target; 0 where none is measured.
    """

    layout: Layout
    single_sigmas: tuple[Fraction, ...]
    pair_sigmas: Mapping[tuple[int, int], Fraction]
    triple_sigma: Fraction
    range_sigmas: tuple[Fraction, ...] = ()
    target_sigma: Fraction = Fraction(0)
