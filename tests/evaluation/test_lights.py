"""Traffic lights: each threshold, each technique, and what attacks do to them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from lanterne.errors import UsageError
from lanterne.evaluation import Level, Promised, attack_outcomes, compare_frames
from lanterne.evaluation.lights import (
    DELTA,
    EPSILON,
    UTILITY,
    Light,
    measured,
    risk_light,
    utility_light,
)
from lanterne.evaluation.network.lights import network_risk_light
from lanterne.evaluation.summary import reason_in_words
from stored import in_languages

REASONS = in_languages("evaluation.reason")

DP = "differential-privacy"
SYNTHETIC = "k-anonymous-synthetic"


def named(light: Light, name: str) -> Level:
    return next(one.level for one in light.reasons if one.name == name)


@pytest.mark.parametrize("threshold", [*UTILITY.values(), EPSILON, DELTA], ids=lambda t: t.name)
def test_a_threshold_belongs_to_the_better_side(threshold: Any) -> None:
    worse = -1e-6 if threshold.more_is_better else 1e-6
    assert threshold.level(threshold.good) is Level.GOOD
    assert threshold.level(threshold.good + worse) is Level.FAIR
    assert threshold.level(threshold.fair) is Level.FAIR
    assert threshold.level(threshold.fair + worse) is Level.POOR


def test_an_equal_release_is_good_and_another_is_not() -> None:
    frame = pl.DataFrame({"a": ["x", "y"] * 50, "b": ["u", "v"] * 50})
    light = utility_light(compare_frames(frame, frame), 0.95, None)
    assert light.level is Level.GOOD
    other = frame.with_columns(a=pl.col("b"))
    light = utility_light(compare_frames(frame, other), 0.95, None)
    assert light.level is Level.POOR
    assert light.reasons[0].level is Level.POOR
    assert named(light, "intervals") is Level.GOOD


def test_intervals_that_do_not_hold_make_it_poor() -> None:
    frame = pl.DataFrame({"a": ["x", "y"] * 50})
    assert utility_light(compare_frames(frame, frame), 0.5, None).level is Level.POOR


@pytest.mark.parametrize(
    ("total", "level"), [(0.5, Level.GOOD), (4.0, Level.FAIR), (11.0, Level.POOR)]
)
def test_the_total_of_all_releases_counts(total: float, level: Level) -> None:
    promised = Promised(DP, "person", epsilon=0.5, delta=1e-7, epsilon_total=total)
    assert risk_light(promised, 1000).level is level


def test_delta_is_held_against_the_number_of_people() -> None:
    promised = Promised(DP, "person", epsilon=0.5, delta=1e-5, epsilon_total=0.5)
    assert named(risk_light(promised, 1_000), "delta") is Level.GOOD
    assert named(risk_light(promised, 50_000), "delta") is Level.FAIR
    assert named(risk_light(promised, 500_000), "delta") is Level.POOR


def test_rows_that_may_be_one_person_and_few_people_raise_the_risk() -> None:
    promised = Promised(DP, "row", epsilon=0.5, delta=1e-9, epsilon_total=0.5)
    assert risk_light(promised, 1000).level is Level.FAIR
    person = Promised(DP, "person", epsilon=0.5, delta=1e-9, epsilon_total=0.5)
    assert risk_light(person, 1000).level is Level.GOOD
    assert risk_light(person, 99).level is Level.FAIR


def test_no_k_is_a_low_risk() -> None:
    for method in (SYNTHETIC, "k-anonymised"):
        assert risk_light(Promised(method, k=100), 10_000).level is Level.FAIR
        assert risk_light(Promised(method, k=4), 10_000).level is Level.POOR
    length = risk_light(Promised(SYNTHETIC, k=10, length=3), 10_000)
    assert named(length, "k.length") is Level.FAIR
    assert named(risk_light(Promised(SYNTHETIC, k=10), 10_000), "k.rows") is Level.FAIR
    assert named(risk_light(Promised("k-anonymised", k=10), 1), "k.real") is Level.FAIR


def test_a_release_that_says_nothing_is_a_high_risk() -> None:
    assert risk_light(Promised(), 10_000).level is Level.POOR


STRONG = Promised(DP, "person", epsilon=1.0, delta=1e-9, epsilon_total=1.0)


def attack(**more: Any) -> dict[str, Any]:
    return {"name": "linkability", "rate": 0.3, "low": 0.25, "high": 0.35, "chance": 0.2, **more}


def test_an_attack_beyond_what_is_allowed_makes_the_risk_high() -> None:
    beats = attack_outcomes([attack(allowed=0.24)])
    assert risk_light(STRONG, 1000, beats).level is Level.POOR
    allowed = attack_outcomes([attack(allowed=0.26, chance=0.3)])
    assert risk_light(STRONG, 1000, allowed).level is Level.GOOD
    # a verdict that knows of false alarms stands above the interval
    told = attack_outcomes([attack(allowed=0.24, verdict="no")])
    assert risk_light(STRONG, 1000, told).level is Level.GOOD


def test_an_attack_that_a_large_epsilon_allows_is_not_green() -> None:
    """Copies of 2 in 100 people, where ε = 4 would allow nearly 3, are no good sign."""
    copies = attack(name="isolated-copies", rate=0.02, low=0.015, chance=0.0005, allowed=0.027)
    assert risk_light(STRONG, 1000, attack_outcomes([copies])).level is Level.FAIR
    known = {**copies, "name": "membership-by-counts"}  # ε is the answer to this one
    assert risk_light(STRONG, 1000, attack_outcomes([known])).level is Level.GOOD


def test_without_an_allowance_attacks_are_held_against_chance() -> None:
    promised = Promised(SYNTHETIC, k=10)
    assert named(risk_light(promised, 1000, attack_outcomes([attack()])), "attack.chance") is (
        Level.FAIR
    )
    worse = attack_outcomes([attack(chance=0.1)])
    assert risk_light(promised, 1000, worse).level is Level.POOR
    none = attack_outcomes([attack(chance=0.3)])
    assert named(risk_light(promised, 1000, none), "attack.chance") is Level.GOOD


def test_what_was_not_tried_leaves_the_light_alone() -> None:
    for outcomes in ((), attack_outcomes([attack(verdict="not-tried", chance=None)])):
        light = risk_light(STRONG, 1000, outcomes)
        assert light.level is Level.GOOD
        assert light.reasons[-1].level is Level.UNKNOWN


@dataclass(frozen=True)
class Result:
    name: str = "inference"
    chance: dict[str, float] = field(default_factory=lambda: {"rate": 0.1})

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "rate": 0.2, "chance": self.chance, "allowed": None}


@dataclass(frozen=True)
class Report:
    results: tuple[Result, ...] = (Result(),)

    def to_dict(self) -> dict[str, Any]:
        return {"results": [one.to_dict() for one in self.results], "seed": 3}


@pytest.mark.parametrize(
    "report",
    [
        Report(),
        Report().to_dict(),
        [Result()],
        {"attacks": [{"name": "inference", "rate": 0.2, "chance": 0.1}]},
    ],
)
def test_a_report_of_attacks_may_be_an_object_or_plain(report: object) -> None:
    (outcome,) = attack_outcomes(report)
    assert (outcome.name, outcome.rate, outcome.low, outcome.by_chance) == (
        "inference",
        0.2,
        0.2,
        0.1,
    )
    assert outcome.verdict == "beats-chance"


@pytest.mark.parametrize(
    "report",
    [
        "text",
        3,
        {"other": []},
        [{"name": "x"}],
        [4],
        {"results": 5},
        [attack(verdict="none-of-them", allowed=0.5)],
        [attack(rate=10**400)],
        *([attack(**{name: math.nan})] for name in ("rate", "low", "high", "chance", "allowed")),
        *([attack(**{name: value})] for name in ("rate", "low", "chance") for value in (-0.1, 7)),
    ],
)
def test_what_is_no_report_of_attacks_is_refused(report: object) -> None:
    with pytest.raises(UsageError, match="list of attacks"):
        attack_outcomes(report)
    assert attack_outcomes(None) == ()


def promises_to_nobody_else() -> Any:
    """What is said of linked tables that promise something to rows alone, of everybody else."""
    losses = [
        SimpleNamespace(unit=unit, epsilon=epsilon, links=8)
        for unit, epsilon in (("victim", 12.0), ("perpetrator", 4.0), ("household", 0.5))
    ]
    return SimpleNamespace(
        unit="row", epsilon=1.0, delta=1e-6, epsilon_total=1.0, also=(), unpromised=losses
    )


def test_whom_linked_tables_promise_nothing_is_a_reason_of_the_risk_light() -> None:
    levels = {
        one.name: one.level for one in network_risk_light(promises_to_nobody_else(), 5_000).reasons
    }
    assert levels["unpromised.victim"] is Level.POOR
    assert levels["unpromised.perpetrator"] is Level.FAIR
    assert levels["unpromised.household"] is Level.FAIR


def test_of_several_promises_of_linked_tables_the_weakest_counts() -> None:
    weak = SimpleNamespace(epsilon=12.0, delta=1e-6, epsilon_total=12.0)
    strong = {"unit": "victim", "epsilon": 1.0, "delta": 1e-6, "epsilon_total": 1.0}
    one, two = (
        network_risk_light(SimpleNamespace(**strong, also=also, unpromised=()), 5_000).level
        for also in ((), (weak,))
    )
    assert (one, two) == (Level.GOOD, Level.POOR)


def test_every_reason_has_words_in_every_language() -> None:
    frame = pl.DataFrame({"a": ["x", "y"] * 50, "b": ["u", "v"] * 50})
    outcomes = attack_outcomes(
        [
            attack(allowed=0.2),
            attack(),
            attack(verdict="not-tried"),
            {"name": "alone", "rate": 0.1},
        ]
    )
    dp = Promised(DP, "row", epsilon=1.0, delta=1e-6, epsilon_total=1.0)
    kinds = (dp, Promised(), Promised(SYNTHETIC, k=10), Promised(SYNTHETIC, k=10, length=3))
    found = [
        *(
            r
            for one in (*kinds, Promised("k-anonymised", k=5))
            for r in risk_light(one, 50).reasons
        ),
        *risk_light(dp, 50, outcomes).reasons,
        *utility_light(compare_frames(frame, frame), 0.9, None).reasons,
        *network_risk_light(promises_to_nobody_else(), 50).reasons,
        *(measured(name, 0.01) for name in ("links", "across")),
    ]
    assert {one.name for one in found} | {"opposite"} == REASONS["en"].keys()
    for language in REASONS:
        for one in found:
            said = reason_in_words(one, language)
            assert said
            assert "{" not in said
