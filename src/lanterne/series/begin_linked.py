"""What a series of linked tables may promise, and to whom: checked before anything is written."""

from __future__ import annotations

from lanterne.codebook import Codebook
from lanterne.errors import UsageError
from lanterne.privacy import Unit
from lanterne.series.plan import SHARES, SeriesPlan
from lanterne.synthesis.network.fit import network_bounds
from lanterne.synthesis.network.payment import plan_stages
from lanterne.synthesis.network.plan import network_of


def check_linked(plan: SeriesPlan, codebook: Codebook) -> None:
    """Raise UsageError unless a series can promise something to its units together.

    - Victims and their households at once: a promise to households is one to each of their people
      already, and one to a victim alone, of one cohort, could not be kept: whoever leaves may let
      another cohort of the household in.
    - Perpetrators alone: the ledgers of a series have a cap, and nothing would be promised to the
      people whose cases these are.
    - Links to victims who have no row: in which cohort such a victim is would depend on the rows of
      perpetrators.
    - Perpetrators who may have no row of their own, or have one only with a link: in which cohorts
      they count would depend on the rows of victims.

    Both stages are planned, as they will be: a budget that is too small for it is refused now.
    """
    units, network = {*plan.units}, network_of(codebook)
    reference = network.of_perpetrator
    if {Unit.VICTIM, Unit.HOUSEHOLD} <= units:
        raise UsageError("series.victims-and-households")
    bounds = network_bounds(codebook, plan.units, plan.counted)
    if not units & {Unit.VICTIM, Unit.HOUSEHOLD}:
        raise UsageError("series.victims-unprotected")
    if network.of_victim.dangling:
        raise UsageError("series.victims-by-links", table=network.victims.name)
    if Unit.PERPETRATOR in units and (reference.dangling or reference.every):
        raise UsageError("series.perpetrators-by-links", table=reference.table)
    budgets = dict.fromkeys(plan.units, plan.budget)
    try:
        plan_stages(codebook, budgets, bounds, SHARES, dict.fromkeys(plan.units, ()))
    except UsageError:
        raise UsageError("series.budget-too-small", epsilon=plan.budget.epsilon) from None
