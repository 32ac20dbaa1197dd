"""Parts that are shared out by what was released before: by the numbers, and by an attacker.

One person more adds one to each table. What a table takes may depend on all tables before it, in
the worst way that anybody thought of; the promise is that of all parts together.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import numpy as np
import pytest
from auditing import ASSERTED, distinguish
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.counting import Layout, count_pairs
from lanterne.privacy import Budget, calibrate_parts, delta_spent, discrete_gaussian
from lanterne.privacy.events import SMOOTHING
from lanterne.privacy.gaussian import gaussian_delta
from lanterne.privacy.parts import PARTS
from lanterne.synthesis.measure import measure_number
from lanterne.synthesis.plan import make_plan

RUNS = 4_000
TARGET_COUNT = 1_000


@pytest.mark.parametrize("epsilon", [0.001, 0.3, 4.0, 30.0, 100.0])
@pytest.mark.parametrize("squared", [1, 9])
@pytest.mark.parametrize("selections", [0, 300])
def test_what_is_calibrated_spends_the_budget_and_no_more(epsilon, squared, selections):
    share = 0.04 if selections else 0.0
    found = calibrate_parts(Budget(epsilon, 1e-6), share, selections, squared)
    assert 0.99 * epsilon < found.epsilon <= epsilon
    assert found.parts.event in found.events
    assert found.parts.event.count == PARTS


@given(
    st.floats(0.05, 50), st.lists(st.integers(1, PARTS), min_size=1, max_size=6), st.integers(1, 9)
)
@settings(max_examples=200)
def test_tables_cost_no_more_than_the_parts_that_they_take(epsilon, taken, squared):
    """In exact fractions, by both accounts: of one Gaussian, and of zCDP."""
    parts = calibrate_parts(Budget(epsilon, 1e-6), 0.0, 0, squared).parts
    whole = parts.event.squared_mu()
    for number in taken:
        sigma = parts.scale(number)
        assert squared / (sigma**2 - SMOOTHING**2) * PARTS <= whole * number
        assert squared / sigma**2 * parts.sigma**2 <= squared * number
        # No more noise than that, but for what writing the scale down costs.
        assert squared / (sigma**2 - SMOOTHING**2) * PARTS > 0.99 * whole * number or sigma < 2.3


@pytest.mark.parametrize("wrong", [0, -1, PARTS + 1])
def test_no_table_takes_nothing_or_more_than_there_is(wrong):
    parts = calibrate_parts(Budget(1.0, 1e-6), 0.0, 0).parts
    with pytest.raises(ValueError, match="parts"):
        parts.scale(wrong)


def adaptive_delta(first, second, epsilon):
    """δ(ε) of a Gaussian of μ² = ``first`` and then one of μ² = ``second(loss)``, by quadrature.

    ``second`` sees the privacy loss of the first: the most that can help an attacker.
    """
    mu = sqrt(first)
    grid = np.linspace(-10, 10, 20_001)
    density = np.exp(-0.5 * grid**2) / sqrt(2 * np.pi)
    # Under P the first observation is N(μ, 1), with loss μx - μ²/2.
    losses = mu * (grid + mu) - first / 2
    left = [gaussian_delta_at(sqrt(second(loss)), epsilon - loss) for loss in losses]
    return float(np.trapezoid(density * np.array(left), grid))


def gaussian_delta_at(mu, epsilon):
    """Hockey-stick divergence of N(μ, 1) from N(0, 1), for ε of any sign."""
    if mu == 0:
        return max(0.0, 1 - np.exp(min(epsilon, 700)))
    if epsilon >= 0:
        return gaussian_delta(mu, epsilon)
    return 1 - np.exp(epsilon) * (1 - gaussian_delta(mu, -epsilon))


@pytest.mark.parametrize("total", [0.05, 1.0])
@pytest.mark.parametrize("epsilon", [0.1, 1.0, 3.0])
@pytest.mark.parametrize(
    "rule",
    [
        lambda loss, left: left,
        lambda loss, left: left if loss > 0 else 0.0,
        lambda loss, left: 0.0 if loss > 0 else left,
        lambda loss, left: left / (1 + np.exp(-5 * loss)),
    ],
)
def test_no_way_of_sharing_out_tells_more_than_one_gaussian(total, epsilon, rule):
    """By quadrature, without the theorem: stop when it goes well, go on when it does not."""
    for first in (0.1 * total, 0.5 * total):
        found = adaptive_delta(first, lambda loss, first=first: rule(loss, total - first), epsilon)
        assert found <= gaussian_delta(sqrt(total), epsilon) * (1 + 1e-6) + 1e-9


def test_a_second_table_that_takes_what_the_first_has_taken_is_caught_by_the_numbers():
    """The planted bug: what the first took is forgotten where the first went well."""
    found = adaptive_delta(0.5, lambda loss: 1.0 if loss > 0 else 0.0, 1.0)
    assert found > 1.1 * gaussian_delta(1.0, 1.0)


def two_tables(count, scale, rule):
    """A first table, and a second one with as many parts as a rule says; the losses together."""
    first, total = PARTS // 3, 0.0
    for taken in (first, lambda loss: rule(loss, PARTS - first)):
        number = taken(total) if callable(taken) else taken
        if number:
            sigma = scale(number)
            seen = int(discrete_gaussian(np.array([count], np.int64), sigma)[0])
            total += (seen - TARGET_COUNT - 0.5) / float(sigma) ** 2
    return total


def audit(rule, worsened=1):
    """What an attacker tells apart, of noise that is so many times too little."""
    found = calibrate_parts(Budget(2.0, 1e-6), 0.0, 0)

    def scale(taken):
        return found.parts.scale(taken) / worsened

    drawn = [
        np.array([two_tables(count, scale, rule) for _ in range(RUNS)])
        for count in (TARGET_COUNT, TARGET_COUNT + 1)
    ]
    return distinguish(*drawn), sqrt(float(found.parts.event.squared_mu())), found.events


def everything(loss, left):
    return left


def where_it_goes_well(loss, left):
    return left if loss > 0 else 0


@pytest.mark.parametrize("rule", [everything, where_it_goes_well])
def test_an_attacker_finds_no_more_than_is_charged(rule):
    """Fails by chance at most once in 10,000 runs; where all parts are taken, much is found."""
    result, claim, events = audit(rule)
    assert result.mu(ASSERTED) <= claim
    assert result.excess(cache(lambda epsilon: delta_spent(events, epsilon))) <= 0
    assert result.mu() > 0.4 * claim or rule is where_it_goes_well


def test_half_the_noise_that_the_parts_pay_for_is_caught():
    """The planted bug: what was charged is right, and what is drawn is not."""
    result, claim, events = audit(everything, worsened=2)
    assert result.mu(ASSERTED) > claim
    assert result.excess(cache(lambda epsilon: delta_spent(events, epsilon))) > 0


HERE = Layout((2, 3, 4, 2, 3))


def scale_seen(codes, plan, number_of):
    """The noise scales that a release shows: they must not tell who is in it."""
    return float(plan.scales(number_of(count_pairs([codes], HERE))).single_sigmas[0])


@pytest.fixture(scope="module")
def border():
    """People at whose number the way of sharing out changes, and the plan."""
    plan = make_plan(HERE, Budget(2.0, 1e-6))
    first = plan.scales(50).single_sigmas
    low, high = 50, 1_000_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if plan.scales(middle).single_sigmas == first else (low, middle)
    return high, plan


def test_how_noise_is_shared_out_does_not_tell_of_a_person(border):
    """Just where one person more makes another way the better one, by the noisy number."""
    people, plan = border
    codes = np.zeros((people, HERE.width), np.uint16)
    tables = codes[1:], codes

    def noisy(gram):
        return measure_number(gram, HERE, plan.number_sigma)

    drawn = [np.array([scale_seen(t, plan, noisy) for _ in range(400)]) for t in tables]
    assert distinguish(*drawn).epsilon(1e-6, ASSERTED) <= plan.epsilon
    for exact in (tables[0], tables[1]):
        assert len({scale_seen(exact, plan, noisy) for _ in range(60)}) > 1


def test_noise_that_is_shared_out_by_the_exact_number_is_caught(border):
    """The planted bug: the number is looked at and not paid for."""
    people, plan = border
    codes = np.zeros((people, HERE.width), np.uint16)

    def exact(gram):
        return int(np.diag(gram)[HERE.block(0)].sum())

    drawn = [np.array([scale_seen(t, plan, exact) for _ in range(400)]) for t in (codes[1:], codes)]
    assert distinguish(*drawn).epsilon(1e-6, ASSERTED) > plan.epsilon
