"""How a measurement is paid for: all of a charge at once, or one stage of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from lanterne.counting import Layout
from lanterne.privacy import Account, Budget, Entry, Event, Spend, Spent, Unit
from lanterne.privacy.events import merge
from lanterne.privacy.stage_charge import StageCharge
from lanterne.privacy.stages import IN_STAGES, Stage, charge_in_stages, in_sequence, stages_begun
from lanterne.synthesis.number_ranges import NumberRanges
from lanterne.synthesis.plan import Plan, make_plan
from lanterne.synthesis.staged_plan import make_staged_plan


@dataclass(frozen=True)
class Wanted:
    """What is to be measured, from public facts alone.

    Attributes:
        layout: Sizes of the columns.
        ranges: Of each column of numbers, what may be measured within its bins.
        targets: Columns that users will model, by position.
        unit: Who is protected.
        bound: People that count of one group; ``None``: persons or rows are protected.
        note: What the ledger is to say besides.
    """

    layout: Layout
    ranges: tuple[NumberRanges, ...]
    targets: tuple[int, ...]
    unit: Unit
    bound: int | None
    note: str

    def plan(self, budget: Budget) -> Plan:
        """The plan that spends a budget."""
        return make_plan(self.layout, budget, self.bound, self.ranges, self.targets)


@dataclass(frozen=True)
class Payment:
    """What is measured now, and how it is paid for.

    Attributes:
        plan: What is measured now.
        spend: What is charged for it, together with all that the same charge is for.
        beside: What else the charge is for: measured at another time.
        cohorts: In how many cohorts, all measured like this one, somebody who is protected may
            count: the charge is for all of them.
        foresee: What the ledger would say then, as :meth:`lanterne.privacy.Ledger.foresee`; raises
            what paying would raise.
        pay: Writes it to the ledger. Noise is drawn after.
        spent: The sums of the ledger.
    """

    plan: Plan
    spend: Spend
    beside: tuple[Event, ...]
    foresee: Callable[[], tuple[Entry, Spent]]
    pay: Callable[[], Entry]
    spent: Callable[[], Spent]
    cohorts: int = 1


Paying = Callable[[Wanted], Payment]
"""Plans what is wanted, and says how it is paid for."""


def at_once(budget: Budget, account: Account) -> Paying:
    """All that is charged is measured now.

    Args:
        budget: What it may cost each person, or each group of them.
        account: Who pays.
    """

    def paying(wanted: Wanted) -> Payment:
        plan = wanted.plan(budget)
        spend = account.spend(wanted.unit, budget, plan.events, note=wanted.note)
        ledger = account.ledger
        foresee, pay = partial(ledger.foresee, spend), partial(ledger.charge, spend)
        return Payment(plan, spend, (), foresee, pay, ledger.spent)

    return paying


def in_stages(budget: Budget, account: Account, shares: Mapping[str, float], stage: str) -> Paying:
    """One stage of several, which are charged together when the first of them is measured.

    The ledger tells whether that was: the same charge is not made twice. A later stage is planned
    when it is measured, beside the mechanisms that the ledger names for those that were begun. What
    is charged to a household is what all its cohorts cost it in sequence.

    Args:
        budget: What all stages may cost each person together.
        account: Who pays; all stages have one purpose.
        shares: Stage → its share of ρ.
        stage: The one that is measured now.
    """

    def paying(wanted: Wanted) -> Payment:
        ledger = account.ledger
        entries = ledger.entries()
        charge = charge_in_stages(entries, account.purpose)
        begun = {} if charge is None else stages_begun(entries, charge)
        left = {name: share for name, share in shares.items() if name not in begun or name == stage}
        measured = merge(event for some in begun.values() for event in some)
        cohorts = wanted.unit.traits.cohorts
        staged = make_staged_plan(budget, left, wanted.plan, measured, cohorts)
        now = Stage(stage, staged.plans[stage].events, staged.beside(stage))
        events = in_sequence(staged.events, wanted.unit)
        spend = account.spend(wanted.unit, budget, events, note=IN_STAGES)
        made = StageCharge(ledger, charge, spend, now)
        plan = staged.plans[stage]
        return Payment(plan, spend, now.beside, made.foresee, made.pay, ledger.spent, cohorts)

    return paying
