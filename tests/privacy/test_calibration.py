"""The budget is used almost wholly and never exceeded."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    GaussianEvent,
    SelectionEvent,
    SelectionShare,
    calibrate,
    delta_spent,
    epsilon_spent,
)

BUDGETS = st.builds(Budget, st.floats(0.1, 20), st.sampled_from([1e-5, 1e-6, 1e-9]))
SHARES = st.lists(st.floats(1.0, 1000.0), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(BUDGETS, SHARES, st.integers(0, 40))
def test_spends_all_but_half_a_percent_and_never_more(budget, shares, selections):
    share = 0.05 * sum(shares) * (selections > 0)
    plan = calibrate(budget, shares, [SelectionShare(share, selections)] * 2)
    assert epsilon_spent(plan.events, budget.delta) == plan.epsilon
    assert 0.995 * budget.epsilon <= plan.epsilon <= budget.epsilon
    assert delta_spent(plan.events, budget.epsilon) <= budget.delta


@pytest.mark.parametrize("epsilon", [5.0, 10.0, 15.0, 20.0, 60.0, 100.0])
@pytest.mark.parametrize("delta", [1e-2, 1e-6, 1e-9])
def test_one_table_with_noise_of_less_than_one_person(epsilon, delta):
    """There the discrete Gaussian has few values, and the search's first guesses are poor."""
    plan = calibrate(Budget(epsilon, delta), [1.0])
    assert 0.995 * epsilon <= plan.epsilon <= epsilon


def test_a_percent_less_noise_would_break_the_promise():
    budget = Budget(4.0, 1e-6)
    plan = calibrate(budget, [1.0] * 20 + [5.0] * 100, [SelectionShare(3.0, 30)])
    less = [
        GaussianEvent(event.sigma * Fraction(99, 100), event.count)
        if isinstance(event, GaussianEvent)
        else SelectionEvent(event.epsilon / 0.99, event.count)
        for event in plan.events
    ]
    assert epsilon_spent(less, budget.delta) > budget.epsilon


def test_events_are_the_scales_that_were_handed_out():
    kinds = [SelectionShare(0.5, 7), SelectionShare(0.2, 3)]
    plan = calibrate(Budget(1.0, 1e-6), [1.0, 1.0, 9.0], kinds)
    many, few = plan.selection_epsilons
    assert plan.sigmas[0] == plan.sigmas[1]
    assert set(plan.events) == {
        GaussianEvent(plan.sigmas[0], 2),
        GaussianEvent(plan.sigmas[2], 1),
        SelectionEvent(many, 7),
        SelectionEvent(few, 3),
    }


@settings(max_examples=20, deadline=None)
@given(SHARES)
def test_precision_follows_the_shares_to_the_snap(shares):
    sigmas = calibrate(Budget(1.0, 1e-6), shares).sigmas
    for share, sigma in zip(shares, sigmas, strict=True):
        wanted = (shares[0] / share) ** 0.5
        assert wanted / 2**0.168 <= sigma / sigmas[0] <= wanted * 2**0.168


def test_scales_are_exact_doubles():
    for sigma in calibrate(Budget(0.7, 1e-6), [1.0, 2.0, 3.0]).sigmas:
        assert Fraction(float(sigma)) == sigma


@pytest.mark.parametrize(
    ("shares", "share", "selections"),
    [
        ([], 0.0, 0),
        ([0.0], 0.0, 0),
        ([-1.0], 0.0, 0),
        ([float("nan")], 0.0, 0),
        ([1.0], 1.0, 0),
        ([1.0], 0.0, 3),
        ([1.0], -1.0, 3),
    ],
)
def test_shares_that_make_no_sense_are_refused(shares, share, selections):
    with pytest.raises(UsageError):
        calibrate(Budget(1.0, 1e-6), shares, [SelectionShare(share, selections)])
