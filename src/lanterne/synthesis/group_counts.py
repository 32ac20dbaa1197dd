"""Published counts of several groups of people that were measured apart: of all, and of each.

Counts over all groups are sums; of a group, they are its own. Its name stands first among the
answers then, so that they are of one and of two answers more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from lanterne.counting.marginals import Codes
from lanterne.synthesis.aggregates import below_parents, count_of_all, published_counts
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.items import LENGTH
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.pool import Pool


def counts_of_groups(
    measured: Mapping[str, Measurements],
    named: str,
    together: Pool,
    domain: Domain,
    codes: Sequence[Codes],
) -> pl.DataFrame:
    """Published counts of all people, and of each group, whose name then stands first.

    Args:
        measured: Name of each group → what was measured of it. Nobody is in two of them.
        named: The column that says which group it is.
        together: What was measured of all.
        domain: Of the codes.
        codes: The synthetic rows of each group.
    """
    whole = published_counts(Evidence(domain, together), np.concatenate(codes))
    sizes = count_of_all([*measured.values()], [len(rows) for rows in codes])
    names = pl.Series("value_1", [*measured])
    sizes = sizes.with_columns(pl.lit(named).alias("column_1"), names).select(whole.columns)
    parts = [whole]
    for place, ((name, one), rows) in enumerate(zip(measured.items(), codes, strict=True)):
        counts = published_counts(Evidence(domain, one), rows, LENGTH - 1)
        own = _named(counts, named, name).select(whole.columns)
        # Cut to the size of the group alone: what is known of all has the noise of all.
        parts.append(below_parents(pl.concat([sizes.slice(place, 1), own])))
    return pl.concat(parts).sort("length", maintain_order=True)


def _named(counts: pl.DataFrame, named: str, group: str) -> pl.DataFrame:
    """The counts of a group as answers beside its name: one place further on."""
    moved = {
        f"{part}_{place + 1}": f"{part}_{place}"
        for place in range(1, LENGTH)
        for part in ("column", "value")
    }
    return counts.with_columns(
        (pl.col("length") + 1).cast(counts.schema["length"]),
        pl.lit(named).alias("column_1"),
        pl.lit(group).alias("value_1"),
        *(pl.col(before).alias(after) for after, before in moved.items()),
    )
