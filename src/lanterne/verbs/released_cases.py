"""The cases behind an edition of a series, each person in the cohort in which they were counted."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.verbs.cohort_ledgers import named_entries
from lanterne.verbs.requests import CheckRequest
from lanterne.verbs.settings import opening_of

if TYPE_CHECKING:
    from polars import DataFrame

    from lanterne.release import Release


def check_series(series: str | Path | None, releases: Collection[Release]) -> None:
    """Raise UsageError unless their own series is named for editions, and for nothing else."""
    from lanterne.series import load_series

    for release in releases:
        if release.cohorts and series is None:
            raise UsageError("comparison.edition", release=str(release.path))
        if series is not None and not release.cohorts:
            raise UsageError("comparison.no-edition", release=str(release.path))
    if series is None:
        return
    known = load_series(Path(series))
    there = {entry for cohort in known.plan.cohorts for entry in known.ledger(cohort).digests()}
    for release in releases:
        if not named_entries(release) <= there:
            raise UsageError("comparison.other-ledger", ledger=str(known.ledgers))


def ledger_beside_series(series: str | Path | None, ledger: str | Path | None) -> Path | None:
    """The ledger that somebody names, else the folder of those of the series, if there is one."""
    if ledger is not None or series is None:
        return None if ledger is None else Path(ledger)
    return Path(series) / "ledgers"


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

    from lanterne.cases import open_cases
    from lanterne.release.cohorts import COHORT
    from lanterne.series import load_series, people_in

    found = load_series(Path(series))
    book, subject = found.codebook, found.plan.subject_id
    asked = CheckRequest(cases, book, mapping=mapping, subject_id=subject, ignore=ignore)
    opening = opening_of(asked, book)
    named = [one.cohort for one in release.cohorts]
    parts = []
    for cohort, who in people_in(found, named).items():
        opened = open_cases(
            cases, book, subject, ignore, household="", open_as=opening.table, who=who
        )
        parts.append(opened.frame().select(pl.lit(cohort).alias(COHORT), pl.all()))
    there = [part for part in parts if part.height]
    return pl.concat(there) if there else parts[0]
