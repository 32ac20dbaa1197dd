"""The digest of a request: the same for the same choices, another for each other choice."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from lanterne import verbs
from lanterne.codebook import load_codebook
from lanterne.privacy import Ledger
from lanterne.verbs.requests import digest_of
from lanterne.verbs.requests.digest import PLACES

ASKED = verbs.ProtectRequest(
    cases="cases.csv", codebook="lanterne-cases", epsilon=4, out="release", ignore=("name", "phone")
)
OTHERWISE = {
    "codebook": "gvpsd-2022",
    "epsilon": 4.5,
    "delta": 1e-7,
    "people": 5_000,
    "dial": "strict",
    "unit": "household",
    "bounds": {"household": 3},
    "household": "home",
    "condensed": True,
    "keep": False,
    "accept_draft": True,
    "accept_risk": "The board decided so",
    "ignore": ("name,phone",),
    "subject_id": "person",
    "population": "All of the north",
    "publisher": "Refuge",
    "licence": "CC0-1.0",
    "title": "Cases",
}
"""Field → another value than in ``ASKED``."""


def test_every_choice_is_in_it():
    names = {field.name for field in fields(ASKED)}
    assert set(OTHERWISE) == names - set(PLACES)
    digests = {digest_of(replace(ASKED, **{name: value})) for name, value in OTHERWISE.items()}
    assert len(digests | {digest_of(ASKED)}) == len(OTHERWISE) + 1


@pytest.mark.parametrize(
    "change",
    [
        {"cases": "/vault/1.csv"},
        {"out": "elsewhere"},
        {"ledger": "other.jsonl"},
        {"epsilon": 4.0},
        {"ignore": ["name", "phone"]},
        {"codebook": load_codebook("lanterne-cases")},
        {"codebook": "books/lanterne-cases.toml"},
    ],
)
def test_where_things_are_and_how_they_are_written_is_not(change):
    assert digest_of(replace(ASKED, **change)) == digest_of(ASKED)


def test_the_ledger_keeps_it(tmp_path):
    cases = verbs.sample(tmp_path / "cases", victims=300)
    asked = replace(
        ASKED, cases=cases / "victims.csv", out=tmp_path / "release", ignore=(), keep=False
    )
    made = verbs.protect(asked)
    (spend,) = (one for one in Ledger(made.ledger).entries() if one.kind == "spend")
    assert spend.details["request"] == digest_of(asked)
