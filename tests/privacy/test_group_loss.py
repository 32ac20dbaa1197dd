"""What a group can lose: never less than an attack on all its members gains, and not much more."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.privacy import (
    Event,
    GaussianEvent,
    SelectionEvent,
    VectorGaussianEvent,
    epsilon_from_zcdp,
    epsilon_of_group,
    epsilon_spent,
    zcdp,
)

DELTA = 1e-6


def test_a_group_of_one_loses_what_one_loses() -> None:
    events = (GaussianEvent(5, 20), SelectionEvent(0.1, 10))
    assert epsilon_of_group(events, 1, DELTA) == epsilon_spent(events, DELTA)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 6), st.integers(1, 4), st.integers(16, 200), st.integers(1, 30))
def test_members_in_one_cell(size: int, moved: int, sigma: int, count: int) -> None:
    """The worst that a group can do to a table: all in the same cell, at an exactly known cost."""
    given_one = (GaussianEvent(Fraction(sigma, 2), count, moved),)
    exact = epsilon_spent((GaussianEvent(Fraction(sigma, 2), count, size * moved),), DELTA)
    found = epsilon_of_group(given_one, size, DELTA)
    assert exact * (1 - 1e-6) <= found <= exact * 1.08 + 0.01


@pytest.mark.parametrize("sigma", [0.7, 2, 3.9])
def test_small_noise_is_counted_by_its_rho(sigma: float) -> None:
    events = (GaussianEvent(Fraction(sigma), 3), SelectionEvent(0.5, 4))
    found = epsilon_of_group(events, 3, DELTA)
    assert found == epsilon_from_zcdp(9 * zcdp(events), DELTA)
    assert found >= epsilon_spent((GaussianEvent(Fraction(sigma), 3, 3),), DELTA)


def test_a_vector_of_a_group_is_that_many_times_as_long() -> None:
    group = (VectorGaussianEvent(40, 45, 7),)
    assert epsilon_of_group((VectorGaussianEvent(40, 5, 7),), 3, DELTA) == epsilon_spent(
        group, DELTA
    )


@pytest.mark.parametrize("size", [2, 3])
def test_a_selection_has_a_range_that_many_times_as_wide(size: int) -> None:
    """Over all changes of three scores by a group, each member of which moves each by one."""
    scale = 2.0

    def chances(scores: tuple[int, ...]) -> list[float]:
        weights = [exp(score / scale) for score in scores]
        return [weight / sum(weights) for weight in weights]

    before = chances((0, 0, 0))
    widest = 0.0
    for change in product(range(-size, size + 1), repeat=3):
        ratios = [log(p / q) for p, q in zip(chances(change), before, strict=True)]
        widest = max(widest, max(ratios) - min(ratios))
    one = 2 / scale
    assert widest == pytest.approx(size * one)
    events: tuple[Event, ...] = (SelectionEvent(one, 5),)
    assert epsilon_of_group(events, size, DELTA) <= epsilon_spent(
        (SelectionEvent(widest + 1e-9, 5),), DELTA
    )


def test_a_larger_group_loses_more_and_nobody_is_no_group() -> None:
    events = (GaussianEvent(20, 30), SelectionEvent(0.05, 30))
    losses = [epsilon_of_group(events, size, DELTA) for size in range(1, 7)]
    assert losses == sorted(losses)
    with pytest.raises(UsageError, match="at least one member"):
        epsilon_of_group(events, 0, DELTA)
