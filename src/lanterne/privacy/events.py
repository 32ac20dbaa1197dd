"""What is done to the data, as the accountant sees it: mechanisms with their parameters.

Neighbours, everywhere in this package: two tables of cases that differ by all that is recorded of
one person, who is in one of them and not in the other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from lanterne.errors import UsageError

LARGEST_SIGMA = 10_000_000
"""Noise beyond this hides any table of people; its exact accounting would need gigabytes."""


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
        _check_positive("The noise scale", self.sigma)
        if self.sigma > LARGEST_SIGMA:
            raise UsageError(f"The noise scale must be at most {LARGEST_SIGMA:g} people.")
        _check_positive("The sensitivity", self.sensitivity)
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
        _check_positive("The range of a selection", self.epsilon)
        _check_count(self.count)


Event: TypeAlias = GaussianEvent | SelectionEvent


def merge(events: Iterable[Event]) -> tuple[Event, ...]:
    """The same events with equal mechanisms counted together, in a fixed order."""
    gaussians: Counter[tuple[Fraction, int]] = Counter()
    selections: Counter[float] = Counter()
    for event in events:
        if isinstance(event, GaussianEvent):
            gaussians[Fraction(event.sigma), event.sensitivity] += event.count
        else:
            selections[event.epsilon] += event.count
    merged: list[Event] = [
        GaussianEvent(sigma, count, sensitivity)
        for (sigma, sensitivity), count in sorted(gaussians.items())
    ]
    merged += [SelectionEvent(epsilon, count) for epsilon, count in sorted(selections.items())]
    return tuple(merged)


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
    raise ValueError("unknown mechanism")


def _check_positive(what: str, value: Fraction | float) -> None:
    if not 0 < value < math.inf:
        raise UsageError(f"{what} must be positive and finite, got {float(value):g}.")


def _check_count(count: int) -> None:
    if count < 1:
        raise UsageError(f"The number of releases must be at least 1, got {count}.")
