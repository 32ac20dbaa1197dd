"""Who is counted in a release: one row per person, and the counts published of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lanterne.cases.network.views import perpetrator_rows, victim_rows
from lanterne.codebook.model import Table
from lanterne.codebook.views import perpetrator_view, victim_view
from lanterne.release.load import Release
from lanterne.release.tables import coded


@dataclass(frozen=True)
class People:
    """One kind of people in a release.

    Attributes:
        table: What is said of them. Of a network it is a view of ``lanterne.codebook.views``: what
            is known of those whom they are linked to stands in their own row.
        rows: The released rows, coded: one per person.
        counts: The published counts, with the columns of ``ProtectedTable.aggregates``; no rows
            where a k-method publishes none.
    """

    table: Table
    rows: pl.DataFrame
    counts: pl.DataFrame


def people_of(release: Release) -> tuple[People, ...]:
    """The people of a release: those of its only table, or its victims and its perpetrators."""
    network, tables = release.codebook.network, release.tables
    if network is None or tables is None:
        table = release.codebook.table
        return (People(table, coded(release.data.lazy(), table), release.aggregates),)
    folded = (
        ("victims", victim_view(network), victim_rows(tables, network)),
        ("perpetrators", perpetrator_view(network), perpetrator_rows(tables, network)),
    )
    return tuple(
        People(view, coded(rows.lazy(), view), release.counts[name]) for name, view, rows in folded
    )
