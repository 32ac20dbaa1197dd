"""What will be measured, and with how much noise: from public numbers and one noisy one.

A person is in exactly one cell of each table, so a table is a vector of sensitivity one with
Gaussian noise. All tables are charged together, in equal parts, and the selections with them
(:class:`~lanterne.privacy.parts.Parts`), from the sizes of the columns, the budget and the bound
alone. A few parts then buy the number of people, with noise; and that says how the others are best
shared out (:mod:`lanterne.synthesis.shares`). Where households are protected, a table changes by
more, and a score of a selection moves by several (:mod:`lanterne.synthesis.households`).

A column of numbers is modelled by its bins, which are ordered answers: nothing is different about
them. The ranges within them are tables as well, one a level (:mod:`lanterne.synthesis.
number_ranges`), and take their parts from those of the column's own one-way table.

Where noise is little anyway, parts would cost more than they gain: a table is then one scalar
discrete Gaussian, whose exact cost is known at any noise, and all scales are fixed beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, nextafter, sqrt

from lanterne.counting import Layout
from lanterne.counting.marginals import Columns
from lanterne.privacy import (
    Budget,
    Calibration,
    Event,
    Parts,
    PartsCalibration,
    SelectionEvent,
    SelectionShare,
    VectorGaussianEvent,
    calibrate,
    calibrate_parts,
)
from lanterne.privacy.events import SMALLEST_VECTOR_SIGMA, SMOOTHING, merge
from lanterne.privacy.gaussian import gaussian_mu
from lanterne.privacy.parts import PARTS
from lanterne.synthesis.households import score_sensitivity, squared_sensitivity
from lanterne.synthesis.number_ranges import NumberRanges
from lanterne.synthesis.number_shares import share_numbers
from lanterne.synthesis.scales import Scales
from lanterne.synthesis.shares import FOR_MANY, share_out, share_parts
from lanterne.synthesis.target_tables import candidate_tables, tables_bought
from lanterne.synthesis.worthwhile import triples_worth_it

SELECTION = 0.04
"""Share of the selections in the budget (of ρ, in zCDP), where tables have to be selected."""

NUMBER = PARTS // 200
"""Parts for the number of people: it is known to a few dozen, which is all that the shares need."""

TRIPLES_PER_COLUMN = 40
"""Three-way tables measured per column, at most; all of them when there are fewer."""

MANY = 1_000_000
"""People for whom fixed scales are shared out: with little noise, everybody's shares are those."""

TARGET_SELECTION = 0.02
"""The same of the selections of the tables of targets, which are few."""

ROUNDS = 2
"""Adaptive rounds of selection: the model is fitted again between them."""


@dataclass(frozen=True)
class TargetPlan:
    """What is charged for the tables of targets.

    Attributes:
        candidates: Of each target, the tables that may be measured.
        bought: Of each target, how many of them are, at most.
        selection_epsilon: Range of each selection for every one that a score moves; 0 when unused:
            a target of which all candidates are measured needs none.
    """

    candidates: tuple[tuple[Columns, ...], ...]
    bought: tuple[int, ...]
    selection_epsilon: float

    @property
    def tables(self) -> int:
        """Tables of all targets."""
        return sum(self.bought)

    @property
    def selections(self) -> int:
        """How many of them have to be selected."""
        return sum(
            bought
            for bought, candidates in zip(self.bought, self.candidates, strict=True)
            if bought < len(candidates)
        )


NO_TARGET = TargetPlan((), (), 0.0)
"""Where nothing is a target."""


@dataclass(frozen=True)
class Plan:
    """What is charged before anything is measured.

    Attributes:
        layout: Sizes of the columns.
        noise: The parts of all tables, to be shared out by the number of people; or their scales,
            which are fixed.
        triples: How many three-way tables are measured, at most.
        all_triples: Whether these are all there are, so that nothing has to be selected.
        selection_epsilon: Range of each selection for every one that a score moves; 0 when
            unused. A person moves a score by one; a household by more, and costs so much more.
        events: All of it as the accountant sees it, with the whole range of each selection.
        epsilon: What it spends at the budget's δ; at most the budget's ε.
        ranges: Of each column of numbers, the ranges that may be measured within its bins.
        target: The tables of targets.
    """

    layout: Layout
    noise: Parts | Scales
    triples: int
    all_triples: bool
    selection_epsilon: float
    events: tuple[Event, ...]
    epsilon: float
    ranges: tuple[NumberRanges, ...] = ()
    target: TargetPlan = NO_TARGET

    @property
    def number_sigma(self) -> Fraction | None:
        """Noise scale of the number of people; ``None``: it is not needed."""
        return self.noise.scale(NUMBER) if isinstance(self.noise, Parts) else None

    def scales(self, people: float) -> Scales:
        """The noise of each table for so many people: all together cost no more than was charged.

        Args:
            people: By the noisy count, or as is publicly known; below 1 counts as 1.
        """
        if isinstance(self.noise, Scales):
            return self.noise
        wider = self.triples, self.target.tables
        shared = share_parts(self.layout, self.noise, PARTS - NUMBER, wider, people)
        variance = float(self.noise.sigma**2 - SMOOTHING**2)
        singles, levels = share_numbers(self.ranges, shared.singles, variance, people)
        taken = shared.total - sum(shared.singles) + sum(singles) + sum(map(sum, levels))
        if taken > PARTS - NUMBER:
            raise ValueError("the tables would take more parts than there are")
        scale = self.noise.scale
        return Scales(
            self.layout,
            tuple(scale(parts) for parts in singles),
            {pair: scale(parts) for pair, parts in shared.pairs.items()},
            scale(shared.of_triple) if shared.of_triple else Fraction(0),
            tuple(scale(one[0]) if one else Fraction(0) for one in levels),
            scale(shared.of_target) if shared.of_target else Fraction(0),
        )

    def drawn(self, sigmas: Iterable[float]) -> tuple[Event, ...]:
        """What was released, as the accountant sees it: no more than was charged.

        Args:
            sigmas: Scales of the tables that were measured; the number of people is added.
        """
        if isinstance(self.noise, Scales):
            return self.events
        change = self.noise.squared_sensitivity
        scales = [self.noise.scale(NUMBER), *map(Fraction, sigmas)]
        tables = [VectorGaussianEvent(sigma, change) for sigma in scales]
        selections = [one for one in self.events if isinstance(one, SelectionEvent)]
        return merge([*tables, *selections])


