"""The exhaustive check: as brute force says, and nothing planted passes."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from k_synthetic_tables import rich_book, rich_people, violations

import lanterne
from lanterne.anonymity import (
    AnonymousTable,
    Guarantee,
    Method,
    check_combinations,
    checked,
    find_violations,
)
from lanterne.errors import Refused

SOURCE = Path(lanterne.__file__).parent
TEXTS = st.sampled_from(["", "", "a", "b", "c"])


@st.composite
def two_tables(draw):
    width = draw(st.integers(1, 5))
    rows = st.lists(st.tuples(*[TEXTS] * width), min_size=1, max_size=25)
    names = [f"c{place}" for place in range(width)]
    return tuple(pl.DataFrame(draw(rows), names, orient="row") for _ in range(2))


def table_of(data, k=3, length=3):
    guarantee = Guarantee(Method.K_ANONYMOUS_SYNTHETIC, k, length)
    return AnonymousTable(rich_book(), data, guarantee, {})


@settings(max_examples=150)
@given(two_tables(), st.integers(1, 4), st.sampled_from([1, 2, 3, 4, 7, None]))
def test_the_check_finds_what_brute_force_finds(tables, k, length):
    released, real = tables
    assert find_violations(released, real, k, length) == violations(released, real, k, length)


@given(two_tables(), st.integers(1, 3))
def test_whole_rows_are_held_only_if_all_their_combinations_are(tables, k):
    released, real = tables
    if not find_violations(released, real, k, None):
        assert not find_violations(released, real, k, released.width)


def test_more_combinations_than_are_remembered_are_checked_all_the_same(monkeypatch):
    real, released = rich_people(200, 1), rich_people(60, 2)
    expected = find_violations(released, real, 3, 3)
    monkeypatch.setattr(check_combinations, "REMEMBERED", 5)
    assert expected
    assert find_violations(released, real, 3, 3) == expected


def test_records_at_the_edges_of_words_count():
    for records in (63, 64, 65, 128, 129):
        real = pl.DataFrame({"c": ["b"] * (records - 2) + ["a"] * 2})
        assert not find_violations(pl.DataFrame({"c": ["a"]}), real, 2, 1)
        assert find_violations(pl.DataFrame({"c": ["a"]}), real, 3, 1) == {1: 1}


def test_nulls_are_blanks_and_order_of_columns_does_not_matter():
    real = pl.DataFrame({"a": ["x", "x", None], "b": ["y", "y", "z"]})
    released = pl.DataFrame({"b": ["y", ""], "a": ["x", None]})
    assert not find_violations(released, real, 2, 2)
    assert not find_violations(released, real, 2, None)


def test_no_rows_say_nothing():
    real = rich_people(30, 1)
    assert not find_violations(real.clear(), real, 3, 3)


def test_other_columns_are_an_error():
    with pytest.raises(ValueError, match="same columns"):
        find_violations(pl.DataFrame({"a": ["x"]}), pl.DataFrame({"b": ["x"]}), 2, 1)


@pytest.mark.parametrize("length", [1, 2, 3, None])
def test_one_planted_combination_among_many_rows_is_refused_without_its_values(length):
    size = length or 4
    planted = {f"c{place}": "secret" for place in range(size)}
    blank = dict.fromkeys((f"c{place}" for place in range(6)), "")
    often = [blank | dict.fromkeys(list(planted)[:-1], "secret") for _ in range(400)]
    if size > 1:
        often += [blank | {list(planted)[-1]: "secret"} for _ in range(400)]
    real = pl.DataFrame(often + [blank | planted] * 2)
    good = pl.DataFrame(often)
    passed = table_of(good, 3, length)
    assert checked(passed, real).value is passed
    bad = pl.DataFrame([*often, blank | planted])
    with pytest.raises(Refused, match=f"1 of {size} answers") as refusal:
        checked(table_of(bad, 3, length), real)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "more",
    [
        {"quasi_identifiers": ("c0",)},
        {"quasi_identifiers": ("c0",), "diversity": 2, "sensitive": ("c1",)},
        {"closeness": 0.5},
        {"sensitive": ("c1",)},
        {"k": 1},
    ],
)
def test_synthetic_rows_promise_nothing_that_is_not_verified(more):
    data = pl.DataFrame({"c0": ["a"] * 9, "c1": ["b"] * 9})
    table = table_of(data)
    assert checked(table, data).value is table
    said = replace(table.guarantee, **more)
    with pytest.raises(Refused, match="does not keep its promise"):
        checked(replace(table, guarantee=said), data)


def test_only_the_check_says_that_something_was_checked():
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        called = {
            ast.unparse(node.func).partition("[")[0].rpartition(".")[2]
            for node in ast.walk(ast.parse(text if "Checked" in text else ""))
            if isinstance(node, ast.Call)
        }
        assert "Checked" not in called or path == SOURCE / "anonymity" / "check.py", path


def test_the_check_knows_nothing_of_what_it_checks():
    modules = ("check", "check_classes", "check_combinations")
    ours = {
        node.module
        for name in modules
        for node in ast.walk(ast.parse((SOURCE / "anonymity" / f"{name}.py").read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("lanterne")
    }
    known = {
        *("lanterne.anonymity.result", "lanterne.errors", "lanterne.messages"),
        "lanterne.compiled",
    }
    assert ours - known == {f"lanterne.anonymity.{name}" for name in modules[1:]}
