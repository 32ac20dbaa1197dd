"""A plan that is carried out in stages, at different times, under one budget.

A cohort of people is measured twice: soon, and once more when its records have settled. Both are
planned and charged together, so that they cost what one exact composition of them costs, and not
the sum of two budgets: with ¼ and ¾ of ρ the second has 1.15 times the noise of all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from lanterne.privacy import Budget, Event, epsilon_spent
from lanterne.privacy.calibration import least_noise
from lanterne.privacy.events import merge
from lanterne.privacy.gaussian import gaussian_epsilon
from lanterne.synthesis.plan import Plan

PlanOf = Callable[[Budget], Plan]
"""Calibrates what is measured in one stage to its own budget."""


@dataclass(frozen=True)
class StagedPlan:
    """What all stages measure, charged before the first of them.

    Attributes:
        plans: Stage → its plan.
        events: All of them, as the accountant sees them.
        epsilon: What they spend at the budget's δ; at most the budget's ε.
    """

    plans: Mapping[str, Plan]
    events: tuple[Event, ...]
    epsilon: float

    def beside(self, stage: str) -> tuple[Event, ...]:
        """What the other stages measure."""
        return merge(
            event for name, plan in self.plans.items() if name != stage for event in plan.events
        )


def make_staged_plan(budget: Budget, shares: Mapping[str, float], plan_of: PlanOf) -> StagedPlan:
    """Calibrate all stages together to a budget.

    The mechanisms of a plan are nearly a Gaussian of some μ, and those of a stage with a share s
    of ρ one of √s·μ. The search for μ need not be trusted: what it gives is composed exactly, as
    it stands, and verified.

    Args:
        budget: What all stages may spend together.
        shares: Stage → its share of ρ, each above 0, together 1.
        plan_of: Makes the plan of a stage. From public numbers alone.

    Raises:
        UsageError: The budget asks for more noise than any data set could bear.
    """

    def at(scale: float) -> StagedPlan:
        plans = {stage: plan_of(_part(budget, share, scale)) for stage, share in shares.items()}
        events = merge(event for plan in plans.values() for event in plan.events)
        return StagedPlan(plans, events, epsilon_spent(events, budget.delta))

    return least_noise(at, budget, 1.0)


def plan_of_stage(
    budget: Budget, share: float, plan_of: PlanOf, begun: Sequence[Event]
) -> StagedPlan:
    """The plan of a later stage, beside what earlier ones measured by whichever version.

    Args:
        budget: What all stages may spend together.
        share: Of this stage, in ρ: where the search begins.
        plan_of: Makes its plan.
        begun: The mechanisms of the stages that were begun.

    Returns:
        One stage, ``""``, whose ``events`` are those of the stages that were begun too.
    """

    def at(scale: float) -> StagedPlan:
        plan = plan_of(_part(budget, share, scale))
        events = merge([*plan.events, *begun])
        return StagedPlan({"": plan}, events, epsilon_spent(events, budget.delta))

    return least_noise(at, budget, 1.0)


def _part(budget: Budget, share: float, scale: float) -> Budget:
    return Budget(gaussian_epsilon(sqrt(share) / scale, budget.delta), budget.delta)
