"""How parts are shared out: never more than there are, and by how many people there are."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.counting import Layout
from lanterne.privacy import Budget, GaussianEvent, VectorGaussianEvent, zcdp
from lanterne.privacy.events import SMALLEST_VECTOR_SIGMA
from lanterne.privacy.parts import PARTS
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.shares import share_parts

SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=9).map(tuple)
WIDE = Layout((2, 3, 4, 5, 6, 7, 2, 3, 4, 12, 20, 2))


@given(SIZES, st.floats(0.05, 20), st.floats(-50, 1e7), st.sampled_from([None, 1, 3]))
@settings(max_examples=100, deadline=None)
def test_what_is_drawn_costs_no_more_than_was_charged(sizes, epsilon, people, bound):
    """Whatever the noisy number of people is, zero and below too."""
    layout = Layout(sizes)
    plan = make_plan(layout, Budget(epsilon, 1e-6), bound)
    scales = plan.scales(people)
    sigmas = [*scales.single_sigmas, *scales.pair_sigmas.values()]
    if scales.triple_sigma:
        sigmas += [scales.triple_sigma] * plan.triples
    drawn = plan.drawn(map(float, sigmas))
    assert zcdp(drawn) <= zcdp(plan.events) * (1 + 1e-12)
    assert len(scales.single_sigmas) == layout.width
    assert set(scales.pair_sigmas) == set(combinations(range(layout.width), 2))
    if plan.number_sigma is None:
        gaussians = [event for event in drawn if isinstance(event, GaussianEvent)]
        assert drawn == plan.events
        assert sum(event.count for event in gaussians) == len(sigmas)
        assert {event.sigma for event in gaussians} == set(sigmas)
        return
    charged = next(event for event in plan.events if event == plan.noise.event)
    spent = sum(e.squared_mu() for e in drawn if isinstance(e, VectorGaussianEvent))
    assert spent <= charged.squared_mu()
    # Nothing is left lying: but for tables that could not use it, nearly all is spent.
    assert spent > 0.9 * charged.squared_mu() or min(sigmas) == SMALLEST_VECTOR_SIGMA


@pytest.mark.parametrize(
    ("sizes", "epsilon", "fixed"),
    [((2, 9), 4.0, True), ((2, 9, 5, 3), 8.0, True), ((4,) * 11, 4.0, False), ((7,), 1.0, False)],
)
def test_where_noise_is_little_it_is_fixed_and_no_number_is_bought(sizes, epsilon, fixed):
    """A scalar is exact at any noise; of a vector a part protects nobody: much, of little noise."""
    plan = make_plan(Layout(sizes), Budget(epsilon, 1e-6))
    assert (plan.number_sigma is None) == fixed
    assert (plan.scales(50) == plan.scales(1e6)) == (fixed or len(sizes) == 1)
    assert make_plan(Layout(sizes), Budget(epsilon, 1e-6), 2).number_sigma, "of households never"
    assert 0.99 * epsilon < plan.epsilon <= epsilon


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 4.0])
def test_few_people_get_no_three_way_tables_and_many_do(epsilon):
    plan = make_plan(WIDE, Budget(epsilon, 1e-6))
    assert plan.scales(100).triple_sigma == 0
    assert plan.scales(1_000_000).triple_sigma > 0


def test_the_more_people_there_are_the_less_goes_to_the_columns_alone():
    plan = make_plan(WIDE, Budget(1.0, 1e-6))
    shares = [
        sum(share_parts(WIDE, plan.noise, PARTS, (plan.triples, 0), people).singles)
        for people in (50, 500, 5_000, 50_000, 5_000_000)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 3 * shares[-1]


def test_what_is_taken_adds_up_as_it_says():
    plan = make_plan(WIDE, Budget(1.0, 1e-6))
    taken = share_parts(WIDE, plan.noise, 50_000, (plan.triples, 0), 1e6)
    by_hand = sum(taken.singles) + sum(taken.pairs.values()) + taken.of_triple * taken.triples
    assert 45_000 < by_hand == taken.total <= 50_000
