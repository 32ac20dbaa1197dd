"""Releases by k-methods in the ledger: outside of ε, and never unnoticed beside another one."""

import json
from datetime import date

import pytest

from lanterne.errors import InputError, Refused, UsageError
from lanterne.messages import TAGS
from lanterne.messages.store import part
from lanterne.privacy import (
    K_RELEASE,
    Budget,
    GaussianEvent,
    KRelease,
    Ledger,
    PrivacyStatement,
    Spend,
    privacy_statement,
)

REASON = "asked for by the steering group"
BY_K = KRelease("everybody assisted", "census", "k-anonymised", 10, {"quasi_identifiers": ["age"]})
EVENTS = (GaussianEvent(10.0, 3),)
PRIVATE = Spend("everybody assisted", "person", Budget(1.0, 1e-6), EVENTS, "counts")


def path_of(folder):
    return folder / "ledger.jsonl"


def make(ledger, kind):
    return ledger.charge(PRIVATE) if kind == "spend" else ledger.note_k_release(BY_K)


def test_the_first_release_is_noted_and_costs_no_epsilon(tmp_path):
    ledger = Ledger(path_of(tmp_path))
    entry = ledger.note_k_release(BY_K)
    assert (entry.kind, dict(entry.details)) == (
        K_RELEASE,
        {
            "population": "everybody assisted",
            "purpose": "census",
            "method": "k-anonymised",
            "k": 10,
            "quasi_identifiers": ["age"],
        },
    )
    spent = ledger.spent()
    assert (spent.k_releases, spent.releases, spent.epsilon, spent.delta) == (1, 0, 0, 0)
    assert [json.loads(line)["kind"] for line in path_of(tmp_path).read_text().splitlines()] == [
        "open",
        K_RELEASE,
    ]


@pytest.mark.parametrize(
    ("before", "now"), [(K_RELEASE, K_RELEASE), ("spend", K_RELEASE), (K_RELEASE, "spend")]
)
def test_beside_another_release_it_is_refused_without_a_reason(before, now, tmp_path):
    make(Ledger(path_of(tmp_path)), before)
    written = path_of(tmp_path).read_bytes()
    for attempt in (lambda one: one.check_beside_others(now), lambda one: make(one, now)):
        with pytest.raises(Refused) as refusal:
            attempt(Ledger(path_of(tmp_path)))
        said = str(refusal.value)
        assert ("census" if before == K_RELEASE else "counts") in said
        assert "subtract" in said
        assert "--accept-risk" in said
    assert path_of(tmp_path).read_bytes() == written
    entry = make(Ledger(path_of(tmp_path), REASON), now)
    assert entry.details["accepted_risk"] == REASON
    assert Ledger(path_of(tmp_path)).verify() == ()


def test_differentially_private_releases_alone_go_together_as_before(tmp_path):
    ledger = Ledger(path_of(tmp_path))
    for _ in range(3):
        ledger.check_beside_others("spend")
        assert "accepted_risk" not in ledger.charge(PRIVATE).details
    assert ledger.spent().epsilon == 3


def test_a_cap_is_no_limit_on_what_a_k_method_tells(tmp_path):
    Ledger(path_of(tmp_path)).create(Budget(1.0, 1e-6))
    with pytest.raises(Refused, match="cap on ε"):
        Ledger(path_of(tmp_path)).note_k_release(BY_K)
    Ledger(path_of(tmp_path), REASON).note_k_release(BY_K)
    with pytest.raises(Refused, match="cap would be exceeded"):
        Ledger(path_of(tmp_path), REASON).charge(
            Spend("everybody assisted", "person", Budget(2.0, 1e-6), EVENTS, "more")
        )


def test_an_accepted_risk_does_not_move_the_totals(tmp_path):
    ledger = Ledger(path_of(tmp_path), REASON)
    ledger.charge(PRIVATE)
    before = ledger.spent()
    ledger.note_k_release(BY_K)
    after = ledger.spent()
    assert (before.epsilon, before.delta, before.releases) == (1.0, 1e-6, 1)
    assert (after.epsilon, after.delta, after.releases) == (1.0, 1e-6, 1)
    assert after.composed_epsilon() == before.composed_epsilon()


def test_a_refusal_names_the_last_five_and_counts_the_rest(tmp_path):
    ledger = Ledger(path_of(tmp_path), REASON)
    for number in range(7):
        ledger.note_k_release(KRelease("all", f"release-{number}", "k-anonymised", 5))
    with pytest.raises(Refused) as refusal:
        Ledger(path_of(tmp_path)).note_k_release(BY_K)
    said = str(refusal.value)
    assert "7 releases" in said
    assert "release-6" in said
    assert "release-2" in said
    assert "release-1" not in said
    assert "and 2 earlier releases" in said


@pytest.mark.parametrize("reason", ["", "   ", "yes", "go on", "two\nlines of it", "w " * 600])
def test_a_reason_must_say_something(reason, tmp_path):
    with pytest.raises(UsageError, match="one line of 3 words at least"):
        Ledger(path_of(tmp_path), reason)
    assert not path_of(tmp_path).exists()


def test_an_entry_that_is_taken_out_is_seen(tmp_path):
    ledger = Ledger(path_of(tmp_path), REASON)
    ledger.note_k_release(BY_K)
    ledger.charge(PRIVATE)
    opening, _, last = path_of(tmp_path).read_text().splitlines()
    path_of(tmp_path).write_text(f"{opening}\n{last}\n")
    with pytest.raises(InputError):
        ledger.note_k_release(BY_K)


def statement(ledger):
    entry = ledger.charge(PRIVATE)
    return privacy_statement(
        PRIVATE.promises(), ledger.spent(), entry, bounds={"cases": 1}, software="test 1"
    )


def test_a_later_private_release_says_that_it_is_outside_of_epsilon(tmp_path):
    ledger = Ledger(path_of(tmp_path), REASON)
    alone = statement(ledger)
    assert alone.k_releases == 0
    assert not any("k-anonym" in alone.in_words(tag) for tag in ("en", "fr", "es"))
    ledger.note_k_release(BY_K)
    beside = statement(ledger)
    assert (beside.k_releases, beside.releases, beside.epsilon_total) == (1, 2, 2.0)
    for tag in TAGS:
        words = part("statement", tag)["k-releases"].partition("{")[0]
        assert words.strip(" \u2068")
        assert words in beside.in_words(tag)
        assert words not in alone.in_words(tag)
    later = alone.with_totals(ledger.spent(), date(2030, 1, 1))
    assert "Not covered by epsilon" in later.in_words("en")


def test_a_statement_of_before_can_be_read(tmp_path):
    values = statement(Ledger(path_of(tmp_path))).to_dict()
    assert PrivacyStatement.from_dict(values).to_dict() == values
    del values["k_releases"]
    assert PrivacyStatement.from_dict(values).k_releases == 0
