"""The budget is used almost wholly and never exceeded."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    SelectionEvent,
    VectorGaussianEvent,
    calibrate_parts,
    delta_spent,
    epsilon_spent,
)
from lanterne.privacy.parts import PARTS

BUDGETS = st.builds(Budget, st.floats(0.1, 20), st.sampled_from([1e-5, 1e-6, 1e-9]))


@settings(max_examples=30, deadline=None)
@given(BUDGETS, st.floats(0.01, 0.5), st.integers(0, 40), st.sampled_from([1, 2, 25]))
def test_spends_all_but_half_a_percent_and_never_more(budget, share, selections, squared):
    found = calibrate_parts(budget, share * (selections > 0), selections, squared)
    assert epsilon_spent(found.events, budget.delta) == found.epsilon
    assert 0.995 * budget.epsilon <= found.epsilon <= budget.epsilon
    assert delta_spent(found.events, budget.epsilon) <= budget.delta


@pytest.mark.parametrize("selections", [0, 30])
def test_a_percent_less_noise_would_break_the_promise(selections):
    budget = Budget(4.0, 1e-6)
    found = calibrate_parts(budget, 0.04 if selections else 0.0, selections)
    less = [
        VectorGaussianEvent(event.sigma * Fraction(99, 100), 1, event.count)
        if isinstance(event, VectorGaussianEvent)
        else SelectionEvent(event.epsilon / 0.99, event.count)
        for event in found.events
    ]
    assert epsilon_spent(less, budget.delta) > budget.epsilon


def test_events_are_the_parts_and_the_selections():
    found = calibrate_parts(Budget(1.0, 1e-6), 0.05, 7, 9)
    assert set(found.events) == {
        VectorGaussianEvent(found.parts.sigma, 9, PARTS),
        SelectionEvent(found.selection_epsilon, 7),
    }


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, PARTS), min_size=2, max_size=5))
def test_precision_follows_the_parts_and_scales_are_exact_doubles(taken):
    parts = calibrate_parts(Budget(1.0, 1e-6), 0.0, 0).parts
    for number in taken:
        sigma = parts.scale(number)
        assert Fraction(float(sigma)) == sigma
        own = (sigma**2 - 4) * number
        assert parts.sigma**2 - 4 <= own <= (parts.sigma**2 - 4) * Fraction(101, 100) or sigma < 2.3


@pytest.mark.parametrize(
    ("share", "selections", "squared"),
    [(1.0, 3, 1), (0.5, 0, 1), (0.0, 3, 1), (-1.0, 3, 1), (0.1, -1, 1), (0.0, 0, 0)],
)
def test_what_makes_no_sense_is_refused(share, selections, squared):
    with pytest.raises(UsageError):
        calibrate_parts(Budget(1.0, 1e-6), share, selections, squared)


def test_more_noise_than_any_data_set_could_bear_is_refused():
    with pytest.raises(UsageError, match="noise"):
        calibrate_parts(Budget(0.001, 1e-9), 0.0, 0, 10_000)
