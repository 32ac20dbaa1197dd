"""What an edition of a series says of its cohorts, and whether that can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from lanterne.errors import Place, Problem
from lanterne.release.folder import MANIFEST
from lanterne.release.layout import Layout
from lanterne.release.statement_fields import FILE, records
from lanterne.synthesis.cohort_source import CohortSource

COHORT = "cohort"
"""Name of the column by which an edition says in which cohort somebody is."""

_PLACES = ("column", "value")


def counts_of_cohort(counts: pl.DataFrame, cohort: str) -> pl.DataFrame:
    """The published counts of the people of a cohort, as if they were a release of their own.

    Args:
        counts: Of an edition, where a cohort is the first answer.
        cohort: Its name.

    Returns:
        The counts of one and two answers, and that of all people, of no answer.
    """
    own = counts.filter((pl.col("column_1") == COHORT) & (pl.col("value_1") == cohort))
    places = sum(name.startswith("column_") for name in counts.columns)
    moved = [
        pl.col(f"{part}_{place + 1}").alias(f"{part}_{place}")
        for place in range(1, places)
        for part in _PLACES
    ]
    last = [pl.lit("").alias(f"{part}_{places}") for part in _PLACES]
    return own.with_columns(pl.col("length") - 1, *moved, *last)


def cohorts_summary(cohorts: Sequence[CohortSource]) -> dict[str, Any]:
    """Where the people of each cohort come from, as the manifest says it."""
    return {"cohorts": [one.to_dict() for one in cohorts]} if cohorts else {}


def read_cohorts(manifest: Mapping[str, Any]) -> tuple[CohortSource, ...]:
    """What a manifest says of where people come from; none: it is no edition of a series.

    Raises:
        ValueError: What it says cannot be so.
    """
    said = records(manifest.get("cohorts", []))
    if said is None:
        raise ValueError("cohorts must be a list")
    return tuple(CohortSource.from_dict(one) for one in said)


def cohorts_problems(
    layout: Layout, statement: Mapping[str, Any], manifest: Mapping[str, Any]
) -> Iterator[Problem]:
    """Where statement or manifest name other cohorts than the rows can have.

    Args:
        layout: Of the release.
        statement: The privacy statement, which is in order.
        manifest: The manifest.
    """
    try:
        sources = read_cohorts(manifest)
    except ValueError:
        yield Problem("manifest.cohorts", place=Place(MANIFEST))
        return
    listed = tuple(one.cohort for one in sources)
    known = {column.name for column in layout.codebook.columns} - {COHORT}
    if not known.issuperset(name for one in sources for name in one.defined_otherwise):
        yield Problem("manifest.cohorts", place=Place(MANIFEST))
    named = tuple(one["cohort"] for one in statement.get("cohorts", ()))
    columns = [column for column in layout.codebook.columns if column.name == COHORT]
    if named and named != (columns[0].codes if columns else ()):
        yield Problem("privacy.other-cohorts", place=Place(FILE))
    if listed != named:
        yield Problem("manifest.cohorts", place=Place(MANIFEST))
