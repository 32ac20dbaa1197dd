"""What attacks on a release came to, as far as the report needs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lanterne.errors import UsageError

BEATS_PROMISE, BEATS_CHANCE, NO, NOT_TRIED = (
    "beats-what-epsilon-allows",
    "beats-chance",
    "no",
    "not-tried",
)
"""Verdicts on an attack, the worst first."""

BY_PROMISE_ALONE = frozenset({"membership-by-counts", "membership-by-shadow-releases"})
"""Attacks of somebody who knows all cases but one, which ε is the answer to: within what it allows,
to beat chance is no fault."""

_VERDICTS = frozenset({BEATS_PROMISE, BEATS_CHANCE, NO, NOT_TRIED})


@dataclass(frozen=True)
class AttackOutcome:
    """One attack.

    Attributes:
        name: What was tried.
        rate: Share of the attempts that succeeded, 0 to 1.
        low: Lower end of the 95 % interval of the rate.
        high: Upper end.
        by_chance: Rate of the same attempts on people who were not in the data; ``None``: not
            known.
        allowed: Rate that the promise allows; ``None``: the promise says nothing about it.
        verdict: ``beats-what-epsilon-allows``, ``beats-chance``, ``no`` or ``not-tried``.
    """

    name: str
    rate: float
    low: float
    high: float
    by_chance: float | None
    allowed: float | None
    verdict: str


def attack_outcomes(report: object | None) -> tuple[AttackOutcome, ...]:
    """The attacks in a report of attacks; none without a report.

    Args:
        report: A mapping with a list of attacks as ``results`` or ``attacks``, such a list, or an
            object whose ``to_dict`` gives one of these. An attack is a mapping with ``name`` and
            ``rate`` and, if known, ``low``, ``high``, ``chance``, ``allowed`` and ``verdict``;
            ``chance`` is a number, or a mapping with a ``rate``. Without a verdict it follows
            from the lower end of the rate.

    Raises:
        UsageError: It is none of these, a rate is not from 0 to 1, or there is no such verdict.
    """
    if report is None:
        return ()
    try:
        return tuple(_outcome(_fields(one)) for one in _attacks(_plain(report)))
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise UsageError("attack.no-report", verdicts=tuple(sorted(_VERDICTS))) from error


def _plain(found: object) -> object:
    """What the ``to_dict`` of an object gives, or what is plain already."""
    to_dict = getattr(found, "to_dict", None)
    return to_dict() if callable(to_dict) else found


def _attacks(report: object) -> Iterable[object]:
    if isinstance(report, Mapping):
        report = report["results"] if "results" in report else report["attacks"]
    if not isinstance(report, Iterable) or isinstance(report, str | bytes):
        raise TypeError
    return report


def _fields(one: object) -> Mapping[str, Any]:
    found = _plain(one)
    if not isinstance(found, Mapping):
        raise TypeError
    return found


def _outcome(found: Mapping[str, Any]) -> AttackOutcome:
    rate, chance = _share(found["rate"]), found.get("chance")
    low, high = (_share(found.get(end, rate)) for end in ("low", "high"))
    by_chance = _share_or_none(chance.get("rate") if isinstance(chance, Mapping) else chance)
    allowed = _share_or_none(found.get("allowed"))
    verdict = str(found.get("verdict") or _verdict(low, by_chance, allowed))
    if verdict not in _VERDICTS:
        raise ValueError
    return AttackOutcome(str(found["name"]), rate, low, high, by_chance, allowed, verdict)


def _share(value: Any) -> float:
    """A number from 0 to 1; raises ValueError or TypeError when it is none, NaN included."""
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError
    return share


def _share_or_none(value: Any) -> float | None:
    return None if value is None else _share(value)


def _verdict(low: float, by_chance: float | None, allowed: float | None) -> str:
    if allowed is not None and low > allowed:
        return BEATS_PROMISE
    return BEATS_CHANCE if by_chance is not None and low > by_chance else NO
