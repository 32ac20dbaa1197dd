"""Dots agree with the published interval, and err as often as is said of them, or less."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.hub.portal.published import PublishedCount
from lanterne.hub.portal.uncertainty.dotplot import BREADTH, dotplot, stacked
from lanterne.hub.portal.uncertainty.limits import REACH, TAIL, limits_of
from lanterne.hub.portal.uncertainty.spread import NUMBERS
from lanterne.synthesis.intervals import normal_reach, selected_lower_ends


def published(estimates, deviation, threshold=-1e9):
    """Counts with their intervals, as a release has them: with two decimals."""
    estimates = np.atleast_1d(np.asarray(estimates, float))
    same = np.full(len(estimates), float(deviation))
    lows = selected_lower_ends(estimates, same, same, np.full(len(estimates), float(threshold)))
    highs = np.maximum(estimates + normal_reach() * deviation, 0)
    rows = zip(estimates, lows, highs, strict=True)
    return [PublishedCount(*(round(float(number), 2) for number in row)) for row in rows]


def dots_of(count, number):
    limits = limits_of(count)
    assert limits is not None
    return [limits.at((place + 0.5) / number) for place in range(number)]


def test_the_reach_is_that_of_published_intervals():
    assert normal_reach() == pytest.approx(REACH)
    assert pytest.approx(0.025) == TAIL


@pytest.mark.parametrize("threshold", [-1e9, 0.0, 12.0, 24.0, 29.0])
@pytest.mark.parametrize("estimate", [30.0, 45.5, 400.0])
def test_dots_are_never_shorter_than_the_interval(estimate, threshold):
    (count,) = published(estimate, 6.0, threshold)
    if count.few:
        assert limits_of(count) is None
        return
    twenty, fifty = (dots_of(count, number) for number in NUMBERS)
    assert twenty[0] == count.low
    assert twenty[-1] == count.high
    assert fifty[0] < count.low < fifty[1]
    assert fifty[-2] < count.high < fifty[-1]
    for dots in (twenty, fifty):
        assert all(one <= other for one, other in pairwise(dots))
        assert min(dots) >= 0


@pytest.mark.parametrize("sigma", [3.0, 8.5])
@pytest.mark.parametrize("number", NUMBERS)
def test_of_an_unselected_count_each_dot_errs_as_often_as_is_said(sigma, number):
    """All that a discrete Gaussian can do, with the chance of each."""
    true, reach = 200, int(9 * sigma)
    noise = np.arange(-reach, reach + 1)
    chance = np.exp(-(noise**2) / (2 * sigma**2))
    chance /= chance.sum()
    drawn = [dots_of(count, number) for count in published(true + noise, sigma)]
    below = (np.array(drawn) > true).T @ chance + 0.5 * (np.array(drawn) == true).T @ chance
    levels = (np.arange(number) + 0.5) / number
    step = chance.max()  # whole numbers leave no room for a finer agreement
    assert np.abs(below - levels).max() <= step
    ends = np.minimum(below, 1 - below)
    said = np.minimum(np.arange(number) + 1, number - np.arange(number)) / number
    assert (ends <= said + step / 2).all()


@pytest.mark.parametrize("above", [0.0, 0.7, 2.0, 5.0])
def test_of_what_is_listed_for_being_large_no_dot_errs_more_often(above):
    """The true number is so many deviations above what had to be reached."""
    deviation, threshold, times, number = 5.0, 20.0, 1500, 20
    true = threshold + above * deviation
    chance = np.random.default_rng(5)
    found = chance.normal(true, deviation, 12 * times)
    counts = published(found[found >= threshold][:times], deviation, threshold)
    assert len(counts) == times
    said = [count for count in counts if not count.few]
    dots = np.array([dots_of(count, number) for count in said])
    levels = (np.arange(number) + 0.5) / number
    too_high = (dots > true).sum(axis=0) / times
    too_low = (dots < true).sum(axis=0) / times
    slack = 3 * math.sqrt(0.25 / times)
    half = number // 2
    assert (too_high[:half] <= levels[:half] + slack).all()
    assert (too_low[half:] <= 1 - levels[half:] + slack).all()
    if len(said) == times:  # exact where nothing was left out for being too few
        assert np.abs(too_high[:half] - levels[:half]).max() <= slack


def test_dots_that_forget_selection_would_err_too_often():
    """What the test above is there to see: the plain limits, of the same numbers."""
    deviation, threshold, number = 5.0, 20.0, 20
    found = np.random.default_rng(5).normal(threshold, deviation, 20_000)
    found = found[found >= threshold]
    plain = limits_of(PublishedCount(100.0, 100 - REACH * deviation, 100 + REACH * deviation))
    assert plain is not None
    first = plain.at(0.5 / number) - 100
    assert np.mean(found + first > threshold) > 2 * 0.5 / number


@pytest.mark.parametrize(
    "count",
    [
        PublishedCount(4.0, 0.0, 9.0),
        PublishedCount(0.0, 0.0, 3.0),
        PublishedCount(20.0, 14.0, 31.0),
        PublishedCount(20.0, 20.0, 20.0),
    ],
    ids=["reaches nobody", "nobody", "held down", "without noise"],
)
def test_what_has_no_limits(count):
    assert limits_of(count) is None


@given(st.floats(5, 1e6), st.floats(0.1, 50), st.sampled_from(NUMBERS))
def test_every_dot_is_drawn_above_the_interval_and_none_over_another(estimate, deviation, number):
    (count,) = published(estimate, deviation)
    if limits_of(count) is None:
        return
    dots = dots_of(count, number)
    svg = dotplot(dots, count)
    places = [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h", svg)]
    assert len(places) == len(set(places)) == number
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
    half = BREADTH[number] / 2
    assert all(half <= x <= width - half for x, _ in places)
    assert all(half - 1 <= y <= height - half for _, y in places)
    (low, breadth) = re.findall(r'range-line" x="([\d.]+)" y="\d+" width="([\d.]+)"', svg)[0]
    assert 0 <= float(low) <= float(low) + float(breadth) <= width


def test_dots_in_one_stack_would_have_touched():
    stacks = list(stacked([0, 1, 2, 9, 9.5, 30], 5))
    assert stacks == [[0, 1, 2], [9, 9.5], [30]]
