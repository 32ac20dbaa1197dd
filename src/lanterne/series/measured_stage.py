"""A stage of a cohort is read, paid for and measured: of one table, or of linked ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from lanterne.cases.network.open import CountedTables
from lanterne.cases.people import WhoAndWhere
from lanterne.codebook import Codebook
from lanterne.privacy import Account, Entry, Unit
from lanterne.privacy.events import merge
from lanterne.series.handed_in import HandedIn, Opened, OpenedLinked, read_linked, read_people
from lanterne.series.id_hashes import Hashes
from lanterne.series.linked import CountedLinked
from lanterne.series.mixed_cohorts import check_beside_others
from lanterne.series.plan import SHARES, Cohort, names
from lanterne.series.register import Register
from lanterne.series.series_folder import Series
from lanterne.synthesis.engine import Progress
from lanterne.synthesis.fitted import Fitted
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.fit import fit_network_paid, network_bounds
from lanterne.synthesis.network.payment import NetworkPayment, network_in_stages
from lanterne.synthesis.payment import Payment, Wanted, in_stages
from lanterne.synthesis.protect import fit_paid
from lanterne.synthesis.rehearsal import Rehearse


def read_all(
    series: Series, open_as: Opened | OpenedLinked, there: Register, hashes: Hashes
) -> HandedIn:
    """Who is in what is handed in; all of it was checked.

    Args:
        series: Says whether it is one table.
        open_as: Opens it.
        there: The register before this delivery.
        hashes: Of the register.

    Raises:
        InputError: The cases have problems.
        UsageError: Perpetrators are promised something, and stand in one file with victims.
    """
    network = series.codebook.network
    if network is None:
        return read_people(cast(Opened, open_as), there.as_people(hashes))
    return read_linked(cast(OpenedLinked, open_as), network, series.plan)


def who_counts(
    series: Series, register: Register, cohort: Cohort, hashes: Hashes
) -> WhoAndWhere | CountedTables:
    """Says of what is handed in what counts in a cohort."""
    people = register.who(str(cohort), hashes)
    network, units = series.codebook.network, series.plan.units
    if network is None:
        return people
    others = None
    if Unit.PERPETRATOR in units:
        others = register.groups.perpetrators_in(str(cohort), names(series.plan.cohorts))
    return CountedLinked(network, people, Unit.HOUSEHOLD in units, others, hashes)


@dataclass(frozen=True)
class StageToMeasure:
    """A stage of a cohort that is due.

    Attributes:
        series: Of the cohort.
        cohort: Which one.
        name: Of the stage.
        begun: Called once it was paid for, before any noise is drawn.
    """

    series: Series
    cohort: Cohort
    name: str
    begun: Callable[[], None]

    @property
    def account(self) -> Account:
        """Who pays."""
        whose = self.series.population(self.cohort)
        return Account(self.series.ledger(self.cohort), str(self.cohort), whose)

    def paying(self, wanted: Wanted) -> Payment:
        """Plans what is wanted of one table."""
        budget = self.series.plan.budget
        payment = in_stages(budget, self.account, SHARES, self.name)(wanted)
        events = merge([*payment.plan.events, *payment.beside])
        check_beside_others(self.series, self.cohort, events)
        return replace(payment, pay=lambda: self._paid(payment.pay))

    def paying_linked(self, codebook: Codebook, bounds: Bounds) -> NetworkPayment:
        """Plans what is measured of linked tables."""
        plan = self.series.plan
        budgets = dict.fromkeys(plan.units, plan.budget)
        payment = network_in_stages(budgets, self.account, SHARES, self.name)(codebook, bounds)
        return replace(payment, pay=lambda: self._paid(payment.pay))

    def _paid(self, pay: Callable[[], Entry]) -> Entry:
        charge = pay()
        self.begun()
        return charge


def measure_stage(
    stage: StageToMeasure,
    open_as: Opened | OpenedLinked,
    who: WhoAndWhere | CountedTables,
    rehearse: Rehearse[Any],
    progress: Progress,
) -> Fitted:
    """Measure a stage; what is raised is that of ``fit_paid`` and ``fit_network_paid``."""
    codebook, plan = stage.series.codebook, stage.series.plan
    if codebook.network is None:
        cases = cast(Opened, open_as)(cast(WhoAndWhere, who))
        unit = next(iter(plan.units), None)
        most = plan.counted.get(Unit.HOUSEHOLD)
        return fit_paid(cases, stage.paying, progress, unit, most, rehearse)
    linked = cast(OpenedLinked, open_as)(cast(CountedTables, who))
    bounds = network_bounds(codebook, plan.units, plan.counted)
    return fit_network_paid(linked, bounds, stage.paying_linked, progress, rehearse)
