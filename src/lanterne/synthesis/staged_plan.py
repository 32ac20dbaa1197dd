"""A plan that is carried out in stages, at different times, under one budget.

A cohort of people is measured twice: soon, and once more when its records have settled. Both are
planned and charged together, so that they cost what one exact composition of them costs, and not
the sum of two budgets: with ¼ and ¾ of ρ the second has 1.15 times the noise of all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from lanterne.privacy import Budget, Event, epsilon_spent
from lanterne.privacy.calibration import least_noise
from lanterne.privacy.events import merge, repeated
from lanterne.privacy.gaussian import gaussian_epsilon
from lanterne.synthesis.plan import Plan

PlanOf = Callable[[Budget], Plan]
"""Calibrates what is measured in one stage to its own budget."""


@dataclass(frozen=True)
class StagedPlan:
    """What the stages measure that are left, planned together.

    Attributes:
        plans: Stage → its plan.
        begun: The mechanisms of the stages that were begun before.
        events: All of them, once, as the accountant sees them.
        epsilon: What they spend at the budget's δ, in as many cohorts as one of the protected may
            count in; at most the budget's ε.
    """

    plans: Mapping[str, Plan]
    begun: tuple[Event, ...]
    events: tuple[Event, ...]
    epsilon: float

    def beside(self, stage: str) -> tuple[Event, ...]:
        """What the other stages measure, or have measured."""
        others = (plan for name, plan in self.plans.items() if name != stage)
        return merge([*self.begun, *(event for plan in others for event in plan.events)])


def make_staged_plan(
    budget: Budget,
    shares: Mapping[str, float],
    plan_of: PlanOf,
    begun: tuple[Event, ...] = (),
    cohorts: int = 1,
) -> StagedPlan:
    """Calibrate the stages that are left, together and beside those that were begun, to a budget.

    The mechanisms of a plan are nearly a Gaussian of some μ, and those of a stage with a share s
    of ρ one of √s·μ. The search for μ need not be trusted: what it gives is composed exactly with
    what was measured by whichever version, as it stands, and verified.

    Args:
        budget: What all stages may spend together.
        shares: Stage that is left → its share of ρ, each above 0; all stages' shares are 1.
        plan_of: Makes the plan of a stage. From public numbers alone.
        begun: The mechanisms of the stages that were begun.
        cohorts: How many times over all of it must keep to the budget: whoever is protected may
            count in so many data sets that are measured alike.

    Raises:
        UsageError: The budget asks for more noise than any data set could bear.
    """

    def part(share: float, scale: float) -> Budget:
        mu = sqrt(share / cohorts) / scale
        return Budget(gaussian_epsilon(mu, budget.delta), budget.delta)

    def at(scale: float) -> StagedPlan:
        plans = {stage: plan_of(part(share, scale)) for stage, share in shares.items()}
        events = merge([*begun, *(event for plan in plans.values() for event in plan.events)])
        cost = epsilon_spent(merge(repeated(events, cohorts)), budget.delta)
        return StagedPlan(plans, begun, events, cost)

    return least_noise(at, budget, 1.0)
