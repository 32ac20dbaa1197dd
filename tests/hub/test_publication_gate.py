"""No release that the gate has not let pass becomes an edition without a reason in public."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from edition_shelf import FIRST, make_candidates, notice

from lanterne.catalogue import (
    Answer,
    Asked,
    Author,
    EditionRefused,
    Exemption,
    heard,
    publish,
    read_notice,
    read_state,
    recover,
)
from lanterne.errors import InputError
from lanterne.gate import load_policy, new_key, public_key, record_beside
from let_pass import judged, let_pass

USUAL = load_policy("usual")
WHY = {"fr": "Un tribunal a ordonné de la publier.", "ar": "أمرت المحكمة بنشر هذا الإصدار اليوم."}
EXEMPTION = Exemption(Author.PRIVACY_OFFICER, datetime(2026, 5, 1, tzinfo=UTC), WHY)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_candidates(tmp_path_factory.mktemp("made"))


@pytest.fixture
def candidate(made, tmp_path):
    return shutil.copytree(made[0], tmp_path / "candidate")


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    return folder


def forged(candidate):
    place = let_pass(candidate)
    place.write_text(place.read_text("utf-8").replace("Ada Example", "Eva Example"), "utf-8")


def of_another(candidate):
    manifest = candidate / "manifest.json"
    text = manifest.read_text("utf-8")
    manifest.write_text(text + " ", "utf-8")
    let_pass(candidate)
    manifest.write_text(text, "utf-8")


def by_another_key(candidate):
    let_pass(candidate)


def by_another_policy(candidate):
    let_pass(candidate, "lenient", candidate.with_name("key"))


def by_one_called_the_same(candidate):
    false = replace(load_policy("lenient"), name="usual")
    let_pass(candidate, false, candidate.with_name("key"))


def refused_after_it_passed(candidate):
    let_pass(candidate, key=candidate.with_name("key"))
    judged(candidate, passed=False, key=candidate.with_name("key"))


def nothing(candidate):
    del candidate


WAYS = [nothing, forged, of_another, by_another_key, by_another_policy, by_one_called_the_same,
        refused_after_it_passed]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_was_not_let_pass_is_refused_and_nothing_is_left(candidate, catalogue, way):
    key = candidate.with_name("key")
    new_key(key)
    way(candidate)
    asked = Asked(USUAL, public_key=public_key(key))
    with pytest.raises(EditionRefused) as refused:
        publish(candidate, catalogue, notice(1), asked=asked)
    assert refused.value.rule == "not-passed"
    recover(catalogue)
    assert not read_state(catalogue).series
    assert [path.name for path in catalogue.iterdir()] in ([], [".publication.lock"])
    answer = heard(candidate, asked)
    wanted = Answer.REFUSED if way is refused_after_it_passed else Answer.UNJUDGED
    assert (answer.answer, answer.policy, answer.content) == (wanted, "usual", USUAL.content)
    made = publish(candidate, catalogue, notice(1), asked=asked, exemption=EXEMPTION)
    said = read_notice(catalogue / made.notice.file).gate
    assert said == replace(answer, exemption=EXEMPTION)


def test_a_notice_that_claims_a_pass_is_not_believed(candidate, catalogue):
    let_pass(candidate)
    good = publish(candidate, catalogue, notice(1)).notice.gate
    assert (good.answer, good.policy, good.exemption) == (Answer.PASSED, "usual", None)
    record_beside(candidate).unlink()
    with pytest.raises(EditionRefused):
        publish(candidate, catalogue, notice(2, gate=good))


def test_an_exception_is_left_out_where_the_gate_lets_it_pass(candidate, catalogue):
    let_pass(candidate)
    made = publish(candidate, catalogue, notice(1), exemption=EXEMPTION)
    assert made.notice.gate.exemption is None
    assert [one.code for one in made.remarks] == ["remark.exception-not-needed"]


@pytest.mark.parametrize("reason", [{}, {"en": "Because we say."}, {"de": WHY["fr"]}, {"en": ""},
    {"fr": WHY["fr"], "en": "short"}, {"en": "word " * 500}])  # fmt: skip
def test_a_reason_that_says_nothing_is_none(candidate, catalogue, reason):
    with pytest.raises(InputError, match="reason"):
        publish(candidate, catalogue, notice(1), exemption=replace(EXEMPTION, reason=reason))
    assert not read_state(catalogue).series


def test_a_notice_without_its_exception_cannot_be_read(candidate, catalogue):
    publish(candidate, catalogue, notice(1), exemption=EXEMPTION)
    place = catalogue / f"{FIRST}.edition.json"
    values = json.loads(place.read_text("utf-8"))
    for change in ({"exemption": None}, {"answer": "passed"}, {"answer": "fine"}):
        false = values | {"gate": values["gate"] | change}
        place.write_text(json.dumps(false, ensure_ascii=False, indent=2) + "\n", "utf-8")
        with pytest.raises(InputError, match="gate"):
            read_notice(place)


def test_a_notice_from_before_the_gate_was_asked_is_read_to_the_byte(candidate, catalogue):
    let_pass(candidate)
    publish(candidate, catalogue, notice(1))
    place = catalogue / f"{FIRST}.edition.json"
    values = json.loads(place.read_text("utf-8"))
    del values["gate"]
    place.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert read_notice(place).gate is None
    assert FIRST in {one.name for one in read_state(catalogue).series[values["series"]].records}
