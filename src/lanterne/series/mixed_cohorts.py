"""Two cohorts in sequence, measured by different mechanisms: what both cost whoever counts in both.

Claim. Whoever counts in two cohorts loses ε at most, whichever they are and however each is
measured. Proof. For each of two cohorts it is charged that two like it cost at most ε, and that
says nothing of one beside the other, if a later version of this program plans its mechanisms
otherwise. So before a stage is begun, all mechanisms of its cohort (measured and planned) are added
to those of each other cohort that was begun, exactly, and refused where they cost more. Of two
cohorts, the stage that is begun last finds all that is ever measured in both. Promises to units of
which each is bounded by vectors alone need no look: their μ² add up, so that the mean of two
squares is no more than the larger.
"""

from __future__ import annotations

from itertools import chain

from lanterne.errors import LanterneError
from lanterne.privacy import Event, epsilon_spent
from lanterne.privacy.events import SelectionEvent, events_from_list, merge
from lanterne.privacy.stages import STAGE
from lanterne.series.plan import Cohort
from lanterne.series.series_folder import Series


def check_beside_others(series: Series, cohort: Cohort, events: tuple[Event, ...]) -> None:
    """Raise unless a cohort may stand beside any other, in sequence.

    Args:
        series: Of the cohort; its ledgers say what the others were measured by.
        cohort: A stage of it is to be begun.
        events: All its mechanisms, measured and planned, once.

    Raises:
        LanterneError: With one of the others it would cost more than was promised.
        InputError: A ledger has been tampered with.
    """
    if series.plan.in_sequence == 1:
        return
    own = merge(events)
    others = {
        merge(chain.from_iterable(events_from_list(entry.details[key]) for key in _PARTS))
        for other in series.plan.cohorts
        if other != cohort
        for entry in series.ledger(other).entries()
        if entry.kind == STAGE
    }
    for other in others - {own}:
        if not any(isinstance(one, SelectionEvent) for one in (*own, *other)):
            continue
        cost = epsilon_spent(merge([*own, *other]), series.plan.budget.delta)
        if cost > series.plan.budget.epsilon:
            unit = str(series.plan.units[0])
            stated = series.plan.budget.epsilon
            raise LanterneError("ledger.costs-more", cost=cost, stated=stated, unit=unit)


_PARTS = ("events", "beside")
