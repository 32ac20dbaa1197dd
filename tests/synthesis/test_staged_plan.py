"""Stages that are charged together keep to one budget, and cost little more than all at once."""

from __future__ import annotations

import pytest

from lanterne.codebook.encode import encode_table
from lanterne.privacy import Budget, epsilon_spent
from lanterne.privacy.events import merge
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.staged_plan import make_staged_plan
from small_codebooks import rich_book

SHARES = {"provisional": 0.25, "final": 0.75}
PEOPLE = 1_000_000
"""So many that noise is shared out alike whatever it is."""


@pytest.fixture(scope="module")
def plan_of():
    table = rich_book().table
    domain = Domain.of(table, encode_table(table))
    return lambda budget: make_plan(domain.layout, budget, None, domain.ranges, domain.targets)


@pytest.mark.parametrize(
    ("epsilon", "delta"), [(0.1, 1e-6), (1.0, 1e-5), (4.0, 1e-6), (10.0, 1e-9), (60.0, 1e-6)]
)
def test_all_stages_keep_to_the_budget_and_use_it(epsilon, delta, plan_of):
    staged = make_staged_plan(Budget(epsilon, delta), SHARES, plan_of)
    drawn = merge(event for plan in staged.plans.values() for event in plan.events)
    assert drawn == staged.events
    assert epsilon_spent(drawn, delta) == staged.epsilon <= epsilon
    assert staged.epsilon > 0.99 * epsilon
    for stage, plan in staged.plans.items():
        assert merge([*plan.events, *staged.beside(stage)]) == drawn


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 4.0])
def test_the_final_stage_has_little_more_noise_than_all_at_once(epsilon, plan_of):
    budget = Budget(epsilon, 1e-6)
    whole = scales_of(plan_of(budget))
    staged = make_staged_plan(budget, SHARES, plan_of)
    for stage, times in (("final", 1.155), ("provisional", 2.0)):
        ratios = [
            one / other for one, other in zip(scales_of(staged.plans[stage]), whole, strict=True)
        ]
        assert max(ratios) == pytest.approx(times, rel=0.02)
    assert max(scales_of(staged.plans["final"])) <= 1.2 * max(whole)


def scales_of(plan):
    """Noise of each pair of columns, in people."""
    return [float(sigma) for sigma in plan.scales(PEOPLE).pair_sigmas.values()]
