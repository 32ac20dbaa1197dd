"""A statement to several kinds of people: all of it is in the words, in the file, and checked."""

import copy
import json
from dataclasses import replace
from datetime import date

import pytest

from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    Entry,
    GroupLoss,
    PrivacyStatement,
    Unit,
    UnitSpend,
    VectorGaussianEvent,
    epsilon_in_words,
    epsilon_spent,
    events_from_list,
    privacy_statement,
)
from lanterne.privacy.spending import by_kind, total
from lanterne.privacy.units import neighbours_of
from lanterne.release.statement_check import statement_problems

LANGUAGES = ("en", "fr", "es", "ar")
CHARGE = Entry(4, "spend", "2026-11-25T12:00:00+00:00", "0", {}, "0" * 64, "ab" * 32)


def promise(unit, epsilon, squared):
    return UnitSpend(unit, Budget(epsilon, 1e-6), (VectorGaussianEvent(43, squared, 20),))


VICTIM = promise("victim", 4.0, 64)
PERPETRATOR = promise("perpetrator", 7.3, 180)
HOUSEHOLD = promise("household", 11.6, 400)
LOSS = GroupLoss("perpetrator", 7, 12.3456, 1e-6)


def statement(first, *also, unpromised=(), releases=1):
    spent = total([by_kind((first, *also))] * releases)
    return privacy_statement(
        (first, *also),
        spent,
        CHARGE,
        bounds={"links of a victim": 8},
        software="lanterne 0",
        unpromised=unpromised,
    )


ALL = statement(VICTIM, PERPETRATOR, HOUSEHOLD, releases=2)
LOSING = statement(VICTIM, unpromised=[LOSS])


def values(made):
    return json.loads(json.dumps(made.to_dict()))


@pytest.mark.parametrize("made", [ALL, LOSING, statement(HOUSEHOLD, PERPETRATOR)])
def test_round_trip_and_no_problems(made):
    assert PrivacyStatement.from_dict(values(made)) == made
    assert statement_problems(values(made)) == ()


def test_a_statement_without_the_new_fields_still_loads_and_passes():
    old = values(statement(VICTIM))
    del old["also"], old["unpromised"]
    assert PrivacyStatement.from_dict(old) == statement(VICTIM)
    assert statement_problems(old) == ()


def test_anyone_can_recompute_each_cost():
    for said in (values(ALL), *values(ALL)["also"]):
        events = events_from_list(said["mechanisms"])
        assert epsilon_spent(events, said["delta"]) <= min(said["epsilon"], said["epsilon_zcdp"])


def test_totals_are_those_of_the_kind_of_people():
    assert (ALL.releases, ALL.epsilon_total) == (2, 8.0)
    assert [(p.unit, p.releases, p.epsilon_total) for p in ALL.also] == [
        ("perpetrator", 2, 14.6),
        ("household", 2, 23.2),
    ]
    assert [p.neighbours for p in ALL.also] == [
        neighbours_of(p.unit, one_table=False) for p in ALL.also
    ]
    spent = total([by_kind((VICTIM, PERPETRATOR, HOUSEHOLD))] * 3)
    later = ALL.with_totals(spent, date(2027, 1, 2))
    assert [later.epsilon_total, *(p.epsilon_total for p in later.also)] == [12.0, 21.9, 34.8]
    assert later.also[0].epsilon == 7.3


