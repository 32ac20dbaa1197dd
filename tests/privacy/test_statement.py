"""The statement survives a round trip, and its words claim no more than is proven."""

import json
import math
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.messages.numbers import number
from lanterne.privacy import (
    Budget,
    Entry,
    GaussianEvent,
    PrivacyStatement,
    SelectionEvent,
    Spent,
    UnitSpend,
    epsilon_in_words,
    epsilon_spent,
    events_from_list,
    privacy_statement,
)

EVENTS = (GaussianEvent(10.0, 40), SelectionEvent(0.1, 8))
CHARGE = Entry(4, "spend", "2026-11-25T12:00:00+00:00", "0", {}, "0" * 64, "ab" * 32)
LANGUAGES = ("en", "fr", "es", "ar")


def statement(epsilon=4.0, total=5.0, evaluations=0):
    spent = Spent(3, total, 2e-6, EVENTS, evaluations=evaluations)
    budget = Budget(epsilon, 1e-6)
    return privacy_statement(
        [UnitSpend("person", budget, EVENTS)],
        spent,
        CHARGE,
        bounds={"cases": 1},
        software="lanterne 0",
    )


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
def test_totals_are_dated_and_can_be_brought_up_to_date(language):
    before = statement()
    assert (before.as_of, before.ledger) == ("2026-11-25", "ab" * 32)
    assert "2026-11-25" in before.in_words(language)
    after = before.with_totals(Spent(5, 12.0, 4e-6, EVENTS), date(2027, 1, 2))
    assert (after.releases, after.epsilon_total, after.delta_total) == (5, 12.0, 4e-6)
    assert (after.epsilon, after.ledger) == (before.epsilon, before.ledger)
    assert "2027-01-02" in after.in_words(language)
    assert "2026" not in after.in_words(language)


def test_words_speak_of_the_ledger_that_was_used_and_of_no_other():
    assert "in the ledger that was used" in statement().in_words("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_state_the_numbers(language):
    words = statement().in_words(language)
    assert epsilon_in_words(4.0, language) in words
    for written in ("4", "5", "1e-06", "2e-06", number(1_000_000, language)):
        assert written in words
    assert "{" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_high_total_is_called_weak(language):
    paragraphs = statement().in_words(language).count("\n\n")
    assert statement(total=30.0).in_words(language).count("\n\n") == paragraphs + 1


EVALUATED = {
    "en": "private evaluation",
    "fr": "évaluation privée",
    "es": "evaluación privada",
    "ar": "تقييم غير منشور",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_say_how_often_somebody_had_looked(language):
    """Nothing where nobody looked; then that once, or how many runs it may be chosen from."""
    never, once, often = (
        statement(evaluations=n).in_words(language).split("\n\n") for n in (0, 1, 37)
    )
    assert len(once) == len(often) == len(never) + 1
    assert EVALUATED[language] not in " ".join(never)
    (said_once,) = set(once) - set(never)
    (said_often,) = set(often) - set(never)
    assert EVALUATED[language] in said_once
    assert EVALUATED[language] in said_often
    assert "37" in said_often
    assert all("2026-11-25" in said and "{" not in said for said in (said_once, said_often))


def test_evaluations_are_brought_up_to_date_with_the_totals():
    before = statement(evaluations=1)
    after = before.with_totals(Spent(3, 9.0, 2e-6, EVENTS, evaluations=6), date(2027, 1, 2))
    assert (before.evaluations, after.evaluations) == (1, 6)


def test_an_earlier_release_that_does_not_speak_of_evaluations_is_read():
    values = statement().to_dict()
    assert values.pop("evaluations") == 0
    assert PrivacyStatement.from_dict(values) == statement()


@given(st.floats(0.001, 100))
def test_certainty_is_never_understated(epsilon):
    words = epsilon_in_words(epsilon)
    found = re.search(r"at no more than ([\d.]+) in 100", words)
    assert found or "almost certain" in words
    said = float(found[1]) if found else 100.0
    proven = 100 / (1 + math.exp(-epsilon))
    assert proven - 1e-9 <= said <= min(100, proven + 1)
    assert bool(found) == (epsilon < 18.42), (
        "no number where the doubt is under one in a hundred million"
    )


def test_a_language_without_words_is_refused():
    with pytest.raises(UsageError, match="en, fr, es, ar"):
        statement().in_words("tlh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_promise_to_rows_says_so(language):
    """One paragraph more than a promise to people, in every language, and other neighbours."""
    people = statement()
    rows = privacy_statement(
        [UnitSpend("row", Budget(4.0, 1e-6), EVENTS)],
        Spent(3, 5.0, 2e-6, EVENTS),
        CHARGE,
        bounds={"cases": 1},
        software="lanterne 0",
    )
    assert people.neighbours == "adding or removing all records of one person"
    assert "each row taken to be one person; no subject id was used" in rows.neighbours
    said = rows.in_words(language).split("\n\n")
    assert [each for each in said if each not in people.in_words(language)] == said[-2:-1]
    assert PrivacyStatement.from_dict(rows.to_dict()) == rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_is_paid_for_has_words_of_its_own(language):
    """One paragraph more; and what was looked at beside it is said in other words than alone."""
    plain, looked = statement(), statement(evaluations=2)
    chosen, both = (replace(each, candidates=7) for each in (plain, looked))
    said = chosen.in_words(language).split("\n\n")
    (more,) = (each for each in said if each not in plain.in_words(language))
    assert "7" in more
    beside = [each for each in both.in_words(language).split("\n\n") if each not in said]
    assert len(beside) == 1
    assert "2" in beside[0]
    assert beside[0] not in looked.in_words(language)
    assert PrivacyStatement.from_dict(chosen.to_dict()) == chosen
    earlier = {name: value for name, value in plain.to_dict().items() if name != "candidates"}
    assert PrivacyStatement.from_dict(earlier) == plain
