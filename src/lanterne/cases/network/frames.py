"""Linked tables in memory: victims, perpetrators and the links between them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, repr=False)
class NetworkTables:
    """The tables of a network as texts; the empty text where nothing is recorded.

    Of cases they are sensitive, of a release public: this type does not say which.

    Attributes:
        victims: One row per victim: the key, the household where there is such a column, then
            the columns of the codebook. String or enumerated.
        perpetrators: One row per perpetrator: the key, then the columns of the codebook.
        links: One row per link: the keys of its victim and its perpetrator, then the columns.
        described: Where victims and perpetrators stand in one file, what is recorded of the
            perpetrator on the row of each link: both keys, then the columns of perpetrators.
            These cells leave with their victim. ``None``: perpetrators have a table of their own,
            and what is recorded of them belongs to them alone.
    """

    victims: pl.DataFrame
    perpetrators: pl.DataFrame
    links: pl.DataFrame
    described: pl.DataFrame | None = None

    def __repr__(self) -> str:
        """Which tables there are, and neither a cell nor a number: they may be of cases."""
        return f"NetworkTables({', '.join(self.frames)})"

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The three tables by the names of their parts."""
        return {
            "victims": self.victims,
            "perpetrators": self.perpetrators,
            "links": self.links,
        }
