"""What a manifest says of which columns were measured together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from lanterne.codebook.model import Table
from lanterne.errors import Place, Problem
from lanterne.release.folder import MANIFEST
from lanterne.release.layout import Layout
from lanterne.release.manifest_values import each_by_name
from lanterne.synthesis.together import Together


def together_summary(together: Mapping[str, Together]) -> dict[str, Any]:
    """Which columns were measured together, by the file of counts, as the manifest says it."""
    said = {name: one.to_dict() for name, one in together.items()}
    return {"measured_together": said} if said else {}


def read_together(manifest: Mapping[str, Any]) -> Mapping[str, Together]:
    """File of counts → which columns were measured together; earlier releases say nothing.

    Raises:
        ValueError: What it says cannot be so.
    """
    return each_by_name(manifest, "measured_together", Together.from_dict)


def together_problems(
    manifest: Mapping[str, Any], layout: Layout, counts: Mapping[str, pl.DataFrame]
) -> Iterator[Problem]:
    """Where the manifest says so of what is not counted, or not of what is.

    Args:
        manifest: The manifest.
        layout: Says what is counted.
        counts: File of counts → the counts; those that could not be read are left out.
    """
    try:
        told = read_together(manifest)
    except ValueError:
        yield Problem("manifest.measured-together", place=Place(MANIFEST))
        return
    views = {file.name: file.view for file in layout.counts}
    for name, one in told.items():
        if name not in views or not _are_of(one, views[name]):
            yield Problem("manifest.measured-together", place=Place(MANIFEST))
        elif name in counts and not _counted(counts[name]) <= one.columns:
            yield Problem("manifest.not-measured-together", place=Place(MANIFEST))


def _are_of(together: Together, table: Table) -> bool:
    """Whether all parts are columns of a table, or answers to them."""
    known = {column.name: column for column in table.columns}
    parts = {part for some in together.sets for part in some}
    return all(
        name in known and (not answer or answer in known[name].codes) for name, answer in parts
    )


def _counted(counts: pl.DataFrame) -> set[frozenset[str]]:
    """The columns of each combination that is listed."""
    places = [name for name in counts.columns if name.startswith("column_")]
    several = counts.filter(pl.col("length") > 1).select(places).unique()
    return {frozenset(filter(None, names)) for names in several.iter_rows()}
