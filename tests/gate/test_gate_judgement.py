"""What is found, held against a policy: each rule refuses by itself, and only beyond its limit."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from gated_tables import (
    BEATEN,
    CHANCE,
    NO,
    PRIVATE,
    USUAL,
    attack,
    examined,
    k_pledge,
    policy_with,
)

import lanterne.attacks
from lanterne.anonymity import Method
from lanterne.attacks import ControlGroup, Verdict
from lanterne.attacks.chances import least_difference, wilson
from lanterne.attacks.near_copies import NAMES
from lanterne.errors import UsageError
from lanterne.evaluation.attacked import BY_PROMISE_ALONE
from lanterne.gate import PromiseRules, Told, Use, judge_release, notes_in_words, reasons_in_words
from lanterne.gate.policy import FAMILIES, Family
from lanterne.messages import LANGUAGES
from lanterne.messages.store import english, part

REAL = k_pledge(Method.K_ANONYMISED, length=None, quasi=("c0",))


def names(found, policy=USUAL):
    return [reason.name for reason in judge_release(found, policy).reasons]


def test_nothing_wrong_passes():
    judgement = judge_release(examined(), USUAL)
    assert judgement.passed
    assert not judgement.notes


@pytest.mark.parametrize(("limit", "reasons"), [("1.0", []), ("0.9", ["promise.epsilon"])])
def test_epsilon_may_reach_its_limit(limit, reasons):
    assert names(examined(), policy_with("epsilon = 5.0", f"epsilon = {limit}")) == reasons


def test_the_promise_is_asked_first():
    k = k_pledge(k=5, length=2)
    only = policy_with(
        'methods = ["differential-privacy", "k-anonymous-synthetic", "k-anonymised"]',
        'methods = ["differential-privacy"]',
    )
    assert names(examined(pledge=k), only) == ["promise.method", "promise.k", "promise.length"]
    rows = policy_with("length = 3", 'length = "rows"')
    assert names(examined(pledge=k_pledge()), rows) == ["promise.length"]
    assert names(examined(pledge=k_pledge(length=None)), rows) == []
    assert names(examined(pledge=REAL, smallest=10)) == []


def test_the_budget_of_all_releases_counts():
    assert names(examined(), policy_with("epsilon_total = 10.0", "epsilon_total = 0.5")) == [
        "promise.total"
    ]


@pytest.mark.parametrize("name", [*FAMILIES, "homogeneity", "an-attack-of-tomorrow"])
def test_what_beats_epsilon_is_refused_whatever_the_policy(name):
    found = examined(attack(name, (20, 100), (5, 100), BEATEN, 0.1))
    loose = policy_with("membership = 0.03", "membership = 1")
    assert names(found) == names(found, loose) == ["attack.promise"]


def test_too_little_noise_is_said_as_such():
    """The attempts need not show it: what is measured is the noise itself."""
    counts = attack("membership-by-counts", (52, 100), (40, 100), BEATEN, 0.9)
    planted, honest = (replace(counts, detail={"noise_drawn_to_stated": x}) for x in (0.1, 1.0))
    assert names(examined(planted)) == ["attack.noise"]
    assert "10%" in reasons_in_words(judge_release(examined(planted), USUAL))[0].what
    assert names(examined(honest)) == ["attack.promise"]


def test_an_attack_may_beat_chance_by_what_the_policy_allows():
    """50 % against 40 %: at least 8.5 points more, of 1,000 attempts each."""
    result = attack("inference", (600, 1000), (400, 1000), CHANCE)
    excess = least_difference(600, 1000, 400, 1000)
    for limit, reasons in ((excess + 1e-6, []), (excess - 1e-6, ["attack.chance"])):
        policy = policy_with("inference = 0.03", f"inference = {limit}")
        assert names(examined(result), policy) == reasons


def test_what_does_not_beat_chance_passes_whatever_the_rates():
    assert names(examined(attack("stranded-copies", (5, 100), (2, 100), NO))) == []


def test_copies_may_not_beat_chance_at_all():
    assert names(examined(attack("stranded-copies", (10, 2000), (0, 2000), CHANCE))) == [
        "attack.chance"
    ]


def test_an_unknown_attack_may_not_beat_chance_at_all():
    found = examined(attack("an-attack-of-tomorrow", (60, 1000), (30, 1000), CHANCE))
    assert names(found) == ["attack.chance"]
    assert "an-attack-of-tomorrow" in reasons_in_words(judge_release(found, USUAL))[0].what


@pytest.mark.parametrize("name", sorted(BY_PROMISE_ALONE))
def test_who_knows_all_others_is_judged_by_epsilon_alone(name):
    assert names(examined(attack(name, (90, 100), (10, 100), CHANCE, 0.95))) == []


def test_real_rows_are_not_asked_whether_they_are_real():
    attacks = [attack(name, (900, 1000), (10, 1000), CHANCE) for name in FAMILIES]
    found = examined(*attacks, pledge=REAL, smallest=10)
    reasons = judge_release(found, USUAL).reasons
    assert [reason.attack for reason in reasons] == ["differencing"]


@pytest.mark.parametrize(("smallest", "reasons"), [(10, []), (9, ["risk.record"])])
def test_a_real_row_may_be_found_with_the_chance_that_is_allowed(smallest, reasons):
    assert names(examined(pledge=REAL, smallest=smallest)) == reasons


def test_broken_guarantees_are_refused():
    synthetic = examined(pledge=k_pledge(), violations={1: 1, 3: 40})
    assert names(synthetic) == ["risk.combinations", "risk.combinations"]
    assert names(examined(pledge=REAL, smallest=10, faults={"have no column": 2})) == [
        "risk.classes"
    ]


@pytest.mark.parametrize(("share", "reasons"), [(0.05, []), (0.0501, ["risk.told"])])
def test_classes_may_tell_of_the_share_that_is_allowed(share, reasons):
    assert names(examined(told=Told(share, "c1"))) == reasons


@pytest.mark.parametrize(("use", "reasons"), [
    (Use(0.2, 1.09, 0.85, "poor"), []),
    (Use(0.21, 1.0, 0.95, "good"), ["use.distance"]),
    (Use(0.01, 1.11, 0.95, "good"), ["use.rows"]),
    (Use(0.01, 0.89, 0.95, "good"), ["use.rows"]),
    (Use(0.01, 1.0, 0.84, "good"), ["use.intervals"]),
    (Use(None, 1.0, None, None), []),
])  # fmt: skip
def test_a_release_must_be_worth_something(use, reasons):
    assert names(examined(use=use)) == reasons


def test_the_light_may_be_what_the_policy_asks_for_or_better():
    fair = policy_with('light = "poor"', 'light = "fair"')
    lights = ("good", "fair", "poor", "unknown")
    refused = [names(examined(use=Use(0.0, 1.0, 0.95, light)), fair) for light in lights]
    assert refused == [[], [], ["use.light"], []]


def test_what_could_not_be_looked_at_is_said():
    found = examined(attack("linkability", (0, 0), (0, 0), Verdict.NOT_TRIED))
    weak = type(found.attacks)(found.attacks.results, ControlGroup.RELEASE, PRIVATE.people, 1)
    judgement = judge_release(examined(attacks=weak), USUAL)
    assert judgement.passed
    assert [note.name for note in judgement.notes] == ["note.control", "note.untried"]


def test_every_attack_there_is_has_a_threshold():
    """Names of attacks are the first text given to a result, wherever one is made."""
    found = set()
    for path in Path(lanterne.attacks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(getattr(node, "func", None), "id", "")
            if called in {"compare", "AttackResult", "_ask"} and node.args:
                first = node.args[0]
                found |= {first.value} if isinstance(first, ast.Constant) else set()
    assert len(found) > 10
    found |= set(NAMES.values())
    assert found - {"homogeneity"} == set(FAMILIES)
    assert set(FAMILIES.values()) == set(Family)


def every_reason():
    """Everything that can be wrong, by method, and a policy that says so."""
    bad = Use(0.9, 2.0, 0.1, "poor")
    attacks = (
        attack("inference", (600, 1000), (400, 1000), CHANCE),
        attack("homogeneity", (20, 100), (5, 100), BEATEN, 0.1),
        replace(
            attack("membership-by-counts", (20, 100), (5, 100), BEATEN, 0.1),
            detail={"noise_drawn_to_stated": 0.5},
        ),
        attack("linkability", (0, 0), (0, 0), Verdict.NOT_TRIED),
    )
    weak = {"use": bad, "told": Told(0.5, "c1")}
    strict = replace(
        USUAL,
        promise=PromiseRules(("none",), 0.5, 0.5, 20, None),
        use=replace(USUAL.use, light="good"),
    )
    yield examined(*attacks, **weak), strict
    yield examined(*attacks, pledge=k_pledge(k=2, length=1), violations={2: 3}, **weak), strict
    yield examined(pledge=REAL, smallest=2, faults={"few": 1}, **weak), strict


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words_and_what_to_do(language):
    """In all languages the same reasons, with the same gaps; nothing in braces is left over."""
    reasons, plain = part("gate.reason", language), part("gate.reason", "en")
    assert set(part("evaluation.attack", language)) == {*FAMILIES, "homogeneity"}
    assert set(part("gate.result", language)) == {"passed", "refused", "overridden"}
    for name, what in reasons.items():
        assert english()[f"gate.reason.{name}"].hint
        assert _gaps(what) == _gaps(plain[name]), name
    seen: set[str] = set()
    for found, policy in every_reason():
        judgement = judge_release(found, policy).uncharged(refused=True)
        said = [*reasons_in_words(judgement, language), *notes_in_words(judgement, language)]
        assert len(said) == len(judgement.reasons) + len(judgement.notes)
        seen |= {reason.name for reason in judgement.reasons}
        for one in said:
            assert "{" not in one.what + one.advice
    assert seen == set(reasons)


def _gaps(text):
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_figures_are_written_as_each_language_writes_them():
    found = examined(use=Use(0.2345, 1.0, 0.95, "good"))
    judgement = judge_release(found, USUAL)
    said = {language: reasons_in_words(judgement, language)[0].what for language in LANGUAGES}
    assert "23%" in said["en"]
    assert "23\u00a0%" in said["fr"]
    assert "23\u00a0%" in said["es"]
    assert "23%" in said["ar"]
    with pytest.raises(UsageError, match="'de'"):
        reasons_in_words(judgement, "de")


def test_the_least_difference_is_newcombes():
    """Newcombe 1998, table II, line (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339."""
    assert least_difference(56, 70, 48, 80) == pytest.approx(0.0524, abs=5e-5)
    assert least_difference(5, 10, 5, 10) < 0
    assert least_difference(0, 0, 1, 2) == -1
    assert least_difference(3, 4, 0, 10**9) == pytest.approx(wilson(3, 4)[0], abs=1e-6)
