"""The words for an ε agree with the number beside them, everywhere and in every language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.evaluation.lights import EPSILON, Level, Reason
from lanterne.evaluation.summary import reason_in_words
from lanterne.privacy import UP_TO, Strength, certainty, epsilon_in_words, strength
from lanterne.privacy.wording import strength_in_words
from stored import in_languages

STRENGTH = in_languages("statement.strength")

LANGUAGES = ("en", "fr", "es", "ar")


@given(st.floats(0.001, 100), st.floats(0.001, 100))
def test_more_epsilon_is_never_called_a_stronger_promise(one, other):
    order = list(Strength)
    small, large = sorted((one, other))
    assert order.index(strength(small)) <= order.index(strength(large))


def test_where_somebody_can_become_all_but_certain_the_promise_is_called_weak():
    assert certainty(10) > 0.9999
    assert strength(10) is Strength.WEAK
    assert certainty(UP_TO[Strength.LIMITED]) < 0.998
    assert certainty(UP_TO[Strength.STRONG]) < 0.75
    assert strength(1) is Strength.STRONG


def test_no_epsilon_that_cannot_be_has_a_grade():
    for wrong in (0, -1, float("nan")):
        with pytest.raises(UsageError, match="above 0"):
            strength(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_grade_has_a_word_of_its_own(language):
    words = [STRENGTH[language][grade] for grade in Strength]
    assert len(set(words)) == len(words)
    assert strength_in_words(10, language) == words[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_sure_somebody_was_before_is_said_with_how_sure_they_become(language):
    said = epsilon_in_words(1.0, language)
    assert re.search(r"\b50\b", said)
    assert "74" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_light_of_an_evaluation_says_the_same_grade(language):
    for total, level in ((1.0, Level.GOOD), (4.0, Level.FAIR), (10.0, Level.POOR)):
        assert EPSILON.level(total) is level
        reason = Reason("epsilon", level, {"total": total, "epsilon": 1.0})
        assert strength_in_words(total, language) in reason_in_words(reason, language)
