"""Answers are kept and read back: strictly, and under another version of their codebook."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from large_codebook import invented
from page_filler import fill
from tiny_networks import LABEL

from lanterne.codebook import ColumnType
from lanterne.codebook.model import Column, Value
from lanterne.codebook.number import NumberRange, bin_values
from lanterne.forms import make_form
from lanterne.intake.answers import Answers, answers_as_json, answers_from_json, answers_of
from lanterne.intake.skip_logic import logics_of
from small_codebooks import UNKNOWN, book, column


def numbers(first, last, step="1", **more):
    found = NumberRange(Decimal(first), Decimal(last), Decimal(step), (0, 1))
    values = bin_values(found, ["en"])
    return Column("n", ColumnType.NUMBER, values, LABEL, numbers=found, missing=UNKNOWN, **more)


def section(*columns):
    return make_form(book(*columns)).cases


OLD = section(
    column("one", ColumnType.CATEGORY, ("a", "b", "c"), missing=UNKNOWN),
    column("some", ColumnType.SET, ("x", "y", "z"), missing=UNKNOWN),
    numbers(0, 120),
    column("when", ColumnType.YEAR, ("2001", "2002", "2003")),
)
GIVEN = {"one": ["c"], "some": ["z", "x"], "n": ["34"], "when": ["2001"]}


def later(data, *columns):
    """What is read under another version, and written and read under it again."""
    now = section(*columns)
    found = answers_from_json(data, now)
    assert answers_from_json(answers_as_json(found), now) == found
    assert sorted(texts(found)) == sorted(texts(answers_from_json(data, OLD)))
    return found


def texts(answers):
    """All that is kept, counted or not; a number by its size."""
    both = (*answers.given.items(), *answers.former.items())
    pairs = ((name, code) for name, codes in both for code in codes)
    return [
        (name, str(float(code)) if name == "n" and code != "?" else code) for name, code in pairs
    ]


def test_answers_stand_in_the_order_of_the_codebook():
    answers = answers_of(dict(reversed(GIVEN.items())), OLD)
    assert [*answers.given.items()] == [
        ("one", ("c",)),
        ("some", ("x", "z")),
        ("n", ("34",)),
        ("when", ("2001",)),
    ]
    assert answers.of("one") == ("c",)
    assert answers.of("other") == ()
    assert "34" not in repr(answers)
    assert answers_of({"one": []}, OLD) == Answers()


@pytest.mark.parametrize(
    "given",
    [
        {"other": ["a"]},
        {"one": ["d"]},
        {"one": ["a", "b"]},
        {"one": ["a", "?"]},
        {"some": ["x", "?"]},
        {"n": ["121"]},
        {"n": ["34", "?"]},
        {"n": ["34", "35"]},
        {"n": ["0--0"]},
        {"when": ["2004"]},
        {"one": [""]},
    ],
)
def test_answers_that_no_form_lets_be_given_are_none(given):
    """And no message repeats one."""
    with pytest.raises(ValueError, match=r"^(an answer is not one|there is no such question)"):
        answers_of(given, OLD)


def test_what_is_kept_is_what_was_answered():
    for codebook in (invented(), book(numbers(-1, 2, "0.5"))):
        for logic in logics_of(make_form(codebook)).values():
            chance = random.Random(4)
            for _ in range(5):
                answers = fill(logic, chance)
                text = json.dumps(answers_as_json(answers))
                assert answers_from_json(json.loads(text), logic.section) == answers


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "{}",
        {},
        {"given": {}},
        {"given": {}, "former": {}, "more": {}},
        {"given": [], "former": {}},
        {"given": {"one": "a"}, "former": {}},
        {"given": {"one": []}, "former": {}},
        {"given": {"one": ["a", "a"]}, "former": {}},
        {"given": {"one": [1]}, "former": {}},
        {"given": {"n": [34]}, "former": {}},
        {"given": {"one": [None]}, "former": {}},
        {"given": {}, "former": {"one": "a"}},
        {"given": {1: ["a"]}, "former": {}},
    ],
)
def test_what_was_not_written_so_is_not_read(wrong):
    with pytest.raises(ValueError, match="not answers of one row"):
        answers_from_json(wrong, OLD)


DATA = {"given": GIVEN, "former": {}}


def test_an_answer_that_a_codebook_has_no_more_is_kept_apart():
    found = later(
        DATA,
        column("one", ColumnType.CATEGORY, ("a", "b")),
        column("some", ColumnType.SET, ("x", "y")),
        numbers(40, 120),
        column("new", ColumnType.FLAG, ("1",)),
    )
    assert found.given == {"some": ("x",)}
    assert found.former == {"one": ("c",), "some": ("z",), "n": ("34",), "when": ("2001",)}
    assert found.without_former("one").former == {"some": ("z",), "n": ("34",), "when": ("2001",)}


def test_it_counts_again_where_the_codebook_has_it_again_and_nobody_answered_anew():
    few = (column("one", ColumnType.CATEGORY, ("a", "b")), numbers(40, 120))
    found = later(DATA, *few)
    again = answers_from_json(answers_as_json(found), OLD)
    assert again == answers_of(GIVEN, OLD)
    anew = replace(found, given={"one": ("a",)})
    again = answers_from_json(answers_as_json(anew), OLD)
    assert again.of("one") == ("a",)
    assert again.former == {"one": ("c",)}


def test_what_does_not_go_together_any_more_is_kept_apart_whole():
    assert later(DATA, column("some", ColumnType.CATEGORY, ("x", "y", "z"))).former["some"] == (
        "z",
        "x",
    )
    most = replace(column("some", ColumnType.SET, ("x", "y", "z")), at_most=1)
    found = later(DATA, most)
    assert (found.of("some"), found.former["some"]) == ((), ("z", "x"))


@pytest.mark.parametrize(("step", "text"), [("1", "34"), ("0.5", "34.0"), ("0.25", "34.00")])
def test_a_number_is_the_same_in_whatever_steps(step, text):
    assert later(DATA, numbers(0, 120, step)).given == {"n": (text,)}


def test_a_list_that_became_one_of_years_reads_the_same():
    listed = Column(
        "when", ColumnType.CATEGORY, tuple(Value(f"{y}", LABEL) for y in (2001, 2005)), LABEL
    )
    assert later(DATA, listed).given == {"when": ("2001",)}
