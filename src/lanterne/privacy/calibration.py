"""How much noise a budget asks for: the smallest that keeps the promise."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeAlias, TypeVar

from lanterne.errors import UsageError
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.budget import Budget
from lanterne.privacy.events import (
    LARGEST_SIGMA,
    SMALLEST_VECTOR_SIGMA,
    Event,
    GaussianEvent,
    SelectionEvent,
    VectorGaussianEvent,
    merge,
)
from lanterne.privacy.gaussian import gaussian_mu
from lanterne.privacy.units import Unit, called

STEPS_PER_OCTAVE = 6
"""Relative noise scales are snapped to 2^(j/6), so that many tables share a scale.

At most 6 % from the scale asked for, which is second-order in the error of the release.
"""

CLOSE_ENOUGH = 0.997
"""The search ends when at least this part of ε is spent, and never more than all."""

SAFETY = 1.0005
"""Each correction aims this much to the safe side."""


COMMON_SCALE = 1.0002
"""The common scale of vectors is found to this factor, from above."""

Events: TypeAlias = tuple[Event, ...]


class Spending(Protocol):
    """What spends a budget."""

    @property
    def epsilon(self) -> float:
        """ε that is spent at the budget's δ."""


Found = TypeVar("Found", bound=Spending)


@dataclass(frozen=True)
class SelectionShare:
    """Selections of one kind, which share a range.

    Attributes:
        share: Part of all of them together in the budget; 0 where there are none.
        count: How many there are.
    """

    share: float
    count: int

    def __post_init__(self) -> None:
        if self.count < 0 or not 0 <= self.share < math.inf:
            raise UsageError("noise.selections-negative")
        if (self.count > 0) != (self.share > 0):
            raise UsageError("noise.selections-without-share")

    @property
    def shape(self) -> float:
        """Range ε of each for a noise of scale 1; 0 where there are none."""
        return math.sqrt(8 * self.share / self.count) if self.count else 0.0


@dataclass(frozen=True)
class Calibration:
    """Noise scales that spend a budget.

    Attributes:
        sigmas: σ of each table, in people, in the order asked for.
        selection_epsilons: Range ε of each selection of a kind, by kind; 0 when there are none.
        events: The same as the accountant sees it.
        epsilon: ε that the events spend at the budget's δ: at most the budget's.
    """

    sigmas: tuple[Fraction, ...]
    selection_epsilons: tuple[float, ...]
    events: Events
    epsilon: float


@dataclass(frozen=True)
class UnitCalibration:
    """Noise scales with which every kind of person keeps its budget.

    Attributes:
        sigmas: σ of each table, in the order asked for; at least 4.
        events: For each unit, the tables that it can change, as the accountant sees them.
        epsilon: For each unit, the ε that these spend at its budget's δ: at most its budget's.
    """

    sigmas: tuple[Fraction, ...]
    events: Mapping[Unit, Events]
    epsilon: Mapping[Unit, float]


def calibrate(
    budget: Budget, table_shares: Sequence[float], selections: Sequence[SelectionShare] = ()
) -> Calibration:
    """The least noise with which tables and selections together stay within ``budget``.

    A person is in one cell of each table: a scalar, whose exact distribution is known at any noise.
    All of it depends on public numbers only. The scales are found by a search, and the result is
    verified by the accountant as it stands, rounding included: the search need not be trusted.

    Args:
        budget: What may be spent.
        table_shares: For each table, its part of the budget in ρ (precision 1/σ² ∝ share), each
            above 0; only ratios matter.
        selections: The selections, by kind; their shares on the same scale.

    Raises:
        UsageError: A share is not positive, there is nothing to measure, or the budget asks for
            more noise than any data set could bear.
    """
    _check_shares(table_shares)
    shapes = [_snap(1 / math.sqrt(2 * share)) for share in table_shares]
    rho = sum(0.5 / shape**2 for shape in shapes) + sum(kind.share for kind in selections)

    def at(scale: float) -> Calibration:
        sigmas = tuple(round_up(scale * shape) for shape in shapes)
        if max(sigmas) > LARGEST_SIGMA:
            raise UsageError("noise.too-much", most=LARGEST_SIGMA)
        tables = (GaussianEvent(sigma) for sigma in sigmas)
        ranges, chosen = selections_at(scale, selections)
        spent = merge([*tables, *chosen])
        epsilon = epsilon_spent(spent, budget.delta)
        return Calibration(sigmas, ranges, spent, epsilon)

    return least_noise(at, budget, math.sqrt(2 * rho))


