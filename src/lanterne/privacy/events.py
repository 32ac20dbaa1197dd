"""What is done to the data, as the accountant sees it: mechanisms with their parameters.

Neighbours, everywhere in this package: two data sets that differ by all that is recorded of one
unit (a person, a victim, a perpetrator, a household: :mod:`lanterne.privacy.units`), which is in
one of them and not in the other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from lanterne.errors import UsageError

LARGEST_SIGMA = 10_000_000
"""Noise beyond this hides any table of people; its exact accounting would need gigabytes."""

SMOOTHING = 2
"""τ: the part of a vector's noise that makes the rest continuous; see the event's proof."""

SMALLEST_VECTOR_SIGMA = 4
"""Below it the part τ of the noise, which protects nobody, would be more than a quarter."""


@dataclass(frozen=True)
class GaussianEvent:
    """``count`` releases of integers with discrete Gaussian noise.

    A table of counts in which one person changes one cell by at most ``sensitivity`` is one
    release. Proof: the cells get independent noise, and all cells but one have the same
    distribution for both neighbours, so the privacy loss is that of the one cell.

    Cost: (sensitivity² / 2σ²)-zCDP each (Canonne, Kamath, Steinke 2020, arXiv 2004.00010,
    Theorem 4); the exact privacy loss is in :mod:`lanterne.privacy.accountant`.

    Attributes:
        sigma: Parameter of N_Z(0, σ²), P[x] ∝ exp(−x² / 2σ²); in people; 0 < σ ≤ 10⁷.
        count: How many such releases, at least 1.
        sensitivity: Largest change of a cell by one person, a positive integer.
    """

    sigma: Fraction | float
    count: int = 1
    sensitivity: int = 1

    def __post_init__(self) -> None:
        if not _is_positive(self.sigma):
            raise UsageError("noise.scale-not-positive", got=float(self.sigma))
        if self.sigma > LARGEST_SIGMA:
            raise UsageError("noise.scale-too-large", most=LARGEST_SIGMA)
        if not _is_positive(self.sensitivity):
            raise UsageError("noise.sensitivity-not-positive", got=float(self.sensitivity))
        _check_count(self.count)


@dataclass(frozen=True)
class SelectionEvent:
    """``count`` selections, each by a mechanism of bounded range ``epsilon``.

    Bounded range: for neighbours D, D′ the log-likelihood ratios of all outputs lie in one
    interval [t − ε, t]. The exponential mechanism with P[y] ∝ exp(score(y) / s) has it, with
    ε = 2Δ/s, when one person moves every score by at most Δ (Dong, Durfee, Rogers 2020,
    arXiv 1909.13830): the ratio is (score(y) − score′(y)) / s plus one constant.

    Cost: (ε²/8)-zCDP each (Cesar and Rogers 2021, arXiv 2004.07223).

    Attributes:
        epsilon: The range, above 0.
        count: How many selections, at least 1; each may depend on the ones before.
    """

    epsilon: float
    count: int = 1

    def __post_init__(self) -> None:
        if not _is_positive(self.epsilon):
            raise UsageError("noise.range-not-positive", got=float(self.epsilon))
        _check_count(self.count)


@dataclass(frozen=True)
class VectorGaussianEvent:
    """``count`` releases of integer vectors, each coordinate with discrete Gaussian noise.

    One release adds independent N_Z(0, σ²) to every coordinate of a vector; adding or removing
    one unit changes the vector by an integer vector of squared Euclidean norm at most
    ``squared_sensitivity``, in at most as many coordinates.

    Dominating pair: N(0, 1) against N(μ, 1) with μ² = ``squared_sensitivity`` / (σ² − τ²), τ = 2.
    Proof, for the vectors v and v′ of two neighbours. Draw W from the continuous
    N(v, (σ² − τ²)·I), and then each Zⱼ from the integers with P[z] ∝ exp(−(z − Wⱼ)² / 2τ²). By
    Poisson summation Σ_z exp(−(z − w)² / 2τ²) is √(2π)·τ·(1 ± η) for every w, where
    η = 2·Σ_{k ≥ 1} exp(−2π²τ²k²) < 1.1e-34. So P[Zⱼ = z] is φ_σ(z − vⱼ) / (1 ± η), the density of
    the two Gaussians together, and N_Z(vⱼ, σ²) has the mass φ_σ(z − vⱼ) / (1 + η′), 0 ≤ η′ ≤ η,
    for an integer vⱼ: the same within a factor of e^(±2η) (a convolution as of Peikert 2010, IACR
    ePrint 2010/088, Theorem 3.1). Z is computed from W, so it costs no more than W does: one
    Gaussian shifted by ‖v − v′‖₂, by rotation. Coordinates in which v and v′ agree cancel. For
    the C that differ, the factors add at most 7Cη to δ: under 1e-14, a thousandth of what the
    accountant adds for rounding, up to C = 10¹⁹, in all releases together.

    Cost: (squared_sensitivity / 2σ²)-zCDP each (Canonne, Kamath, Steinke 2020, arXiv 2004.00010,
    Theorem 4, summed over independent coordinates); the pair costs (μ²/2)-zCDP.

    Attributes:
        sigma: Parameter of N_Z(0, σ²); in people or links; 4 ≤ σ ≤ 10⁷.
        squared_sensitivity: Largest squared Euclidean norm of the change, a positive integer.
        count: How many such releases, at least 1; each may depend on the ones before.
    """

    sigma: Fraction | float
    squared_sensitivity: int
    count: int = 1

    def __post_init__(self) -> None:
        if not SMALLEST_VECTOR_SIGMA <= self.sigma <= LARGEST_SIGMA:
            raise UsageError(
                "noise.vector-scale",
                least=SMALLEST_VECTOR_SIGMA,
                most=LARGEST_SIGMA,
                got=float(self.sigma),
            )
        if not _is_positive(self.squared_sensitivity):
            got = float(self.squared_sensitivity)
            raise UsageError("noise.squared-sensitivity-not-positive", got=got)
        _check_count(self.count)

    def squared_mu(self) -> Fraction:
        """μ² of all ``count`` releases together, of the pair that dominates them."""
        precision = 1 / (Fraction(self.sigma) ** 2 - SMOOTHING**2)
        return self.count * self.squared_sensitivity * precision


Event: TypeAlias = GaussianEvent | SelectionEvent | VectorGaussianEvent


def merge(events: Iterable[Event]) -> tuple[Event, ...]:
    """The same events with equal mechanisms counted together, in a fixed order."""
    gaussians: Counter[tuple[Fraction, int]] = Counter()
    vectors: Counter[tuple[Fraction, int]] = Counter()
    selections: Counter[float] = Counter()
    for event in events:
        if isinstance(event, GaussianEvent):
            gaussians[Fraction(event.sigma), event.sensitivity] += event.count
        elif isinstance(event, VectorGaussianEvent):
            vectors[Fraction(event.sigma), event.squared_sensitivity] += event.count
        else:
            selections[event.epsilon] += event.count
    return (
        *(GaussianEvent(sigma, n, change) for (sigma, change), n in sorted(gaussians.items())),
        *(VectorGaussianEvent(sigma, change, n) for (sigma, change), n in sorted(vectors.items())),
        *(SelectionEvent(epsilon, n) for epsilon, n in sorted(selections.items())),
    )


def repeated(events: Iterable[Event], times: int) -> tuple[Event, ...]:
    """The same events, each so many times as often: what that many data sets are charged."""
    return tuple(replace(event, count=times * event.count) for event in events)


def events_to_list(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The events as JSON values. σ is written as an exact fraction, such as ``"59/2"``."""
    return [_event_to_dict(event) for event in events]


