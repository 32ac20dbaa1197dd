"""What an attack found, and what that means. Sensitive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lanterne.attacks.chances import chance_of_excess, largest_rate, least_rate, wilson
from lanterne.attacks.promise import Promise
from lanterne.evaluation.evaluation import NOTICE

FALSE_ALARM = 0.001
"""Probability with which one attack is said to beat what it does not beat, at most."""


class Verdict(StrEnum):
    """What an attack is worth, the worst first."""

    BEATS_PROMISE = "beats-what-epsilon-allows"
    BEATS_CHANCE = "beats-chance"
    NO = "no"
    NOT_TRIED = "not-tried"

    @property
    def rank(self) -> int:
        """Place among the verdicts; 0 is the worst."""
        return list(Verdict).index(self)


class ControlGroup(StrEnum):
    """Who stands for people who are not in the data."""

    LEFT_OUT = "left-out"
    """People like those of the cases, whom the release was made without."""
    RELEASE = "half-of-the-release"
    """None was given: one half of the released rows stands for them, the other is attacked."""


@dataclass(frozen=True)
class Rate:
    """So many successes in so many attempts."""

    successes: int
    attempts: int

    @property
    def rate(self) -> float:
        """Share of successes; 0 without attempts."""
        return self.successes / self.attempts if self.attempts else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of 95 %."""
        return wilson(self.successes, self.attempts)

    def to_dict(self) -> dict[str, Any]:
        """The rate, its interval and what it is made of."""
        low, high = self.interval
        return {
            "rate": self.rate,
            "low": low,
            "high": high,
            "successes": self.successes,
            "attempts": self.attempts,
        }


NOTHING = Rate(0, 0)
"""Of what could not be tried."""


@dataclass(frozen=True)
class AttackResult:
    """One attack.

    Attributes:
        name: Stable name, such as ``linkability``.
        definition: Where the attack is defined.
        rate: How often it succeeded.
        chance: How often it succeeds about people who are not in the data, or by guessing.
        allowed: Most that it may succeed by the release's ε, given ``chance``; ``None``: no ε, or
            not tried.
        verdict: What that means.
        detail: More numbers, by name.
    """

    name: str
    definition: str
    rate: Rate
    chance: Rate
    allowed: float | None
    verdict: Verdict
    detail: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return {
            "name": self.name,
            "definition": self.definition,
            **self.rate.to_dict(),
            "chance": self.chance.to_dict(),
            "allowed": self.allowed,
            "verdict": str(self.verdict),
            "false_alarm": FALSE_ALARM,
            "detail": dict(self.detail),
        }


@dataclass(frozen=True)
class AttackReport:
    """All attacks on one release. As sensitive as the cases.

    Attributes:
        results: The attacks, in a fixed order.
        control: Who stood for people who are not in the data.
        promise: What was put to the test.
        seed: Seed of the targets: the same tables and seed give the same report.
    """

    results: tuple[AttackResult, ...]
    control: ControlGroup
    promise: Promise
    seed: int

    def result(self, name: str) -> AttackResult | None:
        """The attack of that name, or ``None`` when it was not run."""
        return next((one for one in self.results if one.name == name), None)

    @property
    def worst(self) -> Verdict:
        """The worst verdict; ``NOT_TRIED`` when none was reached."""
        found = (one.verdict for one in self.results)
        return min(found, key=lambda verdict: verdict.rank, default=Verdict.NOT_TRIED)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; marked as sensitive."""
        return {
            "sensitive": True,
            "notice": NOTICE,
            "control": str(self.control),
            "epsilon": self.promise.epsilon,
            "delta": self.promise.delta,
            "k": self.promise.k,
            "seed": self.seed,
            "worst": str(self.worst),
            "attacks": [one.to_dict() for one in self.results],
        }


def judge(
    rate: Rate, chance: Rate, promise: Promise, false_alarm: float = FALSE_ALARM
) -> tuple[float | None, Verdict]:
    """What ε allows, and whether an attack beats that, or chance; nothing without attempts.

    Both tests are exact where attempts are independent. The promise is beaten when the lower bound
    of the rate exceeds what the upper bound of chance allows, each bound wrong with probability
    ``false_alarm`` / 2; chance is beaten when Fisher's test says so at ``false_alarm``.
    """
    if not rate.attempts or not chance.attempts:
        return None, Verdict.NOT_TRIED
    allowed = promise.allowed(chance.rate)
    low = least_rate(rate.successes, rate.attempts, false_alarm / 2)
    most = promise.allowed(largest_rate(chance.successes, chance.attempts, false_alarm / 2))
    if most is not None and low > most:
        return allowed, Verdict.BEATS_PROMISE
    excess = chance_of_excess(rate.successes, rate.attempts, chance.successes, chance.attempts)
    return allowed, Verdict.BEATS_CHANCE if excess <= false_alarm else Verdict.NO


def compare(
    name: str,
    definition: str,
    rate: Rate,
    chance: Rate,
    promise: Promise,
    detail: Mapping[str, Any],
    false_alarm: float = FALSE_ALARM,
) -> AttackResult:
    """The result of an attack, judged by :func:`judge`."""
    allowed, verdict = judge(rate, chance, promise, false_alarm)
    return AttackResult(name, definition, rate, chance, allowed, verdict, detail)


def most_lenient(results: Iterable[AttackResult]) -> AttackResult:
    """Of an attack that was held against several kinds of chance: an alarm where each says so.

    A kind with which nothing could be compared says nothing. Of two that say the same, that which
    the attack beats by less.
    """
    several = tuple(results)
    tried = [one for one in several if one.verdict is not Verdict.NOT_TRIED]
    return max(tried or several, key=lambda one: (one.verdict.rank, -_ahead(one)))


def _ahead(result: AttackResult) -> float:
    return result.rate.rate - result.chance.rate
