"""A policy is known by what it asks, and records hold all of it."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from gated_tables import USUAL, policy_with

from lanterne.gate import (
    LEVELS,
    OWN,
    Examined,
    decide,
    decided_by,
    known_as,
    level_of,
    level_text,
    load_policy,
    new_key,
    parse_policy,
    policy_in_words,
    record_beside,
    verify_record,
    write_record,
)
from lanterne.gate.policy_identity import is_same_policy
from lanterne.gate.signature import sign
from lanterne.release.folder import MANIFEST
from lanterne.release.folder import sha256 as sum_of


def named(policy, name):
    return replace(policy, name=name)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_known_whatever_it_calls_itself_and_however_it_is_spelt(level):
    policy = load_policy(level)
    assert level_of(policy) == known_as(named(policy, "ours")) == level
    text = level_text(level).replace("# ", "#  ").replace("told = 0.05", "told = 0.050")
    assert parse_policy(text.encode(), "p.toml").content == policy.content


@pytest.mark.parametrize("name", ["strict", "Strict", " STRICT ", "str-ict", "ｓtrict", "",
    "ѕtrict", "strıct", "stríct", "strict (Lanterne)", "strict level", "υsual",
    "lеnient"])  # fmt: skip
def test_a_file_that_calls_itself_strict_is_not(name):
    false = named(policy_with("told = 0.05", "told = 0.06"), name)
    assert level_of(false) == ""
    assert known_as(false) == OWN


def test_a_policy_of_ones_own_keeps_a_name_that_is_no_levels():
    own = named(policy_with("told = 0.05", "told = 0.06"), "Maison 2026")
    assert (level_of(own), known_as(own)) == ("", "Maison 2026")


@pytest.fixture
def release(tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / MANIFEST).write_text('{"files": []}')
    new_key(tmp_path / "key")
    return folder


def decision_on(release, policy, before=()):
    key = release.with_name("key")
    manifest = sum_of(release / MANIFEST)
    return decide(
        list(before), Examined(True), policy, release, manifest, key=key, by="Ada Example"
    )


def early(decision, release):
    """The same as records were before they held the policy; signed again."""
    plain = replace(decision, rules=None, policy_content=None, signature="")
    return replace(plain, signature=sign(release.with_name("key"), plain.message))


def test_a_record_holds_the_whole_policy_and_its_checksum(release):
    decision = decision_on(release, USUAL)
    write_record(record_beside(release), [decision])
    (kept,) = json.loads(record_beside(release).read_text("utf-8"))["decisions"]
    assert kept["rules"]["promise"]["epsilon"] == 5
    text = json.dumps(kept["rules"], sort_keys=True, separators=(",", ":"))
    assert sha256(text.encode()).hexdigest() == kept["policy_content"] == USUAL.content
    assert verify_record(release).ok


def test_an_early_record_verifies_and_its_level_is_known_by_the_file(release):
    usual = early(decision_on(release, USUAL), release)
    false = named(policy_with("told = 0.05", "told = 0.06"), "strict")
    later = decision_on(release, USUAL, [usual])
    write_record(record_beside(release), [usual, later])
    report = verify_record(release)
    assert report.ok, report.problems
    assert "rules" not in usual.to_dict()
    assert policy_in_words(report.decisions[0]) == "usual"
    assert is_same_policy(*report.decisions)
    old = replace(early(decision_on(release, false), release), policy="strict")
    assert decided_by(old) == OWN
    assert "strict" not in policy_in_words(old)


def test_a_record_whose_policy_is_not_that_of_its_checksum_is_found(release):
    decision = decision_on(release, USUAL)
    forged = replace(decision, policy_content=load_policy("strict").content, signature="")
    forged = replace(forged, signature=sign(release.with_name("key"), forged.message))
    write_record(record_beside(release), [forged])
    assert {one.rule for one in verify_record(release).problems} == {"record-policy"}
