"""People written as a generalised release would write them: an attacker knows the hierarchies."""

from __future__ import annotations

import polars as pl

from lanterne.codebook.model import Table


def coarsen(people: pl.DataFrame, released: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Each answer as the narrowest one that the release holds for it; columns as texts.

    An answer that the release holds stays. One that it does not hold is lifted along the column's
    hierarchy until the release holds it, and stays where no level does: then nobody is found by it.

    Args:
        people: One row per person, in the values of the codebook.
        released: The release.
        table: Says which columns have a hierarchy.
    """
    texts = people.select(pl.all().cast(pl.String).fill_null(""))
    shared, replaced = {*people.columns} & {*released.columns}, []
    for column in table.columns:
        if column.hierarchy is None or column.name not in shared:
            continue
        held = set(released[column.name].cast(pl.String).unique().to_list())
        absent = [code for code in column.codes if code not in held]
        lifted: dict[str, str] = {}
        for steps in range(len(column.hierarchy.levels), 0, -1):  # the narrowest has the last word
            wider = column.hierarchy.lifted(absent, steps)
            lifted |= {code: answer for code, answer in wider.items() if answer in held}
        replaced.append(pl.col(column.name).replace(lifted))
    return texts.with_columns(replaced)
