"""How many links people have: bands that noise hides are not taken for people."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.codebook.bands import FINE_BANDS, band_range, bands
from lanterne.codebook.model import Reference
from lanterne.synthesis.network.degrees import FLATTEST, STEEPEST, Bands, draw_numbers

OPEN = Reference("victim", "victims")
SEEDS = st.integers(0, 2**31 - 1)


def fine(counts, deviation, least=0):
    """Bands as of the number that stands alone; those that are not given hold nobody."""
    ranges = [band_range(text, OPEN) for text in bands(OPEN, least, FINE_BANDS)]
    whole = np.zeros(len(ranges))
    whole[: len(counts)] = counts
    return Bands(ranges, whole, deviation)


@st.composite
def some_bands(draw):
    first = draw(st.integers(0, 1))
    widths = draw(st.lists(st.integers(1, 30), min_size=1, max_size=8))
    ends = np.cumsum([first, *widths])
    ranges = [(int(a), int(b) - 1) for a, b in pairwise(ends)]
    counts = draw(st.lists(st.floats(-100, 5_000), min_size=len(ranges), max_size=len(ranges)))
    return Bands(ranges, np.array(counts), draw(st.floats(0.1, 40)))


def brute_seen(some):
    """Three standard deviations from the first band on without a break, five after one."""
    seen = []
    for place, count in enumerate(some.counts):
        without_break = place == 0 or seen[-1]
        seen.append(count >= (3 if without_break else 5) * some.deviation)
    return seen


@given(some_bands(), st.none() | st.floats(-100, 50_000))
@settings(max_examples=200)
def test_people_of_bands_that_noise_does_not_hide_are_as_measured(some, links):
    people = some.people(links)
    first = some.ranges[0][0]
    assert people.shape == (some.ranges[-1][1] - first + 1,)
    assert np.isfinite(people).all()
    assert (people >= 0).all()
    assert some.seen.tolist() == brute_seen(some)
    if not some.seen.any():
        return
    for place in np.flatnonzero(some.seen):
        low, high = some.ranges[place]
        within = people[low - first : high - first + 1]
        assert within.sum() == pytest.approx(some.counts[place])
    last = int(np.flatnonzero(some.seen)[-1])
    after = people[some.ranges[last][1] + 1 - first :]
    assert (np.diff(after) <= 1e-9).all(), "beyond what is seen the numbers fall"
    if links is None:
        beyond = some.counts[last + 1 :]
        room = max(beyond.sum(), 0) + 2 * some.deviation * np.sqrt(len(beyond))
        assert after.sum() <= room + 1e-6


@pytest.mark.parametrize("empty", [3, 7])
def test_a_gap_between_bands_stays_one(empty):
    """Half of the people have none, half have twelve: hardly anybody is put between."""
    links = []
    for seed in range(200):
        counts = np.zeros(len(bands(OPEN, 0, FINE_BANDS)))
        counts[0] = counts[9] = 150
        noisy = counts + np.random.default_rng(seed).normal(0, empty, len(counts))
        some = fine(noisy, float(empty))
        people = some.people()
        assert people[9:13].sum() == pytest.approx(noisy[9])
        # Positive noise of eight bands, each alone, would be 0.4 standard deviations eight times.
        links.append(float(people @ np.arange(len(people))))
        between = people[1:9].sum()
        assert between <= max(noisy[1:9].sum(), 0) + 1e-9
    # Within the band, who has how many is not measured: 10.5 on average, for 12.
    assert np.mean(links) == pytest.approx(1_800, rel=0.15)


def test_numbers_that_follow_a_law_go_on_by_it():
    """10,000·k^-3 people with k links, of whom the bands up to five are seen."""
    numbers = np.arange(1, 61)
    true = 10_000 * numbers**-3.0
    ranges = [(k, k) for k in range(1, 7)] + [(7, 60)]
    some = Bands(ranges, np.array([true[a - 1 : b].sum() for a, b in ranges]), 25.0)
    assert some.seen.tolist() == [True] * 5 + [False] * 2
    people = some.people()
    np.testing.assert_allclose(people, true, rtol=0.01)


def test_a_wide_band_falls_as_it_did_before():
    true = 20_000 * np.arange(1, 9) ** -2.5
    ranges = [(k, k) for k in range(1, 6)] + [(6, 8)]
    counts = np.array([true[a - 1 : b].sum() for a, b in ranges])
    people = Bands(ranges, counts, 1.0).people()
    np.testing.assert_allclose(people, true, rtol=0.03)
    assert people[5:].sum() == pytest.approx(counts[-1])


@pytest.mark.parametrize("half", [0.3, 0.5])
@pytest.mark.parametrize("deviation", [1.0, 3.0, 10.0])
def test_noise_on_empty_bands_does_not_invent_people_with_hundreds(half, deviation):
    """Nobody has more than eight; the positive noise of the last bands, taken as it is, would give
    some hundreds. Over 200 draws of noise, that are the same at each run."""
    counts = np.zeros(len(bands(OPEN, 0, FINE_BANDS)))
    counts[:9] = 3_000 * half ** np.arange(9)
    invented, taken = [], []
    for seed in range(200):
        noisy = counts + np.random.default_rng(seed).normal(0, deviation, len(counts))
        some = fine(noisy, deviation)
        people = some.people()
        invented.append(people[100:].sum())
        taken.append(np.maximum(noisy[-2:], 0).sum())
        # Never more than the flattest law says from the last that is seen.
        last = some.ranges[int(np.flatnonzero(some.seen)[-1])][1]
        law = people[last] * (np.arange(100, len(people)) / last) ** -FLATTEST
        assert invented[-1] <= max(law.sum(), 0) + 1e-9 or last >= 100
    assert np.mean(invented) < 0.6 * np.mean(taken)
    if deviation == 1:
        assert np.mean(invented) < 0.05


def test_with_the_links_known_the_tail_makes_them():
    some = Bands([(1, 1), (2, 2), (3, 3), (4, 40)], np.array([900.0, 200.0, 60.0, 0.0]), 15.0)
    numbers = np.arange(1, 41)
    flattest, steepest = (
        float(some.people(links) @ numbers) for links in (float("inf"), -float("inf"))
    )
    for links in (1_520.0, 1_600.0, 1_700.0):
        assert steepest < links < flattest
        assert some.people(links) @ numbers == pytest.approx(links, rel=1e-6)
    level = some.people(float("inf"))[2]
    np.testing.assert_allclose(
        some.people(float("inf"))[3:], level * (numbers[3:] / 3) ** -FLATTEST, rtol=1e-9
    )
    np.testing.assert_allclose(
        some.people(-float("inf"))[3:], level * (numbers[3:] / 3) ** -STEEPEST, rtol=1e-9
    )


def test_a_band_that_is_all_noise_leaves_the_people_of_none():
    """Nobody has a link: all are at 0, and nobody is invented beside them."""
    people = fine([500.0, 3.0, -4.0, 2.0], 5.0).people()
    assert people[0] == 500
    assert people[1:].sum() == 0


def test_nobody_without_a_link_says_nothing_of_those_with_many():
    """Where each victim has a perpetrator, band 0 is noise, and all others stand above it."""
    counts = np.concatenate([[1.0], 3_000 * np.arange(1, 9) ** -1.5, [200.0]])
    people = fine(counts, 5.0).people()
    np.testing.assert_allclose(people[1:9], counts[1:9], rtol=1e-6)
    assert people[9:13].sum() == pytest.approx(200)


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
