"""Households that are parts of others: everybody's is the largest that theirs is part of."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.network.records import Records
from lanterne.cases.records import ROW
from lanterne.codebook.model import Network, Reference, Table

_PLACE, _WHOLE = "\x1fplace", "\x1fwhole"


@dataclass(frozen=True)
class _Ancestry:
    """Where the way from each household to the one it is part of ends.

    Attributes:
        rows: The households, each key once.
        ends: Place of the last household on the way; on a circle the way ends somewhere on it.
        whole: Whether each household is part of no other.
    """

    rows: pl.DataFrame = field(repr=False)
    ends: npt.NDArray[np.int64] = field(repr=False)
    whole: npt.NDArray[np.bool_] = field(repr=False)


def home_of(network: Network) -> Reference | None:
    """The column of a victim's household as a reference, when households have a table."""
    household, table = network.victims.household, network.households
    if household is None or table is None:
        return None
    return Reference(household.column, table.name, required=False)


def check_circles(households: Records) -> None:
    """No household is a part of itself, be it by way of others."""
    column = _part_of(households.table)
    if column is None or not households.has(column, households.table.key):
        return
    ancestry = _ancestry(households, column)
    on_circle = np.unique(ancestry.ends[~ancestry.whole[ancestry.ends]])
    households.findings.add(
        "household-circle",
        rows=np.sort(ancestry.rows[ROW].to_numpy()[on_circle]),
        column=column,
    )


def whole_households(of_victims: pl.Series, households: Records | None) -> pl.Series:
    """The largest household that each victim's is part of; blank for who lives alone.

    Args:
        of_victims: Keys of the victims' households, blank for none.
        households: The table of households, in which none goes in a circle; ``None``: no
            household is part of another.
    """
    column = None if households is None else _part_of(households.table)
    if households is None or column is None:
        return of_victims
    ancestry, key = _ancestry(households, column), households.table.key
    assert key is not None  # the column of parts refers to it
    keys = ancestry.rows[key]
    whole = pl.DataFrame({of_victims.name: keys, _WHOLE: keys.gather(ancestry.ends)})
    joined = of_victims.to_frame().join(
        whole, on=of_victims.name, how="left", maintain_order="left"
    )
    return joined.select(pl.col(_WHOLE).fill_null("").alias(of_victims.name)).to_series()


def _part_of(table: Table) -> str | None:
    return next((each.column for each in table.references if each.table == table.name), None)


def _ancestry(households: Records, column: str) -> _Ancestry:
    """Each round doubles how far the way has been followed, so that few rounds reach its end."""
    key = households.table.key
    assert key is not None  # the column of parts refers to it
    rows = households.rows.filter(pl.col(key) != "").unique(key, keep="first", maintain_order=True)
    places = rows.select(pl.col(key).alias(column), pl.int_range(pl.len()).alias(_PLACE))
    above = rows.select(column).join(places, on=column, how="left", maintain_order="left")[_PLACE]
    ends = above.fill_null(places[_PLACE]).to_numpy()
    for _ in range(rows.height.bit_length()):
        ends = ends[ends]
    return _Ancestry(rows, ends, above.is_null().to_numpy())