def triples_bought(layout: Layout, worthwhile: int) -> int:
    """How many of so many worthwhile three-way tables are measured, at most."""
    return min(worthwhile, TRIPLES_PER_COLUMN * layout.width)


def _triples_measured(layout: Layout) -> tuple[int, bool]:
    """How many three-way tables are measured, at most, and whether that is all worthwhile ones."""
    worthwhile = len(triples_worth_it(layout))
    bought = triples_bought(layout, worthwhile)
    return bought, bought == worthwhile


def target_plan(layout: Layout, targets: Sequence[int]) -> TargetPlan:
    """The tables of the targets, columns by position; what a selection may spend comes later."""
    triples, everything = _triples_measured(layout)
    if not targets or not triples:
        return NO_TARGET
    candidates = tuple(
        candidate_tables(layout, targets, one, without_triples=everything) for one in targets
    )
    return TargetPlan(candidates, tuple(tables_bought(some) for some in candidates), 0.0)


def make_plan(
    layout: Layout,
    budget: Budget,
    contribution_bound: int | None = None,
    ranges: tuple[NumberRanges, ...] = (),
    targets: Sequence[int] = (),
) -> Plan:
    """Calibrate the noise of all tables, and the selections, to a budget.

    Args:
        layout: Sizes of the columns.
        budget: What may be spent.
        contribution_bound: People that count of one household, where households are protected;
            ``None``: persons are.
        ranges: Of each column of numbers, what may be measured within its bins.
        targets: Columns that users will model, by position.

    Returns:
        A plan whose composition costs at most ``budget``; noise scales are rounded up.
    """
    triples, everything = _triples_measured(layout)
    target = target_plan(layout, targets)
    squared, moved = _sensitivities(contribution_bound)
    selections = (
        SelectionShare(0.0 if everything else SELECTION, 0 if everything else triples),
        SelectionShare(TARGET_SELECTION if target.selections else 0.0, target.selections),
    )
    found: Calibration | PartsCalibration
    noise: Parts | Scales
    if squared == 1 and _is_little_noise(layout, budget):
        found, noise = _fixed(layout, budget, (triples, target.tables), selections, ranges)
    else:
        found = calibrate_parts(budget, selections, squared)
        noise = found.parts
    step, of_target = (share_for_each(moved, one) for one in found.selection_epsilons)
    target = replace(target, selection_epsilon=of_target)
    spent = found.events, found.epsilon
    return Plan(layout, noise, triples, everything, step, *spent, ranges, target)


def _is_little_noise(layout: Layout, budget: Budget) -> bool:
    """Whether pairs of columns, or the only column, would on average have less than a vector may.

    By the sizes and the budget alone, for as much as many people would leave to pairs.
    """
    pairs = comb(layout.width, 2)
    share = FOR_MANY[1] / pairs if pairs else 1.0
    return 1 / (gaussian_mu(budget.epsilon, budget.delta) * sqrt(share)) < SMALLEST_VECTOR_SIGMA


def _fixed(
    layout: Layout,
    budget: Budget,
    wider: tuple[int, int],
    selections: Sequence[SelectionShare],
    ranges: tuple[NumberRanges, ...],
) -> tuple[Calibration, Scales]:
    """Scales that are fixed, shared out as for many people; each table is a scalar."""
    shared = share_out(layout, PARTS, wider, FOR_MANY)
    singles, levels = share_numbers(ranges, shared.singles, 0.0, MANY)
    alone = [*(parts for one in levels for parts in one), *singles, *shared.pairs.values()]
    tables = [*alone, *[shared.of_triple] * wider[0], *[shared.of_target] * wider[1]]
    left = 1 - sum(kind.share for kind in selections)
    kinds = [SelectionShare(kind.share / left * sum(tables), kind.count) for kind in selections]
    found = calibrate(budget, tables, kinds)
    sigmas = iter(found.sigmas)
    of_ranges = [[next(sigmas) for _ in one] for one in levels]
    return found, Scales(
        layout,
        single_sigmas=tuple(next(sigmas) for _ in singles),
        pair_sigmas={pair: next(sigmas) for pair in shared.pairs},
        triple_sigma=found.sigmas[len(alone)] if wider[0] else Fraction(0),
        range_sigmas=tuple(one[0] if one else Fraction(0) for one in of_ranges),
        target_sigma=found.sigmas[-1] if wider[1] else Fraction(0),
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
