"""How the measurement of a network is paid for: all of a charge at once, or one stage of several.

*Stages.* All that is measured of a network are vectors, and μ² of vectors add up. So a stage with a
share s of what is left gets the noise of s·μ², for each unit with its own budget; who may count in
C cohorts gets a C-th of it. Nothing of this need be trusted: what all stages cost in C cohorts is
composed as it stands, and more noise is added where it is too much; and the ledger looks again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import sqrt

from lanterne.codebook.model import Codebook
from lanterne.errors import UsageError
from lanterne.privacy import Account, Budget, Entry, Event, Spend, Spent, Unit, epsilon_spent
from lanterne.privacy.events import LARGEST_SIGMA, VectorGaussianEvent, merge
from lanterne.privacy.gaussian import gaussian_epsilon, gaussian_mu
from lanterne.privacy.spending import UnitSpend
from lanterne.privacy.stage_charge import StageCharge
from lanterne.privacy.stages import (
    IN_STAGES,
    Stage,
    StageFor,
    charge_in_stages,
    in_sequence,
    noise_of_stages,
    stages_begun,
)
from lanterne.privacy.units import cohorts_per
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.plan import NetworkPlan, make_network_plan

Noise = tuple[tuple[str, Fraction], ...]
"""What was counted, by its kind, and σ of each."""

Budgets = Mapping[Unit, Budget]

MORE = 0.99
"""By so much μ is made smaller where stages would cost too much together."""


@dataclass(frozen=True)
class NetworkPayment:
    """What is measured now of a network, and how it is paid for.

    Attributes:
        plan: What is measured now.
        spend: What is charged for it, together with all that the same charge is for.
        beside: Noise of what else the charge is for: measured at another time.
        cohorts: In how many cohorts one of a unit may count, by the name of that in a statement;
            the charge is for all of them.
        foresee: What the ledger would say then; raises what paying would raise.
        pay: Writes it to the ledger. Noise is drawn after.
        spent: The sums of the ledger.
    """

    plan: NetworkPlan
    spend: Spend
    beside: Noise
    cohorts: Mapping[str, int]
    foresee: Callable[[], tuple[Entry, Spent]]
    pay: Callable[[], Entry]
    spent: Callable[[], Spent]


NetworkPaying = Callable[[Codebook, Bounds], NetworkPayment]
"""Plans what is measured within some bounds, and says how it is paid for."""


def network_at_once(budgets: Budgets, account: Account) -> NetworkPaying:
    """All that is charged is measured now.

    Args:
        budgets: Unit → what this may cost one such unit; the first is the one the plan suits.
        account: Who pays.
    """

    def paying(codebook: Codebook, bounds: Bounds) -> NetworkPayment:
        plan = make_network_plan(codebook, budgets, bounds)
        spend = _spend(account, budgets, plan.events)
        ledger = account.ledger
        foresee, pay = partial(ledger.foresee, spend), partial(ledger.charge, spend)
        return NetworkPayment(plan, spend, (), {}, foresee, pay, ledger.spent)

    return paying


def network_in_stages(
    budgets: Budgets, account: Account, shares: Mapping[str, float], stage: str
) -> NetworkPaying:
    """One stage of several, as :func:`lanterne.synthesis.payment.in_stages`.

    Args:
        budgets: Unit → what all stages may cost one such unit, in all cohorts in which it counts.
        account: Who pays; all stages have one purpose.
        shares: Stage → its share of ρ.
        stage: The one that is measured now.
    """

    def paying(codebook: Codebook, bounds: Bounds) -> NetworkPayment:
        ledger = account.ledger
        entries = ledger.entries()
        charge = charge_in_stages(entries, account.purpose)
        begun = _begun(entries, charge, list(budgets))
        left = {name: share for name, share in shares.items() if name not in begun or name == stage}
        measured = {
            unit: merge(e for some in begun.values() for e in some[unit]) for unit in budgets
        }
        plans = plan_stages(codebook, budgets, bounds, left, measured)
        others = [plan for name, plan in plans.items() if name != stage]
        beside = {
            unit: merge([*measured[unit], *(e for plan in others for e in plan.events[unit])])
            for unit in budgets
        }
        plan = plans[stage]
        everything = {
            unit: in_sequence([*plan.events[unit], *beside[unit]], unit) for unit in budgets
        }
        spend = _spend(account, budgets, everything, IN_STAGES)
        first, *also = (StageFor(plan.events[unit], beside[unit]) for unit in budgets)
        now = Stage(stage, first.events, first.beside, tuple(also), _written(plan.sigmas))
        noise = {} if charge is None else noise_of_stages(entries, charge)
        of_others = [_read(one) for one in noise.values()] + [one.sigmas for one in others]

        made = StageCharge(ledger, charge, spend, now)
        several = {cohorts_per(u): u.traits.cohorts for u in budgets if u.traits.cohorts > 1}
        sigmas = tuple(one for some in of_others for one in some)
        return NetworkPayment(plan, spend, sigmas, several, made.foresee, made.pay, ledger.spent)

    return paying


def plan_stages(
    codebook: Codebook,
    budgets: Budgets,
    bounds: Bounds,
    shares: Mapping[str, float],
    begun: Mapping[Unit, tuple[Event, ...]],
) -> Mapping[str, NetworkPlan]:
    """Calibrate the stages that are left to the budgets, beside what was begun.

    Args:
        codebook: Describes a network.
        budgets: Unit → what all stages may cost one such unit, in all its cohorts.
        bounds: Whose links count.
        shares: Stage that is left → its share of ρ.
        begun: Unit → the mechanisms of the stages that were begun.

    Raises:
        UsageError: The budgets ask for more noise than any data set could bear.
    """
    left = {unit: _left(budgets[unit], begun[unit], unit) for unit in budgets}
    whole, scale = sum(shares.values()), 1.0
    if min(left.values()) <= 0:
        raise UsageError("noise.too-much", most=LARGEST_SIGMA)
    while True:
        plans = {}
        for stage, share in shares.items():
            mus = {unit: scale * sqrt(share / whole * left[unit]) for unit in budgets}
            parts = {
                unit: Budget(gaussian_epsilon(mus[unit], budget.delta), budget.delta)
                for unit, budget in budgets.items()
            }
            plans[stage] = make_network_plan(codebook, parts, bounds)
        if all(_keeps(budgets[unit], begun[unit], unit, plans) for unit in budgets):
            return plans
        scale *= MORE


def _left(budget: Budget, begun: tuple[Event, ...], unit: Unit) -> float:
    """μ² that one cohort may still cost a unit."""
    spent = sum(event.squared_mu() for event in begun if isinstance(event, VectorGaussianEvent))
    return gaussian_mu(budget.epsilon, budget.delta) ** 2 / unit.traits.cohorts - float(spent)


def _keeps(
    budget: Budget, begun: tuple[Event, ...], unit: Unit, plans: Mapping[str, NetworkPlan]
) -> bool:
    planned = (event for plan in plans.values() for event in plan.events[unit])
    events = in_sequence([*begun, *planned], unit)
    return epsilon_spent(events, budget.delta) <= budget.epsilon


def _spend(
    account: Account, budgets: Budgets, events: Mapping[Unit, tuple[Event, ...]], note: str = ""
) -> Spend:
    (unit, budget), *others = budgets.items()
    also = tuple(UnitSpend(other, amount, events[other]) for other, amount in others)
    return account.spend(unit, budget, events[unit], note=note, also=also)


def _begun(
    entries: tuple[Entry, ...], charge: Entry | None, units: list[Unit]
) -> Mapping[str, Mapping[Unit, tuple[Event, ...]]]:
    """The stages that were begun → unit → its mechanisms."""
    if charge is None:
        return {}
    of = {unit: stages_begun(entries, charge, place) for place, unit in enumerate(units)}
    return {stage: {unit: of[unit][stage] for unit in units} for stage in of[units[0]]}


def _written(noise: Noise) -> list[list[str | int]]:
    """Noise as JSON values: kind, σ, and how many tables have it."""
    return [[kind, str(sigma), count] for (kind, sigma), count in sorted(Counter(noise).items())]


def _read(told: list[list[str | int]]) -> Noise:
    """The inverse of :func:`_written`."""
    return tuple(
        (str(kind), Fraction(sigma)) for kind, sigma, count in told for _ in range(int(count))
    )
