"""The digest of a request: the same for the same choices, another for each other choice."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from lanterne import verbs
from lanterne.codebook import load_codebook
from lanterne.codebook.model import ColumnType
from lanterne.privacy import Ledger
from lanterne.verbs.requests import digest_of
from lanterne.verbs.requests.digest import LEFT_OUT
from small_codebooks import book, column

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
    "condensed": True,
    "keep": False,
    "accept_draft": True,
    "accept_risk": "The board decided so",
    "population": "All of the north",
    "publisher": "Refuge",
    "licence": "CC0-1.0",
    "title": "Cases",
}
"""Field → another value than in ``ASKED``."""


def test_every_choice_is_in_it():
    names = {field.name for field in fields(ASKED)}
    assert set(OTHERWISE) == names - set(LEFT_OUT)
    digests = {digest_of(replace(ASKED, **{name: value})) for name, value in OTHERWISE.items()}
    assert len(digests | {digest_of(ASKED)}) == len(OTHERWISE) + 1


@pytest.mark.parametrize(
    "change",
    [
        {"cases": "/vault/1.csv"},
        {"out": "elsewhere"},
        {"ledger": "other.jsonl"},
        {"epsilon": 4.0},
        {"ignore": ["phone"]},
        {"subject_id": "person"},
    ],
)
def test_where_things_are_and_how_they_are_written_is_not(change):
    assert digest_of(replace(ASKED, **change)) == digest_of(ASKED)


def test_the_order_of_bounds_is_no_choice_and_that_of_promises_is():
    one, other = ({"victim": 3, "perpetrator": 4}, {"perpetrator": 4, "victim": 3})
    asked = replace(ASKED, codebook="lanterne-network")
    assert digest_of(replace(asked, bounds=one)) == digest_of(replace(asked, bounds=other))
    assert digest_of(replace(asked, epsilon=one)) != digest_of(replace(asked, epsilon=other))


def test_of_a_codebook_its_content_counts(tmp_path):
    """However it is called, and wherever it lies."""
    loaded = load_codebook("lanterne-cases")
    other = replace(loaded, title={"en": "Other cases"})
    assert digest_of(replace(ASKED, codebook=loaded)) == digest_of(
        replace(ASKED, codebook=load_codebook("lanterne-cases"))
    )
    assert digest_of(replace(ASKED, codebook=loaded)) != digest_of(replace(ASKED, codebook=other))


def test_the_ledger_keeps_it(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("colour\n" + "r\ng\n\n" * 100)
    described = book(column("colour", ColumnType.CATEGORY, ("r", "g")))
    asked = replace(
        ASKED,
        cases=cases,
        codebook=described,
        out=tmp_path / "release",
        ignore=(),
        keep=False,
    )
    made = verbs.protect(asked)
    (spend,) = (one for one in Ledger(made.ledger).entries() if one.kind == "spend")
    assert spend.details["request"] == digest_of(asked)
    assert spend.details["request"] != digest_of(replace(asked, codebook="lanterne-cases"))
