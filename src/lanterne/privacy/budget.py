"""How much may be learnt about one person: ε and δ."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lanterne.errors import UsageError

SMALLEST_EPSILON = 1e-3
"""Below it the noise hides any count of people."""

LARGEST_EPSILON = 100.0
"""Beyond it nothing is promised: e^100 is no bound on anything."""

LARGEST_DELTA = 1e-2
"""Beyond it a mechanism that publishes one person in a hundred outright would pass."""

SMALLEST_DELTA = 1e-10
"""Below it the rounding of double precision would be a noticeable part of δ."""


@dataclass(frozen=True)
class Budget:
    """The (ε, δ) of differential privacy that one release may spend.

    For all neighbouring tables D, D′ (one person more or less) and all sets S of outputs,
    P[M(D) ∈ S] ≤ e^ε · P[M(D′) ∈ S] + δ (Dwork, Kenthapadi, McSherry, Mironov, Naor 2006).

    Attributes:
        epsilon: 0.001 ≤ ε ≤ 100. Up to 1 is strong; above 10 the promise says little.
        delta: 1e-10 ≤ δ ≤ 1e-2: the probability of the events that have to be set apart in D and
            in D′ for ε to bound all that is left.

    Raises:
        UsageError: A number is outside these ranges, or is not a number.
    """

    epsilon: float
    delta: float

    def __post_init__(self) -> None:
        if not SMALLEST_EPSILON <= self.epsilon <= LARGEST_EPSILON:  # false for NaN as well
            raise UsageError(
                "budget.epsilon-out-of-range",
                least=SMALLEST_EPSILON,
                most=LARGEST_EPSILON,
                got=self.epsilon,
            )
        if not SMALLEST_DELTA <= self.delta <= LARGEST_DELTA:
            raise UsageError(
                "budget.delta-out-of-range",
                least=SMALLEST_DELTA,
                most=LARGEST_DELTA,
                got=self.delta,
            )


def default_delta(people: float) -> float:
    """The power of ten at or below 1 / (10 · ``people``), at most 1e-6, at least 1e-10.

    ``people`` must be public (an upper bound, an expected size) or already noised: δ is
    published, and a δ computed from the exact number of rows would tell that number's digits.

    Raises:
        UsageError: ``people`` is negative or not a number.
    """
    if not 0 <= people < math.inf:
        raise UsageError("budget.people-negative", got=people)
    exponent = 6
    while exponent < 10 and 10 * people > 10**exponent:
        exponent += 1
    return float(f"1e-{exponent}")
