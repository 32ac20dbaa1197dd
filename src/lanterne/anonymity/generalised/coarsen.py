"""People written as a generalised release would write them: an attacker knows the hierarchies."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from lanterne.codebook.model import Table
from lanterne.counting.coding import as_texts


def coarsen(people: pl.DataFrame, released: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Each answer as the narrowest one that the release holds for it; columns as texts.

    An answer that the release holds stays. One that it does not hold is lifted along the column's
    hierarchy until the release holds it, and stays where no level does: then nobody is found by it.

    Args:
        people: One row per person, in the values of the codebook.
        released: The release.
        table: Says which columns have a hierarchy.
    """
    shared = {*people.columns} & {*released.columns}
    held = {name: released[name].cast(pl.String).unique().to_list() for name in shared}
    return lift(people, lifting(held, table))


def lifting(held: Mapping[str, Collection[str]], table: Table) -> Mapping[str, Mapping[str, str]]:
    """What is written instead of answers that a release does not hold, by column.

    Args:
        held: Column → the answers that the release holds.
        table: Says which columns have a hierarchy.
    """
    found = {}
    for column in table.columns:
        if column.hierarchy is None or column.name not in held:
            continue
        there = set(held[column.name])
        absent = [code for code in column.codes if code not in there]
        lifted: dict[str, str] = {}
        for steps in range(len(column.hierarchy.levels), 0, -1):  # the narrowest has the last word
            wider = column.hierarchy.lifted(absent, steps)
            lifted |= {code: answer for code, answer in wider.items() if answer in there}
        found[column.name] = lifted
    return found


def lift(people: pl.DataFrame, lifted: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """People with wider answers, as :func:`lifting` gives them; columns as texts."""
    return as_texts(people).with_columns(
        pl.col(name).replace(wider) for name, wider in lifted.items()
    )
