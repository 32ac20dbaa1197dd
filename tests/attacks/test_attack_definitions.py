"""Singling out, linkability, inference and homogeneity on tables small enough for paper.

The release of the hand-made tables holds, in columns c0 c1 c2 c3:

    row 0: 0 0 0 0      row 1: 0 0 0 1      row 2: 1 1 1 1      row 3: 2 1 1 0
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from attacked_tables import frame
from lanterne.attacks.chances import largest_rate
from lanterne.attacks.copies import find_isolated_copies
from lanterne.attacks.homogeneity import read_homogeneous_classes
from lanterne.attacks.inference import infer_answers
from lanterne.attacks.known_counts import KnownCounts
from lanterne.attacks.linkability import link_parts
from lanterne.attacks.people import code_people
from lanterne.attacks.perpetrators import Joined
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, ControlGroup, Rate, Verdict
from lanterne.attacks.singling_out import (
    _most_hits,
    single_out_by_answers,
    single_out_by_value,
)

RELEASED = [[0, 0, 0, 0], [0, 0, 0, 1], [1, 1, 1, 1], [2, 1, 1, 0]]


def people(original, control, released=None):
    rng = np.random.default_rng(0)
    return code_people(
        frame(original), frame(RELEASED if released is None else released), frame(control), {}, rng
    )


def test_singling_out_by_value():
    """Values that one released row holds: c0 = 1 and c0 = 2. One person has 1, two have 2."""
    given = people([[1, 0, 0, 0], [2, 0, 0, 0], [2, 1, 1, 1]], [[0, 0, 0, 0]] * 3)
    found = single_out_by_value(given, Promise(), 100, np.random.default_rng(1))
    assert (found.rate.successes, found.rate.attempts) == (1, 2)
    assert (found.chance.successes, found.chance.attempts) == (0, 2)


def test_singling_out_by_answers():
    """Each released row is a question on all columns: one person fits row 0, two fit row 2."""
    given = people(
        [[0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]], [[2, 1, 1, 0], [0, 0, 0, 1], [2, 2, 2, 2]]
    )
    found = single_out_by_answers(given, Promise(), 100, np.random.default_rng(1), (4,))
    assert (found.rate.successes, found.rate.attempts) == (1, 4)
    assert (found.chance.successes, found.chance.attempts) == (2, 4)


def test_what_epsilon_allows_of_singling_out():
    """Of four questions two fit nobody in the data, and each of these one new person."""
    given = people(
        [[0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]], [[2, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    )
    promise = Promise(math.log(1.5))
    found = single_out_by_answers(given, promise, 100, np.random.default_rng(1), (4,))
    assert found.allowed == pytest.approx(1.5 * 2 / 4)
    hits = np.array([0] * 99 + [3])
    assert _most_hits(hits) == pytest.approx(3 * largest_rate(1, 100, FALSE_ALARM / 2))


def test_questions_that_only_the_data_answer_beat_the_promise():
    rows = np.arange(400).reshape(100, 4)
    given = people(rows, rows + 400, rows)
    for attack in (single_out_by_value, single_out_by_answers):
        found = attack(given, Promise(0.1, 1e-6), 100, np.random.default_rng(1))
        assert found.verdict == Verdict.BEATS_PROMISE


def test_linkability():
    """By c0 c1 and c2 c3: 1 1 / 1 1 meets in row 2; 1 1 / 0 0 leads to rows 2 and 0."""
    given = people([[1, 1, 1, 1], [1, 1, 0, 0]], [[2, 1, 0, 1], [2, 1, 0, 1]])
    parts = ("c0", "c1"), ("c2", "c3")
    found = link_parts(given, Promise(), np.random.default_rng(1), parts)
    assert (found.rate.successes, found.rate.attempts) == (1, 2)
    assert found.chance.successes == 0


def test_inference():
    """c3 unknown: 1 1 1 → row 2 says 1, right; 2 1 1 → row 3 says 0, wrong for the second."""
    given = people([[1, 1, 1, 1], [2, 1, 1, 1]], [[2, 1, 1, 0], [2, 1, 1, 1]])
    columns = infer_answers(given, Promise()).detail["columns"]
    assert (columns["c3"]["rate"], columns["c3"]["chance"]) == (0.5, 0.5)
    assert columns["c0"]["rate"] == 0.5  # c1 c2 c3 = 1 1 1 → row 2: 1, right for the first only


def test_people_who_say_nothing_are_not_asked_for_their_secret():
    given = people([[1, 1, 1, -1], [1, 1, 1, 1]], [[1, 1, 1, 1]])
    columns = infer_answers(given, Promise()).detail["columns"]
    assert columns["c3"]["rate"] == 1.0


def test_homogeneity_against_the_baseline():
    """By c1: the class 0 agrees in c2 (rows 0, 1), and so does the class 1 (rows 2, 3).

    A fifth row makes 1 the most frequent answer. c2 is 0 for both people of class 0, and 1 for one
    of two of class 1: 3 of 4 are right. Always saying 1 is right for one of them.
    """
    released = [*RELEASED, [5, 1, 1, 3]]
    given = people(
        [[0, 0, 0, 0], [1, 0, 0, 1], [1, 1, 1, 1], [1, 1, 0, 1]], [[0, 0, 0, 0]], released
    )
    found = read_homogeneous_classes(given, Promise(k=2), ["c1"], ["c2", "c3"])
    assert found.detail["secret"] == "c2"
    assert (found.rate.successes, found.rate.attempts) == (3, 4)
    assert (found.chance.successes, found.chance.attempts) == (1, 4)
    assert found.detail["rate_of_control"] == 1.0
    assert set(found.detail["columns"]) == {"c2"}  # c3 agrees in no class


def test_one_row_is_no_class_and_nothing_said_is_no_secret():
    """By c0: only the class 0 has two rows; they agree in c2, and say nothing in c3."""
    released = [[0, 0, 0, -1], [0, 1, 0, -1], [1, 1, 1, 1]]
    given = people([[0, 0, 0, -1], [1, 0, 1, 1]], [[0, 0, 0, -1]], released)
    found = read_homogeneous_classes(given, Promise(k=2), ["c0"], ["c2", "c3"])
    assert (found.rate.successes, found.rate.attempts) == (1, 1)
    assert set(found.detail["columns"]) == {"c2"}


def test_isolated_people_against_what_near_misses_let_expect():
    rng = np.random.default_rng(5)
    rows, released = rng.integers(0, 3, (12, 6)), rng.integers(0, 3, (150, 6))
    given = people(rows, rows, released)
    found = find_isolated_copies(given.original, given.published, Promise(), rng)
    isolated = [row for row in rows if ((rows != row).sum(axis=1) < 2).sum() == 1]
    pairs = np.array([(released != row).sum(axis=1) for row in isolated])
    one, two = (pairs == 1).sum(), (pairs == 2).sum()
    assert found.rate == Rate(int((pairs == 0).any(axis=1).sum()), len(isolated))
    assert found.chance == Rate(math.ceil((one + 1) ** 2 / (two + 1)), len(isolated))
    assert 0 < found.chance.successes < len(isolated)


def test_a_homogeneous_class_of_many_people_is_found():
    """k = 20 and no diversity: each class has one answer, and it is that of all its people."""
    original = [[j % 10, 0, j % 10 % 4, 0] for j in range(200)]
    given = people(original, original[:5], original)
    found = read_homogeneous_classes(given, Promise(k=20), ["c0"], ["c2"])
    assert found.verdict == Verdict.BEATS_CHANCE
    assert found.rate.rate == 1.0
    diverse = [[j % 10, 0, j // 10 % 4, 0] for j in range(200)]
    given = people(diverse, original[:5], diverse)
    found = read_homogeneous_classes(given, Promise(k=20), ["c0"], ["c2"])
    assert found.verdict == Verdict.NOT_TRIED


def test_without_a_control_group_half_of_the_release_stands_for_it():
    rows = np.arange(40).reshape(10, 4) % 6
    given = code_people(frame(rows), frame(rows), None, {}, np.random.default_rng(0))
    assert given.group == ControlGroup.RELEASE
    assert (len(given.control), len(given.released), len(given.published)) == (5, 5, 10)


def test_released_rows_are_taken_in_random_order():
    rows = np.arange(400).reshape(100, 4)
    given = people(rows, rows, rows)
    assert sorted(given.published.tolist()) == sorted(given.original.tolist())
    assert given.published.tolist() != given.original.tolist()


@pytest.mark.parametrize("length", [2, 3, 4])
def test_questions_fit_one_released_row(length):
    rng = np.random.default_rng(2)
    released = rng.integers(0, 9, (60, 4))
    given = people(released, released, released)
    found = single_out_by_answers(given, Promise(), 30, rng, (length,))
    assert found.rate.rate == 1.0  # the people are the release: each question fits one of them


def test_no_answer_of_a_person_is_shown_by_what_holds_them():
    """Nor a code, which a traceback or a log would keep."""
    rows = [[3, 2, 1, 0]] * 3
    links = Joined(np.array(rows, np.uint16), np.array([0, 3]))
    counts = KnownCounts(*np.ones((3, 1)), ((("c0", "v3"),),))
    for one in (people(rows, rows), links, counts):
        assert "array" not in repr(one)
        assert "v3" not in repr(one)
