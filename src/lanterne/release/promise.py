"""Whether a privacy statement is complete and can be true."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from lanterne.errors import Problem

FILE = "privacy.json"

_TEXTS = ("definition", "unit", "neighbours", "accountant", "noise", "software")


def statement_problems(statement: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is missing from a privacy statement, or cannot be so.

    Checks ε > 0, 0 < δ < 1, that the cross-check by zero-concentrated differential privacy comes
    out no smaller than the accountant's ε, that totals hold at least this release, and that
    bounds and mechanisms are given.
    """
    return tuple(
        Problem("privacy", f"The privacy statement {text}.", file=FILE)
        for text in _faults(statement)
    )


def _faults(statement: Mapping[str, Any]) -> Iterator[str]:
    for name in _TEXTS:
        if not isinstance(statement.get(name), str) or not statement[name].strip():
            yield f"does not say its {name}"
    numbers = {name: _number(statement.get(name)) for name in _NUMBERS}
    yield from (
        f"must give {name} as {_NUMBERS[name]}" for name in _NUMBERS if not _within(name, numbers)
    )
    if numbers["epsilon_zcdp"] < numbers["epsilon"] * (1 - 1e-9):
        yield "gives a cross-check that is smaller than ε"
    if numbers["epsilon_total"] < numbers["epsilon"] or numbers["delta_total"] < numbers["delta"]:
        yield "gives a total that is smaller than this release"
    bounds = statement.get("bounds")
    if not isinstance(bounds, dict) or not bounds or not all(map(_positive, bounds.values())):
        yield "must give bounds as whole numbers of at least 1"
    mechanisms = statement.get("mechanisms")
    if (
        not isinstance(mechanisms, list)
        or not mechanisms
        or not all(isinstance(mechanism, dict) and mechanism for mechanism in mechanisms)
    ):
        yield "must list its mechanisms"
    if not _positive(statement.get("releases")):
        yield "must give releases as a whole number of at least 1"


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
