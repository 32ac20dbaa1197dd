"""Who counts of a household, and what one household changes: all neighbours of small tables.

Neighbours differ by all people of one household or by any one person, with the same key.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import log

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import MANY, counts_of, layout

from lanterne.counting import count_tables
from lanterne.privacy import Budget, SelectionEvent, VectorGaussianEvent, epsilon_spent, zcdp
from lanterne.synthesis import plan, selection
from lanterne.synthesis.households import score_sensitivity, squared_sensitivity, who_counts
from lanterne.synthesis.plan import make_plan

HERE = layout(2, 3, 2, 3)
TRIPLES = list(combinations(range(4), 3))
KEYS = [bytes([number]) * 16 for number in range(3)]
BOUNDS = [1, 2, 3]


def table(seed):
    """Households of one to seven people, some of them all alike, and people who live alone."""
    rng = np.random.default_rng(seed)
    sizes = [1, 2, 3, 4, 5, 7, 7]
    households = [name for name, size in zip("abcdefg", sizes, strict=True) for _ in range(size)]
    codes = np.stack([rng.integers(0, m, len(households) + 5) for m in HERE.sizes], axis=1)
    codes[15:22] = codes[15]  # a household of seven who are all alike
    codes[22:25] = codes[22]  # copies among others
    order = rng.permutation(len(codes))
    people = pl.Series([*households, *[""] * 5])
    return codes[order].astype(np.uint16), people.gather(order)


def neighbours(households):
    """Who stays: without each person, and without each household."""
    everybody = np.arange(len(households))
    for person in everybody:
        yield everybody != person
    for name in households.unique():
        if name != "":
            yield (households != name).to_numpy()


def changes(who, bound, key, seed):
    """What counts before and after, for every neighbour of a small table."""
    codes, households = table(seed)
    before = codes[who(codes, households, bound, key)]
    for stay in neighbours(households):
        some, of_some = codes[stay], households.filter(pl.Series(stay))
        yield before, some[who(some, of_some, bound, key)]


def differences(before, after):
    one, two = counts_of(HERE, before), counts_of(HERE, after)
    return {columns: two[columns] - one[columns] for columns in one}


def sigma_of(scales, columns):
    if len(columns) == 1:
        return scales.single_sigmas[columns[0]]
    return scales.pair_sigmas[columns] if len(columns) == 2 else scales.triple_sigma


def assert_bounded(before, after, bound, chosen, scales):
    """Each table changes by no more than is proved; all together by no more than is charged."""
    people = abs(len(after) - len(before))  # their number is measured too
    rho = Fraction(people**2) / (2 * chosen.number_sigma**2)
    for columns, difference in differences(before, after).items():
        assert np.abs(difference).sum() <= max(bound, 2)
        assert (difference**2).sum() <= max(bound**2, 2)
        rho += Fraction(int((difference**2).sum())) / (2 * sigma_of(scales, columns) ** 2)
    gaussians = [event for event in chosen.events if not isinstance(event, SelectionEvent)]
    assert float(rho) <= zcdp(gaussians) * (1 + 1e-12)


def assert_all_bounded(who, bound, key, seed, chosen):
    scales = chosen.scales(MANY)
    for before, after in changes(who, bound, key, seed):
        assert_bounded(before, after, bound, chosen, scales)


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize("key", KEYS, ids=["key 0", "key 1", "key 2"])
def test_no_neighbour_changes_a_table_by_more_than_is_proved(bound, key):
    chosen = make_plan(HERE, Budget(1.0, 1e-6), bound)
    for seed in (1, 2):
        assert_all_bounded(who_counts, bound, key, seed, chosen)


@pytest.mark.parametrize("bound", BOUNDS)
def test_nothing_smaller_could_be_proved(bound):
    """Alike people of one household reach H², and one who makes room for another reaches 2."""
    squares = {
        int((difference**2).sum())
        for key in KEYS
        for before, after in changes(who_counts, bound, key, 1)
        for difference in differences(before, after).values()
    }
    assert max(squares) == squared_sensitivity(bound) == max(bound**2, 2)
    assert {0, 1, 2} <= squares


def everybody_counts(codes, households, bound, key):
    """The planted bug: the bound is forgotten."""
    return np.ones(len(codes), bool)


def by_place_in_the_file(codes, households, bound, key):
    """The planted bug: the hash is of the number of the row, which depends on the rows before."""
    order = np.random.default_rng(list(key)).random(len(codes)).argsort()
    ranks = pl.DataFrame({"h": households, "o": order.argsort()}).select(
        pl.col("o").rank().over("h")
    )
    return ((ranks.to_series() <= bound) | (households == "")).to_numpy()


def first_of_the_file(codes, households, bound, key):
    """The planted bug: so many people count of all who do not live alone, not of each household."""
    together = (households != "").to_numpy()
    return ~together | (np.cumsum(together) <= bound * households.n_unique())


@pytest.mark.parametrize("bug", [everybody_counts, by_place_in_the_file, first_of_the_file])
@pytest.mark.parametrize("bound", BOUNDS)
def test_a_planted_bug_in_who_counts_is_caught(bug, bound):
    chosen = make_plan(HERE, Budget(1.0, 1e-6), bound)
    with pytest.raises(AssertionError):
        assert_all_bounded(bug, bound, KEYS[0], 1, chosen)


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_plan_for_persons_is_caught(bound):
    """The planted bug: a sensitivity of 1 where it is H, or 2 where one person replaces another."""
    chosen = make_plan(HERE, Budget(1.0, 1e-6))
    with pytest.raises(AssertionError):
        assert_all_bounded(who_counts, bound, KEYS[0], 1, chosen)


RECORDS = st.tuples(st.integers(0, 1), st.integers(0, 1))
PEOPLE = st.lists(st.tuples(st.sampled_from(["", "a", "b", "ab"]), RECORDS), max_size=14)


def counted(people, bound, key=b"key"):
    """Records that count, of each household."""
    codes = np.array([record for _, record in people], np.uint16).reshape(-1, 2)
    households = pl.Series([name for name, _ in people], dtype=pl.String)
    counts = who_counts(codes, households, bound, key)
    return Counter(each for each, does in zip(people, counts, strict=True) if does)


@settings(max_examples=150)
@given(PEOPLE, st.integers(1, 4))
def test_all_who_live_alone_count_and_of_a_household_as_many_as_there_may(people, bound):
    sizes = Counter(name for name, _ in people)
    here = Counter(name for name, _ in counted(people, bound).elements())
    assert here == {n: size if n == "" else min(size, bound) for n, size in sizes.items()}


@settings(max_examples=150)
@given(PEOPLE, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(people, bound, random):
    shuffled = random.sample(people, len(people))
    assert counted(shuffled, bound) == counted(people, bound)


@settings(max_examples=150)
@given(PEOPLE.filter(len), st.integers(1, 4), st.data())
def test_without_one_person_at_most_one_goes_and_one_of_the_same_household_comes(
    people, bound, data
):
    place = data.draw(st.integers(0, len(people) - 1))
    household, record = people[place]
    before = counted(people, bound)
    after = counted(people[:place] + people[place + 1 :], bound)
    gone, come = before - after, after - before
    assert set(gone) <= {(household, record)}
    assert gone.total() <= 1
    assert come.total() <= gone.total()
    assert all(name == household for name, _ in come)


@settings(max_examples=100)
@given(PEOPLE, st.integers(1, 4), st.sampled_from(["a", "b", "ab"]))
def test_without_a_household_nothing_else_changes(people, bound, name):
    others = [each for each in people if each[0] != name]
    before, after = counted(people, bound), counted(others, bound)
    assert after == Counter({each: n for each, n in before.items() if each[0] != name})


def test_every_choice_of_people_is_equally_likely():
    """Two of a household of four, of whom three are alike: the odd one counts in half the keys."""
    people = [("a", (0, 0))] * 3 + [("a", (1, 1))] + [("b", (0, 0))] * 3 + [("b", (1, 1))]
    keys = [number.to_bytes(4) for number in range(2000)]
    chosen = [counted(people, 2, key) for key in keys]
    odd_of_a = np.array([one["a", (1, 1)] for one in chosen])
    odd_of_b = np.array([one["b", (1, 1)] for one in chosen])
    assert abs(odd_of_a.mean() - 0.5) < 0.05
    assert abs(odd_of_b.mean() - 0.5) < 0.05
    assert abs((odd_of_a & odd_of_b).mean() - 0.25) < 0.05  # each household by itself


def test_an_id_that_runs_into_the_record_is_another_household():
    codes = np.array([[98, 1]] * 4, np.uint16)
    households = pl.Series(["a", "a", "ab\0", "ab\0"])
    assert who_counts(codes, households, 1, b"key").tolist().count(True) == 2


def scores_of(rows, expected, monkeypatch):
    seen = []
    monkeypatch.setattr(selection, "select_top_k", lambda scores, k, epsilon: seen.append(scores))
    counts = count_tables([rows], HERE, TRIPLES)
    selection.select_tables(counts, expected, HERE, TRIPLES, 1, 0.1, 3.7)
    return seen[0]


@pytest.mark.parametrize("bound", BOUNDS)
def test_no_neighbour_moves_a_score_by_more_than_is_proved(bound, monkeypatch):
    expected = np.random.default_rng(1).uniform(0, 3, int(HERE.table_offsets(TRIPLES)[-1]))
    largest = 0
    for key in KEYS:
        for before, after in changes(who_counts, bound, key, 1):
            one, two = (scores_of(rows, expected, monkeypatch) for rows in (before, after))
            largest = max(largest, int(np.abs(two - one).max()))
    assert largest == score_sensitivity(bound) == max(bound, 2)


def selecting_plan(monkeypatch, bound, epsilon=4.0):
    """A plan that measures five of ten three-way tables."""
    monkeypatch.setattr(plan, "TRIPLES_PER_COLUMN", 1)
    chosen = make_plan(layout(2, 3, 2, 3, 2), Budget(epsilon, 1e-6), bound)
    assert (chosen.triples, chosen.all_triples) == (5, False)
    return chosen


def log_probabilities(scores, epsilon):
    """Of one selection: P[y] ∝ exp(score · ε/2)."""
    weights = scores * epsilon / 2
    return weights - weights.max() - log(np.exp(weights - weights.max()).sum())


def worst_model(before, after):
    """Expected counts from which a change leads away in two candidates, and to in the others."""
    one, two = (count_tables([rows], HERE, TRIPLES) for rows in (before, after))
    away = np.arange(len(one)) < HERE.table_offsets(TRIPLES)[2]
    return np.where((two > one) == away, 0.0, 50.0)


def range_of_selections(step, bound, monkeypatch):
    """Largest interval of log-likelihood ratios, whatever was selected before, over neighbours."""
    largest = 0.0
    for before, after in changes(who_counts, bound, KEYS[0], 1):
        expected = worst_model(before, after)
        one, two = (scores_of(rows, expected, monkeypatch) for rows in (before, after))
        for taken in [None, *range(len(TRIPLES))]:
            left = [place for place in range(len(TRIPLES)) if place != taken]
            ratios = log_probabilities(one[left], step) - log_probabilities(two[left], step)
            largest = max(largest, float(np.ptp(ratios)))
    return largest


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_selection_has_the_range_that_is_charged_and_no_more(bound, monkeypatch):
    chosen = selecting_plan(monkeypatch, bound)
    (charged,) = [event.epsilon for event in chosen.events if isinstance(event, SelectionEvent)]
    found = range_of_selections(chosen.selection_epsilon, bound, monkeypatch)
    assert found == pytest.approx(charged, rel=1e-9)


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_range_that_is_not_divided_is_caught(bound, monkeypatch):
    """The planted bug: each step of a score costs what the whole household was to cost."""
    chosen = selecting_plan(monkeypatch, bound)
    (charged,) = [event.epsilon for event in chosen.events if isinstance(event, SelectionEvent)]
    assert range_of_selections(charged, bound, monkeypatch) > 1.9 * charged


@pytest.mark.parametrize("bound", [1, 2, 3, 6, 7, 49])
@pytest.mark.parametrize("epsilon", [0.01, 1.0, 4.0, 50.0])
def test_what_is_charged_is_within_the_budget_and_for_households(bound, epsilon, monkeypatch):
    chosen = selecting_plan(monkeypatch, bound, epsilon)
    assert epsilon_spent(chosen.events, 1e-6) == chosen.epsilon
    assert chosen.epsilon <= epsilon
    vectors = [event for event in chosen.events if isinstance(event, VectorGaussianEvent)]
    selections = [event for event in chosen.events if isinstance(event, SelectionEvent)]
    assert len(vectors) + len(selections) == len(chosen.events)
    assert all(event.squared_sensitivity == max(bound**2, 2) for event in vectors)
    assert vectors == [chosen.noise.event]
    (selection,) = selections
    assert selection.count == chosen.triples
    step, moved = Fraction(chosen.selection_epsilon), max(bound, 2)
    assert step * moved <= Fraction(selection.epsilon)
    assert step * moved >= Fraction(selection.epsilon) * (1 - Fraction(1, 10**15))


def test_nearly_all_of_the_budget_is_used():
    for bound in BOUNDS:
        assert make_plan(HERE, Budget(1.0, 1e-6), bound).epsilon > 0.99
