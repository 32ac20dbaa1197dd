"""How the budget of the tables is shared out, for so many people.

Three-way tables tell most, and their noise hides most; a small file is best served by good one-way
tables and what pairs can add. So of a few ways to share the budget out (:data:`WAYS`) the one with
the least expected error is taken. The errors are reckoned from the noise, as in
:mod:`lanterne.synthesis.worth`, on a population that is the same for everybody: of each column the
r-th most frequent answer is given in proportion to r^-1.5, and two columns, or three beyond their
pairs, differ from independent ones by a total variation of :data:`DEPENDENCE`. What is measured
with more noise than that is as good as not measured, and costs no more than that:

    e₁ = mean noise of a column
    e₂² = (2e₁)² + d₂²,         d₂ = 1 / (1 / noise of a pair + 1 / dependence)
    e₃² = (3e₁)² + 3d₂² + d₃²,  d₃ likewise, of the three-way tables that are measured

and what counts is √e₁·e₂·e₃: no order is sacrificed for another.

Tables of a target take :data:`OF_TARGETS` of what three-way tables would have, and nothing of what
one- and two-way tables have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import combinations
from math import comb, hypot, log

import numpy as np

from lanterne.counting import Layout
from lanterne.privacy.parts import Parts
from lanterne.synthesis.worth import expected_distance, law

FOR_MANY = (0.05, 0.38, 0.57)
"""Shares of one-, two- and three-way tables where noise hides none of them."""

WAYS = (
    FOR_MANY,
    (0.10, 0.50, 0.40),
    (0.20, 0.80, 0.0),
    (0.40, 0.60, 0.0),
    (0.70, 0.30, 0.0),
    (0.90, 0.10, 0.0),
)
"""All that are tried."""

OF_TARGETS = 0.3
"""Part of the share of three-way tables that the tables of targets take."""

EXPONENT = 2 / 3
"""Precision of a table ∝ cells^(2/3): the least total absolute noise for a given budget."""

STEPS_PER_OCTAVE = 3
"""Parts of tables are snapped to 2^(j/3), so that many tables share a scale: at most 12 % from what
was asked for, which is second-order in the error of the release."""

DEPENDENCE = {2: 0.2, 3: 0.05}
"""Total variation of two columns from independence, and of three from what their pairs say. This
and what follows were set once, on three public tables of 10 to 31 columns and a published one of
16, with 200 to 3,000 people at ε of 0.5 to 4: 4 % of the distances is lost on average beside the
best way for each, where the best way for all loses 7 %."""

KEPT = {1: 1.0, 2: 0.4, 3: 0.3}
"""Part of the noise of tables of each order that stays in the rows."""

EXAMPLES = 15
"""Three-way tables, from the smallest to the largest, that stand for all."""


@dataclass(frozen=True)
class SharedParts:
    """How many parts each table takes.

    Attributes:
        singles: Of each one-way table.
        pairs: Of each two-way table that is measured, by (i, j), i < j.
        of_triple: Of every three-way table; 0 where none is measured.
        triples: How many three-way tables may be measured.
        of_target: Of every table of a target; 0 where none is measured.
        targets: How many tables of targets may be measured.
    """

    singles: tuple[int, ...]
    pairs: Mapping[tuple[int, int], int]
    of_triple: int
    triples: int
    of_target: int
    targets: int

    @property
    def total(self) -> int:
        """Of all tables together."""
        wider = self.of_triple * self.triples + self.of_target * self.targets
        return sum(self.singles) + sum(self.pairs.values()) + wider


def share_parts(
    layout: Layout, parts: Parts, number: int, wider: tuple[int, int], people: float
) -> SharedParts:
    """The way of sharing out with the least expected error.

    Args:
        layout: Sizes of the columns.
        parts: What a part costs.
        number: How many there are to share out.
        wider: Three-way tables, and tables of targets, that may be measured.
        people: About how many there are.
    """
    people = max(people, 1.0)
    ways = _ways(layout, parts, number, wider)
    return min(ways, key=lambda one: _expected(layout, one[1], people))[0]


@lru_cache(maxsize=16)
def _ways(
    layout: Layout, parts: Parts, number: int, wider: tuple[int, int]
) -> tuple[tuple[SharedParts, _Precisions], ...]:
    """Every way, and how precise tables then are; the same for any number of people."""
    ways = WAYS if wider[0] else tuple(way for way in WAYS if not way[2])
    shared = [share_out(layout, number, wider, way) for way in ways]
    return tuple((one, _Precisions.of(layout, parts, one)) for one in shared)


def share_out(
    layout: Layout, number: int, wider: tuple[int, int], way: tuple[float, float, float]
) -> SharedParts:
    """So many parts over all tables, in one of the ways; the arguments as for :func:`share_parts`.

    A single column gets all of them.
    """
    sizes, pairs = layout.sizes, list(combinations(range(layout.width), 2))
    one, two, three = (number * share for share in (way if pairs else (1.0, 0.0, 0.0)))
    of_pairs = _parts([sizes[i] * sizes[j] for i, j in pairs], two)
    triples, targets = wider
    of_target = int(OF_TARGETS * three / targets) if triples and targets else 0
    of_triple = int((three - of_target * targets) / triples) if triples else 0
    return SharedParts(
        tuple(_parts(sizes, one)),
        {pair: taken for pair, taken in zip(pairs, of_pairs, strict=True) if taken},
        of_triple,
        triples if of_triple else 0,
        of_target,
        targets if of_target else 0,
    )


def _parts(cells: Sequence[int], number: float) -> list[int]:
    """So many parts, shared out by the cells of tables; each gets one at least, or all get none."""
    if number < len(cells) or not cells:
        return [0] * len(cells)
    weights = np.array(cells, float) ** EXPONENT
    snapped = 2.0 ** (np.round(np.log2(weights) * STEPS_PER_OCTAVE) / STEPS_PER_OCTAVE)
    above_one = np.floor((number - len(cells)) * snapped / snapped.sum())
    return [1 + int(one) for one in above_one]


def _expected(layout: Layout, precisions: _Precisions, people: float) -> float:
    """Logarithm of √e₁·e₂·e₃; see above."""
    sizes = layout.sizes
    first = _mean(Counter((size,) for size in sizes), precisions, people)
    if layout.width == 1:
        return first
    second = _mean(Counter(_ordered(two) for two in combinations(sizes, 2)), precisions, people)
    third = DEPENDENCE[3]
    if precisions.of_triple:
        third = _mean(Counter(_examples(sizes)), precisions, people)
    two, three = hypot(2 * first, second), hypot(3 * first, second * 3**0.5, third)
    return log(first) / 2 + log(two) + log(three)


@dataclass(frozen=True)
class _Precisions:
    """1/σ² of the best estimate of a cell, of each kind of table, as one of all tables together.

    A table adds its precision to that of each of its margins, divided by the cells that the margin
    sums over (:mod:`lanterne.synthesis.residuals`). Every three-way table is taken to be measured
    with its even chance.

    Attributes:
        singles: Size of a column → of its own table.
        pairs: Sizes of two columns, ascending → of their table; none where it is not measured.
        of_triple: Of a three-way table.
        chance: That a three-way table is measured.
        inverse: Σ 1/size over all columns.
        sizes: Size → how many columns have it.
    """

    singles: Mapping[int, float]
    pairs: Mapping[tuple[int, ...], float]
    of_triple: float
    chance: float
    inverse: float
    sizes: Mapping[int, int]

    @classmethod
    def of(cls, layout: Layout, parts: Parts, shared: SharedParts) -> _Precisions:
        """Of tables that take so many parts."""
        sizes = layout.sizes

        def precision(taken: int) -> float:
            return float(parts.scale(taken)) ** -2

        return cls(
            {sizes[place]: precision(taken) for place, taken in enumerate(shared.singles)},
            {
                _ordered((sizes[i], sizes[j])): precision(taken)
                for (i, j), taken in shared.pairs.items()
            },
            precision(shared.of_triple) if shared.of_triple else 0.0,
            shared.triples / max(comb(layout.width, 3), 1),
            sum(1 / size for size in sizes),
            Counter(sizes),
        )

    def whole(self, sizes: tuple[int, ...]) -> float:
        """Of the best estimate of a table on columns of such sizes, ascending."""
        if len(sizes) == 3:
            return self.of_triple
        others = self.inverse - sum(1 / size for size in sizes)
        if len(sizes) == 2:
            return self.pairs.get(sizes, 0.0) + self.chance * self.of_triple * others
        (own,) = sizes
        beside = sum(
            (number - (size == own)) / size * self.pairs.get(_ordered((size, own)), 0.0)
            for size, number in self.sizes.items()
        )
        return self.singles[own] + beside + self.chance * self.of_triple * others**2 / 2


def _mean(tables: Mapping[tuple[int, ...], int], precisions: _Precisions, people: float) -> float:
    """Mean over tables, by their sizes, of what is left of the noise."""
    total = sum(number * _noise(one, precisions, people) for one, number in tables.items())
    return total / sum(tables.values())


def _noise(sizes: tuple[int, ...], precisions: _Precisions, people: float) -> float:
    precision, most = precisions.whole(sizes), DEPENDENCE.get(len(sizes))
    if precision == 0.0:
        return most or 1.0
    shares = reduce(np.multiply.outer, [law(size) for size in sizes])
    noise = expected_distance(shares, precision**-0.5, people, KEPT[len(sizes)])
    return noise if most is None else 1 / (1 / max(noise, 1e-12) + 1 / most)


def _examples(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Sizes of three-way tables between the smallest columns and the largest."""
    ordered = sorted(sizes)
    places = np.linspace(0, len(ordered) - 3, min(EXAMPLES, len(ordered) - 2)).round().astype(int)
    return [_ordered(ordered[place : place + 3]) for place in places]


def _ordered(sizes: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(sizes))
