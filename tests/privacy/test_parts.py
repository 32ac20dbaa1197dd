"""Parts of a budget: almost wholly used, never exceeded, and what a table that takes some costs."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    SelectionEvent,
    SelectionShare,
    VectorGaussianEvent,
    calibrate_parts,
    delta_spent,
    epsilon_spent,
)
from lanterne.privacy.events import SMALLEST_VECTOR_SIGMA as LEAST
from lanterne.privacy.events import SMOOTHING
from lanterne.privacy.parts import PARTS

BUDGETS = st.builds(Budget, st.floats(0.1, 20), st.sampled_from([1e-5, 1e-6, 1e-9]))
SELECTIONS = st.lists(
    st.builds(
        lambda share, count: SelectionShare(share * (count > 0), count),
        st.floats(0.01, 0.4),
        st.integers(0, 40),
    ),
    max_size=2,
)


def some(share, count):
    """Selections of one kind, or of none."""
    return [SelectionShare(share if count else 0.0, count)]


@settings(max_examples=30, deadline=None)
@given(BUDGETS, SELECTIONS, st.sampled_from([1, 2, 25]))
def test_spends_all_but_half_a_percent_and_never_more(budget, selections, squared):
    found = calibrate_parts(budget, selections, squared)
    assert epsilon_spent(found.events, budget.delta) == found.epsilon
    assert 0.995 * budget.epsilon <= found.epsilon <= budget.epsilon
    assert delta_spent(found.events, budget.epsilon) <= budget.delta


@pytest.mark.parametrize("selections", [0, 30])
def test_a_percent_less_noise_would_break_the_promise(selections):
    budget = Budget(4.0, 1e-6)
    found = calibrate_parts(budget, some(0.04, selections))
    less = [
        VectorGaussianEvent(event.sigma * Fraction(99, 100), 1, event.count)
        if isinstance(event, VectorGaussianEvent)
        else SelectionEvent(event.epsilon / 0.99, event.count)
        for event in found.events
    ]
    assert epsilon_spent(less, budget.delta) > budget.epsilon


def test_events_are_the_parts_and_the_selections():
    kinds = [SelectionShare(0.05, 7), SelectionShare(0.0, 0), SelectionShare(0.02, 3)]
    found = calibrate_parts(Budget(1.0, 1e-6), kinds, 9)
    many, none, few = found.selection_epsilons
    assert set(found.events) == {
        VectorGaussianEvent(found.parts.sigma, 9, PARTS),
        SelectionEvent(many, 7),
        SelectionEvent(few, 3),
    }
    assert none == 0
    # In ρ: 0.05 of the budget in seven selections, 0.02 in three.
    assert 7 * many**2 / 5 == pytest.approx(3 * few**2 / 2)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, PARTS), min_size=2, max_size=5))
def test_precision_follows_the_parts_and_scales_are_exact_doubles(taken):
    parts = calibrate_parts(Budget(1.0, 1e-6)).parts
    for number in taken:
        sigma = parts.scale(number)
        assert Fraction(float(sigma)) == sigma
        own, least = (sigma**2 - 4) * number, parts.sigma**2 - 4
        assert least <= own <= least * Fraction(101, 100) or sigma == LEAST


@pytest.mark.parametrize(
    ("share", "selections", "squared"),
    [(1.0, 3, 1), (0.5, 0, 1), (0.0, 3, 1), (-1.0, 3, 1), (0.1, -1, 1), (0.0, 0, 0)],
)
def test_what_makes_no_sense_is_refused(share, selections, squared):
    with pytest.raises(UsageError):
        calibrate_parts(Budget(1.0, 1e-6), [SelectionShare(share, selections)], squared)


def test_more_noise_than_any_data_set_could_bear_is_refused():
    with pytest.raises(UsageError, match="noise"):
        calibrate_parts(Budget(0.001, 1e-9), (), 10_000)


@pytest.mark.parametrize("epsilon", [0.001, 0.3, 4.0, 30.0, 100.0])
@pytest.mark.parametrize("squared", [1, 9])
@pytest.mark.parametrize("selections", [0, 300])
def test_what_is_calibrated_spends_the_budget_and_no_more(epsilon, squared, selections):
    found = calibrate_parts(Budget(epsilon, 1e-6), some(0.04, selections), squared)
    assert 0.99 * epsilon < found.epsilon <= epsilon
    assert found.parts.event in found.events
    assert found.parts.event.count == PARTS


@given(
    st.floats(0.05, 50), st.lists(st.integers(1, PARTS), min_size=1, max_size=6), st.integers(1, 9)
)
@settings(max_examples=200)
def test_tables_cost_no_more_than_the_parts_that_they_take(epsilon, taken, squared):
    """In exact fractions, by both accounts: of one Gaussian, and of zCDP."""
    parts = calibrate_parts(Budget(epsilon, 1e-6), (), squared).parts
    whole = parts.event.squared_mu()
    for number in taken:
        sigma = parts.scale(number)
        assert squared / (sigma**2 - SMOOTHING**2) * PARTS <= whole * number
        assert squared / sigma**2 * parts.sigma**2 <= squared * number
        # No more noise than that, but for what writing the scale down costs.
        assert squared / (sigma**2 - SMOOTHING**2) * PARTS > 0.99 * whole * number or sigma == LEAST


@pytest.mark.parametrize("wrong", [0, -1, PARTS + 1])
def test_no_table_takes_nothing_or_more_than_there_is(wrong):
    parts = calibrate_parts(Budget(1.0, 1e-6)).parts
    with pytest.raises(ValueError, match="parts"):
        parts.scale(wrong)
