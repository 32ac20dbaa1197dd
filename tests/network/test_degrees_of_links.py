"""How many links people have: what noise hides is not taken for people, and cuts are undone."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.synthesis.network.degrees import (
    NoisyNumbers,
    draw_numbers,
    people_by_number,
    seen_by_number,
)
from lanterne.synthesis.network.tallies import STEPS

SEEDS = st.integers(0, 2**31 - 1)
MOST = 300


def steps_of(people, kept, noise, seed):
    """Noisy numbers of people with at least so many links that counted; and links that did."""
    rng = np.random.default_rng(seed)
    numbers = np.repeat(np.arange(1, len(people) + 1), np.round(people).astype(int))
    seen = rng.binomial(numbers, kept)
    low = np.array(STEPS)
    exact = np.array([(seen >= step).sum() for step in STEPS])
    noisy = exact + rng.normal(0, max(noise, 1e-9), len(low))
    counted = NoisyNumbers(low, np.full(len(low), MOST), noisy, np.full(len(low), max(noise, 1.0)))
    return counted, float(seen.sum())


def law(name):
    numbers = np.arange(1, MOST + 1)
    if name == "dense":
        return np.where(numbers == 150, 700.0, 0.0)
    if name == "wide":
        return np.where((numbers >= 40) & (numbers < 240), 4.0, 0.0)
    return np.round(20_000 * numbers**-3.0)


@pytest.mark.parametrize("name", ["dense", "wide", "falling"])
@pytest.mark.parametrize("kept", [1.0, 0.4])
def test_people_are_as_many_as_there_are_although_links_were_cut(name, kept):
    """Noise of 50 on each step, at ten draws that are the same each time: the mean and each."""
    people = law(name)
    true, links = people.sum(), people @ np.arange(1, MOST + 1)
    ratios = []
    for seed in range(10):
        counted, seen = steps_of(people, kept, 50.0, seed)
        found = people_by_number(counted, MOST, kept, seen)
        assert found.shape == (MOST,)
        assert np.isfinite(found).all()
        assert (found >= 0).all()
        ratios.append(found.sum() / true)
        assert found @ np.arange(1, MOST + 1) == pytest.approx(links, rel=0.05)
    assert np.mean(ratios) == pytest.approx(1, abs=0.05)
    assert np.abs(np.array(ratios) - 1).max() < (0.15 if name != "falling" else 0.03)


def test_the_law_is_that_of_every_subset():
    numbers = np.arange(1, 7)
    each = NoisyNumbers(numbers, numbers, np.ones(6), np.ones(6)).chances(6, 0.7)
    for m, n in product(range(1, 7), repeat=2):
        assert each[m - 1, n - 1] == pytest.approx(comb(n, m) * 0.7**m * 0.3 ** max(n - m, 0))


def test_who_is_seen_is_who_is_left():
    people = np.array([100.0, 50.0, 10.0])
    assert seen_by_number(people, 1.0) == pytest.approx(people)
    assert seen_by_number(people, 0.5).sum() == pytest.approx(50 + 37.5 + 8.75)
    assert not seen_by_number(people, 0.0).any()


def test_where_there_is_no_link_there_is_nobody():
    """Noisy counts of a handful of victims may leave no link to draw."""
    counted, _ = steps_of(law("falling"), 1.0, 5.0, 1)
    assert not people_by_number(counted, MOST, 0.0, 10.0).any()
    assert not people_by_number(counted, MOST, 0.5, 0.0).any()


@given(st.lists(st.floats(-300, 5_000), min_size=5, max_size=5), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_whatever_noise_says_there_are_numbers(counts, most):
    counted = NoisyNumbers(
        np.array([1, 2, 3, 4, 9]), np.array([1, 2, 3, 8, 60]), np.array(counts), np.full(5, 20.0)
    )
    found = people_by_number(counted, most)
    assert found.shape == (most,)
    assert np.isfinite(found).all()
    assert (found >= 0).all()


def test_noise_on_empty_bands_does_not_invent_people_with_hundreds():
    """Nobody has more than eight; over 50 draws of noise, that are the same at each run."""
    ends = [*range(1, 9), 12, 20, 50, 200, 1000]
    low = np.array([1, *(end + 1 for end in ends[:-1])])
    true = np.zeros(len(low))
    true[:8] = 3_000 * 0.4 ** np.arange(8)
    invented, taken = [], []
    for seed in range(50):
        noisy = true + np.random.default_rng(seed).normal(0, 10, len(low))
        counted = NoisyNumbers(low, np.array(ends), noisy, np.full(len(low), 10.0))
        invented.append(people_by_number(counted, 1000)[100:].sum())
        taken.append(np.maximum(noisy[-2:], 0).sum())
    assert np.mean(invented) < 0.3 * np.mean(taken)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=80),
    st.lists(st.floats(0, 100), min_size=16, max_size=16),
    SEEDS,
)
@settings(max_examples=150)
def test_a_number_that_is_drawn_lies_in_its_band(pairs, people, seed):
    among = np.array([(low, low + width) for low, width in pairs], np.int64).reshape(-1, 2)
    people = np.array(people)
    numbers = draw_numbers(people, 0, among, seed)
    assert numbers.shape == (len(among),)
    assert ((numbers >= among[:, 0]) & (numbers <= among[:, 1])).all()
    for low, high in {tuple(row) for row in among.tolist()}:
        here = numbers[(among == (low, high)).all(axis=1)]
        weights = people[low : high + 1]
        if weights.sum() == 0:
            assert (here == low).all()
            continue
        # Systematic sampling: each number as often as expected, rounded up or down.
        expected = len(here) * weights / weights.sum()
        drawn = np.bincount(here - low, minlength=high - low + 1)
        assert (np.abs(drawn - expected) <= 1 + 1e-6).all()


def test_who_gets_which_number_is_left_to_chance():
    among = np.tile([6, 8], (3_000, 1))
    people = np.zeros(9)
    people[6:] = 3, 2, 1
    numbers = draw_numbers(people, 0, among, 1)
    assert np.array_equal(numbers, draw_numbers(people, 0, among, 1))
    assert not np.array_equal(numbers, draw_numbers(people, 0, among, 2))
    assert np.bincount(numbers)[6:].tolist() == [1_500, 1_000, 500]
    for third in np.split(numbers, 3):
        assert abs((third == 6).mean() - 0.5) < 0.06  # six standard deviations


def test_the_first_number_may_be_one():
    among = np.tile([2, 3], (10, 1))
    numbers = draw_numbers(np.array([5.0, 0.0, 7.0]), 1, among, 1)
    assert (numbers == 3).all()


def test_noise_on_the_last_counts_gives_nobody_hundreds_of_links():
    """Three hundred people have one link; of more than two hundred links noise counts three."""
    low = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 21, 51, 201])
    people = np.array([304, -3, 2, -6, -7, 0, 4, 10, -2, 1, 1, -5, 3], float)
    high = np.append(low[1:] - 1, 1000)
    found = people_by_number(NoisyNumbers(low, high, people, np.full(13, 4.0)), 1000)
    assert found @ np.arange(1, 1001) < 310
    assert np.all(np.diff(found[1:]) <= 0)
