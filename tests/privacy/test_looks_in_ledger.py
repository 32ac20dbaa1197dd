"""Evaluations are noted in the ledger: at no cost, and without a figure."""

import json

import pytest

from lanterne.errors import InputError, Refused, UsageError
from lanterne.privacy import Budget, GaussianEvent, KRelease, Ledger, Spend

SPEND = Spend("these people", "person", Budget(0.9, 1e-6), (GaussianEvent(100.0, 1),), "release")


def test_a_look_costs_nothing_and_is_counted(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.create(Budget(1.0, 1e-6))
    assert ledger.looks() == 0
    entry = ledger.note_look("release")
    ledger.note_look("another")
    assert ledger.looks() == 2
    assert (entry.kind, entry.details) == ("evaluation", {"release": "release"})
    assert ledger.spent().evaluations == 2
    assert ledger.spent().releases == 0
    assert ledger.spent().epsilon == 0
    assert ledger.verify() == ()
    assert [one.kind for one in ledger.entries()] == ["open", "evaluation", "evaluation"]


def test_a_look_that_is_taken_out_is_seen(tmp_path):
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path)
    for name in ("one", "two"):
        ledger.note_look(name)
    opening, _, last = path.read_text().splitlines()
    path.write_text(f"{opening}\n{last}\n")
    assert ledger.verify()[0].rule == "ledger-broken"
    with pytest.raises(InputError):
        ledger.note_look("three")


def test_a_torn_line_is_mended(tmp_path):
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path)
    ledger.note_look("one")
    path.write_bytes(path.read_bytes() + b'{"details"')
    ledger.note_look("two")
    kinds = [json.loads(line)["kind"] for line in path.read_text().splitlines()]
    assert kinds == ["open", "evaluation", "repair", "evaluation"]


@pytest.mark.parametrize(
    ("cap", "reason"), [(Budget(1.0, 1e-6), None), (None, "Asked for by a court.")]
)
def test_a_ledger_that_began_with_a_look_is_decided_on_later_and_once(tmp_path, cap, reason):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.note_look("risk")
    assert not ledger.standing().is_decided
    ledger.create(cap, reason)
    now = ledger.standing()
    assert (now.cap, now.declined, now.is_decided) == (cap, reason or "", True)
    assert now.spent.evaluations == 1, "what was looked at stays counted"
    assert ledger.verify() == ()
    for other in ((Budget(9.0, 1e-3), None), (None, "Another reason than before."), (None, None)):
        with pytest.raises(UsageError, match="cannot be changed"):
            ledger.create(*other)
    assert ledger.standing() == now


def test_a_cap_that_follows_a_look_refuses_what_a_first_one_would(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.note_look("risk")
    ledger.create(Budget(1.0, 1e-5))
    ledger.charge(SPEND)
    with pytest.raises(Refused, match="cap would be exceeded"):
        ledger.charge(SPEND)
    with pytest.raises(Refused):
        ledger.note_k_release(KRelease("these people", "release", "k-anonymised", 5))


def test_who_opens_a_ledger_with_a_release_decides_on_no_cap_after_it(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.note_look("risk")
    ledger.charge(SPEND)
    with pytest.raises(UsageError, match="cannot be changed"):
        ledger.create(Budget(1.0, 1e-5))
