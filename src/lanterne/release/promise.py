"""Whether a privacy statement is complete and can be true."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from lanterne.errors import Problem, UsageError
from lanterne.privacy import (
    Event,
    GaussianEvent,
    SelectionEvent,
    epsilon_from_zcdp,
    events_from_list,
    zcdp,
)
from lanterne.privacy.accountant import bounded_range_delta
from lanterne.privacy.calibration import gaussian_mu

FILE = "privacy.json"

_TEXTS = ("definition", "unit", "neighbours", "accountant", "noise", "software")
_FORMS = {
    "as_of": (re.compile(r"\d{4}-\d\d-\d\d"), "a day, such as 2026-11-25"),
    "ledger": (re.compile(r"[0-9a-f]{64}"), "a SHA-256"),
}


def statement_problems(statement: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is missing from a privacy statement, or cannot be so.

    Checks ε > 0, 0 < δ < 1, that totals hold at least this release, that bounds are given, that
    the listed mechanisms have the stated ρ, and that their noise, selections included, is enough
    for the stated ε and δ: quickly, and so with some slack (:func:`_least_mu`).
    """
    return tuple(
        Problem("privacy", f"The privacy statement {text}.", file=FILE)
        for text in _faults(statement)
    )


def _faults(statement: Mapping[str, Any]) -> Iterator[str]:
    for name in _TEXTS:
        if not isinstance(statement.get(name), str) or not statement[name].strip():
            yield f"does not say its {name}"
    for name, (form, words) in _FORMS.items():
        if not isinstance(statement.get(name), str) or not form.fullmatch(statement[name]):
            yield f"must give {name} as {words}"
    numbers = {name: _number(statement.get(name)) for name in _NUMBERS}
    yield from (
        f"must give {name} as {_NUMBERS[name]}" for name in _NUMBERS if not _within(name, numbers)
    )
    if numbers["epsilon_total"] < numbers["epsilon"] or numbers["delta_total"] < numbers["delta"]:
        yield "gives a total that is smaller than this release"
    bounds = statement.get("bounds")
    if not isinstance(bounds, dict) or not bounds or not all(map(_positive, bounds.values())):
        yield "must give bounds as whole numbers of at least 1"
    yield from _mechanism_faults(statement.get("mechanisms"), numbers)
    if not _positive(statement.get("releases")):
        yield "must give releases as a whole number of at least 1"


def _mechanism_faults(mechanisms: Any, numbers: Mapping[str, float]) -> Iterator[str]:
    try:
        events = events_from_list(mechanisms)
    except (KeyError, ValueError, TypeError, UsageError, ZeroDivisionError):
        events = ()
    if not events:
        yield "must list its mechanisms"
        return
    if not _near(numbers["rho"], zcdp(events)):
        yield "gives another ρ than its mechanisms have"
    delta, epsilon = numbers["delta"], numbers["epsilon"]
    if not (0 < delta < 1 and epsilon > 0):
        return
    if not _near(numbers["epsilon_zcdp"], epsilon_from_zcdp(numbers["rho"], delta)):
        yield "gives another ε by ρ than ρ implies"
    if _least_mu(events) > gaussian_mu(epsilon, delta) * (1 + _MARGIN) or any(
        bounded_range_delta(event.epsilon, np.array([epsilon]))[0] > delta
        for event in events
        if isinstance(event, SelectionEvent)
    ):
        yield "promises more than the noise of its mechanisms can keep"


_MARGIN = 0.01
"""By how much the noise may seem too small: mechanisms are compared to Gaussians."""

_MANY = 100
"""Selections from which their sum is as good as Gaussian."""


def _least_mu(events: Iterable[Event]) -> float:
    """Least sensitivity of one Gaussian of scale 1 that the Gaussian mechanisms amount to.

    n Gaussian mechanisms are together one of μ = √(Σ Δ²/σ²) (Dong, Roth, Su 2019, arXiv
    1905.02383, Corollary 3.3). Selections are counted by their ρ, as a Gaussian of the same ρ,
    μ² = 2ρ = ε²/4 each. What is far from a Gaussian is left out: a discrete Gaussian of σ < 2, and
    fewer than ``_MANY`` selections, each of which must still keep the promise by itself.

    So this is a floor, quick to compute, and the accountant knows the rest. The slack: it passes
    some statements whose ε is too small, by about 2 % for the plans that protection makes, and by
    as much as what is left out. See ``lanterne.privacy.epsilon_spent`` for the exact cost.
    """
    events = tuple(events)
    gaussians = [e for e in events if isinstance(e, GaussianEvent) and e.sigma >= 2]
    selections = [e for e in events if isinstance(e, SelectionEvent)]
    if sum(event.count for event in selections) < _MANY:
        selections = []
    return math.sqrt(2 * zcdp([*gaussians, *selections]))


def _near(given: float, computed: float) -> bool:
    return math.isclose(given, computed, rel_tol=1e-6)


_NUMBERS = {
    "epsilon": "a number above 0",
    "delta": "a number between 0 and 1",
    "rho": "a number above 0",
    "epsilon_zcdp": "a number above 0",
    "epsilon_total": "a number above 0",
    "delta_total": "a number above 0",
}


def _number(value: object) -> float:
    """The number, or NaN when it is none."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain and math.isfinite(value) else math.nan  # type: ignore[arg-type]


def _within(name: str, numbers: Mapping[str, float]) -> bool:
    return numbers[name] > 0 and (name != "delta" or numbers[name] < 1)


def _positive(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
