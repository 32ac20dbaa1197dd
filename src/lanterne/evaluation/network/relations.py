"""Who is linked to whom, and how: tables small enough to draw."""

from __future__ import annotations

from itertools import product

import polars as pl

from lanterne.codebook.model import Column, Network, Table
from lanterne.evaluation.network.measures import RelationCell, Relations

MOST_GROUPS = 8
"""Columns of more values make no groups to draw."""


def count_relations(
    real: pl.DataFrame, released: pl.DataFrame, network: Network
) -> tuple[Relations, ...]:
    """One table for each column of links with few values.

    Groups are those of the two columns, of victims and of perpetrators, that depend most on each
    other in the cases. Which ones these are is as sensitive as the rest.

    Args:
        real: One row per link with all columns, in the cases.
        released: The same in the release.
        network: What the columns mean.
    """
    choices = list(product(_groups(network.victims), _groups(network.perpetrators)))
    if not choices:
        return ()
    victim, perpetrator = max(choices, key=lambda pair: _dependence(real, *pair))
    return tuple(
        _relations(real, released, (victim, perpetrator, link))
        for link in network.links.columns
        if len(link.values) <= MOST_GROUPS
    )


def _groups(table: Table) -> list[Column]:
    return [
        column
        for column in table.columns
        if not column.traits.several and 2 <= len(column.values) <= MOST_GROUPS
    ]


def _dependence(real: pl.DataFrame, one: Column, other: Column) -> float:
    """Total variation between the table of two columns and that of independent ones, 0 to 1."""
    known = real.filter(pl.col(c.name).is_in(c.codes) for c in (one, other))
    counts = known.group_by(one.name, other.name).len().sort(one.name, other.name)
    table = counts.pivot(on=other.name, index=one.name, values="len").drop(one.name).fill_null(0)
    cells = table.to_numpy().astype(float) / max(known.height, 1)
    independent = cells.sum(axis=1, keepdims=True) * cells.sum(axis=0, keepdims=True)
    return float(abs(cells - independent).sum() / 2)


def _relations(
    real: pl.DataFrame, released: pl.DataFrame, columns: tuple[Column, Column, Column]
) -> Relations:
    in_real, in_released = _counts(real, columns), _counts(released, columns)
    victim, perpetrator, link = columns
    return Relations(
        victim_column=victim.name,
        perpetrator_column=perpetrator.name,
        link_column=link.name,
        cells=tuple(
            RelationCell(*cell, in_real.get(cell, 0), in_released.get(cell, 0))
            for cell in product(victim.codes, perpetrator.codes, link.codes)
            if cell in in_real or cell in in_released
        ),
    )


def _counts(
    joined: pl.DataFrame, columns: tuple[Column, Column, Column]
) -> dict[tuple[str, str, str], int]:
    """Links by three answers; once for each member of a set."""
    link = columns[2]
    rows = joined.select(column.name for column in columns)
    if link.traits.several:
        rows = rows.with_columns(pl.col(link.name).str.split(link.separator)).explode(link.name)
    return {(v, p, k): count for v, p, k, count in rows.group_by(rows.columns).len().iter_rows()}
