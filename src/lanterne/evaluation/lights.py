"""Two traffic lights, for what a release is worth and for what it risks, each with its reasons.

The thresholds are choices, written down here and shown on the page. They say when a person should
stop and read on, not what is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lanterne.evaluation.analyses import Agreement, Analyses
from lanterne.evaluation.attacked import (
    BEATS_CHANCE,
    BEATS_PROMISE,
    BY_PROMISE_ALONE,
    NO,
    NOT_TRIED,
    AttackOutcome,
)
from lanterne.evaluation.comparison import Comparison
from lanterne.evaluation.promised import DIFFERENTIAL_PRIVACY, K_ANONYMISED, UNKNOWN, Promised
from lanterne.privacy.grade import UP_TO, Strength


class Level(StrEnum):
    """What a light shows, the best first."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNKNOWN = "unknown"


_WORST_FIRST = (Level.POOR, Level.FAIR, Level.GOOD, Level.UNKNOWN)


@dataclass(frozen=True)
class Threshold:
    """Up to where a figure is good, and up to where fair.

    Attributes:
        name: What the figure is: ``rows``, ``distance`` and so on.
        good: The last value that is good.
        fair: The last value that is fair; beyond it is poor.
        more_is_better: Whether values above are better than values below.
    """

    name: str
    good: float
    fair: float
    more_is_better: bool = False

    def level(self, value: float) -> Level:
        """What a value is."""
        sign = -1 if self.more_is_better else 1
        if sign * value <= sign * self.good:
            return Level.GOOD
        return Level.FAIR if sign * value <= sign * self.fair else Level.POOR


UTILITY = {
    one.name: one
    for one in (
        Threshold("rows", 0.02, 0.10),
        Threshold("links", 0.05, 0.20),
        Threshold("distance", 0.03, 0.10),
        Threshold("across", 0.03, 0.10),
        Threshold("common", 0.05, 0.20),
        Threshold("invented", 0.01, 0.05),
        Threshold("opposite", 0.0, 0.05),
        Threshold("intervals", 0.93, 0.85, more_is_better=True),
    )
}
"""Figures that decide on utility: rows too many or too few for each person; links too many or too
few; mean distance of two columns; that of a column of victims and one of perpetrators, over links;
combinations of two answers of ten people or more that are missing; rows in combinations of two
answers that nobody has; odds ratios that say the opposite; published intervals that hold."""

EPSILON = Threshold("epsilon", UP_TO[Strength.STRONG], UP_TO[Strength.LIMITED])
"""Σε of all releases: good is a strong promise, poor a weak one, as all words on ε have it."""

DELTA = Threshold("delta", 0.1, 1.0)
"""δ times the number of people: the chance that the promise fails for somebody."""

FEWEST = 5
"""Smallest k that is not poor."""

FEW_PEOPLE = 100
"""Fewer people than this are known to each other, or to somebody."""

EXCESS = Threshold("excess", 0.0, 0.10)
"""By how much the lower end of a rate of success exceeds the rate by chance, where the promise
does not say what it allows."""


@dataclass(frozen=True)
class Reason:
    """Why a light shows what it shows.

    Attributes:
        name: What it is about; names the sentence.
        level: What it would show by itself; ``unknown`` leaves the light alone.
        figures: The figures of the sentence by name.
        text: A name in the sentence, such as that of an attack.
    """

    name: str
    level: Level
    figures: dict[str, float] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Light:
    """A traffic light.

    Attributes:
        level: The worst of its reasons.
        reasons: The worst first.
    """

    level: Level
    reasons: tuple[Reason, ...]


def utility_light(
    comparison: Comparison, intervals_held: float | None, analyses: Analyses | None
) -> Light:
    """What the release is worth, by ``UTILITY``."""
    return light_of(_utility(comparison, intervals_held, analyses))


def risk_light(promised: Promised, people: int, attacks: Sequence[AttackOutcome] = ()) -> Light:
    """What the release risks.

    Args:
        promised: The technique and its figures.
        people: Number of people in the cases.
        attacks: What attacks on it came to, if any were tried.
    """
    return light_of([*promise_reasons(promised, people), *_attacks(attacks)])


