"""One common noise with which every kind of people keeps its budget, and hardly more."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.privacy import (
    Budget,
    Unit,
    VectorGaussianEvent,
    calibrate_units,
    delta_spent,
    epsilon_spent,
)
from lanterne.privacy.events import SMALLEST_VECTOR_SIGMA

BUDGETS = st.builds(Budget, st.floats(0.1, 20), st.sampled_from([1e-5, 1e-6, 1e-9]))


@st.composite
def plans(draw):
    units = draw(st.lists(st.sampled_from(list(Unit)), min_size=1, max_size=3, unique=True))
    tables = draw(st.integers(1, 8))
    changes = st.lists(st.sampled_from([0, 1, 2, 64, 200]), min_size=tables, max_size=tables)
    return (
        {unit: draw(BUDGETS) for unit in units},
        draw(st.lists(st.floats(1.0, 100.0), min_size=tables, max_size=tables)),
        {unit: draw(changes) for unit in units},
    )


@settings(max_examples=40, deadline=None)
@given(plans())
def test_every_budget_is_kept_and_one_is_spent(plan):
    budgets, shares, changes = plan
    made = calibrate_units(budgets, shares, changes)
    for unit, budget in budgets.items():
        assert made.epsilon[unit] == epsilon_spent(made.events[unit], budget.delta)
        assert made.epsilon[unit] <= budget.epsilon
        assert delta_spent(made.events[unit], budget.epsilon) <= budget.delta
    spent = [made.epsilon[unit] / budgets[unit].epsilon for unit in budgets]
    floor = min(made.sigmas) == SMALLEST_VECTOR_SIGMA
    assert floor or max(spent) > 0.998, "there is noise that nobody needs"
    assert min(made.sigmas) >= SMALLEST_VECTOR_SIGMA


@settings(max_examples=20, deadline=None)
@given(plans())
def test_precision_follows_the_shares(plan):
    budgets, shares, changes = plan
    sigmas = calibrate_units(budgets, shares, changes).sigmas
    least = min(range(len(shares)), key=shares.__getitem__)  # its noise is the largest
    for share, sigma in zip(shares, sigmas, strict=True):
        wanted = float(sigmas[least]) * (shares[least] / share) ** 0.5
        assert wanted / 2**0.17 <= max(4.0, sigma)
        assert sigma <= max(4.0, wanted * 2**0.17)
        assert Fraction(float(sigma)) == sigma


def test_a_percent_less_noise_would_break_a_promise():
    budgets = {Unit.VICTIM: Budget(4, 1e-6), Unit.PERPETRATOR: Budget(8, 1e-6)}
    changes = {Unit.VICTIM: [1, 64, 128], Unit.PERPETRATOR: [20, 10, 1]}
    made = calibrate_units(budgets, [1.0, 4.0, 2.0], changes)
    less = {
        unit: [
            VectorGaussianEvent(e.sigma * Fraction(99, 100), e.squared_sensitivity, e.count)
            for e in events
        ]
        for unit, events in made.events.items()
    }
    assert any(epsilon_spent(less[u], budgets[u].delta) > budgets[u].epsilon for u in budgets)


def test_a_second_promise_only_adds_noise():
    changes = {Unit.VICTIM: [1, 64], Unit.PERPETRATOR: [200, 100]}
    budget = Budget(4, 1e-6)
    alone = calibrate_units({Unit.VICTIM: budget}, [1, 1], {Unit.VICTIM: changes[Unit.VICTIM]})
    both = calibrate_units(dict.fromkeys(changes, budget), [1, 1], changes)
    assert all(a < b for a, b in zip(alone.sigmas, both.sigmas, strict=True))
    assert both.epsilon[Unit.VICTIM] < both.epsilon[Unit.PERPETRATOR] <= 4


def test_tables_that_a_unit_does_not_touch_are_left_out():
    made = calibrate_units(
        {Unit.VICTIM: Budget(1, 1e-6), Unit.PERPETRATOR: Budget(1, 1e-6)},
        [1.0, 1.0],
        {Unit.VICTIM: [4, 4], Unit.PERPETRATOR: [0, 0]},
    )
    assert made.events[Unit.VICTIM] == (VectorGaussianEvent(made.sigmas[0], 4, 2),)
    assert made.events[Unit.PERPETRATOR] == ()
    assert made.epsilon[Unit.PERPETRATOR] == 0


@pytest.mark.parametrize(
    ("shares", "changes"),
    [
        ([], {Unit.VICTIM: []}),
        ([0.0], {Unit.VICTIM: [1]}),
        ([1.0], {Unit.VICTIM: [1, 1]}),
        ([1.0], {Unit.VICTIM: [-1]}),
        ([1.0], {Unit.PERPETRATOR: [1]}),
        ([1.0], {}),
    ],
)
def test_plans_that_make_no_sense_are_refused(shares, changes):
    with pytest.raises(UsageError):
        calibrate_units({Unit.VICTIM: Budget(1.0, 1e-6)}, shares, changes)


def test_more_noise_than_can_be_is_said_so():
    with pytest.raises(UsageError, match="Raise epsilon"):
        calibrate_units({Unit.VICTIM: Budget(0.001, 1e-10)}, [1.0], {Unit.VICTIM: [10**8]})
