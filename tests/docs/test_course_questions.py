"""Ten questions of a course: nobody guesses their answers from how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from course_pages import COURSES, Question, questions_of, text_of

from lanterne.messages import LANGUAGES

EACH = [(title, language) for title in COURSES for language in LANGUAGES]


def asked(title: str, language: str) -> list[Question]:
    return questions_of(text_of(title, language))


def given_away_by_length(questions: Sequence[Question]) -> dict[str, int]:
    """How often the right answer is longer, or shorter, than every other."""
    counted = Counter({"longest": 0, "shortest": 0})
    for one in questions:
        right = len(one.options[one.right])
        others = [len(text) for letter, text in one.options.items() if letter != one.right]
        counted["longest"] += right > max(others)
        counted["shortest"] += right < min(others)
    return dict(counted)


@pytest.mark.parametrize(("title", "language"), EACH)
def test_there_are_ten_each_with_one_right_answer(title, language):
    questions = asked(title, language)
    assert len(questions) == 10
    for one in questions:
        assert sorted(one.options) == [*"abcd"][: len(one.options)]
        assert len(one.options) >= 3
        assert one.right in one.options


@pytest.mark.parametrize(("title", "language"), EACH)
def test_the_right_answer_is_not_the_longest(title, language):
    """Nor the shortest more often than it would be by chance: of ten, three or four."""
    counted = given_away_by_length(asked(title, language))
    assert counted["longest"] == 0
    assert counted["shortest"] <= 4


@pytest.mark.parametrize("title", COURSES)
def test_the_right_answers_stand_in_every_place(title):
    """In no place much more often than in another, and in no order that goes on."""
    places = [one.right for one in asked(title, "en")]
    counted = Counter(places)
    assert all(counted[letter] >= 2 for letter in "abc")
    assert max(counted.values()) <= 4
    assert all(len({*places[at : at + 3]}) > 1 for at in range(len(places) - 2))
    assert all(places[at : at + 3] != places[at + 3 : at + 6] for at in range(len(places) - 5))


def test_questions_whose_answers_are_the_longest_are_seen():
    planted = [Question("q", {"a": "yes, because of this", "b": "no", "c": "both"}, "a")] * 10
    assert given_away_by_length(planted) == {"longest": 10, "shortest": 0}
