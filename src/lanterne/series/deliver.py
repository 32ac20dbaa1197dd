"""A delivery: the cases of a year are handed in, and the cohorts that are due are measured.

Neighbours are two histories: all files ever handed in, with and without all rows of one person in
all of them. Claim: the person is in the tables of one cohort at most, each stage of which is
measured once; so all measurements together cost what that cohort's ledger was charged, and no
more. Proof. (i) The cohort of an id is fixed by the first delivery in which it stands, which rows
of others do not change; ids that were joined count in one cohort (:mod:`lanterne.series.register`).
(ii) All tables of a cohort are counted from the rows of its people alone. (iii) Which cohorts there
are, when each is due, and with how much noise it is measured, follows from the plan, the years of
the deliveries and the ledgers: public, and the same for both histories. So the measurements of all
other cohorts have the same distribution in both (parallel composition), and those of this one cost
what :mod:`lanterne.privacy.stages` proves. Somebody who stands under two ids that nobody joined is
two people: in two cohorts they pay twice, and no ledger sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from lanterne.cases import Cases
from lanterne.cases.people import Who
from lanterne.errors import UsageError
from lanterne.privacy import Account
from lanterne.series import register
from lanterne.series.plan import SHARES, Cohort, names
from lanterne.series.register import Hashes, Register
from lanterne.series.series_folder import Series
from lanterne.synthesis.engine import Progress
from lanterne.synthesis.fitted import Fitted, save_kept, with_title_of
from lanterne.synthesis.payment import in_stages
from lanterne.synthesis.protect import FittedTable, fit_paid
from lanterne.synthesis.rehearsal import Rehearse

Opened = Callable[[Who], Cases]
"""Opens the cases of the delivery, of those who count."""


@dataclass(frozen=True)
class Due:
    """A stage of a cohort that is to be measured.

    Attributes:
        cohort: Which one.
        stage: Which stage.
    """

    cohort: Cohort
    stage: str


@dataclass(frozen=True)
class Measured:
    """What was measured.

    Attributes:
        due: Which stage of which cohort.
        kept: The file of the measurements, from which a release is drawn.
        ledger: The ledger of the cohort.
    """

    due: Due
    kept: Path
    ledger: Path


@dataclass(frozen=True)
class Delivery:
    """What became of a delivery.

    Attributes:
        year: Of the delivery.
        cohort: Of those who were new.
        measured: What was measured now.
    """

    year: int
    cohort: Cohort
    measured: tuple[Measured, ...]


@dataclass(frozen=True)
class Handed:
    """The cases of a year, as they are handed in.

    Attributes:
        year: In which.
        open_as: Opens them.
        named: Says of measurements by which mapping the cases were made, where there is one.
    """

    year: int
    open_as: Opened
    named: Callable[[Fitted], Fitted]


def deliver(
    series: Series, handed: Handed, rehearse: Rehearse[FittedTable], progress: Progress
) -> Delivery:
    """Register who is new in the cases of a year, and measure the cohorts that are due.

    The file is read to its end and checked before anything is registered, and the register is on
    the disk before anything is measured. The same year may be delivered again, as after a crash:
    whoever is known stays where they are, and no stage is measured twice.

    Args:
        series: That was begun.
        handed: The cases; their year is not before that of the last delivery.
        rehearse: Does with invented measurements what will be done with real ones.
        progress: Told how far things are.

    Raises:
        UsageError: The year is before the last delivery or of no cohort, ids are written otherwise
            than before, or somebody else changes the series.
        InputError: The cases have problems. Nothing is registered or measured.
        Refused: A stage was measured before, and its measurements are lost.
    """
    year = handed.year
    cohort = series.plan.cohort_of(year)
    with series.claimed():
        key = register.load_key(series.key)
        there, hashes = register.load(series.register, key), Hashes(key)
        _check_year(series, there, year)
        there = there.delivered(year, str(cohort), _ids_of(handed.open_as), hashes)
        register.save(there, series.register, key)
        who = partial(there.who, cohorts=names(series.plan.cohorts))
        measured = [
            _measure(series, one, handed, who(str(one.cohort), hashes=hashes), rehearse, progress)
            for one in due_in(series, year)
        ]
    return Delivery(year, cohort, tuple(measured))


def _check_year(series: Series, there: Register, year: int) -> None:
    """Raise unless a year may be delivered now: by a register that is as new as the ledgers."""
    last = there.years[-1] if there.years else 0
    if last < max(map(series.measured_in, series.plan.cohorts)):
        raise UsageError("series.older-register", file=str(series.register))
    if year < last:
        raise UsageError("series.year-gone", year=str(year), last=str(last))


def due_in(series: Series, year: int) -> list[Due]:
    """What is to be measured in a year, by the plan and the ledgers."""
    found = ((one, series.plan.due(one, year, series.begun(one))) for one in series.plan.cohorts)
    return [Due(cohort, stage) for cohort, stage in found if stage is not None]


def _ids_of(open_as: Opened) -> pl.Series:
    """All ids of a delivery, in one spelling; the whole file is checked on the way."""
    seen: list[pl.Series] = []

    def note(ids: pl.Series) -> pl.Series:
        seen.append(ids)
        return ids

    for _batch in open_as(note).batches():
        pass
    return pl.concat(seen).unique() if seen else pl.Series([], dtype=pl.String)


def _measure(
    series: Series,
    due: Due,
    handed: Handed,
    who: Who,
    rehearse: Rehearse[FittedTable],
    progress: Progress,
) -> Measured:
    ledger, kept = series.ledger(due.cohort), series.kept(due.cohort, due.stage)
    account = Account(ledger, str(due.cohort), series.population(due.cohort))
    paying = in_stages(series.plan.budget, account, SHARES, due.stage)
    fitted = fit_paid(handed.open_as(who), paying, progress, rehearse=rehearse)
    save_kept(handed.named(with_title_of(fitted, str(due.cohort))), kept)
    return Measured(due, kept, ledger.path)
