"""SUDA scores as they come out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rare_by_hand import minimal, table

from lanterne.risk import CodedPeople
from lanterne.risk.found import found_in
from lanterne.risk.search import find_rare
from lanterne.risk.suda import SudaFigures, msu_scores, quantile, suda_figures, suda_scores

F, M, N, S, X, Z, Y, O = 1, 2, 1, 2, 1, 2, 1, 2  # noqa: E741 - sex, region, work, age
PEOPLE = [(F, N, X, Y), (F, N, X, O), (F, S, X, Y), (M, N, X, Y), (M, S, Z, O)]
"""By hand, with MSUs of up to three of four columns, worth 3 · 2 · 1, 2 · 1 and 1:

1: sex, region and age together                                                  1
2: age with each of the other three                                      3 · 2 = 6
3: region with each of the other three                                   3 · 2 = 6
4: sex with each of the other three                                      3 · 2 = 6
5: work; and sex with region, sex with age, region with age          6 + 3 · 2 = 12
"""


def figures_of(people: CodedPeople, length: int) -> SudaFigures:
    found = found_in(people, find_rare(people, 2, length))
    one, members = found.standing, found.unique_members
    counts = (one.uniques, one.owners)
    return suda_figures(people.header, people.people, one.scores, counts, members)


@given(st.dictionaries(st.integers(1, 50), st.integers(1, 5)), st.floats(0, 1))
def test_quantiles_of_numbers_that_occur_often(numbers, share):
    values = np.array(sorted(numbers), float)
    many = [numbers[value] for value in sorted(numbers)]
    every = np.repeat(values, many)
    wanted = float(np.quantile(every, share)) if len(every) else 0.0
    ends = np.cumsum(np.array(many, np.int64))
    assert quantile(values, ends, share) == pytest.approx(wanted, rel=1e-12)
    half = float(np.median(every)) if len(every) else 0.0
    assert quantile(values, ends, 0.5) == half


def test_the_scores_of_five_people():
    isolation = find_rare(table(PEOPLE), 2, 3)
    assert suda_scores(isolation.uniques, 4).tolist() == [1, 6, 6, 6, 12]


def test_the_figures_of_five_people():
    people = table(PEOPLE)
    figures = figures_of(people, 3)
    assert [one.uniques for one in figures.lengths] == [1, 12, 1]
    assert [one.people for one in figures.lengths] == [1, 4, 1]
    assert [one.score for one in figures.lengths] == [6, 2, 1]
    assert (figures.people, figures.median, figures.highest) == (5, 6, 12)
    assert figures.concentration == pytest.approx(12 / 31)  # the one person with the highest
    # Work: its own 6, and one MSU of 2 with age, with region and with sex.
    parts = {part.column: part.share for part in figures.parts}
    assert parts["c2"] == pytest.approx((6 + 3 * 2) / 31)
    # Sex: with age, region (twice), work, age again and region and age: 2 · 7 + 1.
    sets = [s for sets in minimal(people, 2, 3) for s in sets]
    assert parts["c0"] == pytest.approx((2 * sum(0 in s and len(s) == 2 for s in sets) + 1) / 31)


@pytest.mark.parametrize(
    ("columns", "longest", "scores"),
    [
        (10, 3, (9 * 8 * 7, 8 * 7, 7)),
        (4, 3, (6, 2, 1)),
        (4, 4, (6, 2, 1, 1)),  # the factor A − A is left out
        (1, 1, (1,)),
    ],
)
def test_the_score_of_one_unique(columns, longest, scores):
    assert msu_scores(columns, longest) == scores


def test_nobody_has_a_score_among_people_who_are_alike():
    people = table([(1, 1), (1, 1)])
    figures = figures_of(people, 2)
    assert (figures.people, figures.median, figures.highest, figures.parts) == (0, 0, 0, ())


def test_the_part_of_the_highest_scores_is_that_of_one_in_a_hundred():
    codes = np.random.default_rng(1).integers(1, 9, (300, 4))
    people = table([tuple(row) for row in codes.tolist()])
    isolation = find_rare(people, 2, 3)
    scores = np.sort(suda_scores(isolation.uniques, 4))
    figures = figures_of(people, 3)
    assert figures.concentration == pytest.approx(scores[-3:].sum() / scores.sum())
