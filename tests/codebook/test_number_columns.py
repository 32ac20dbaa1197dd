"""Columns of numbers in a codebook: ranges, bins and units, and all that is wrong at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.codebook import (
    check_codebook,
    codebook_from_dict,
    codebook_to_toml,
    load_codebook,
    parse_codebook,
)
from lanterne.codebook.encode import encode_table
from lanterne.codebook.number import equal_bins
from lanterne.errors import InputError

LANGUAGES = ("en", "fr", "es", "ar")


def words(text):
    return dict.fromkeys(LANGUAGES, text)


def data(number, tables=1, **more):
    column = {"name": "age", "type": "number", "label": words("Age"), "number": number, **more}
    majority = {"name": "adult", "type": "flag", "values": "yes-no", "label": words("Adult")}
    table = {"name": "people", "label": words("People"), "columns": [column, majority]}
    return {
        "name": "book",
        "version": "1",
        "title": words("Book"),
        "languages": list(LANGUAGES),
        "tables": [table, *({**table, "name": f"t{n}"} for n in range(1, tables))],
    }


def age(number, **more):
    return codebook_from_dict(data(number, **more)).table.column("age")


def problems(number, **more):
    with pytest.raises(InputError) as failed:
        age(number, **more)
    return [(problem.rule, problem.place.key) for problem in failed.value.problems]


def test_a_range_is_cut_into_bins_with_a_unit_in_each_language():
    unit = {"en": "years", "fr": "ans", "es": "años", "ar": "سنة"}
    found = age({"from": 0, "to": 99, "unit": unit})
    assert found.codes == ("0--9", *(f"{ten}0--{ten}9" for ten in range(1, 10)))
    label = dict(found.values[3].label)
    assert label["en"] == "30 to 39 years"
    assert (label["fr"], label["es"]) == ("30 à 39 ans", "30 a 39 años")
    assert "إلى" in label["ar"]
    assert "سنة" in label["ar"]
    assert found.texts == tuple(map(str, range(100)))


def test_bins_may_begin_where_the_codebook_says_and_be_single_numbers():
    found = age({"from": -1, "to": 2, "step": 0.5, "bins": [-1, -0.5, 1]})
    assert found.codes == ("-1.0", "-0.5--0.5", "1.0--2.0")
    assert found.texts == ("-1.0", "-0.5", "0.0", "0.5", "1.0", "1.5", "2.0")
    assert [found.numbers.bin_of(cell) for cell in range(7)] == [0, 1, 1, 1, 2, 2, 2]
    assert found.numbers.cell_of(Decimal("0.3")) is None


@given(st.integers(2, 50_000), st.integers(2, 200))
def test_equal_bins_are_as_wide_as_each_other_and_no_more_than_asked_for(cells, bins):
    starts = equal_bins(cells, bins)
    widths = [stop - start for start, stop in zip(starts, [*starts[1:], cells], strict=True)]
    assert starts[0] == 0
    assert 2 <= len(starts) <= max(bins, 2)
    assert len(set(widths[:-1])) <= 1
    assert 1 <= widths[-1] <= widths[0]
    assert len(str(widths[0]).rstrip("0")) <= 2 or widths[0] == cells - 1


@pytest.mark.parametrize(
    ("number", "key", "rule"),
    [
        ({"from": 5, "to": 5}, "", "bad-number"),
        ({"from": 0, "to": 10, "step": 0}, ".step", "bad-number"),
        ({"from": 0, "to": 10, "step": 3}, ".to", "bad-number"),
        ({"from": 0, "to": 50_000}, ".step", "bad-number"),
        ({"from": 0, "to": 10, "bins": 1}, ".bins", "bad-number"),
        ({"from": 0, "to": 10, "bins": 12}, ".bins", "bad-number"),
        ({"from": 0, "to": 10, "bins": 2.5}, ".bins", "bad-number"),
        ({"from": 0, "to": 10, "bins": [1, 5]}, ".bins", "bad-number"),
        ({"from": 0, "to": 10, "bins": [0, 5, 5]}, ".bins", "bad-number"),
        ({"from": 0, "to": 10, "bins": [0, 0.5]}, ".bins", "bad-number"),
        ({"from": 0, "to": 10, "bins": [0, 11]}, ".bins", "bad-number"),
        ({"from": 0, "to": 10, "bins": [0, "5"]}, ".bins", "wrong-type"),
        ({"from": "0", "to": 10}, ".from", "wrong-type"),
        ({"from": True, "to": 10}, ".from", "wrong-type"),
        ({"from": 0, "to": float("inf")}, ".to", "wrong-type"),
        ({"from": 0, "to": 0.1234567890123}, ".to", "wrong-type"),
        ({"from": 0, "to": 16**5_000 - 1}, ".to", "wrong-type"),
        ({"from": 10**11, "to": 10**11 + 10, "step": 0.5}, ".step", "bad-number"),
        ({"to": 10}, ".from", "wrong-type"),
        ({"from": 0, "to": 10, "size": 3}, "", "unknown-key"),
        ({"from": 0, "to": 10, "unit": {"en": "years"}}, ".unit", "missing-translation"),
    ],
)
def test_what_cannot_be_is_said_where_it_stands(number, key, rule):
    found = problems(number)
    assert (rule, f"tables.people.columns.age.number{key}") in found


def test_all_is_said_at_once():
    found = problems(
        {"from": "a", "to": 1, "step": 0, "sise": 1}, values=["x"], undecided=["y"], role="no"
    )
    rules = [rule for rule, _ in found]
    assert {"wrong-type", "unknown-key", "bad-number", "unknown-role"} <= set(rules)
    assert rules.count("bad-number") == 2
    book = data({})
    del book["tables"][0]["columns"][0]["number"]
    with pytest.raises(InputError, match="number") as failed:
        codebook_from_dict(book)
    assert [problem.rule for problem in failed.value.problems] == ["missing-key"]


def test_a_number_may_not_mean_that_there_is_none():
    assert problems({"from": 0, "to": 99}, missing={"unknown": "99"}) == [
        ("value-means-missing", "tables.people.columns.age.values")
    ]
    assert age({"from": 0, "to": 99}, missing={"unknown": "999"})


@pytest.mark.parametrize("text", ["99", "099", "99,0", "9.9e1"])
def test_nor_in_another_spelling(text):
    half = {"from": 0, "to": 99, "step": 0.5}
    key = "tables.people.columns.age.missing"
    assert problems(half, missing={"unknown": text}) == [("value-means-missing", key)]
    for other in ("99.25", "999", "unknown", "nan", "Infinity"):
        assert age(half, missing={"unknown": other})


def test_what_is_accepted_can_be_written_and_read_again():
    found = age({"from": 10**10, "to": 10**10 + 10, "step": 0.5})
    read = codebook_from_dict(data({"from": 10**10, "to": 10**10 + 10, "step": 0.5}))
    assert parse_codebook(codebook_to_toml(read).encode(), "b").table.column("age") == found


def test_a_column_of_numbers_follows_from_nothing_but_others_follow_from_its_bins():
    book = data({"from": 0, "to": 99, "bins": [0, 18]})
    follows = {"child": "adult", "parent": "age", "mapping": {"0--17": "0", "18--99": "1"}}
    book["tables"][0]["dependencies"] = [follows]
    read = codebook_from_dict(book)
    assert not check_codebook(read)
    (number,) = encode_table(read.table).numbers
    assert number.bins == (-1, -1, -1, 0, 1)
    follows |= {"child": "age", "parent": "adult", "mapping": {"0": "0--17", "1": "18--99"}}
    with pytest.raises(InputError, match="column of numbers"):
        codebook_from_dict(book)


def test_linked_tables_have_none():
    with pytest.raises(InputError) as failed:
        codebook_from_dict(data({"from": 0, "to": 9}, tables=3))
    assert "number-in-network" in {problem.rule for problem in failed.value.problems}


def test_it_is_written_as_a_person_writes_it(tmp_path):
    number = {"from": 0, "to": 50, "step": 0.5, "bins": [0, 1, 5, 20], "unit": words("weeks")}
    read = codebook_from_dict(data(number))
    text = codebook_to_toml(read)
    assert "number = { from = 0, to = 50, step = 0.5, bins = [0, 1, 5, 20], unit = {" in text
    (tmp_path / "book.toml").write_text(text, encoding="utf-8")
    assert load_codebook(tmp_path / "book.toml") == read
