"""What a set of mechanisms costs together: exactly, and as a bound that checks the exact answer.

Exactly means by privacy-loss distributions (Koskela, Jälkö, Honkela 2020; Google's dp-accounting
composes them). A mechanism is stood for by a pair (P, Q) that dominates it: for every pair of
neighbours and every ε the hockey-stick divergence δ(ε) = E_Q[(P/Q − e^ε)₊] of the pair is at least
the mechanism's. Then the product of the pairs dominates the composition of the mechanisms, even
when each is chosen after seeing the results before it (adaptive composition of dominating pairs:
Zhu, Dong, Wang 2022, arXiv 2106.08567). Both pairs here are their own mirror images, so that
adding and removing a person cost the same.

Discretisation. A pair is described by its privacy losses ln(P/Q), moved to multiples of one step.
A loss between two multiples is split over both so that its mass under P and under Q stays the
same. This spreads the ratio P/Q without moving its mean under Q, and (r − e^ε)₊ is convex in r, so
by Jensen's inequality δ(ε) grows for every ε: the answer is an upper bound. (It is "connect the
dots" of Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022, arXiv 2207.04380.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.errors import LanterneError, UsageError
from lanterne.privacy.budget import SMALLEST_DELTA
from lanterne.privacy.events import Event, GaussianEvent, SelectionEvent, VectorGaussianEvent, merge
from lanterne.privacy.gaussian import gaussian_delta, gaussian_epsilon

Floats = npt.NDArray[np.float64]

ROUNDING = 1e-11
"""Added to every δ: more than all errors of double precision in the convolutions.

