"""Hold what was found against a policy: every reason to refuse, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lanterne.anonymity.result import Method
from lanterne.attacks import AttackResult, ControlGroup, Verdict
from lanterne.attacks.chances import least_difference
from lanterne.evaluation.attacked import BY_PROMISE_ALONE
from lanterne.gate.examination import Examination
from lanterne.gate.policy import FAMILIES, WHOLE_ROWS, Family, Policy
from lanterne.gate.policy_file import LIGHTS

MOST_NOISE = 0.9
"""Share of the stated noise below which too little noise is the reason, and not the attempts."""


@dataclass(frozen=True)
class Reason:
    """Why a release is refused, or what ought to be known of the judgement.

    Attributes:
        name: Names the sentence, such as ``attack.chance``.
        figures: Figures of the sentence by name.
        words: Words of the sentence by name, such as that of a column.
        attack: The attack that it is about; empty where it is about none.
    """

    name: str
    figures: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    attack: str = ""

    def to_dict(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return {"reason": self.name, "attack": self.attack, **self.figures, **self.words}


@dataclass(frozen=True)
class Judgement:
    """Whether a release passes. As sensitive as the cases, but for ``passed`` itself.

    Attributes:
        reasons: Why it is refused; empty: it passes.
        notes: What could not be looked at, or less well.
    """

    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the release."""
        return not self.reasons

    def noting(self, note: Reason) -> Judgement:
        """The same with another note."""
        return replace(self, notes=(*self.notes, note))

    def uncharged(self, *, refused: bool) -> Judgement:
        """The same of a promise that was not compared with its ledger; ``refused`` for that."""
        if refused:
            return replace(self, reasons=(Reason("promise.ledger"), *self.reasons))
        return self.noting(Reason("note.uncharged"))


def judge_release(found: Examination, policy: Policy) -> Judgement:
    """Hold a release against a policy.

    Args:
        found: What was found.
        policy: The thresholds.
    """
    reasons = (*_promise(found, policy), *_risk(found, policy), *_use(found, policy))
    return Judgement(reasons, tuple(_notes(found)))


def _promise(found: Examination, policy: Policy) -> Iterator[Reason]:
    rules, pledge, guarantee = policy.promise, found.pledge, found.pledge.guarantee
    if pledge.method not in rules.methods:
        words = {"method": pledge.method, "methods": ", ".join(rules.methods)}
        yield Reason("promise.method", words=words)
    if pledge.epsilon is not None and pledge.epsilon > rules.epsilon:
        yield _above("promise.epsilon", pledge.epsilon, rules.epsilon)
    if pledge.epsilon_total is not None and pledge.epsilon_total > rules.epsilon_total:
        yield _above("promise.total", pledge.epsilon_total, rules.epsilon_total)
    if guarantee is None:
        return
    if guarantee.k < rules.k:
        yield _above("promise.k", guarantee.k, rules.k)
    synthetic = guarantee.method is Method.K_ANONYMOUS_SYNTHETIC
    if synthetic and _shorter(guarantee.length, rules.length):
        lengths = {"value": guarantee.length, "limit": rules.length}
        yield Reason(
            "promise.length",
            words={
                key: WHOLE_ROWS if length is None else str(length)
                for key, length in lengths.items()
            },
        )


def _shorter(length: int | None, wanted: int | None) -> bool:
    """Whether a promise reaches less far than is wanted; ``None`` reaches all the way."""
    return length is not None and (wanted is None or length < wanted)


def _risk(found: Examination, policy: Policy) -> Iterator[Reason]:
    for result in found.attacks.results:
        yield from _attack(result, found, policy)
    for size, places in sorted(found.violations.items()):
        guarantee = found.pledge.guarantee
        k = guarantee.k if guarantee else 0
        yield Reason("risk.combinations", {"size": size, "places": places, "k": k})
    if found.faults:
        yield Reason("risk.classes", {"classes": sum(found.faults.values())})
    if found.smallest is not None and 1 / max(found.smallest, 1) > policy.risk.record:
        figures = {"chance": 1 / max(found.smallest, 1), "limit": policy.risk.record}
        yield Reason("risk.record", figures)
    if found.told.share > policy.risk.told:
        figures = {"share": found.told.share, "limit": policy.risk.told}
        yield Reason("risk.told", figures, {"column": found.told.column})


def _attack(result: AttackResult, found: Examination, policy: Policy) -> Iterator[Reason]:
    """An attack that beats the promise, or chance by more than the policy allows."""
    low, _ = result.rate.interval
    figures = {"rate": result.rate.rate, "low": low, "chance": result.chance.rate}
    noise = result.detail.get("noise_drawn_to_stated")
    if result.verdict is Verdict.BEATS_PROMISE and noise is not None and noise < MOST_NOISE:
        yield Reason("attack.noise", {"noise": noise}, attack=result.name)
        return
    if result.verdict is Verdict.BEATS_PROMISE:
        allowed = 1.0 if result.allowed is None else result.allowed
        yield Reason("attack.promise", figures | {"allowed": allowed}, attack=result.name)
        return
    if result.verdict is not Verdict.BEATS_CHANCE or not _is_asked(result.name, found):
        return
    excess = least_difference(
        result.rate.successes,
        result.rate.attempts,
        result.chance.successes,
        result.chance.attempts,
    )
    # An attack that is not known to the policy may not beat chance at all.
    family = FAMILIES.get(result.name)
    limit = 0.0 if family is None else policy.risk.excess[family]
    if excess > limit or limit == 0:
        figures |= {"excess": max(excess, 0.0), "limit": limit}
        yield Reason("attack.chance", figures, attack=result.name)


def _is_asked(name: str, found: Examination) -> bool:
    """Whether it is a fault to beat chance.

    Rows of k-anonymised data are real people, so that whatever looks for them finds them; what is
    learnt of them is asked for otherwise. What classes tell is a share of people.
    """
    if name == "homogeneity" or name in BY_PROMISE_ALONE:
        return False
    return found.smallest is None or FAMILIES.get(name) is Family.DIFFERENCING


def _use(found: Examination, policy: Policy) -> Iterator[Reason]:
    use, rules = found.use, policy.use
    if use.distance is not None and use.distance > rules.distance:
        yield _above("use.distance", use.distance, rules.distance)
    if abs(use.rows - 1) > rules.rows:
        yield _above("use.rows", abs(use.rows - 1), rules.rows)
    if use.intervals is not None and use.intervals < rules.intervals:
        yield _above("use.intervals", use.intervals, rules.intervals)
    if use.light in LIGHTS and LIGHTS.index(use.light) > LIGHTS.index(rules.light):
        yield Reason("use.light", words={"value": use.light, "limit": rules.light})


def _above(name: str, value: float, limit: float) -> Reason:
    return Reason(name, {"value": value, "limit": limit})


def _notes(found: Examination) -> Iterator[Reason]:
    if found.attacks.control is ControlGroup.RELEASE and found.smallest is None:
        yield Reason("note.control")
    for result in found.attacks.results:
        if result.verdict is Verdict.NOT_TRIED and result.name != "homogeneity":
            yield Reason("note.untried", attack=result.name)
