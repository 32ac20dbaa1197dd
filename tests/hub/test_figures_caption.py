"""A figure's sentence claims no more than its intervals allow, in every language."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override
from shelf import GROUPED, NETWORK, TABLE

from lanterne.codebook.model import Column, ColumnType, Value
from lanterne.hub.languages import LANGUAGES
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.counts import PublishedCount
from lanterne.hub.portal.figures.caption import NO_BREAK, reading
from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Kind, Plan
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.numbers import figure_of
from lanterne.hub.portal.figures.words import END, ISOLATE
from lanterne.hub.portal.unpublished import Unpublished

OVERLAP, FIRST = "overlap", "Most often"


def figure(numbers, kind=Kind.ANSWERS, answered=1000):
    """Of ``code: (estimate, low, high)``, or ``code: rows``."""
    values = tuple(Value(code, {"en": code}) for code in numbers)
    time = kind is Kind.TREND
    column = Column("one", ColumnType.YEAR if time else ColumnType.CATEGORY, values, {"en": "One"})
    items = []
    for code, number in numbers.items():
        said = PublishedCount(*number) if isinstance(number, tuple) else None
        rows = round(said.estimate) if said else number
        answer = Answer(column, code, ({"en": code},))
        items.append(Item((answer,), rows, said, rows / answered))
    plan = Plan("one", kind, None, (column,), None, ({"en": "One"},))
    counted = any(item.published for item in items)
    return Figure(plan, tuple(items), answered, answered, counted)


def said(numbers, kind=Kind.ANSWERS, language="en"):
    with override(language):
        text = reading(figure(numbers, kind))
    assert text.count(ISOLATE) == text.count(END)
    assert "–" not in text.replace(f"–{NO_BREAK}", ""), "a line could end within a range"
    return text.translate(dict.fromkeys(map(ord, (ISOLATE, END, NO_BREAK))))


def test_one_that_stands_apart_comes_first():
    text = said({"a": (50, 40, 60), "b": (1234.4, 1200, 1300)})
    assert text == "Most often: “b”, about 1,234 people, between 1,200 and 1,300."


@pytest.mark.parametrize("low", [60, 59.9, 1])
def test_one_that_overlaps_does_not(low):
    text = said({"a": (50, 40, 60), "b": (70, low, 80)})
    assert "“b”" in text
    assert "overlaps with that of “a”" in text
    assert FIRST not in text


def test_one_that_overlaps_is_found_behind_one_that_does_not():
    text = said({"a": (90, 80, 100), "b": (60, 58, 62), "c": (50, 5, 85)})
    assert "overlaps with that of “c”" in text


def test_rows_have_no_interval():
    text = said({"a": 12, "b": 700})
    assert (
        text == "Most often: “b”, with 700 of the 1,000 rows with an answer. There is no interval."
    )


def test_rows_are_not_set_against_published_counts():
    text = said({"a": 900, "b": (700, 650, 750)})
    assert "“b”" in text
    assert "“a”" not in text


@pytest.mark.parametrize("numbers", [{}, {"a": 0}])
def test_nobody(numbers):
    assert said(numbers) == "There is nothing to count: no row of the release has an answer."


def test_too_few_to_say():
    assert said({"a": (0.2, 0, 9), "b": (0.4, 0, 9)}) == (
        "There are too few people to say, with this much noise, how many gave each answer, or "
        "whether anybody did."
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((100, 90, 110), (150, 140, 160), "There are more"),
        ((100, 90, 110), (50, 40, 60), "There are fewer"),
        ((100, 90, 110), (115, 105, 125), "It is not clear"),
        ((100, 90, 110), (110, 110, 120), "It is not clear"),
    ],
)
def test_over_time(first, last, words):
    text = said({"2018": first, "2019": (500, 1, 999), "2020": last}, Kind.TREND)
    assert text.startswith(words)
    assert (OVERLAP in text) == words.startswith("It is not")


def test_periods_are_compared_by_the_year():
    """Ten years with 200 are fewer than one with 100, though 200 is more."""
    numbers = {"2000-2009": (200, 180, 220), "2010": (100, 90, 110)}
    text = said(numbers, Kind.TREND)
    assert text.startswith("There are more in “2010”, about 100 a year (90–110)")
    assert "about 20 a year (18–22)" in text


def test_over_time_without_an_interval_nothing_is_larger():
    text = said({"2018": 5, "2019": 900}, Kind.TREND)
    assert text.startswith("5 rows are from “2018”, and 900 from “2019”.")
    assert "more" not in text


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_every_kind_of_sentence_in_every_language(language):
    sentences = {
        said(numbers, kind, language)
        for numbers, kind in (
            ({"a": (50, 40, 60), "b": (1234, 1200, 1300)}, Kind.ANSWERS),
            ({"a": (50, 40, 60), "b": (55, 45, 65)}, Kind.ANSWERS),
            ({"a": 1}, Kind.ANSWERS),
            ({}, Kind.ANSWERS),
            ({"2018": (5, 4, 6), "2019": (9, 8, 10)}, Kind.TREND),
            ({"2018": (9, 8, 10), "2019": (5, 4, 6)}, Kind.TREND),
            ({"2018": (9, 8, 10), "2019": (9, 8, 10)}, Kind.TREND),
            ({"2018-2019": (9, 8, 10), "2020": (9, 8, 10)}, Kind.TREND),
            ({"2018": 1, "2019": 9}, Kind.TREND),
        )
    }
    assert len(sentences) == 9
    for text in sentences:
        assert "%" not in text
        assert (language == "en") == bool(re.search(r"\b(the|The|There|Most)\b", text)), text


def test_numbers_are_written_as_the_language_does():
    numbers = {"a": (1234, 1200, 1300)}
    assert "1,234" in said(numbers, language="ar")
    for language in ("fr", "es"):
        assert "1\u202f234" in said(numbers, language=language)


@pytest.mark.parametrize(
    "name",
    [pytest.param(TABLE, marks=pytest.mark.long), NETWORK, GROUPED],  # linked ones claim the same
)
def test_every_claim_of_a_release_holds(made, name):
    """Whoever is said to come first has a lower end above every other upper end."""
    claims = 0
    for plan in plans(Catalogue(made).get(name)):
        found = figure_of(plan)
        with override("en"):
            text = reading(found)
        if FIRST in text and found.largest[0].published:
            first, *others = found.largest
            assert all(first.low > other.high for other in others), plan.name
            claims += 1
        if found.largest[0].unsaid:
            never = found.largest[0].unsaid is Unpublished.NOT_MEASURED
            begins = "Never counted together" if never else "There are too few people to say"
            assert text.startswith(begins)
            continue
        assert ("There is no interval" in text) == (found.largest[0].published is None)
    assert (claims > 0) == (name != GROUPED)