A Fourier coefficient of an n-fold convolution has a relative error of about n·log₂(N)·2⁻⁵³;
summed over a tail of N steps this is at most n·log₂(N)·√N·‖p‖₂·2⁻⁵³, under 1e-11 for n = 1,200 and
N = 20,000. The errors seen are a hundred times smaller (see the tests).
"""

REACH = 9
"""Noise beyond 9σ counts as an outright failure of the promise."""

TAIL = 1e-17
"""More than its probability, 2·exp(−9²/2): N_Z(0, σ²) is σ²-subgaussian."""


def epsilon_spent(events: Iterable[Event], delta: float) -> float:
    """The smallest ε for which all ``events`` together are known to be (ε, δ)-private.

    Two proven bounds are computed, and the smaller one counts: by privacy-loss distributions, and
    by zCDP. They also check each other: the dominating pairs have a zCDP bound of their own, and
    if the exact answer came out above it, one of the two would be wrong. An infinite answer says
    that the distributions prove nothing at this δ: then the bound of zCDP counts, and nothing
    contradicts it. What is no number says nothing at all, and does.

    Raises:
        UsageError: δ is below what double precision can account for.
        LanterneError: The two bounds contradict each other: a fault of this program.
    """
    if not SMALLEST_DELTA <= delta < 1:
        raise UsageError("budget.delta-not-accountable", least=SMALLEST_DELTA, got=delta)
    return _epsilon_of(merge(events), delta)


@lru_cache(maxsize=512)
def _epsilon_of(events: tuple[Event, ...], delta: float) -> float:
    """The same of merged events. Kept: a plan, a ledger and a statement each ask for it."""
    if not events:
        return 0.0
    exact = _exact_epsilon(events, delta - ROUNDING)
    if exact != math.inf:
        _check_below(exact, epsilon_from_zcdp(_pairs_zcdp(events), delta))
    return min(exact, epsilon_from_zcdp(zcdp(events), delta))


def delta_spent(events: Iterable[Event], epsilon: float) -> float:
    """The smallest δ for which all ``events`` together are known to be (ε, δ)-private."""
    events = merge(events)
    if not events:
        return 0.0
    exact = _exact_delta(events, epsilon) + ROUNDING
    return min(exact, delta_from_zcdp(zcdp(events), epsilon))


def zcdp(events: Iterable[Event]) -> float:
    """ρ of zero-concentrated differential privacy: Σ Δ²/(2σ²) + Σ ε²/8, over all releases.

    Δ is the largest change of a cell, or the largest Euclidean norm of the change of a vector.

    Bun and Steinke 2016, arXiv 1605.02065 (ρ adds up); see the events for each term.
    Summed in exact fractions.
    """
    return float(sum((event.count * _rho(event) for event in events), Fraction(0)))


def epsilon_from_zcdp(rho: float, delta: float) -> float:
    """The ε that ρ-zCDP implies at δ, as tight as is known.

    Canonne, Kamath, Steinke 2020, arXiv 2004.00010, Proposition 12, solved for ε: for every α > 1,
    ε = αρ + ln(1/(αδ)) / (α − 1) + ln(1 − 1/α) will do; the best α is searched for. Any α gives a
    valid answer, so a search that stops early costs tightness and nothing else.
    """
    if rho <= 0:
        return 0.0

    def epsilon(excess: float) -> float:
        alpha = 1 + excess
        return alpha * rho - (math.log(alpha) + math.log(delta)) / excess - math.log1p(1 / excess)

    return max(0.0, _least(epsilon))


def delta_from_zcdp(rho: float, epsilon: float) -> float:
    """The δ that ρ-zCDP implies at ε: the same proposition, solved for δ."""
    if rho <= 0:
        return 0.0

    def log_delta(excess: float) -> float:
        alpha = 1 + excess
        return excess * (alpha * rho - epsilon - math.log1p(1 / excess)) - math.log(alpha)

    return math.exp(min(0.0, _least(log_delta)))


def bounded_range_delta(epsilon: float, order: Floats) -> Floats:
    """Hockey-stick divergence δ(α) of the worst mechanism of bounded range ε, for each α.

    Proof. Fix t with all losses in [t − ε, t]. The ratio r = P/Q has mean 1 under Q and lies in
    [e^(t−ε), e^t]; (r − e^α)₊ is convex, so its mean is largest when r takes the two end values
    only, which gives δ_t(α) = (1 − e^(t−ε)) (1 − e^(α−t)) / (1 − e^−ε) for t ≥ α (the generalised
    randomised response of Dong, Durfee, Rogers 2020, arXiv 1909.13830). The largest over t is at
    t = (ε + α)/2:

        δ(α) = (1 − e^((α−ε)/2))² / (1 − e^−ε)   for −ε ≤ α ≤ ε,

    0 above ε, and 1 − e^α below −ε (there r exceeds e^α everywhere). A largest value of convex
    functions of e^α is convex in e^α, so it is the divergence of some pair (P, Q), which
    therefore dominates (Zhu, Dong, Wang 2022, arXiv 2106.08567). If the losses of
    (D, D′) lie in [t − ε, t], those of (D′, D) lie in [−t, ε − t]: the same class, so both
    directions have the same δ.

    The pair. −e^−α·dδ/dα gives Q[L > α]: the loss L has density e^(−α/2) / (4 sinh(ε/2)) on
    [−ε, ε] under Q, and e^(α/2) / (4 sinh(ε/2)) under P. Its Rényi divergence of order a is
    (g((a − ½)ε) − g(ε/2)) / (a − 1) with g(x) = ln(sinh x / x), and g′(x) ≤ x/3, so the pair is
    (ε²/6)-zCDP. Each mechanism is (ε²/8)-zCDP: the pair pays for not knowing t.
    """
    inner = np.clip(order, -epsilon, epsilon)
    delta = np.expm1((inner - epsilon) / 2) ** 2 / -math.expm1(-epsilon)
    return np.where(order < -epsilon, -np.expm1(order), delta)


def _least(bound: Callable[[float], float]) -> float:
    """The least value of ``bound`` over α − 1 from 1e-6 to 1e12, by ternary search."""
    low, high = math.log(1e-6), math.log(1e12)
    while high - low > 1e-9:
        left, right = low + 0.382 * (high - low), low + 0.618 * (high - low)
        if bound(math.exp(left)) <= bound(math.exp(right)):
            high = right
        else:
            low = left
    return bound(math.exp(low))


def _rho(event: Event) -> Fraction:
    if isinstance(event, GaussianEvent):
        return Fraction(event.sensitivity) ** 2 / (2 * Fraction(event.sigma) ** 2)
    if isinstance(event, VectorGaussianEvent):
        return event.squared_sensitivity / (2 * Fraction(event.sigma) ** 2)
    return Fraction(event.epsilon) ** 2 / 8


def _pairs_zcdp(events: tuple[Event, ...]) -> float:
    """ρ of the dominating pairs: ε²/6 per selection (proof above), μ²/2 for the vectors."""
    selections = [event for event in events if isinstance(event, SelectionEvent)]
    vectors = _vectors(events)
    scalars = [event for event in events if not isinstance(event, VectorGaussianEvent)]
    gaussian = _squared_mu(vectors) / 2
    return zcdp(scalars) + zcdp(selections) / 3 + gaussian  # 1/6 = 1/8 · (1 + 1/3)


def _vectors(events: tuple[Event, ...]) -> tuple[VectorGaussianEvent, ...]:
    return tuple(event for event in events if isinstance(event, VectorGaussianEvent))


def _squared_mu(vectors: tuple[VectorGaussianEvent, ...]) -> float:
    """μ² of the one Gaussian that all vectors together are dominated by."""
    return float(sum((event.squared_mu() for event in vectors), Fraction(0)))


def _check_below(exact: float, bound: float) -> None:
    """The discretised answer may exceed the bound by its own pessimism and no more."""
    if not exact <= bound * 1.01 + 1e-9:
        raise LanterneError("noise.bounds-contradict", exact=exact, bound=bound)


def _exact_epsilon(events: tuple[Event, ...], delta: float) -> float:
    """By the closed form where all is one Gaussian, and by composing distributions elsewhere."""
    vectors = _vectors(events)
    if len(vectors) == len(events):
        return gaussian_epsilon(math.sqrt(_squared_mu(vectors)), delta)
    return float(_compose(events).get_epsilon_for_delta(delta))


def _exact_delta(events: tuple[Event, ...], epsilon: float) -> float:
    vectors = _vectors(events)
    if len(vectors) == len(events):
        return gaussian_delta(math.sqrt(_squared_mu(vectors)), epsilon)
    return float(_compose(events).get_delta_for_epsilon(epsilon))


@lru_cache(maxsize=4)
def _compose(events: tuple[Event, ...]) -> Any:
    """The privacy-loss distribution of all (merged) events together.

    Kept for a while: a plan is calibrated, charged and stated with the same events.
    """
    vectors = _vectors(events)
    scalars = [event for event in events if not isinstance(event, VectorGaussianEvent)]
    step = _step(events, sum(event.count for event in scalars) + bool(vectors))
    parts = [_distribution(event, step).self_compose(event.count) for event in scalars]
    if vectors:
        parts.append(_continuous_distribution(math.sqrt(_squared_mu(vectors)), step))
    total = parts[0]
    for part in parts[1:]:
        total = total.compose(part, tail_mass_truncation=0)
    return total


def _step(events: tuple[Event, ...], losses: int) -> float:
    """Step of the discretisation.

    Splitting adds at most step²/4 to the variance of each of n losses, which have the variance
    V = 2ρ in all; a step of 0.07·√(V/n) costs less than 0.1 % of ε. Few losses are cut finer.
    """
    return math.sqrt(2 * zcdp(events)) * min(0.07 / math.sqrt(losses), 1 / 250)


def _distribution(event: GaussianEvent | SelectionEvent, step: float) -> Any:
    if isinstance(event, GaussianEvent):
        return _gaussian_distribution(float(event.sigma), event.sensitivity, step)
    return _selection_distribution(event.epsilon, step)


def _continuous_distribution(mu: float, step: float) -> Any:
    """Losses of N(0, 1) against N(μ, 1), discretised as all others: by connecting the dots."""
    from dp_accounting.pld.privacy_loss_distribution import (  # noqa: PLC0415 - slow to import
        from_gaussian_mechanism,
    )

    return from_gaussian_mechanism(
        1 / mu,
        pessimistic_estimate=True,
        value_discretization_interval=step,
        use_connect_dots=True,
    )


def _gaussian_distribution(sigma: float, sensitivity: int, step: float) -> Any:
    """Losses of N_Z(0, σ²) against the same shifted by Δ: (Δ² − 2Δx)/(2σ²) at each integer x.

    A shift by less than Δ costs less: the likelihood ratio is monotone, so the divergence is the
    largest P[X ≤ t] − e^ε·P[X ≤ t − d] over t, which grows with the shift d. A shift by −Δ is the
    mirror image.
    """
    from dp_accounting.pld.privacy_loss_distribution import (  # noqa: PLC0415 - slow to import
        PrivacyLossDistribution,
    )

    reach = math.ceil(REACH * sigma) + 1
    noise = np.arange(-reach, reach + 1, dtype=np.float64)
    mass = np.exp(-0.5 * (noise / sigma) ** 2)
    mass /= mass.sum()
    losses = sensitivity * (sensitivity - 2 * noise) / (2 * sigma**2)
    lower = np.floor(losses / step)
    upward = mass * np.expm1(lower * step - losses) / math.expm1(-step)
    first = int(lower.min())
    slots = lower.astype(np.int64) - first
    probabilities = np.bincount(slots, mass - upward, minlength=slots.max() + 2)
    probabilities += np.bincount(slots + 1, upward, minlength=slots.max() + 2)
    pmf = {first + slot: value for slot, value in enumerate(probabilities.tolist()) if value > 0}
    return PrivacyLossDistribution.create_from_rounded_probability(pmf, TAIL, step)


def _selection_distribution(epsilon: float, step: float) -> Any:
    """The dominating pair of one mechanism of bounded range ε, from its divergence."""
    from dp_accounting.pld import pld_pmf  # noqa: PLC0415 - slow to import
    from dp_accounting.pld.privacy_loss_distribution import (  # noqa: PLC0415 - slow to import
        PrivacyLossDistribution,
    )

    reach = math.ceil(epsilon / step)
    orders: Floats = np.arange(-reach, reach + 1, dtype=np.float64) * step
    deltas = bounded_range_delta(epsilon, orders)
    return PrivacyLossDistribution(
        pld_pmf.create_pmf_pessimistic_connect_dots_fixed_gap(step, -reach, reach, deltas)
    )
