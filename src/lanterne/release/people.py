"""Who is counted in a release: one row per person, and the counts published of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lanterne.cases.network.views import perpetrator_rows, victim_rows
from lanterne.codebook.model import Table
from lanterne.codebook.views import perpetrator_view, victim_view
from lanterne.release.contents import network_tables
from lanterne.release.layout import COUNTS
from lanterne.release.load import Release, rows_on_disk, scan_rows
from lanterne.release.tables import binned, coded
from lanterne.release.together import read_together
from lanterne.synthesis.together import Together


@dataclass(frozen=True, eq=False)  # equal only to itself, so that what follows from it can be kept
class People:
    """One kind of people in a release.

    Attributes:
        table: What is said of them. Of a network it is a view of ``lanterne.codebook.views``: what
            is known of those whom they are linked to stands in their own row.
        rows: The released rows, coded: one per person, a number as its bin.
        counts: The published counts, with the columns of ``ProtectedTable.aggregates``; no rows
            where a k-method publishes none.
        together: Which columns were measured together; ``None``: an earlier release does not say.
    """

    table: Table
    rows: pl.DataFrame
    counts: pl.DataFrame
    together: Together | None = None


def people_of(release: Release) -> tuple[People, ...]:
    """The people of a release: those of its only table, or its victims and its perpetrators.

    Rows that were not loaded are read from its folder, coded as they come.
    """
    network, together = release.codebook.network, read_together(release.manifest)
    if network is None:
        table = release.codebook.table
        texts = release.data.lazy() if release.rows else scan_rows(release.path, table.name)
        known = binned(coded(texts, table), table)
        return (People(table, known, release.aggregates, together.get(COUNTS)),)
    parts = (network.victims, network.perpetrators, network.links)
    rows = release.rows or {part.name: rows_on_disk(release.path, part.name) for part in parts}
    tables = network_tables(network, rows)
    folded = (
        (victim_view(network), victim_rows(tables, network)),
        (perpetrator_view(network), perpetrator_rows(tables, network)),
    )
    return tuple(
        People(view, coded(rows.lazy(), view), release.counts[view.name], together.get(view.name))
        for view, rows in folded
    )