def light_of(reasons: Iterator[Reason] | Sequence[Reason]) -> Light:
    """The light that the worst of some reasons gives."""
    worst_first = tuple(sorted(reasons, key=lambda one: _WORST_FIRST.index(one.level)))
    return Light(worst_first[0].level if worst_first else Level.UNKNOWN, worst_first)


def _utility(
    comparison: Comparison, intervals_held: float | None, analyses: Analyses | None
) -> Iterator[Reason]:
    yield measured("rows", abs(comparison.rows_ratio - 1))
    two = comparison.length(2)
    if two is not None:
        yield measured("distance", two.distance_mean)
        yield measured("common", two.common_suppressed_share)
        yield measured("invented", two.fabricated_mass)
    if analyses is not None and analyses.odds_ratios:
        opposite = analyses.agreeing(Agreement.OPPOSITE)
        share, number = opposite / len(analyses.odds_ratios), len(analyses.odds_ratios)
        level = UTILITY["opposite"].level(share)
        yield Reason("opposite", level, {"opposite": opposite, "ratios": number})
    if intervals_held is not None:
        yield measured("intervals", intervals_held)


def measured(name: str, value: float) -> Reason:
    """A figure of ``UTILITY`` as a reason."""
    return Reason(name, UTILITY[name].level(value), {"share": value})


def promise_reasons(promised: Promised, people: int) -> Iterator[Reason]:
    """What a promise to so many people is worth; arguments as of :func:`risk_light`."""
    if promised.method == UNKNOWN:
        yield Reason("technique.unknown", Level.POOR)
    if promised.method == DIFFERENTIAL_PRIVACY and promised.epsilon is not None:
        total = promised.epsilon_total or promised.epsilon
        yield Reason("epsilon", EPSILON.level(total), {"total": total, "epsilon": promised.epsilon})
        delta = promised.delta or 0.0
        yield Reason(
            "delta", DELTA.level(delta * people), {"delta": delta, "fails": delta * people}
        )
        if promised.unit == "row":
            yield Reason("unit.row", Level.FAIR)
    elif promised.k is not None:
        level = Level.FAIR if promised.k >= FEWEST else Level.POOR
        kind = "real" if promised.method == K_ANONYMISED else "rows"
        figures: dict[str, float] = {"k": promised.k}
        if kind == "rows" and promised.length is not None:
            kind, figures["length"] = "length", promised.length
        yield Reason(f"k.{kind}", level, figures)
        yield Reason("k.again", Level.FAIR)
    if people < FEW_PEOPLE:
        yield Reason("few", Level.FAIR, {"people": people})


def _attacks(attacks: Sequence[AttackOutcome]) -> Iterator[Reason]:
    if not attacks:
        yield Reason("attacks.none", Level.UNKNOWN)
    for one in attacks:
        figures = {"rate": one.rate, "low": one.low, "high": one.high}
        if one.verdict == NOT_TRIED:
            yield Reason("attack.not_tried", Level.UNKNOWN, {}, one.name)
        elif one.allowed is not None:
            level = Level.POOR if one.verdict == BEATS_PROMISE else _within_promise(one)
            yield Reason("attack.allowed", level, figures | {"allowed": one.allowed}, one.name)
        elif one.by_chance is not None:
            beats = EXCESS.level(one.low - one.by_chance)
            level = Level.GOOD if one.verdict == NO else max(beats, Level.FAIR, key=_severity)
            yield Reason("attack.chance", level, figures | {"chance": one.by_chance}, one.name)
        else:
            yield Reason("attack.alone", Level.UNKNOWN, figures, one.name)


def _within_promise(one: AttackOutcome) -> Level:
    """What an attack says that succeeds no more than ε allows.

    A large ε allows much. Rows that tell of the people in the cases are worth a look all the same.
    """
    told = one.verdict == BEATS_CHANCE and one.name not in BY_PROMISE_ALONE
    return Level.FAIR if told else Level.GOOD


def _severity(level: Level) -> int:
    return -_WORST_FIRST.index(level)
