"""A choice is charged to the people and households that were measured, and to no others."""

from __future__ import annotations

import pytest

import lanterne
from lanterne.errors import UsageError

BOOK = """
name = "who"
version = "1"
languages = ["en"]
title = { en = "Who" }

[[tables]]
name = "people"
label = { en = "People" }
columns = [
  { name = "a", type = "category", values = ["x", "y"], label = { en = "A" } },
  { name = "b", type = "category", values = ["x", "y"], label = { en = "B" } },
]
"""


@pytest.fixture
def cases(tmp_path):
    rows = [
        f"{'xy'[i % 2]},{'xy'[i % 3 % 2]},p{i},q{i // 2},h{i // 3},g{i // 4}" for i in range(60)
    ]
    (tmp_path / "cases.csv").write_text("a,b,id,other,home,house\n" + "\n".join(rows) + "\n")
    (tmp_path / "who.toml").write_text(BOOK)
    return tmp_path / "cases.csv"


@pytest.mark.parametrize(
    ("measured", "chosen", "said"),
    [
        ({"subject_id": "id"}, {"subject_id": "other"}, "The subject id is not the column"),
        (
            {"unit": "household", "household": "home", "subject_id": "id"},
            {"household": "house", "subject_id": "id"},
            "The column of households is not the one",
        ),
    ],
    ids=["people", "households"],
)
def test_people_and_households_are_those_that_were_measured(cases, measured, chosen, said):
    folder, book = cases.parent, cases.parent / "who.toml"
    columns = {"id", "other", "home", "house"}

    def rest(named):
        return sorted(columns - set(named.values()))

    lanterne.protect(cases, book, epsilon=1, out=folder / "r", ignore=rest(measured), **measured)
    before = (folder / "lanterne-ledger.jsonl").read_bytes()
    with pytest.raises(UsageError, match=said):
        lanterne.choose(
            cases,
            [folder / "r.fitted.npz"],
            epsilon=0.5,
            out=folder / "best",
            dials=["closest", "balanced"],
            ignore=rest(chosen),
            **chosen,
        )
    assert (folder / "lanterne-ledger.jsonl").read_bytes() == before
