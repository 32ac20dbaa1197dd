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
what :mod:`lanterne.privacy.stages` proves.

Where households are protected, two histories differ by all rows of all people of one household, or
of any one of them. They change the tables of C cohorts at most (:mod:`lanterne.series.groups`), and
these together cost what the plan allows: of each pair of cohorts the ledgers are added up before
anything is measured (:mod:`lanterne.series.mixed_cohorts`). The household of a person is that of
the register, whatever a later file says, and tables of a cohort are cut to H people of a household
by it. Linked tables have neighbours of several kinds (:mod:`lanterne.series.linked`).

Somebody who stands under two ids that nobody joined is two people: in two cohorts they pay twice,
and no ledger sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.cases.network.open import CountedTables
from lanterne.cases.people import WhoAndWhere
from lanterne.errors import UsageError
from lanterne.forms.exported import NUMBERED
from lanterne.series.handed_in import Opened, OpenedLinked
from lanterne.series.id_hashes import Hashes
from lanterne.series.measured_stage import StageToMeasure, measure_stage, read_all, who_counts
from lanterne.series.partners_there import (
    FilesOfPartnersError,
    absent_from,
    check_codes,
    check_partners,
    note_partners,
)
from lanterne.series.plan import Cohort
from lanterne.series.register import Register
from lanterne.series.register_file import load_key
from lanterne.series.reported import check_organisations, note_reported
from lanterne.series.series_folder import Series
from lanterne.synthesis.engine import Progress
from lanterne.synthesis.fitted import Fitted, as_stage, save_kept, with_title_of
from lanterne.synthesis.rehearsal import Rehearse

MOST_GONE = 0.5
"""Share of the people of the last delivery who are not in a file: beyond it ids were rewritten, or
the file is another one."""


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
        absent: Of a joint series, names of organisations that handed something in before, have not
            left, and are not in this delivery: nobody whom they know is in what was measured.
    """

    year: int
    cohort: Cohort
    measured: tuple[Measured, ...]
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handed:
    """The cases of a year, as they are handed in.

    Attributes:
        year: In which.
        open_as: Opens them: one table, or linked ones, as the codebook of the series has.
        named: Says of measurements by which mapping the cases were made, where there is one.
        may_be_gone: What stands before the ids of those of whom most people of earlier years may
            be missing, as somebody said; of one organisation alone the empty text.
        reported_by: Organisations whose cases they are; none: nothing is said of that.
        partners: Of a joint series, what stands before the ids of each organisation → its name.
    """

    year: int
    open_as: Opened | OpenedLinked
    named: Callable[[Fitted], Fitted]
    may_be_gone: Collection[str] = ()
    reported_by: tuple[str, ...] = ()
    partners: Mapping[str, str] = field(default_factory=dict)


def deliver(
    series: Series, handed: Handed, rehearse: Rehearse[Any], progress: Progress
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
            than before, most people of earlier years are missing, the register or a ledger is not
            the last one, measurements would be written over, an organisation has no name or has
            left, or somebody else changes the series.
        InputError: The cases have problems.

    Whichever of these is raised, nothing is registered or measured.
    """
    year = handed.year
    cohort = series.plan.cohort_of(year)
    check_organisations(handed.reported_by)
    with series.claimed():
        key = load_key(series.key)
        file, hashes = series.register_file(key), series.hashes(key)
        there = file.load()
        series.check_whole(there)
        check_partners(series, there, handed.partners)
        check_codes(series, handed.partners, handed.may_be_gone)
        _check_year(series, there, year)
        due = due_in(series, {*there.years, year})
        _check_room(series, due)
        registered = noted = _registered(series, there, cohort, handed, hashes)
        absent = absent_from(series, registered, handed.partners)
        note_reported(series.reported, year, handed.reported_by)
        note_partners(series, handed.partners)
        file.save(registered)
        measured = []
        for one in due:
            who = who_counts(series, registered, one.cohort, hashes)
            noted = noted.measuring(str(one.cohort), one.stage)
            begun = partial(file.save, noted)
            measured.append(_measure(series, one, handed, who, begun, rehearse, progress))
    return Delivery(year, cohort, tuple(measured), absent)


def _registered(
    series: Series, there: Register, cohort: Cohort, handed: Handed, hashes: Hashes
) -> Register:
    """The register after a delivery; every row was looked at, those of one person together."""
    found = read_all(series, handed.open_as, there, hashes)
    ids = found.ids
    after, alike = there.delivered(handed.year, str(cohort), ids, hashes)
    _check_ids(ids, alike, hashes, handed.partners)
    after = after.housed(there, found.homes, str(cohort), hashes)
    if found.perpetrators is not None:
        after = after.with_perpetrators(found.perpetrators, str(cohort), hashes)
    shares = there.missing(ids, hashes)
    gone = sorted(
        code
        for code, share in shares.items()
        if share > MOST_GONE and code not in handed.may_be_gone
    )
    if gone and handed.partners:
        raise FilesOfPartnersError("partners.most-are-gone", gone, handed.partners)
    if gone:
        raise UsageError("series.most-are-gone")
    return after


def _check_ids(
    ids: pl.Series, alike: pl.Series, hashes: Hashes, partners: Mapping[str, str]
) -> None:
    """Raise where ids of a file, or of those of some organisations, cannot tell who is who."""
    of_a_form = ids.filter(hashes.own(ids).str.starts_with(NUMBERED))
    for code, some in (("ids-of-a-form", of_a_form), ("ids-alike", alike)):
        if some.is_empty():
            continue
        if partners:
            raise FilesOfPartnersError(f"partners.{code}", {*hashes.codes(some)}, partners)
        raise UsageError(f"series.{code}", **({"count": len(some)} if code == "ids-alike" else {}))


def _check_year(series: Series, there: Register, year: int) -> None:
    """Raise unless a year may be delivered now."""
    last = there.years[-1] if there.years else 0
    if year < last:
        raise UsageError("series.year-gone", year=str(year), last=str(last))


def _check_room(series: Series, due: Iterable[Due]) -> None:
    """Raise where what is measured now could not be kept, and would be lost with its budget."""
    for one in due:
        kept = series.kept(one.cohort, one.stage)
        if kept.exists():
            raise UsageError("series.kept-already", file=str(kept))


def due_in(series: Series, years: Collection[int]) -> list[Due]:
    """What is to be measured, by the plan, the ledgers and the years in which cases were delivered.

    A cohort in whose years nothing was delivered holds nobody, and is never measured: a year that
    was left out, or mistyped, would else be published as one without people.
    """
    there = [
        one for one in series.plan.cohorts if any(one.first <= year <= one.last for year in years)
    ]
    found = ((one, series.plan.due(one, max(years), series.begun(one))) for one in there)
    return [Due(cohort, stage) for cohort, stage in found if stage is not None]


def _measure(
    series: Series,
    due: Due,
    handed: Handed,
    who: WhoAndWhere | CountedTables,
    begun: Callable[[], None],
    rehearse: Rehearse[Any],
    progress: Progress,
) -> Measured:
    """Measure a stage; that it was begun is in ledger and register before any noise is drawn."""
    ledger, kept = series.ledger(due.cohort), series.kept(due.cohort, due.stage)
    stage = StageToMeasure(series, due.cohort, due.stage, begun)
    fitted = measure_stage(stage, handed.open_as, who, rehearse, progress)
    named = handed.named(with_title_of(fitted, str(due.cohort)))
    save_kept(as_stage(named, due.stage), kept)
    return Measured(due, kept, ledger.path)
