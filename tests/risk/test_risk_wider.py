"""What would be if columns were left out, or answers made wider."""

from __future__ import annotations

import polars as pl
import pytest

import lanterne
from lanterne.codebook import parse_codebook
from lanterne.errors import UsageError
from lanterne.risk import Wider

BOOK = b"""
name = "own"
version = "1"
title = { en = "Own" }
[[tables]]
name = "victims"
label = { en = "Victims" }
[[tables.columns]]
name = "sex"
type = "category"
label = { en = "Sex" }
values = ["f", "m"]
[[tables.columns]]
name = "age"
type = "ordinal"
label = { en = "Age" }
values = ["0", "1", "2"]
[[tables.columns.hierarchy]]
values = [{ code = "grown", label = { en = "Grown" } }]
members = { "0" = ["0"], grown = ["1", "2"] }
[[tables.columns.hierarchy]]
values = [{ code = "any", label = { en = "Any" } }]
members = { any = ["0", "grown"] }
"""

TABLE = parse_codebook(BOOK, "own.toml").table
PEOPLE = pl.DataFrame(
    {"sex": ["f", "f", "m", "m", "f", ""], "age": ["0", "1", "1", "2", "2", ""]},
    schema=dict.fromkeys(TABLE.names, pl.String),
)


@pytest.fixture
def find(tmp_path):
    """The risk of the same people, read from a file."""
    book, cases = tmp_path / "own.toml", tmp_path / "cases.csv"
    book.write_bytes(BOOK)

    def found(people=PEOPLE, **more):
        people.write_csv(cases, quote_style="always")
        return lanterne.find_risk(cases, book, k=2, length=2, **more).tables[0]

    return found


def test_wider_answers_are_those_of_the_hierarchy():
    _table, people = Wider(levels={"age": 1}).seen(TABLE, PEOPLE)
    assert people["age"].to_list() == ["0", "grown", "grown", "grown", "grown", ""]
    assert people["sex"].to_list() == PEOPLE["sex"].to_list()
    _table, people = Wider(levels={"age": 2}).seen(TABLE, PEOPLE)
    assert people["age"].to_list() == ["any", "any", "any", "any", "any", ""]


def test_wider_answers_have_their_labels():
    table, _people = Wider(levels={"age": 1}).seen(TABLE, PEOPLE)
    assert {"grown", "any"} < set(table.column("age").codes)
    assert table.column("sex") == TABLE.column("sex")


def test_it_is_the_risk_of_a_file_that_says_no_more(find):
    """Leaving out is as if the column were blank; wider is as if the answers were others."""
    blank = PEOPLE.with_columns(pl.lit("").alias("age"))
    left, hidden = find(leave_out=["age"]), find(blank)
    assert (left.unique, left.rare, left.people) == (hidden.unique, hidden.rare, hidden.people)
    assert find(leave_out=["age"]).examined == ("sex",)
    assert find(leave_out=["age"]).whole.columns == ("sex",)
    assert find().unique == 5  # of six people, one of whom nothing is known
    assert find(wider={"age": 1}).unique == 1
    assert find(wider={"age": 2}).unique == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"leave_out": ["height"]}, "no column height"),
        ({"wider": {"height": 1}}, "no column height"),
        ({"wider": {"sex": 1}}, "no wider answers for sex"),
        ({"wider": {"age": 3}}, "from 1 to 2, got 3"),
        ({"wider": {"age": 0}}, "from 1 to 2, got 0"),
        ({"leave_out": ["sex", "age"]}, "Keep at least one"),
    ],
)
def test_what_cannot_be_asked_is_said(find, asked, said):
    with pytest.raises(UsageError, match=said):
        find(**asked)
