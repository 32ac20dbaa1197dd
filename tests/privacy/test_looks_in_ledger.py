"""Evaluations are noted in the ledger: at no cost, and without a figure."""

import json

import pytest

from lanterne.errors import InputError
from lanterne.privacy import Budget, Ledger


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
