"""What counts of linked tables in a cohort: its victims, their links, and who is in these links.

A victim is a person as in one table: their key is their id. Nothing of a victim of another cohort,
nor of a link to one, is left in the tables; so all that is counted of them is of this cohort alone:
how many victims a perpetrator has, how alike two of them are, who stands in a ring with whom. Where
perpetrators are promised something, the links of those go who do not count in the cohort
(:mod:`lanterne.series.groups`). Then the bounds of a single release apply
(:mod:`lanterne.synthesis.network.bounds`), and what a unit changes of one cohort is what
:mod:`lanterne.synthesis.network.sensitivity` proves. Neighbours are two histories of files:

- with and without one *victim*, with all rows that name her. She is in one cohort, and the cohort,
  the household and the perpetrators of others do not depend on her. So one cohort changes.
- with and without one *perpetrator*: their row, and all links that name them, in all files. Victims
  stay, and their cohorts. The links are in the C cohorts of this perpetrator alone.
- with and without all victims of one *household*, or any one of them: as in one table. One member
  who leaves may let another cohort of the household in, which changes by no more than a household.

Nobody is bounded who is promised nothing. Somebody with k links in all cohorts together loses no
more than by k links in one: what is stated is a sum over cohorts of squares, or of sums of squares,
of what hangs on them (:func:`lanterne.synthesis.network.sensitivity.unpromised`), and of these
f(a) + f(b) ≤ f(a + b) for a, b ≥ 1; and the μ² of cohorts add up. The same of k members of a
household.

Where two ids of one file are one person, one of her rows counts, with its links: that of the
smaller id. Which one it is depends on her ids alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from lanterne.cases.network import NetworkTables
from lanterne.cases.people import WhoAndWhere
from lanterne.codebook.model import Network
from lanterne.series.groups import PERPETRATORS
from lanterne.series.id_hashes import Hashes


@dataclass(frozen=True)
class CountedLinked:
    """Leaves of linked tables what counts in a cohort.

    Attributes:
        network: What the tables mean.
        victims: Says who counts, as whom, and in which household.
        households: Whether victims are in the households that the register has.
        perpetrators: Hashes of those whose links count; ``None``: those of all do.
        hashes: Of the register.
    """

    network: Network
    victims: WhoAndWhere
    households: bool
    perpetrators: frozenset[str] | None = field(repr=False)
    hashes: Hashes

    def __call__(self, tables: NetworkTables) -> NetworkTables:
        """What counts; without orphans where the tables are."""
        victim, by = self.network.of_victim.column, self.network.of_perpetrator.column
        key = self.network.victims.key or ""
        victims = self._victims(tables.victims, key)
        kept = victims.select(pl.col(key).cast(pl.String).alias(victim))
        links = _within(tables.links, kept, victim)
        if self.perpetrators is not None:
            hashed = self.hashes.of_group(PERPETRATORS, links[by].cast(pl.String))
            links = links.filter(hashed.is_in(list(self.perpetrators)))
        named = links.select(pl.col(by).cast(pl.String)).unique()
        theirs = self.network.perpetrators.key or ""
        people = _within(tables.perpetrators, named.rename({by: theirs}), theirs)
        described = tables.described
        if described is not None:
            pairs = links.select(pl.col(victim, by).cast(pl.String))
            described = _within(described, pairs, victim, by)
        return NetworkTables(victims, people, links, described)

    def _victims(self, rows: pl.DataFrame, key: str) -> pl.DataFrame:
        """The victims who count, one row each, in the order of the file."""
        person, place = "\x1fperson", "\x1fplace"
        ids = rows[key].cast(pl.String)
        there = rows.with_columns(self.victims(ids).alias(person)).with_row_index(place)
        there = there.drop_nulls(person).sort(pl.col(key).cast(pl.String))
        there = there.unique(person, keep="first", maintain_order=True).sort(place)
        household = self.network.victims.household
        if self.households and household is not None:
            homes = there[household.column].cast(pl.String)
            homes = self.victims.home(there[person], homes)
            there = there.with_columns(homes.alias(household.column))
        return there.select(rows.columns)


def cohorts_together(
    parts: Mapping[str, NetworkTables], named: str, network: Network
) -> NetworkTables:
    """The tables of several cohorts as those of an edition: whoever is in two is two perpetrators.

    Args:
        parts: Cohort → what leaves :class:`CountedLinked` of the tables.
        named: The column of victims that says in which cohort they are.
        network: What the tables mean.
    """
    key, by = network.perpetrators.key or "", network.of_perpetrator.column
    moved = []
    for cohort, one in parts.items():
        apart = pl.lit(f"{cohort}\x1f")
        links, people, described = (
            frame.with_columns((apart + pl.col(column).cast(pl.String)).alias(column))
            for frame, column in (
                (one.links, by),
                (one.perpetrators, key),
                (one.links.clear() if one.described is None else one.described, by),
            )
        )
        victims = one.victims.with_columns(pl.lit(cohort).alias(named))
        moved.append((victims, people, links, described))
    victims, people, links, described = (pl.concat(some) for some in zip(*moved, strict=True))
    alone = all(one.described is None for one in parts.values())
    return NetworkTables(victims, people, links, None if alone else described)


def _within(rows: pl.DataFrame, kept: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """The rows whose keys are kept, in their order."""
    texts = [pl.col(one).cast(pl.String).alias(f"\x1f{one}") for one in keys]
    wanted = kept.rename({one: f"\x1f{one}" for one in keys})
    found = rows.with_columns(texts).join(
        wanted, on=[f"\x1f{one}" for one in keys], how="semi", maintain_order="left"
    )
    return found.select(rows.columns)
