"""A laxer policy hides no refusal: it counts where it is named, and everybody reads whose it is."""

from __future__ import annotations

import json
import shutil

import pytest
from edition_shelf import FIRST, SECOND, make_candidates, notice

from lanterne.catalogue import (
    Answer,
    Asked,
    EditionRefused,
    Held,
    Passing,
    heard,
    publish,
    read_notice,
)
from lanterne.catalogue.gate_answer import check_passing
from lanterne.errors import InputError
from lanterne.gate import load_policy, new_key, parse_policy, public_key
from lanterne.gate.levels import level_text
from lanterne.gate.policy import content_of
from let_pass import judged, let_pass

STRICT, USUAL, LENIENT = (load_policy(level) for level in ("strict", "usual", "lenient"))
LOOSE = parse_policy(level_text("lenient").replace("told = 0.1", "told = 0.9").encode(), "p.toml")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_candidates(tmp_path_factory.mktemp("made"), 1)[0]


@pytest.fixture
def candidate(made, tmp_path):
    return shutil.copytree(made, tmp_path / "candidate")


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("lax", [LOOSE, LENIENT])
@pytest.mark.parametrize("level", [STRICT, USUAL])
def test_a_refusal_is_not_hidden_by_a_pass_of_ones_own(candidate, catalogue, level, lax):
    judged(candidate, passed=False, policy=level)
    let_pass(candidate, lax)
    found = heard(candidate, Asked())
    assert (found.answer, found.content) == (Answer.REFUSED, level.content)
    with pytest.raises(EditionRefused, match="--policy"):
        publish(candidate, catalogue, notice(1))


@pytest.mark.parametrize("lax", [LOOSE, LENIENT])
def test_a_laxer_pass_counts_only_where_it_is_named(candidate, catalogue, lax):
    let_pass(candidate, lax)
    found = heard(candidate, Asked())
    assert (found.answer, found.policy, found.content) == (
        Answer.UNJUDGED, "usual", USUAL.content,
    )  # fmt: skip
    with pytest.raises(EditionRefused):
        publish(candidate, catalogue, notice(1))
    assert publish(candidate, catalogue, notice(1), asked=Asked(lax)).notice.gate.answer == "passed"


def test_a_level_as_strict_as_usual_counts_unasked(candidate):
    let_pass(candidate, STRICT)
    assert heard(candidate, Asked()).policy == "strict"
    let_pass(candidate, USUAL)
    assert heard(candidate, Asked()).answer is Answer.PASSED


def test_the_last_decision_by_a_level_counts_and_the_refusal_is_named(candidate):
    judged(candidate, passed=False)
    let_pass(candidate)
    found = heard(candidate, Asked())
    assert found.answer is Answer.PASSED
    assert found.refused == (Held("usual", USUAL.content),)
    judged(candidate, passed=False, policy=LOOSE)
    assert heard(candidate, Asked()).answer is Answer.UNJUDGED


def test_an_own_policy_is_published_with_all_it_asks_its_key_and_earlier_refusals(
    candidate, catalogue, tmp_path
):
    new_key(tmp_path / "key")
    judged(candidate, passed=False, policy=STRICT)
    let_pass(candidate, LOOSE, tmp_path / "key")
    made = publish(candidate, catalogue, notice(1), asked=Asked(LOOSE))
    said = read_notice(catalogue / made.notice.file).gate
    assert said == Passing(
        Answer.PASSED, "own", LOOSE.content, None, public_key(tmp_path / "key"), LOOSE.rules,
        (Held("strict", STRICT.content),),
    )  # fmt: skip
    assert ("risk.told", "0.9") in said.asks
    level = let_pass(shutil.copytree(candidate, tmp_path / "again")) and publish(
        tmp_path / "again", catalogue, notice(2)
    )
    assert read_notice(catalogue / f"{SECOND}.edition.json").gate.rules is None
    assert level.notice.gate.public_key.startswith("ed25519:")


def test_rules_that_are_not_those_of_the_checksum_are_seen(candidate, catalogue):
    let_pass(candidate, LOOSE)
    publish(candidate, catalogue, notice(1), asked=Asked(LOOSE))
    place = catalogue / f"{FIRST}.edition.json"
    values = json.loads(place.read_text("utf-8"))
    assert content_of(values["gate"]["rules"]) == LOOSE.content
    values["gate"]["rules"]["risk"]["told"] = 0.01
    place.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", "utf-8")
    with pytest.raises(InputError, match="checksum"):
        read_notice(place)


@pytest.mark.parametrize("change", [{"rules": []}, {"refused": [{}]}, {"refused": "strict"},
    {"public_key": 1}, {"refused": [{"policy": "strict", "content": "x"}]}])  # fmt: skip
def test_a_notice_that_says_it_otherwise_cannot_be_read(change):
    good = Passing(Answer.PASSED, "usual", USUAL.content).to_dict()
    assert not check_passing(good)
    assert check_passing(good | change)
