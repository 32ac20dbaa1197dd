"""What will be measured, and with how much noise: from public numbers only.

A person is in exactly one cell of each table, so a table is one scalar discrete Gaussian of
sensitivity one, and the whole plan is their adaptive composition with the selections. Where
households are protected, a table is a vector, and a score of a selection moves by several
(:mod:`lanterne.synthesis.households`). The plan depends on the sizes of the columns, on the budget
and on the bound; it never looks at a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import nextafter

import numpy as np

from lanterne.counting import Layout
from lanterne.privacy import Budget, Event, calibrate
from lanterne.synthesis.households import score_sensitivity, squared_sensitivity

SINGLES, PAIRS, TRIPLES, SELECTION = 0.04, 0.36, 0.56, 0.04
"""Shares of the budget (of ρ, in zCDP). Measured on several tables: the optimum is flat."""

EXPONENT = 2 / 3
"""Precision of a table ∝ cells^(2/3): the least total absolute noise for a given budget."""

TRIPLES_PER_COLUMN = 40
"""Three-way tables measured per column, at most; all of them when there are fewer."""

LARGEST_TRIPLE = 4096
"""Cells of the largest three-way table that is worth its noise."""

ROUNDS = 2
"""Adaptive rounds of selection: the model is fitted again between them."""


@dataclass(frozen=True)
class Scales:
    """How much noise each table gets.

    Attributes:
        layout: Sizes of the columns.
        single_sigmas: Noise scale of each one-way table, in people.
        pair_sigmas: Noise scale of each two-way table that is measured, by (i, j), i < j.
        triple_sigma: Noise scale of every three-way table.
    """

    layout: Layout
    single_sigmas: tuple[Fraction, ...]
    pair_sigmas: dict[tuple[int, int], Fraction]
    triple_sigma: Fraction


@dataclass(frozen=True)
class Plan:
    """The measurements to make.

    Attributes:
        scales: Noise of each table.
        triples: How many three-way tables are measured.
        all_triples: Whether these are all there are, so that nothing has to be selected.
        selection_epsilon: Range of each selection for every one that a score moves; 0 when
            unused. A person moves a score by one; a household by more, and costs so much more.
        events: All of it as the accountant sees it, with the whole range of each selection.
        epsilon: What it spends at the budget's δ; at most the budget's ε.
    """

    scales: Scales
    triples: int
    all_triples: bool
    selection_epsilon: float
    events: tuple[Event, ...]
    epsilon: float

    @property
    def layout(self) -> Layout:
        """Sizes of the columns."""
        return self.scales.layout


def worthwhile_triples(layout: Layout) -> Iterator[tuple[int, int, int]]:
    """Three-way tables small enough to be worth their noise, by position."""
    for i, j, k in combinations(range(layout.width), 3):
        if layout.sizes[i] * layout.sizes[j] * layout.sizes[k] <= LARGEST_TRIPLE:
            yield i, j, k


def triples_bought(layout: Layout, worthwhile: int) -> int:
    """How many of so many worthwhile three-way tables are measured."""
    return min(worthwhile, TRIPLES_PER_COLUMN * layout.width)


def make_plan(layout: Layout, budget: Budget, contribution_bound: int | None = None) -> Plan:
    """Share out the budget over all one- and two-way tables and the best three-way ones.

    Args:
        layout: Sizes of the columns.
        budget: What may be spent.
        contribution_bound: People that count of one household, where households are protected;
            ``None``: persons are.

    Returns:
        A plan whose composition costs at most ``budget``; noise scales are rounded up.
    """
    pairs = list(combinations(range(layout.width), 2))
    sizes = np.array(layout.sizes, float)
    single_weights = sizes**EXPONENT
    pair_weights = np.array([(sizes[i] * sizes[j]) ** EXPONENT for i, j in pairs])
    worthwhile = sum(1 for _ in worthwhile_triples(layout))
    triples = triples_bought(layout, worthwhile)
    everything = triples == worthwhile
    single, pair, triple, selection = _shares(len(pairs), triples, everything)
    squared, moved = _sensitivities(contribution_bound)
    calibration = calibrate(
        budget,
        [
            *(single_weights / single_weights.sum() * single),
            *(pair_weights / pair_weights.sum() * pair),
            *[triple / max(triples, 1)] * triples,
        ],
        selection,
        0 if everything else triples,
        squared,
    )
    sigmas = calibration.sigmas
    return Plan(
        scales=Scales(
            layout=layout,
            single_sigmas=sigmas[: layout.width],
            pair_sigmas=dict(zip(pairs, sigmas[layout.width :], strict=False)),
            triple_sigma=Fraction(sigmas[-1]) if triples else Fraction(0),
        ),
        triples=triples,
        all_triples=everything,
        selection_epsilon=share_for_each(moved, calibration.selection_epsilon),
        events=calibration.events,
        epsilon=calibration.epsilon,
    )


def _sensitivities(contribution_bound: int | None) -> tuple[int, int]:
    """Largest squared change of a table, and largest change of a score, by one unit."""
    if contribution_bound is None:
        return 1, 1
    return squared_sensitivity(contribution_bound), score_sensitivity(contribution_bound)


def share_for_each(moved: int, epsilon: float) -> float:
    """Nearly ε divided by ``moved``: a double of which so many are together at most ε, exactly."""
    part = epsilon / moved
    return part if Fraction(part) * moved <= Fraction(epsilon) else nextafter(part, 0.0)


def _shares(pairs: int, triples: int, everything: bool) -> tuple[float, float, float, float]:
    """Shares of one-way, two-way, three-way tables and selection; of those that there are."""
    shares = np.array(
        [
            SINGLES,
            PAIRS if pairs else 0.0,
            TRIPLES if triples else 0.0,
            SELECTION if triples and not everything else 0.0,
        ]
    )
    single, pair, triple, selection = shares / shares.sum()
    return float(single), float(pair), float(triple), float(selection)
