"""The choice among candidates: its sensitivity over all neighbours, and its chances.

A test here fails by chance with a probability of at most 1e-6.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations, combinations_with_replacement

import numpy as np
import polars as pl
import pytest
from scipy import stats

from lanterne.counting import Layout, count_pairs
from lanterne.privacy import SelectionEvent, zcdp
from lanterne.synthesis import choice_mechanism
from lanterne.synthesis.choice_mechanism import choose_closest, cost_of_choice, misfit, tables
from lanterne.synthesis.households import score_sensitivity, who_counts

FALSE_ALARM = 1e-6
LAYOUT = Layout((2, 3))
RECORDS = [(a, b) for a in range(2) for b in range(3)]


def counted(rows, layout=LAYOUT):
    codes = np.array(rows, np.uint16).reshape(-1, layout.width)
    return count_pairs([codes], layout)


CANDIDATES = [
    counted(rows)
    for rows in ([(0, 0)], [(0, 1), (1, 2)], [(0, 0)] * 3 + [(1, 1)], RECORDS, RECORDS[:4] * 3)
]


@pytest.mark.parametrize("sizes", [(3,), (2, 3), (2, 3, 4), (2, 2, 3, 2)])
def test_the_misfit_is_the_sum_over_all_tables_counted_one_by_one(sizes):
    rng = np.random.default_rng(len(sizes))
    layout = Layout(sizes)
    some, others = (
        np.stack([rng.integers(0, size, number) for size in sizes], 1) for number in (40, 33)
    )
    columns = [*combinations(range(len(sizes)), 1), *combinations(range(len(sizes)), 2)]
    expected = 0
    for chosen in columns:
        one, two = (Counter(map(tuple, rows[:, chosen].tolist())) for rows in (some, others))
        expected += sum(abs(one[cell] - two[cell]) for cell in one | two)
    assert misfit(counted(some, layout), counted(others, layout)) == expected
    assert tables(layout) == len(columns)


def largest_change(score):
    """By how much a score moves at most, over all tables of up to three people and neighbours."""
    largest = 0.0
    for number in range(4):
        for rows in combinations_with_replacement(RECORDS, number):
            before = counted(rows)
            for record in RECORDS:
                after = counted([*rows, record])
                for released in CANDIDATES:
                    change = abs(score(after, released) - score(before, released))
                    largest = max(largest, change)
    return largest


def test_one_person_moves_the_misfit_by_the_number_of_tables_and_no_more():
    assert largest_change(misfit) == tables(LAYOUT) == 3


def by_shares(exact, released):
    """Planted: shares, by the exact number of people, made comparable by the released one."""
    people, rows = np.diag(exact)[:2].sum(), np.diag(released)[:2].sum()
    return np.triu(np.abs(exact * (rows / max(people, 1)) - released)).sum()


def each_pair_twice(exact, released):
    """Planted: both halves of the symmetric counts."""
    return np.abs(exact - released).sum()


def worst_table(exact, released):
    """Planted: the worst table alone, taken as many times as there are cells in the widest."""
    apart = np.abs(exact - released)
    return max(np.diag(apart)[:2].sum(), np.diag(apart)[2:].sum(), apart[:2, 2:].sum()) * 6


def squared(exact, released):
    """Planted: squares in place of absolute values."""
    return np.triu((exact - released) ** 2).sum()


@pytest.mark.parametrize("planted", [by_shares, each_pair_twice, worst_table, squared])
def test_a_score_that_moves_by_more_is_caught(planted):
    assert largest_change(planted) > tables(LAYOUT)


@pytest.mark.parametrize("bound", [1, 2, 3])
def test_a_household_moves_the_misfit_by_no_more_than_is_stated(bound):
    """All people of a household, or any one of them, go; the same key on both sides."""
    most = score_sensitivity(bound) * tables(LAYOUT)
    seen = set()
    for seed in range(30):
        rng = np.random.default_rng(seed)
        codes = np.stack([rng.integers(0, size, 8) for size in LAYOUT.sizes], 1).astype(np.uint16)
        if seed % 3 == 0:  # a household of people who are all alike
            codes[:4] = codes[0]
        homes = np.array(["a"] * 4 + ["b"] * 2 + [""] * 2)

        def who(left, codes=codes, homes=homes):
            kept, living = codes[left], pl.Series(homes[left].tolist(), dtype=pl.String)
            return counted(kept[who_counts(kept, living, bound, b"key")])

        before = who(np.full(8, True))
        leaves = [np.arange(8) != person for person in range(8)] + [homes != "a", homes != "b"]
        nobody = counted([])
        for left in leaves:
            for released in (*CANDIDATES, nobody):
                seen.add(abs(misfit(before, released) - misfit(who(left), released)))
    assert max(seen) <= most
    assert bound == 1 or max(seen) == most


def chances(exact, candidates, epsilon, moved=1, layout=LAYOUT):
    """What the exponential mechanism gives each candidate, by its definition."""
    scores = [-misfit(exact, released) / tables(layout) for released in candidates]
    weights = np.exp([(score - max(scores)) * epsilon / (2 * moved) for score in scores])
    return weights / weights.sum()


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 4.0])
def test_the_ratios_of_neighbours_lie_in_one_interval_of_the_range_that_is_charged(epsilon):
    """So does nothing beyond e^ε: what is charged is pure, and has the bounded range."""
    widest = 0.0
    for number in range(4):
        for rows in combinations_with_replacement(RECORDS, number):
            before = chances(counted(rows), CANDIDATES, epsilon)
            for record in RECORDS:
                ratios = np.log(chances(counted([*rows, record]), CANDIDATES, epsilon) / before)
                assert np.abs(ratios).max() <= epsilon + 1e-9
                widest = max(widest, float(np.ptp(ratios)))
    assert widest == pytest.approx(epsilon)
    assert cost_of_choice(epsilon) == SelectionEvent(epsilon)
    assert zcdp([cost_of_choice(epsilon)]) == pytest.approx(epsilon**2 / 8)


PEOPLE = counted([(0, 0)] * 4 + [(0, 1), (1, 2)])
DRAWS = 4000


def p_value(epsilon, claimed, moved=1):
    """Of 4,000 choices at ε against the chances at ``claimed``."""
    seen = Counter(choose_closest(PEOPLE, CANDIDATES, LAYOUT, moved, epsilon) for _ in range(DRAWS))
    expected = chances(PEOPLE, CANDIDATES, claimed, moved) * DRAWS
    assert min(expected) > 20
    return stats.chisquare([seen[place] for place in range(len(CANDIDATES))], expected).pvalue


@pytest.mark.parametrize("moved", [1, 3])
def test_choices_are_as_frequent_as_the_exponential_mechanism_says(moved):
    assert p_value(0.7 * moved, 0.7 * moved, moved) > FALSE_ALARM


def test_half_the_noise_would_be_caught():
    assert p_value(1.4, 0.7) < FALSE_ALARM


def test_a_choice_that_forgets_how_many_tables_there_are_would_be_caught(monkeypatch):
    expected = chances(PEOPLE, CANDIDATES, 0.7) * DRAWS
    monkeypatch.setattr(choice_mechanism, "tables", lambda layout: 1)
    seen = Counter(choose_closest(PEOPLE, CANDIDATES, LAYOUT, 1, 0.7) for _ in range(DRAWS))
    found = [seen[place] for place in range(len(CANDIDATES))]
    assert stats.chisquare(found, expected).pvalue < FALSE_ALARM


def test_the_mechanism_is_given_whole_numbers_and_its_share_of_the_range(monkeypatch):
    given = []
    monkeypatch.setattr(
        choice_mechanism,
        "select_top_k",
        lambda scores, k, epsilon: given.append((scores, k, epsilon)) or [2],
    )
    assert choose_closest(PEOPLE, CANDIDATES, LAYOUT, 4, 0.1) == 2
    ((scores, k, epsilon),) = given
    assert scores.dtype == np.int64
    assert scores.tolist() == [-misfit(PEOPLE, released) for released in CANDIDATES]
    assert k == 1
    assert epsilon * 4 * 3 <= 0.1
    assert math.isclose(epsilon * 4 * 3, 0.1)