def test_the_first_promise_need_not_be_to_victims():
    made = statement(PERPETRATOR, VICTIM, releases=2)
    assert (made.unit, made.epsilon_total, made.also[0].epsilon_total) == ("perpetrator", 14.6, 8.0)
    assert statement_problems(values(made)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_say_the_figures_of_every_kind_of_people(language):
    words = ALL.in_words(language)
    for said in (ALL, *ALL.also):
        assert epsilon_in_words(said.epsilon, language, said.unit) in words
        assert f"{said.epsilon:g}" in words
        assert f"{said.epsilon_total:g}" in words
    assert "{" not in words
    assert len({epsilon_in_words(4.0, language, unit) for unit in Unit}) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_say_what_was_not_promised(language):
    words = LOSING.in_words(language)
    (added,) = set(words.split("\n\n")) - set(statement(VICTIM).in_words(language).split("\n\n"))
    for figure in ("7", "12.35", "1e-06", epsilon_in_words(12.3456, language, "perpetrator")):
        assert figure in added
    assert "12.34 " not in added, "a limit is rounded up"


def test_words_say_who_in_english():
    said = LOSING.in_words("en")
    assert "any one victim's case" in said
    assert "Nothing was promised to perpetrators." in said
    assert "For a perpetrator linked to at most 7 victims, the privacy loss is at most" in said
    assert "high" in said.split("\n\n")[-1]
    assert "each perpetrator" in ALL.in_words("en").split("\n\n")[-2]
    assert "each household" in ALL.in_words("en").split("\n\n")[-1]
    low = statement(VICTIM, unpromised=[replace(LOSS, epsilon=3.0)])
    assert "high" not in low.in_words("en").split("\n\n")[-1]


def test_a_unit_that_there_is_not_is_refused():
    with pytest.raises(UsageError, match="village"):
        epsilon_in_words(1.0, "en", "village")


def changed(made, path, value):
    there = whole = copy.deepcopy(values(made))
    *way, last = path
    for step in way:
        there = there[step]
    there[last] = value
    return whole


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("also",), None, "lists"),
        (("also",), [3], "lists"),
        (("unpromised",), {}, "lists"),
        (("also", 0, "unit"), "victim", "twice"),
        (("also", 0, "unit"), "village", "village"),
        (("also", 0, "unit"), "", "does not give its unit"),
        (("also", 0, "neighbours"), " ", "does not give its neighbours"),
        (("also", 0, "epsilon"), 5.0, "noise of its mechanisms"),
        (("also", 0, "epsilon"), "8", "a number above 0"),
        (("also", 0, "delta"), 2.0, "between 0 and 1"),
        (("also", 0, "delta"), 1e-9, "noise of its mechanisms"),
        (("also", 0, "rho"), 0.01, "different ρ"),
        (("also", 0, "epsilon_zcdp"), 0.5, "ε that the privacy statement gives for its ρ"),
        (("also", 0, "mechanisms"), [], "list its mechanisms"),
        (("also", 0, "mechanisms", 0, "squared_sensitivity"), 1, "different ρ"),
        (("also", 0, "mechanisms", 0, "sigma"), "2", "list its mechanisms"),
        (("also", 0, "releases"), 0, "whole number"),
        (("also", 0, "epsilon_total"), 7.0, "smaller than the figure for this release"),
        (("epsilon",), 3.0, "noise of its mechanisms"),
        (("unit",), "village", "village"),
    ],
)
def test_each_fault_is_found(path, value, says):
    assert any(says in problem.says() for problem in statement_problems(changed(ALL, path, value)))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("unpromised", 0, "unit"), "victim", "twice"),
        (("unpromised", 0, "links"), 0, "links"),
        (("unpromised", 0, "epsilon"), -1, "a number above 0"),
        (("unpromised", 0, "delta"), 1, "between 0 and 1"),
        (("unit",), "household", None),
        (("unit",), "perpetrator", "twice"),
    ],
)
def test_each_fault_in_what_was_not_promised_is_found(path, value, says):
    problems = statement_problems(changed(LOSING, path, value))
    assert any(says in problem.says() for problem in problems) if says else not problems


def test_promises_that_contradict_each_other_are_found():
    alone = values(statement(PERPETRATOR))
    assert any("whose cases" in problem.says() for problem in statement_problems(alone))
    said = statement(PERPETRATOR, unpromised=[replace(LOSS, unit="victim")])
    assert statement_problems(values(said)) == ()
    assert "Nothing was promised to victims" in said.in_words("en")
    swapped = values(statement(promise("victim", 11.6, 400), promise("household", 4.0, 64)))
    assert any(
        "more protection than one of its people" in problem.says()
        for problem in statement_problems(swapped)
    )
