"""How far columns of one table are from saying of columns of another what the cases say."""

from __future__ import annotations

from math import prod

import numpy as np

from lanterne.evaluation.codes import CodedTables
from lanterne.evaluation.measures import SetMeasures, measure_set, pool
from lanterne.evaluation.network.measures import LINKS, PERPETRATORS, VICTIMS, CrossMeasures
from lanterne.evaluation.network.rows import NetworkRows

ACROSS = (
    (VICTIMS, PERPETRATORS),
    (VICTIMS, LINKS),
    (PERPETRATORS, LINKS),
    (VICTIMS, LINKS, PERPETRATORS),
)
"""The tables that are looked at together."""

MOST_TRIPLES = 300
"""Most column triples measured; a sample with a fixed seed when there are more."""


def measure_cross(
    real: NetworkRows, released: NetworkRows, missing: dict[str, frozenset[str]], seed: int
) -> tuple[CrossMeasures, ...]:
    """Distances across tables, one entry for each of ``ACROSS`` whose tables have columns.

    Both are counted on one row per link, so that a victim counts once for each perpetrator. Pairs
    of columns are always complete; of triples there is a sample where they are too many.

    Args:
        real: The cases.
        released: What is compared with them; only its columns are looked at.
        missing: Column → texts that say nothing.
        seed: Of the sample of triples.
    """
    joined = released.joined()
    coded = CodedTables.of(real.joined().select(joined.columns), joined, missing)
    places = {
        table: [coded.header.index(name) for name in frame.columns]
        for table, frame in (
            (VICTIMS, released.victims),
            (PERPETRATORS, released.perpetrators),
            (LINKS, released.links),
        )
    }
    found = []
    for tables in ACROSS:
        sizes = tuple(len(places[table]) for table in tables)
        if not prod(sizes):
            continue
        chosen = _chosen(sizes, seed)
        sets = tuple(
            _measure(coded, tuple(places[t][i] for t, i in zip(tables, ranks, strict=True)))
            for ranks in chosen
        )
        found.append(CrossMeasures(tables, pool(len(tables), prod(sizes), sets), sets))
    return tuple(found)


def _chosen(sizes: tuple[int, ...], seed: int) -> list[tuple[int, ...]]:
    """All choices of one column of each table, or a sample of them."""
    possible = prod(sizes)
    ranks = np.arange(possible)
    if len(sizes) > 2 and possible > MOST_TRIPLES:
        random = np.random.default_rng([seed, *sizes])
        ranks = np.sort(random.choice(possible, MOST_TRIPLES, replace=False))
    return list(zip(*(one.tolist() for one in np.unravel_index(ranks, sizes)), strict=True))


def _measure(coded: CodedTables, columns: tuple[int, ...]) -> SetMeasures:
    names = tuple(coded.header[column] for column in columns)
    return measure_set(names, coded.cells(columns), coded.rows_real, coded.rows_released)
