"""How much noise a budget asks for: the smallest that keeps the promise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lanterne.errors import UsageError
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.budget import Budget
from lanterne.privacy.events import Event, GaussianEvent, SelectionEvent, merge

STEPS_PER_OCTAVE = 6
"""Relative noise scales are snapped to 2^(j/6), so that many tables share a scale.

At most 6 % from the scale asked for, which is second-order in the error of the release.
"""

CLOSE_ENOUGH = 0.997
"""The search ends when at least this part of ε is spent, and never more than all."""

SAFETY = 1.0005
"""Each correction aims this much to the safe side."""


@dataclass(frozen=True)
class Calibration:
    """Noise scales that spend a budget.

    Attributes:
        sigmas: σ of each table, in people, in the order asked for.
        selection_epsilon: Range ε of each selection; 0 when there are none.
        events: The same as the accountant sees it.
        epsilon: ε that the events spend at the budget's δ: at most the budget's.
    """

    sigmas: tuple[Fraction, ...]
    selection_epsilon: float
    events: tuple[Event, ...]
    epsilon: float


def calibrate(
    budget: Budget,
    table_shares: Sequence[float],
    selection_share: float = 0.0,
    selections: int = 0,
) -> Calibration:
    """The least noise with which tables and selections together stay within ``budget``.

    All of it depends on public numbers only. The scales are found by a search, and the result is
    verified by the accountant as it stands, rounding included: the search need not be trusted.

    Args:
        budget: What may be spent.
        table_shares: For each table, its part of the budget in ρ (precision 1/σ² ∝ share), each
            above 0; only ratios matter. A person is in one cell of each table.
        selection_share: Part of all selections together, on the same scale.
        selections: How many selections there are; 0 with a share of 0.

    Raises:
        UsageError: A share is not positive, or there is nothing to measure.
    """
    _check_shares(table_shares, selection_share, selections)
    shapes = [_snap(1 / math.sqrt(2 * share)) for share in table_shares]
    range_shape = math.sqrt(8 * selection_share / selections) if selections else 0.0
    rho = sum(0.5 / shape**2 for shape in shapes) + selection_share

    def at(scale: float) -> Calibration:
        sigmas = tuple(_round_up(scale * shape) for shape in shapes)
        events = _events(sigmas, range_shape / scale, selections)
        epsilon = epsilon_spent(events, budget.delta)
        return Calibration(sigmas, range_shape / scale, events, epsilon)

    return _search(at, budget, math.sqrt(2 * rho))


def _search(at: Callable[[float], Calibration], budget: Budget, length: float) -> Calibration:
    """The calibration of nearly the smallest scale that fits.

    A Gaussian of μ = length/scale is nearly what is composed: its ε gives each next guess. Where
    it misleads (few tables with noise below one person) the bracket of tried scales is halved.
    """
    target = gaussian_mu(budget.epsilon, budget.delta)
    scale, short, enough = length / target, 0.0, math.inf
    best: Calibration | None = None
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


def gaussian_mu(epsilon: float, delta: float) -> float:
    """The μ for which a Gaussian of sensitivity μ and scale 1 is exactly (ε, δ)-private.

    δ = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ) (Balle and Wang 2018, arXiv 1805.06530, Theorem 8), which
    grows with μ. Used as the first guess and the slope of the search; no proof rests on it.
    """
    low, high = math.log(1e-12), math.log(1e3)
    while high - low > 1e-12:
        middle = (low + high) / 2
        mu = math.exp(middle)
        above = _normal(mu / 2 - epsilon / mu) - math.exp(epsilon) * _normal(-mu / 2 - epsilon / mu)
        low, high = (low, middle) if above > delta else (middle, high)
    return math.exp(low)


def _normal(value: float) -> float:
    return math.erfc(-value / math.sqrt(2)) / 2


def _events(
    sigmas: Sequence[Fraction], selection_epsilon: float, selections: int
) -> tuple[Event, ...]:
    events: list[Event] = [GaussianEvent(sigma) for sigma in sigmas]
    if selections:
        events.append(SelectionEvent(selection_epsilon, selections))
    return merge(events)


def _snap(shape: float) -> float:
    return float(2.0 ** (round(math.log2(shape) * STEPS_PER_OCTAVE) / STEPS_PER_OCTAVE))


def _round_up(sigma: float) -> Fraction:
    """At least σ, with 15 significant bits: a double, and a short fraction to write down."""
    unit = Fraction(2) ** (math.frexp(sigma)[1] - 15)
    return math.ceil(Fraction(sigma) / unit) * unit


def _check_shares(table_shares: Sequence[float], selection_share: float, selections: int) -> None:
    if not table_shares or not all(0 < share < math.inf for share in table_shares):
        raise UsageError("Every table must have a positive share of the budget.")
    if selections < 0 or not 0 <= selection_share < math.inf:
        raise UsageError("Selections and their share of the budget cannot be negative.")
    if (selections > 0) != (selection_share > 0):
        raise UsageError("Selections need a share of the budget, and a share needs selections.")
