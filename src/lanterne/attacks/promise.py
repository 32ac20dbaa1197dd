"""What a release promises, as far as an attack can put it to the test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lanterne.errors import UsageError

if TYPE_CHECKING:
    from lanterne.anonymity.result import Guarantee
    from lanterne.privacy import PrivacyStatement


@dataclass(frozen=True)
class Promise:
    """The numbers of a promise. Public.

    Attributes:
        epsilon: ε of the release for the people who are attacked, above 0; ``None``: it promises
            no differential privacy.
        delta: δ that goes with it, 0 to 1.
        k: Fewest people behind what is published, at least 2; ``None``: no such promise.
        quasi_identifiers: Columns that the promise of k takes an attacker to know; empty: all.
        sensitive: Columns that such an attacker wants to know; empty: all others.

    Raises:
        UsageError: A number is out of range.
    """

    epsilon: float | None = None
    delta: float = 0.0
    k: int | None = None
    quasi_identifiers: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.epsilon is not None and not 0 < self.epsilon < math.inf:
            raise UsageError("attack.epsilon-not-positive", got=self.epsilon)
        if not 0 <= self.delta < 1:
            raise UsageError("attack.delta-out-of-range", got=self.delta)
        if self.k is not None and self.k < 2:
            raise UsageError("attack.k-too-small", k=self.k)

    @classmethod
    def of_statement(cls, statement: PrivacyStatement, unit: str | None = None) -> Promise:
        """What a release promises to one kind of people; by default those it protects first.

        A kind that is promised nothing gives a promise without ε.
        """
        if unit is None or statement.unit == unit:
            return cls(statement.epsilon, statement.delta)
        also = next((promise for promise in statement.also if promise.unit == unit), None)
        return cls() if also is None else cls(also.epsilon, also.delta)

    @classmethod
    def of_guarantee(cls, guarantee: Guarantee) -> Promise:
        """What a release by a k-method promises."""
        return cls(
            k=guarantee.k,
            quasi_identifiers=guarantee.quasi_identifiers,
            sensitive=guarantee.sensitive,
        )

    def allowed(self, chance: float, people: int = 1) -> float | None:
        """Most that an attack may succeed, given how often it does about people not in the data.

        (ε, δ)-differential privacy gives α ↦ min(e^ε α + δ, 1 − e^−ε (1 − α − δ)): the first is its
        definition, the second the same for the event that the attack fails (Kairouz, Oh, Viswanath
        2015, ICML, Theorem 2.1). ``None`` without ε.

        Args:
            chance: α, 0 to 1.
            people: About how many people one attempt speaks, each of whom may be the one: the
                inequality is added up over them, so that δ counts for each.
        """
        if self.epsilon is None:
            return None
        factor, delta = math.exp(min(self.epsilon, 700.0)), self.delta * people
        most = factor * chance + delta
        if people == 1:
            most = min(most, 1 - (1 - chance - delta) / factor)
        return min(1.0, max(most, 0.0))