def calibrate_units(
    budgets: Mapping[Unit, Budget],
    shares: Sequence[float],
    squared_sensitivities: Mapping[Unit, Sequence[int]],
) -> UnitCalibration:
    """The least common noise with which every unit keeps its budget.

    The scale of all tables is one number, found by halving; what it gives is verified by the
    accountant for each unit as it stands, rounding included. All of it depends on public numbers.

    Args:
        budgets: For each unit, what may be spent.
        shares: For each table, its part of the precision (1/σ² ∝ share), each above 0; only
            ratios matter.
        squared_sensitivities: For each unit of ``budgets``, and each table, the largest squared
            Euclidean norm of its change when one such unit is added or removed; 0 where the
            unit does not touch the table.

    Raises:
        UsageError: A share is not positive, a unit's sensitivities are missing or negative, or
            the budget asks for more noise than any data set could bear.
    """
    _check_units(budgets, shares, squared_sensitivities)
    shapes = [_snap(1 / math.sqrt(share)) for share in shares]
    alike = {  # most tables are like others: exact fractions are slow, and needed once for all
        unit: Counter(zip(shapes, squared_sensitivities[unit], strict=True)) for unit in budgets
    }

    def at(scale: float) -> UnitCalibration:
        sigma = {shape: round_up(max(scale * shape, SMALLEST_VECTOR_SIGMA)) for shape in {*shapes}}
        events = {
            unit: merge(
                VectorGaussianEvent(sigma[shape], change, count)
                for (shape, change), count in alike[unit].items()
                if change
            )
            for unit in budgets
        }
        sigmas = tuple(sigma[shape] for shape in shapes)
        epsilon = {unit: epsilon_spent(events[unit], budgets[unit].delta) for unit in budgets}
        return UnitCalibration(sigmas, events, epsilon)

    def keeps(tried: UnitCalibration) -> bool:
        return all(tried.epsilon[unit] <= budgets[unit].epsilon for unit in budgets)

    low = high = SMALLEST_VECTOR_SIGMA / max(shapes)
    best = at(high)
    while not keeps(best):
        low, high = high, 2 * high
        if high * max(shapes) > LARGEST_SIGMA:
            raise UsageError("noise.too-much", most=LARGEST_SIGMA)
        best = at(high)
    while high > low * COMMON_SCALE:
        tried = at(middle := math.sqrt(low * high))
        if keeps(tried):
            best, high = tried, middle
        else:
            low = middle
    return best


def unit_events(sigmas: Sequence[Fraction], squared_sensitivities: Sequence[int]) -> Events:
    """What releasing one vector with each σ costs a unit; tables it does not touch are left out."""
    pairs = zip(sigmas, squared_sensitivities, strict=True)
    return merge(VectorGaussianEvent(sigma, change) for sigma, change in pairs if change)


def selections_at(
    scale: float, selections: Sequence[SelectionShare]
) -> tuple[tuple[float, ...], Events]:
    """Range ε of each selection at a scale of noise, by kind, and what all of them are."""
    ranges = tuple(kind.shape / scale for kind in selections)
    kinds = zip(ranges, selections, strict=True)
    return ranges, tuple(SelectionEvent(one, kind.count) for one, kind in kinds if kind.count)


def least_noise(at: Callable[[float], Found], budget: Budget, length: float) -> Found:
    """The calibration of nearly the smallest scale of noise that fits a budget.

    Args:
        at: What a scale gives, above 0; its ε falls as the scale grows.
        budget: What may be spent.
        length: √(2ρ) of what is spent at scale 1.

    A Gaussian of μ = length/scale is nearly what is composed: its ε gives each next guess. Where
    it misleads (few tables with noise below one person) the bracket of tried scales is halved.
    """
    target = gaussian_mu(budget.epsilon, budget.delta)
    scale, short, enough = length / target, 0.0, math.inf
    best: Found | None = None
    attempts = 0
    while best is None or (best.epsilon < CLOSE_ENOUGH * budget.epsilon and attempts < 30):
        attempts += 1
        tried = at(scale)
        if tried.epsilon <= budget.epsilon:
            best, enough = tried, scale
        else:
            short = scale
        scale *= gaussian_mu(tried.epsilon, budget.delta) / target * SAFETY
        if not short < scale < enough:
            scale = math.sqrt(short * enough) if short else enough / 1.01
    return best


def _snap(shape: float) -> float:
    return float(2.0 ** (round(math.log2(shape) * STEPS_PER_OCTAVE) / STEPS_PER_OCTAVE))


def round_up(sigma: float) -> Fraction:
    """At least σ, with 15 significant bits: a double, and a short fraction to write down."""
    part, exponent = math.frexp(sigma)
    # Powers of two are exact in doubles, and so is the short result.
    return Fraction(math.ldexp(math.ceil(math.ldexp(part, 15)), exponent - 15))


def _check_shares(shares: Sequence[float]) -> None:
    if not shares or not all(0 < share < math.inf for share in shares):
        raise UsageError("noise.table-without-share")


def _check_units(
    budgets: Mapping[Unit, Budget],
    shares: Sequence[float],
    squared_sensitivities: Mapping[Unit, Sequence[int]],
) -> None:
    _check_shares(shares)
    if not budgets or set(budgets) != set(squared_sensitivities):
        raise UsageError("noise.unit-without-budget")
    for unit, changes in squared_sensitivities.items():
        if len(changes) != len(shares) or any(change < 0 for change in changes):
            raise UsageError("noise.unit-sensitivities", unit=called(unit))
