"""Linked tables with row numbers in the place of keys: the form in which links are measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import Network, Table

Numbers = npt.NDArray[np.int64]

_ROW = "\x1frow"


@dataclass(frozen=True)
class NetworkRows:
    """Victims, perpetrators with at least one victim, and links; texts, without keys.

    Attributes:
        victims: Columns of victims, one row each.
        perpetrators: Columns of perpetrators, one row each.
        links: Columns of links, one row each.
        victim: Row of ``victims`` of each link.
        perpetrator: Row of ``perpetrators`` of each link; each occurs at least once.
        many_victims: Number of victims, also where they have no columns.
        alone: Number of perpetrators without a victim, who are left out.
    """

    victims: pl.DataFrame
    perpetrators: pl.DataFrame
    links: pl.DataFrame
    victim: Numbers
    perpetrator: Numbers
    many_victims: int
    alone: int = 0

    @property
    def many_perpetrators(self) -> int:
        """Number of perpetrators with at least one victim."""
        return int(self.perpetrator.max()) + 1 if len(self.perpetrator) else 0

    def joined(self) -> pl.DataFrame:
        """One row per link with all columns of its victim, of itself and of its perpetrator."""
        victims = take(self.victims, self.victim)
        perpetrators = take(self.perpetrators, self.perpetrator)
        frames = [one for one in (victims, self.links, perpetrators) if one.width]
        return pl.concat(frames, how="horizontal")

    def tables(self, network: Network) -> NetworkTables:
        """The same with row numbers as keys, in the form in which tables are read."""
        victim, perpetrator = network.of_victim.column, network.of_perpetrator.column
        return NetworkTables(
            _with_keys(self.victims, {str(network.victims.key): np.arange(self.many_victims)}),
            _with_keys(
                self.perpetrators,
                {str(network.perpetrators.key): np.arange(self.many_perpetrators)},
            ),
            _with_keys(self.links, {victim: self.victim, perpetrator: self.perpetrator}),
        )


def network_rows(tables: NetworkTables, network: Network) -> NetworkRows:
    """Number the rows of tables; perpetrators without a victim are left out.

    A key without a row stands for a person of whom nothing is recorded.
    """
    victims, victim = _people(
        tables.victims, network.victims, tables.links[network.of_victim.column]
    )
    everyone, of_all = _people(
        tables.perpetrators, network.perpetrators, tables.links[network.of_perpetrator.column]
    )
    linked, perpetrator = np.unique(of_all, return_inverse=True)
    return NetworkRows(
        victims=victims.select(network.victims.names),
        perpetrators=take(everyone.select(network.perpetrators.names), linked),
        links=tables.links.select(_texts(network.links.names)),
        victim=victim,
        perpetrator=perpetrator.astype(np.int64),
        many_victims=victims.height,
        alone=everyone.height - len(linked),
    )


def take(frame: pl.DataFrame, rows: Numbers) -> pl.DataFrame:
    """Some rows of a frame, which may have no columns."""
    return frame[rows] if frame.width else frame


def _people(frame: pl.DataFrame, table: Table, keys: pl.Series) -> tuple[pl.DataFrame, Numbers]:
    """Everybody with a row or a link, and the row of each link's key among them."""
    key = str(table.key)
    described = frame.select(_texts((key, *table.names)))
    wanted = keys.cast(pl.String).alias(key).to_frame()
    others = wanted.join(described, on=key, how="anti").unique(maintain_order=True)
    people = pl.concat([described, others], how="diagonal").with_columns(pl.all().fill_null(""))
    numbered = people.select(key).with_row_index(_ROW)
    rows = wanted.join(numbered, on=key, how="left", maintain_order="left")[_ROW]
    return people, rows.cast(pl.Int64).to_numpy()


def _texts(names: tuple[str, ...]) -> list[pl.Expr]:
    return [pl.col(name).cast(pl.String).fill_null("") for name in names]


def _with_keys(frame: pl.DataFrame, keys: dict[str, Numbers]) -> pl.DataFrame:
    named = pl.DataFrame({name: rows.astype(str) for name, rows in keys.items()})
    named = named.select(pl.all().cast(pl.String))
    return pl.concat([named, frame], how="horizontal") if frame.width else named
