"""Protect a case file: count, charge the ledger, measure, and fit the model.

Neighbours: two case files that differ by all that is recorded of one person. The reader joins all
rows of a person into one record, so a person is one encoded row and is in one cell of each table.
Where a group is protected, such as a household: that differ by all people of one group, or by any
one of them (:mod:`lanterne.synthesis.households`). The measurements cost what
:class:`~lanterne.synthesis.plan.Plan` says; all else is post-processing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from lanterne.cases.case_records import CaseRecords
from lanterne.codebook.model import Codebook
from lanterne.errors import UsageError
from lanterne.privacy import (
    Account,
    Budget,
    Entry,
    Event,
    GroupLoss,
    PrivacyStatement,
    Protected,
    Spent,
    Unit,
    epsilon_of_group,
    privacy_statement,
)
from lanterne.privacy.events import merge, repeated
from lanterne.privacy.units import GROUPS, called, cohorts_per, people_per
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import Progress, measure, silent
from lanterne.synthesis.exact_counts import CountedPeople
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.payment import Paying, Wanted, at_once
from lanterne.synthesis.rehearsal import Rehearse, invented_table, unrehearsed

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions
    from lanterne.harmonise.partners import Partner

RECORDS_PER = "records per {person}"
"""Name of the bound that says whether rows or people were joined, in the statement."""

ONE_ROW_EACH = "each row taken to be one person; no subject id was used"
"""What the ledger notes where nothing says which rows are one person."""


@cache
def software() -> str:
    """Names and versions of what computes a promise."""
    names = ("lanterne", "opendp", "dp-accounting")
    return ", ".join(f"{name} {version(name)}" for name in names)


@dataclass(frozen=True)
class FittedTable:
    """Measurements and the model fitted to them. Protected: no case is in it.

    Attributes:
        codebook: What the columns mean.
        measurements: The noisy counts.
        model: The fitted model.
        statement: What was promised when they were measured.
        told_by: Names of the columns that said which rows are one person and who lives together,
            each empty where none did; ``None``: a file by an earlier version does not say.
        mapping: By which mapping a partner's file became cases: its name, its version and its
            SHA-256; none of them where the file held cases.
        definitions: What that mapping says of the columns; ``None``: the file held cases, or an
            earlier version did not keep it.
        joined: Digest of the decisions by which ids of a partner's file were joined; empty: none
            were.
        stage: Which stage of several this is; empty: all was measured at once.
        partners: The organisations whose cases were counted together; none: they were of one.
    """

    codebook: Codebook
    measurements: Measurements
    model: LatentClassModel
    statement: PrivacyStatement
    told_by: tuple[str, str] | None = None
    mapping: tuple[str, ...] = ()
    definitions: Definitions | None = None
    joined: str = ""
    stage: str = ""
    partners: tuple[Partner, ...] = ()


def told_by(cases: CaseRecords) -> tuple[str, str]:
    """Which columns say who is one person and who lives together; they are public."""
    return cases.subject_id or "", cases.household or ""


def fit_cases(
    cases: CaseRecords,
    budget: Budget,
    account: Account,
    progress: Progress = silent,
    unit: Unit | None = None,
    contribution_bound: int | None = None,
    rehearse: Rehearse[FittedTable] = unrehearsed,
) -> Protected[FittedTable]:
    """Measure a case file under a budget, spent at once, and fit the model to the measurements.

    Args:
        cases: The open case file.
        budget: What this may cost each person in it, or each group of them.
        account: Who pays.

    The others, and what is raised, are those of :func:`fit_paid`.
    """
    paying = at_once(budget, account)
    return fit_paid(cases, paying, progress, unit, contribution_bound, rehearse)


def fit_paid(
    cases: CaseRecords,
    paying: Paying,
    progress: Progress = silent,
    unit: Unit | None = None,
    contribution_bound: int | None = None,
    rehearse: Rehearse[FittedTable] = unrehearsed,
) -> Protected[FittedTable]:
    """Measure a case file and fit the model to the measurements.

    The file is read to its end and checked before anything is spent, and all that comes after is
    rehearsed; the spend is on the disk before any noise is drawn.

    Args:
        cases: The open case file.
        paying: How much may be measured now, and who pays.
        progress: Told how far things are.
        unit: Who is protected: a group, such as ``Unit.HOUSEHOLD``, or the person, or the row where
            no subject id says which rows are one person; ``None``: the person or the row.
        contribution_bound: Most people that count of one group, at least 1, where a group is
            protected; ``None``: as the codebook says. Public: chosen without looking at a case.
            The rows and counts that are made are of the people who count.
        rehearse: Does with an invented table what will be done with this one, before anything is
            spent.

    Raises:
        UsageError: The unit or the bound cannot be.
        InputError: The case file has problems, or the ledger has been tampered with.
        Refused: The ledger's cap would be exceeded, or a stage was measured before.
    """
    person = Unit.ROW if cases.subject_id is None else Unit.PERSON
    unit = person if unit is None else unit
    bound = _group_bound(cases, person, unit, contribution_bound)
    domain = Domain.of(cases.codebook.table, cases.encoding)
    progress("read", 0.0)
    counts = CountedPeople(cases, domain, bound)
    counts.read_through()
    progress("plan", 0.0)
    note = ONE_ROW_EACH if person == Unit.ROW else ""
    wanted = Wanted(domain.layout, domain.ranges, domain.targets, unit, bound, note)
    payment = paying(wanted)
    plan, (promise,) = payment.plan, payment.spend.promises()
    losses = _losses(cases, promise.events, unit, promise.budget.delta)

    def fitted(
        measured: tuple[Measurements, LatentClassModel], charge: Entry, spent: Spent
    ) -> Protected[FittedTable]:
        # The ledger was charged for all parts; the release lists what they became.
        drawn = merge([*plan.drawn(measured[0].sigmas), *payment.beside])
        drawn = merge(repeated(drawn, payment.cohorts))
        statement = privacy_statement(
            [replace(promise, events=drawn)],
            spent,
            charge,
            bounds=_bounds(person, unit, bound, payment.cohorts),
            software=software(),
            unpromised=losses,
            one_table=True,
        )
        return Protected(FittedTable(cases.codebook, *measured, statement, told_by(cases)))

    foreseen = payment.foresee()
    progress("rehearse", 0.0)
    rehearse(lambda: fitted(invented_table(plan, domain), *foreseen))
    charge = payment.pay()
    seed = secrets.randbits(31)
    measured = measure(counts, plan, domain, seed, progress)
    return fitted(measured, charge, payment.spent())


def _group_bound(cases: CaseRecords, person: Unit, unit: Unit, given: int | None) -> int | None:
    """People that count of one group; ``None`` where persons or rows are protected."""
    if unit.traits.group and unit.traits.one_table:
        return counted_of_group(unit, cases.codebook, cases.household, given)
    if unit != person:
        groups = tuple(called(one) for one in GROUPS if one.traits.one_table)
        who, wanted = called(person), called(unit)
        raise UsageError("bounds.no-such-unit", person=who, groups=groups, unit=wanted)
    if given is not None:
        raise UsageError("bounds.household-unprotected")
    return None


def counted_of_group(unit: Unit, codebook: Codebook, column: str | None, given: int | None) -> int:
    """How many people of one group count, as somebody chose or as the codebook says.

    Args:
        unit: The group.
        codebook: Of one table.
        column: That says who belongs together; ``None`` or empty: nothing does.
        given: As somebody chose.

    Raises:
        UsageError: Nothing says who belongs together; or nobody would count.
    """
    if not column:
        raise UsageError(f"bounds.no-column.{unit}")
    bound = _usually_counted(unit, codebook) if given is None else given
    if bound < 1:
        raise UsageError("bounds.not-whole", unit=called(unit), got=str(bound))
    return bound


def _losses(
    cases: CaseRecords, events: tuple[Event, ...], unit: Unit, delta: float
) -> tuple[GroupLoss, ...]:
    """What those can lose to whom less or nothing is promised. Of public numbers alone.

    Whoever stands in the files of several organisations, under ids that nobody joined, is as many
    people. A household to which nothing is promised, where it is known who lives together, is as
    many as the codebook says count of one.
    """
    if cases.organisations > 1:
        return tuple(
            GroupLoss(Unit.PERSON, many, epsilon_of_group(events, many, delta), delta)
            for many in dict.fromkeys((2, cases.organisations))
        )
    known = cases.household or cases.codebook.table.household
    if unit.traits.group or not known:
        return ()
    size = _usually_counted(Unit.HOUSEHOLD, cases.codebook)
    epsilon = epsilon_of_group(events, size, delta)
    return (GroupLoss(Unit.HOUSEHOLD, size, epsilon, delta),)


def _usually_counted(unit: Unit, codebook: Codebook) -> int:
    """People of one group who count where nobody chose; a codebook may say it of households."""
    household = codebook.table.household
    if unit is Unit.HOUSEHOLD and household is not None:
        return household.counted
    return unit.traits.members or 1


def _bounds(person: Unit, unit: Unit, members: int | None, cohorts: int) -> dict[str, int]:
    """What somebody can contribute at most, as the statement names it."""
    bounds = {RECORDS_PER.format(person=person): 1}
    if members is not None:
        bounds[people_per(unit)] = members
    if cohorts > 1:
        bounds[cohorts_per(unit)] = cohorts
    return bounds
