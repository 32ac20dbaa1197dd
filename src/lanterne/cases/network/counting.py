"""What is asked of linked tables that are open, wherever they lie, and what is counted of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import Codebook
from lanterne.files.handed import Stored

NetworkCounts = Mapping[str, npt.NDArray[np.int64]]
"""Exact counts of a network by their names, in integers; sensitive."""


class NetworkCounting(Protocol):
    """What is counted of a network: at once, or of parts of it, each with all that it needs.

    Counts of parts add up. Where others do the reading it is pickled.
    """

    @property
    def cuts_households(self) -> bool:
        """Whether some members of large households are left out."""

    def of_tables(self, tables: NetworkTables) -> NetworkCounts:
        """All counts of a whole network."""

    def nothing(self) -> NetworkCounts:
        """All counts of nobody."""

    def of_all_links(self, links: pl.DataFrame) -> NetworkCounts:
        """What is counted of victims with all links that name them, before any is left out."""

    def members(self, victims: pl.DataFrame) -> pl.DataFrame:
        """The victims of whole households who count: keys, and the column of households."""

    def of_perpetrators(self, links: pl.DataFrame) -> pl.DataFrame:
        """The links that count of perpetrators with all their links to victims who count."""

    def of_victims(self, tables: NetworkTables) -> tuple[NetworkCounts, pl.DataFrame, pl.DataFrame]:
        """Counts of victims with all their links, and the perpetrators in these.

        Returns:
            The counts; the links that count for perpetrators; those of them that count for rings.
        """

    def of_shared(self, tables: NetworkTables) -> NetworkCounts:
        """Counts of perpetrators with all links that count for them, and the victims in these."""

    def of_rings(
        self, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
    ) -> NetworkCounts:
        """Counts of the rings of all victims who share a perpetrator with somebody.

        Args:
            first: The number of a victim, any.
            second: That of another who was linked to the same perpetrator; so many of these that
                all victims of each perpetrator hang together.
        """


class LinkedCases(Protocol):
    """Linked tables that are open, wherever and by whomever they are read.

    :class:`lanterne.cases.network.NetworkCases` and
    :class:`lanterne.cases.network.shards.ShardedNetwork` are such; what each raises is said there.
    """

    @property
    def path(self) -> Stored:
        """Where they are."""

    @property
    def codebook(self) -> Codebook:
        """What the tables mean."""

    def tables(self) -> NetworkTables:
        """Everything that counts, in memory. Sensitive."""

    def add_up(self, count: NetworkCounting) -> NetworkCounts:
        """Exact counts of everything. Sensitive."""
