"""SUDA scores as they come out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from rare_by_hand import minimal, table

from lanterne.risk.search import find_rare
from lanterne.risk.suda import msu_scores, suda_figures, suda_scores

F, M, N, S, X, Z, Y, O = 1, 2, 1, 2, 1, 2, 1, 2  # noqa: E741 - sex, region, work, age
PEOPLE = [(F, N, X, Y), (F, N, X, O), (F, S, X, Y), (M, N, X, Y), (M, S, Z, O)]
"""By hand, with MSUs of up to three of four columns, worth 3 · 2 · 1, 2 · 1 and 1:

1: sex, region and age together                                                  1
2: age with each of the other three                                      3 · 2 = 6
3: region with each of the other three                                   3 · 2 = 6
4: sex with each of the other three                                      3 · 2 = 6
5: work; and sex with region, sex with age, region with age          6 + 3 · 2 = 12
"""


def test_the_scores_of_five_people():
    isolation = find_rare(table(PEOPLE), 2, 3)
    assert suda_scores(isolation.uniques, 4).tolist() == [1, 6, 6, 6, 12]


def test_the_figures_of_five_people():
    people = table(PEOPLE)
    figures = suda_figures(find_rare(people, 2, 3), people.header)
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
    figures = suda_figures(find_rare(people, 2, 2), people.header)
    assert (figures.people, figures.median, figures.highest, figures.parts) == (0, 0, 0, ())


def test_the_part_of_the_highest_scores_is_that_of_one_in_a_hundred():
    codes = np.random.default_rng(1).integers(1, 9, (300, 4))
    people = table([tuple(row) for row in codes.tolist()])
    isolation = find_rare(people, 2, 3)
    scores = np.sort(suda_scores(isolation.uniques, 4))
    figures = suda_figures(isolation, people.header)
    assert figures.concentration == pytest.approx(scores[-3:].sum() / scores.sum())
