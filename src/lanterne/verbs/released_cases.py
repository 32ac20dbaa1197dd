"""The cases behind a release; of an edition, each person in the cohort where they were counted."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.files.handed import Stored, handed_or_stored
from lanterne.verbs.cohort_ledgers import named_entries
from lanterne.verbs.handed_in import check_ledger_of_report, only_files
from lanterne.verbs.linked import open_linked
from lanterne.verbs.parts import check_parts, open_cases_of
from lanterne.verbs.series_files import files_of_series
from lanterne.verbs.settings import check_keys_alone, left_out, opening_of

if TYPE_CHECKING:
    from polars import DataFrame

    from lanterne.cases.network.frames import NetworkTables
    from lanterne.codebook import Codebook
    from lanterne.counting.answered import Answered
    from lanterne.release import Release
    from lanterne.runners import Runner
    from lanterne.verbs.requests import EvaluateRequest, JudgeRequest, ReportRequest


def named_ledger(
    request: ReportRequest | JudgeRequest, releases: Collection[Release]
) -> Path | None:
    """The ledger that a request names, else the folder of those of its series; ``None``: neither.

    Args:
        request: What is asked for.
        releases: What it is asked of.

    Raises:
        UsageError: An edition comes without its series, another release with one, or a data frame
            or an object of a store without a ledger.
        InputError: A ledger of the series has been tampered with.
    """
    from lanterne.series.plan_file import load_series

    series = request.series
    for release in releases:
        if release.cohorts and series is None:
            raise UsageError("comparison.edition", release=str(release.path))
        if series is not None and not release.cohorts:
            raise UsageError("comparison.no-edition", release=str(release.path))
    named = None if request.ledger is None else Path(request.ledger)
    if series is None:
        check_ledger_of_report(handed_or_stored(request.cases), named)
        return named
    known = load_series(Path(series))
    there = {entry for cohort in known.plan.cohorts for entry in known.ledger(cohort).digests()}
    if not all(named_entries(release) <= there for release in releases):
        raise UsageError("comparison.other-ledger", ledger=str(known.ledgers))
    return named or known.ledgers


def people_of(
    request: ReportRequest | JudgeRequest, release: Release, book: Codebook, cases: Stored
) -> DataFrame:
    """The answers of the people in the cases, numbers as bins. SENSITIVE.

    Args:
        request: Says how the cases are read.
        release: Of one table; an edition where the request names a series.
        book: The codebook of the cases.
        cases: Where they are.

    Raises:
        UsageError: What was given does not go together.
        InputError: The cases have problems.
    """
    if request.series is not None:
        asked = request.series, only_files(cases), request.mapping, request.ignore
        return people_of_edition(release, *asked)
    opening = opening_of(request, book)
    # Who lives together plays no part here.
    ignored = left_out(request, book)
    check_parts(cases, book, request.duplicates)
    return open_cases_of(cases, book, (request.subject_id, ""), ignored, opening.table).frame()


def answers_of(
    request: ReportRequest,
    release: Release,
    book: Codebook,
    cases: Stored,
    runner: Runner | None,
) -> Answered:
    """As :func:`people_of`, of which none is held but those of an edition. SENSITIVE.

    Args:
        request: Says how the cases are read.
        release: Of one table; an edition where the request names a series.
        book: The codebook of the cases.
        cases: Where they are.
        runner: Who reads parts; ``None``: this process.
    """
    from lanterne.counting.answered import CaseAnswers, HeldAnswers

    if request.series is not None:
        if runner is not None:
            raise UsageError("runner.edition")
        return HeldAnswers(people_of(request, release, book, cases))
    if str(cases) == "-" and runner is None:  # it is read once
        return HeldAnswers(people_of(request, release, book, cases))
    opening, ignored = opening_of(request, book), left_out(request, book)
    check_parts(cases, book, request.duplicates, request.runner)
    said = request.subject_id, ""  # who lives together plays no part here
    return CaseAnswers(open_cases_of(cases, book, said, ignored, opening.table, runner))


def tables_of(
    request: EvaluateRequest | JudgeRequest, release: Release, book: Codebook, cases: Stored
) -> NetworkTables:
    """The linked tables of the cases, as :func:`people_of`. SENSITIVE."""
    check_keys_alone(request.subject_id)
    if request.series is not None:
        asked = request.series, only_files(cases), request.mapping, request.ignore
        return tables_of_edition(release, *asked)
    check_parts(cases, book, request.duplicates)
    ignored, opening = left_out(request, book), opening_of(request, book)
    return open_linked(cases, book, ignored, opening).tables()


def tables_of_edition(
    release: Release,
    series: str | Path,
    cases: Path,
    mapping: str | Path | None,
    ignore: Collection[str],
) -> NetworkTables:
    """The linked tables of the cohorts of an edition as they are now. SENSITIVE.

    Whoever has victims in two cohorts is a perpetrator in each, as they were counted. The
    arguments, and what is raised, are those of :func:`people_of_edition`.
    """
    from lanterne.release.cohorts import COHORT
    from lanterne.series.linked import cohorts_together
    from lanterne.series.people_in import linked_in
    from lanterne.series.plan_file import load_series

    found = load_series(Path(series))
    given = files_of_series(found, cases, mapping, ignore)
    parts = {
        cohort: given.opened(counted).tables()
        for cohort, counted in linked_in(found, [one.cohort for one in release.cohorts]).items()
    }
    network = found.codebook.network
    assert network is not None
    return cohorts_together(parts, COHORT, network)


def people_of_edition(
    release: Release,
    series: str | Path,
    cases: Path,
    mapping: str | Path | None,
    ignore: Collection[str],
) -> DataFrame:
    """The answers of all who are in the cohorts of an edition now, numbers as bins. SENSITIVE.

    Args:
        release: The edition.
        series: Folder of its series.
        cases: As they were delivered last.
        mapping: Mapping by which a partner's file becomes cases; ``None``: it holds cases.
        ignore: Columns of the file that are left out.

    Raises:
        UsageError: The edition is not of this series, or it is no series.
        InputError: The cases have problems.
    """
    import polars as pl

    from lanterne.release.cohorts import COHORT
    from lanterne.series.people_in import people_in
    from lanterne.series.plan_file import load_series

    found = load_series(Path(series))
    given = files_of_series(found, cases, mapping, ignore)
    named = [one.cohort for one in release.cohorts]
    parts: list[DataFrame] = [
        given.opened(who).frame().select(pl.lit(cohort).alias(COHORT), pl.all())
        for cohort, who in people_in(found, named, given.partners).items()
    ]
    there = [part for part in parts if part.height]
    return pl.concat(there) if there else parts[0]
