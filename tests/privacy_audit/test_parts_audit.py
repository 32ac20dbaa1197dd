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

from lanterne.counting import Layout, count_pairs
from lanterne.privacy import Budget, calibrate_parts, delta_spent, discrete_gaussian
from lanterne.privacy.gaussian import gaussian_delta
from lanterne.privacy.parts import PARTS
from lanterne.synthesis.measure import measure_number
from lanterne.synthesis.plan import make_plan

RUNS = 20_000
TARGET_COUNT = 1_000


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


def losses_of(count, sigma, runs):
    """What so many tables of one cell tell of one person more."""
    seen = discrete_gaussian(np.full(runs, count, np.int64), sigma)
    return (seen - TARGET_COUNT - 0.5) / float(sigma) ** 2


def two_tables(count, scale, goes_on):
    """A first table, and a second one with all other parts where a rule says so; both losses."""
    first = PARTS // 3
    total = losses_of(count, scale(first), RUNS)
    on = goes_on(total)
    total[on] += losses_of(count, scale(PARTS - first), int(on.sum()))
    return total


def audit(goes_on, worsened=1):
    """What an attacker tells apart, of noise that is so many times too little."""
    found = calibrate_parts(Budget(2.0, 1e-6))

    def scale(taken):
        return found.parts.scale(taken) / worsened

    drawn = [two_tables(count, scale, goes_on) for count in (TARGET_COUNT, TARGET_COUNT + 1)]
    return distinguish(*drawn), sqrt(float(found.parts.event.squared_mu())), found.events


def always(losses):
    return np.full(len(losses), True)


def where_it_goes_well(losses):
    return losses > 0


@pytest.mark.parametrize("rule", [always, where_it_goes_well])
def test_an_attacker_finds_no_more_than_is_charged(rule):
    """Fails by chance at most once in 10,000 runs; where all parts are taken, much is found."""
    result, claim, events = audit(rule)
    assert result.mu(ASSERTED) <= claim
    assert result.excess(cache(lambda epsilon: delta_spent(events, epsilon))) <= 0
    assert result.mu() > 0.4 * claim or rule is where_it_goes_well


def test_half_the_noise_that_the_parts_pay_for_is_caught():
    """The planted bug: what was charged is right, and what is drawn is not."""
    result, claim, events = audit(always, worsened=2)
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