def events_from_list(values: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """The inverse of :func:`events_to_list`.

    Raises:
        KeyError, ValueError, TypeError, UsageError: The values are not such a list.
    """
    return tuple(_event_from_dict(value) for value in values)


def _event_to_dict(event: Event) -> dict[str, Any]:
    if isinstance(event, SelectionEvent):
        return {"mechanism": "selection", "epsilon": event.epsilon, "count": event.count}
    if isinstance(event, VectorGaussianEvent):
        return {
            "mechanism": "discrete-gaussian-vector",
            "sigma": str(Fraction(event.sigma)),
            "squared_sensitivity": event.squared_sensitivity,
            "count": event.count,
        }
    return {
        "mechanism": "discrete-gaussian",
        "sigma": str(Fraction(event.sigma)),
        "sensitivity": event.sensitivity,
        "count": event.count,
    }


def _event_from_dict(value: Mapping[str, Any]) -> Event:
    if value["mechanism"] == "selection":
        return SelectionEvent(float(value["epsilon"]), int(value["count"]))
    if value["mechanism"] == "discrete-gaussian":
        sigma, sensitivity = Fraction(value["sigma"]), int(value["sensitivity"])
        return GaussianEvent(sigma, int(value["count"]), sensitivity)
    if value["mechanism"] == "discrete-gaussian-vector":
        sigma, squared = Fraction(value["sigma"]), int(value["squared_sensitivity"])
        return VectorGaussianEvent(sigma, squared, int(value["count"]))
    raise ValueError("unknown mechanism")


def _is_positive(value: Fraction | float) -> bool:
    return 0 < value < math.inf


def _check_count(count: int) -> None:
    if count < 1:
        raise UsageError("noise.no-release", got=count)
