"""The statement survives a round trip, and its words claim no more than is proven."""

import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    GaussianEvent,
    PrivacyStatement,
    SelectionEvent,
    Spent,
    epsilon_in_words,
    epsilon_spent,
    events_from_list,
    privacy_statement,
)

EVENTS = (GaussianEvent(10.0, 40), SelectionEvent(0.1, 8))
LANGUAGES = ("en", "fr", "es", "ar")


def statement(epsilon=4.0, total=9.0):
    spent = Spent(3, total, 2e-6, EVENTS)
    budget = Budget(epsilon, 1e-6)
    return privacy_statement(budget, EVENTS, spent, bounds={"cases": 1}, software="lanterne 0")


def test_round_trip_through_json():
    before = statement()
    assert PrivacyStatement.from_dict(json.loads(json.dumps(before.to_dict()))) == before


def test_anyone_can_recompute_the_cost_from_the_statement():
    values = json.loads(json.dumps(statement().to_dict()))
    events = events_from_list(values["mechanisms"])
    assert events == EVENTS
    assert epsilon_spent(events, values["delta"]) <= min(values["epsilon"], values["epsilon_zcdp"])


def test_a_field_missing_or_unknown_is_refused():
    values = statement().to_dict()
    with pytest.raises(ValueError, match="epsilon"):
        PrivacyStatement.from_dict({k: v for k, v in values.items() if k != "epsilon"})
    with pytest.raises(ValueError, match="rows"):
        PrivacyStatement.from_dict({**values, "rows": 20000})


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_state_the_numbers(language):
    words = statement().in_words(language)
    assert epsilon_in_words(4.0, language) in words
    for number in ("4", "9", "1e-06", "2e-06", "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000"):
        assert number in words
    assert "{" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_high_total_is_called_weak(language):
    paragraphs = statement().in_words(language).count("\n\n")
    assert statement(total=30.0).in_words(language).count("\n\n") == paragraphs + 1


@given(st.floats(0.001, 100))
def test_certainty_is_never_understated(epsilon):
    said = float(re.search(r"([\d.]+) in 100", epsilon_in_words(epsilon))[1])
    proven = 100 / (1 + math.exp(-epsilon))
    assert proven - 1e-9 <= said <= min(100, proven + 1)


def test_a_language_without_words_is_refused():
    with pytest.raises(UsageError, match="en, fr, es, ar"):
        statement().in_words("tlh")
