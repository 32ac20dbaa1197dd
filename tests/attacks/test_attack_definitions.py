"""Singling out, linkability, inference and homogeneity on tables small enough for paper.

The release of the hand-made tables holds, in columns c0 c1 c2 c3:

    row 0: 0 0 0 0      row 1: 0 0 0 1      row 2: 1 1 1 1      row 3: 2 1 1 0
"""

from __future__ import annotations

import numpy as np
import pytest
from attacked_tables import frame

from lanterne.attacks.homogeneity import read_homogeneous_classes
from lanterne.attacks.inference import infer_answers
from lanterne.attacks.linkability import link_parts
from lanterne.attacks.people import code_people
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import ControlGroup, Verdict
from lanterne.attacks.singling_out import single_out_by_answers, single_out_by_value

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


@pytest.mark.parametrize("length", [2, 3, 4])
def test_questions_fit_one_released_row(length):
    rng = np.random.default_rng(2)
    released = rng.integers(0, 9, (60, 4))
    given = people(released, released, released)
    found = single_out_by_answers(given, Promise(), 30, rng, (length,))
    assert found.rate.rate == 1.0  # the people are the release: each question fits one of them
