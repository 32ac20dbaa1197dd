"""From files to the risk of the source."""

from __future__ import annotations

import json
import random

import polars as pl
import pytest

import lanterne
from lanterne.codebook import load_codebook
from lanterne.errors import UsageError
from lanterne.risk import assess_people
from lanterne.risk.people import missing_texts
from lanterne.verbs.risk import find_risk

BOOK = """
name = "small"
version = "1"
languages = ["en"]
title.en = "Small"
[[tables]]
name = "people"
label.en = "People"
subject_id = "person"
household = { column = "home" }
[[tables.columns]]
name = "sex"
type = "category"
label.en = "Sex"
values = [{ code = "f", label.en = "F" }, { code = "m", label.en = "M" }]
missing = { unknown = "unknown" }
[[tables.columns]]
name = "means"
type = "set"
label.en = "Means"
values = [{ code = "debt", label.en = "Debt" }, { code = "threat", label.en = "Threat" }]
"""
CASES = """person,home,sex,means
1,A,f,debt
2,A,f,debt
2,A,,threat
3,,f,debt
4,,m,debt
5,,m,debt
6,,unknown,
"""


@pytest.fixture
def small(tmp_path):
    (tmp_path / "book.toml").write_text(BOOK)
    (tmp_path / "cases.csv").write_text(CASES)
    return tmp_path / "cases.csv", tmp_path / "book.toml"


def test_rows_are_joined_and_what_says_nothing_isolates_nobody(small):
    (risk,) = find_risk(*small, k=3, length=2).tables
    # Person 2 alone was threatened. Two men are rare, and two women in debt. 6 says nothing.
    assert (risk.people, risk.unique, risk.rare) == (6, 1, 4)
    assert [(one.unique, one.rare, one.standing_out) for one in risk.lengths] == [
        (1, 2, 3), (0, 2, 5),
    ]  # fmt: skip
    assert risk.household is not None
    assert (risk.household.households, risk.household.people) == (1, 2)
    value = next(one for one in risk.values if one.value == "debt;threat")
    assert (value.column, value.holders, value.people) == ("means", 1, 1)


def test_chosen_columns_are_those_that_are_looked_at(small):
    (risk,) = find_risk(*small, k=2, length=4, columns=["sex"]).tables
    assert risk.examined == ("sex",)
    assert risk.complete
    assert risk.standing_out == 0
    assert risk.chosen is not None
    assert (risk.chosen.smallest, risk.chosen.diversity[0].column) == (1, "means")
    assert risk.whole.columns == ("sex", "means")
    assert find_risk(*small, k=2, household="").tables[0].household is None


def test_the_figures_say_first_that_they_are_sensitive(small):
    figures = find_risk(*small, k=2).to_dict()
    assert list(figures)[:2] == ["sensitive", "notice"]
    assert "Do not publish" in figures["notice"]
    (table,) = json.loads(json.dumps(figures))["tables"]
    assert table["people"] == 6
    assert "table" not in table


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"k": 1}, "at least 2"),
        ({"k": 0}, "at least 2"),
        ({"k": 7}, "fewer people"),
        ({"length": 0}, "from 1 to 4"),
        ({"length": 5}, "from 1 to 4"),
        ({"columns": ["sex", "sexx", "agee"]}, "no column sexx, agee"),
    ],
)
def test_what_cannot_be_asked(small, wrong, message):
    with pytest.raises(UsageError, match=message):
        find_risk(*small, **wrong)


def test_leaving_out_columns_one_after_another():
    table = load_codebook("gvpsd-2022").table
    chance = random.Random(4)
    answers = {name: chance.choices(["", *"aabbcdef"], k=60) for name in table.names[:5]}
    frame = pl.DataFrame(answers)
    risk = assess_people(frame, table, missing_texts(table), 3, 3)
    assert len(risk.plan) == 3
    left = [step.standing_out for step in risk.plan]
    assert left == sorted(left, reverse=True)
    for n, step in enumerate(risk.plan, 1):
        names = [c for c in risk.examined if c not in {one.column for one in risk.plan[:n]}]
        fewer = assess_people(frame, table, missing_texts(table), 3, 3, names)
        assert fewer.standing_out == step.standing_out


def test_linked_tables_are_victims_and_the_condensed_file(tmp_path):
    lanterne.sample(tmp_path / "net", 300, codebook="lanterne-network")
    risk = find_risk(tmp_path / "net", "lanterne-network", length=2)
    victims, condensed = risk.tables
    assert (victims.name, condensed.name) == ("victims", "condensed")
    assert victims.people == condensed.people == 300
    assert victims.household is not None
    assert victims.household.people >= 2
    only = find_risk(tmp_path / "net", "lanterne-network", columns=["citizenship"], length=1)
    assert [one.name for one in only.tables] == ["victims"]
    with pytest.raises(UsageError, match="subject id"):
        find_risk(tmp_path / "net", "lanterne-network", subject_id="victim")


def test_the_risk_of_everybody_sums_up(tmp_path):
    lanterne.sample(tmp_path / "cases", 2000)
    (risk,) = find_risk(tmp_path / "cases" / "victims.csv", "lanterne-cases", length=2).tables
    assert risk.complete
    assert risk.lengths[-1].standing_out == risk.standing_out
    assert max(one.people for one in risk.columns) <= risk.standing_out
    assert risk.plan[0].standing_out == min(one.without for one in risk.columns)
    assert 0 < risk.standing_out < risk.people
