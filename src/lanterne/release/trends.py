"""What changed from cohort to cohort, and from edition to edition, with its uncertainty.

Read from published counts alone, so whoever has a release can do the same. The people of two
cohorts are others, and so is the noise of two measurements: both are independent. A perpetrator may
be in two cohorts, whose noise is independent as well. The same measurements in two editions have
the same noise, which then is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from lanterne.codebook.model import Table
from lanterne.codebook.views import compared_columns, same
from lanterne.errors import UsageError
from lanterne.privacy import years_of_cohort
from lanterne.release.cohorts import COHORT
from lanterne.release.counts_check import is_answer
from lanterne.release.difference import Interval
from lanterne.release.layout import CountsFile, release_layout
from lanterne.release.load import Release
from lanterne.release.together import read_together
from lanterne.synthesis.cohort_source import CohortSource

Answers = Sequence[tuple[str, str]]
"""Columns and values, one or two; none: people, whatever they answer."""

SHOWN = 20
"""Answers of a column that are named to whoever gives another."""

MOST = 2
"""Most answers of a cohort that are counted together."""


class Apart(StrEnum):
    """Why the number of a cohort is not compared with that of the one before."""

    OTHERWISE = "defined-otherwise"
    """A column is made otherwise from this cohort on."""
    LENGTH = "other-length"
    """It has more years, or fewer."""
    FEW = "too-few"
    """One of both is not listed: there are too few to say."""
    NOT_MEASURED = "not-measured"
    """In one of both the columns were never counted together."""


NO_CHANGE = Interval(0.0, 0.0, 0.0)
"""Of the same measurement."""


@dataclass(frozen=True)
class CohortCount:
    """How many people of a cohort give some answers.

    Attributes:
        cohort: Its name.
        stage: Which of its measurements this is.
        reported_by: Organisations that reported; none: nobody said.
        count: How many; ``None``: not listed, there are too few to say.
        measured: Whether the answers were counted together; if not, there is no count.
        before: The cohort that stands before it; empty: none does.
        change: From that one; ``None``: it is the first, or they are not compared.
        apart: Why they are not; ``None``: they are, or it is the first.
    """

    cohort: str
    stage: str
    reported_by: tuple[str, ...]
    count: Interval | None
    measured: bool
    before: str
    change: Interval | None
    apart: Apart | None


@dataclass(frozen=True)
class Revision:
    """What an earlier edition said of a cohort, and what this one says.

    Attributes:
        cohort: Its name.
        before, now: Both numbers; ``None``: not listed, there were too few to say.
        change: From the one to the other; ``None`` where one of them is not known.
        measured_before, measured_now: Whether the answers were counted together; if not, there is
            no count.
        measured_again: Whether there is another measurement behind it.
        made_alike: Whether the cases were made by the same mapping; else nothing is compared.
    """

    cohort: str
    before: Interval | None
    now: Interval | None
    change: Interval | None
    measured_before: bool
    measured_now: bool
    measured_again: bool
    made_alike: bool = True


def trend(edition: Release, answers: Answers, of: str = "") -> tuple[CohortCount, ...]:
    """How many people of each cohort give some answers, and how that changed.

    Args:
        edition: Of a series.
        answers: Up to two.
        of: The table of who is counted; empty: of linked tables, victims.

    Raises:
        UsageError: It is no edition, or has no such people or answers.
    """
    counts, stages = _counts(edition, answers, of), _stages(edition)
    columns, measured = _defined(edition, answers), _measured(edition, answers, of)
    found: list[CohortCount] = []
    for one in edition.cohorts:
        count, change, apart = counts[one.cohort], None, None
        if found:
            before = found[-1]
            apart = _apart(before, one.cohort, defined=columns.isdisjoint(one.defined_otherwise))
            if count and before.count and not apart:
                change = count.minus(before.count)
            else:
                both = one.cohort in measured and before.measured
                apart = apart or (Apart.FEW if both else Apart.NOT_MEASURED)
        said = one.cohort, stages[one.cohort], one.reported_by
        earlier = found[-1].cohort if found else ""
        there = one.cohort in measured
        found.append(CohortCount(*said, count, there, earlier, change, apart))
    return tuple(found)


def _defined(edition: Release, answers: Answers) -> set[str]:
    """Columns of the cases by which answers are defined: whether two give the same one to x, x."""
    network = edition.codebook.network
    of = {} if network is None else {same(one): one.name for one in compared_columns(network)}
    return {of.get(column, column) for column, _ in answers}


def _apart(before: CohortCount, cohort: str, *, defined: bool) -> Apart | None:
    """Why two cohorts are not compared, whatever their numbers are."""
    if not defined:
        return Apart.OTHERWISE
    return None if _length(before.cohort) == _length(cohort) else Apart.LENGTH


def _length(cohort: str) -> int | None:
    """How many years lie between its first and its last; ``None``: its name gives none."""
    years = years_of_cohort(cohort)
    return years[1] - years[0] if years else None


def revisions(
    edition: Release, earlier: Release, answers: Answers, of: str = ""
) -> tuple[Revision, ...]:
    """What an earlier edition of the same series said of the cohorts that both have.

    Args:
        edition: The later one.
        earlier: The earlier one.
        answers: Up to two.
        of: As for :func:`trend`.

    Raises:
        UsageError: One is no edition, has no such answers, or they are of two series.
    """
    measured, measured_before = _measurements(edition), _measurements(earlier)
    shared = [name for name in measured if name in measured_before]
    places = {"release": str(earlier.path), "other": str(edition.path)}
    if not shared or any(measured[name][0] != measured_before[name][0] for name in shared):
        raise UsageError("trend.other-series", **places)
    stages = [(measured_before[name][1], measured[name][1]) for name in shared]
    if ("final", "provisional") in stages:
        raise UsageError("trend.later", **places)
    now, before = _counts(edition, answers, of), _counts(earlier, answers, of)
    sources, sources_before = _sources(edition), _sources(earlier)
    there, there_before = _measured(edition, answers, of), _measured(earlier, answers, of)
    return tuple(
        _revision(
            name,
            before[name],
            now[name],
            (name in there_before, name in there),
            again=measured[name] != measured_before[name],
            alike=sources[name].made_as(sources_before[name]),
        )
        for name in shared
    )


def _revision(
    cohort: str,
    before: Interval | None,
    now: Interval | None,
    there: tuple[bool, bool],
    *,
    again: bool,
    alike: bool,
) -> Revision:
    change = None
    if before and now and again and alike:
        change = now.minus(before)
    elif before == now and not again:
        change = NO_CHANGE
    return Revision(cohort, before, now, change, *there, again, alike)


def _sources(edition: Release) -> Mapping[str, CohortSource]:
    """Cohort → where its people come from."""
    return {one.cohort: one for one in edition.cohorts}


def _stages(edition: Release) -> Mapping[str, str]:
    return {name: stage for name, (_, stage) in _measurements(edition).items()}


def _measurements(edition: Release) -> Mapping[str, tuple[str, str]]:
    """Cohort → the entry of its ledger, and the stage; together they name a measurement."""
    statement = edition.statement
    cohorts = statement.cohorts if statement else ()
    return {one.cohort: (one.ledger, one.stage) for one in cohorts}


def _counts(edition: Release, answers: Answers, of: str) -> Mapping[str, Interval | None]:
    """Cohort → the published estimate of its people with these answers."""
    if not edition.cohorts:
        raise UsageError("trend.no-edition", release=str(edition.path))
    file = _counted(edition, of)
    _check_answers(file.view, answers)
    listed = edition.counts[file.name].filter(pl.col("length") == 1 + len(answers))
    found = listed.filter(pl.col("column_1") == COHORT, *_with(answers))
    numbers = {
        str(row["value_1"]): Interval(row["estimate"], row["estimate_low"], row["estimate_high"])
        for row in found.iter_rows(named=True)
    }
    return {one.cohort: numbers.get(one.cohort) for one in edition.cohorts}


def _measured(edition: Release, answers: Answers, of: str) -> frozenset[str]:
    """Cohorts of which these answers were counted together, as far as the release says."""
    names = [one.cohort for one in edition.cohorts]
    told = read_together(edition.manifest).get(_counted(edition, of).name)
    return frozenset(name for name in names if told is None or told.has([(COHORT, name), *answers]))


def _with(answers: Answers) -> Iterator[pl.Expr]:
    """That a combination holds these answers, in whatever order."""
    for column, value in answers:
        yield pl.any_horizontal(
            (pl.col(f"column_{place}") == column) & (pl.col(f"value_{place}") == value)
            for place in range(2, 2 + MOST)
        )


def in_several(edition: Release, of: str) -> bool:
    """Whether some people may be in several cohorts: perpetrators, with the victims of each."""
    network = edition.codebook.network
    return network is not None and of == network.perpetrators.name


def _counted(edition: Release, of: str) -> CountsFile:
    """The counts of some people, or of those who are counted first."""
    files = release_layout(edition.codebook, cohorts=True).counts
    known = {file.view.name: file for file in files}
    if of and of not in known:
        raise UsageError("trend.no-people", people=of, known=tuple(known))
    return known[of] if of else files[0]


def _check_answers(table: Table, answers: Answers) -> None:
    if len(answers) > MOST or len({column for column, _ in answers}) < len(answers):
        raise UsageError("trend.too-many", most=MOST)
    for column, value in answers:
        if column == COHORT or column not in table.names:
            others = tuple(name for name in table.names if name != COHORT)
            raise UsageError("trend.no-column", column=column, columns=others)
        if not is_answer(table.column(column), value):
            own = table.column(column)
            there = tuple(code for code in own.codes if is_answer(own, code))[:SHOWN]
            raise UsageError("trend.no-answer", column=column, answers=there)
