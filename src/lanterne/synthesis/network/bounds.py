"""Contribution bounds: whose links count, before anything is counted.

A link counts when it is among the links of smallest keyed hash of its victim, or of its
perpetrator: a function of the rows of that person alone, so that leaving somebody out changes what
counts of nobody else, or of as many people as can be said (see
:mod:`lanterne.synthesis.network.sensitivity`). The key is new at each run: which links count of
somebody with many says nothing of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import Network
from lanterne.errors import UsageError
from lanterne.privacy import Unit
from lanterne.privacy.units import called, people_per

SAMPLE = 3
"""Most links of a victim in the table of links: noise grows with their number, and more of the
same victim say little that is new."""

_SEPARATOR = "\x1f"

NETWORK_UNITS = tuple(unit for unit in Unit if unit.traits.linked)
"""Kinds of people to whom a network can make a promise."""


OF_PERPETRATOR = "links per perpetrator"
"""Name of the bound of perpetrators in the statement."""


@dataclass(frozen=True)
class Bounds:
    """How much of somebody counts. Public: chosen without looking at a case.

    Attributes:
        units: To whom a promise is made.
        victim: Links that count of one victim, D.
        perpetrator: Links that count of one perpetrator, B.
        household: Members that count of one household, H.
        dangling: Whether links may name victims who have no row of their own: these exist by
            their links alone, and go with the perpetrators in them.
    """

    units: frozenset[Unit]
    victim: int
    perpetrator: int
    household: int
    dangling: bool = False

    def __post_init__(self) -> None:
        for name in ("victim", "perpetrator", "household"):
            bound = getattr(self, name)
            if type(bound) is not int or bound < 1:
                raise UsageError("bounds.not-whole", unit=called(name), got=str(bound))

    @property
    def cuts_perpetrators(self) -> bool:
        """Whether links beyond B of a perpetrator are left out of everything."""
        return Unit.PERPETRATOR in self.units

    @property
    def cuts_households(self) -> bool:
        """Whether members beyond H of a household are left out of everything."""
        return Unit.HOUSEHOLD in self.units

    @property
    def protects_victims(self) -> bool:
        """Whether something is promised to victims, alone or with their household."""
        return bool(self.units & {Unit.VICTIM, Unit.HOUSEHOLD})

    @property
    def sample(self) -> int:
        """Most links of one victim in the table of links."""
        return min(SAMPLE, self.victim)

    @property
    def stated(self) -> dict[str, int]:
        """How much counts, by the names that a statement gives it."""
        stated = {}
        if self.protects_victims:
            stated["links per victim"] = self.victim
            stated["links per victim in the table of links"] = self.sample
        if self.cuts_perpetrators:
            stated[OF_PERPETRATOR] = self.perpetrator
        if self.cuts_households:
            stated[people_per(Unit.HOUSEHOLD)] = self.household
        return stated


def bounds_of(
    network: Network, units: Collection[Unit], chosen: Mapping[str, int] | None = None
) -> Bounds:
    """The bounds of the codebook, or those that somebody chose.

    Args:
        network: Its references say how many rows count.
        units: To whom a promise is made.
        chosen: Unit → bound, for those that differ from the codebook.

    Raises:
        UsageError: A bound is below 1, a unit is not one of a network, households are to be
            protected and the codebook does not say who lives together, or perpetrators are and
            links may name victims who have no row.
    """
    unknown = sorted({*units, *(chosen or {})} - set(NETWORK_UNITS))
    if unknown:
        raise UsageError("bounds.unknown-unit", names=tuple(unknown), units=NETWORK_UNITS)
    household = network.victims.household
    if household is None and Unit.HOUSEHOLD in units:
        raise UsageError("bounds.rows-without-household", table=network.victims.name)
    if network.of_victim.dangling and Unit.PERPETRATOR in units:
        column, table = network.of_victim.column, network.victims.name
        raise UsageError("bounds.dangling", column=column, table=table)
    given = chosen or {}
    return Bounds(
        units=frozenset(units),
        victim=given.get(Unit.VICTIM, network.of_victim.counted),
        perpetrator=given.get(Unit.PERPETRATOR, network.of_perpetrator.counted),
        household=given.get(Unit.HOUSEHOLD, household.counted if household else 1),
        dangling=network.of_victim.dangling,
    )


def promised_nothing(network: Network, bounds: Bounds) -> Iterator[tuple[Unit, int]]:
    """To whom nothing is promised, and how many links or people of one: of one, and of the most.

    Households are left out where nothing bounds the links of their people.
    """
    if not bounds.cuts_perpetrators:
        yield from ((Unit.PERPETRATOR, size) for size in (1, bounds.perpetrator))
    if not bounds.protects_victims:
        yield from ((Unit.VICTIM, size) for size in (1, bounds.victim))
    elif network.victims.household is not None and not bounds.cuts_households:
        yield Unit.HOUSEHOLD, bounds.household


@dataclass(frozen=True, repr=False)
class Counted:
    """What counts of a network: sensitive.

    Attributes:
        linked: Everything that counts of victims and their links.
        sampled: Links that count in the table of links: at most ``Bounds.sample`` per victim.
        shared: Links that count in the table of perpetrators: at most D per victim where
            something is promised to victims. In random order.
        over_bound: Rows of victims with more than D links, which must not be where promises are
            made on both sides.
    """

    linked: NetworkTables
    sampled: pl.DataFrame
    shared: pl.DataFrame
    over_bound: int


def new_key() -> int:
    """A key for the hash, from the operating system's entropy."""
    return secrets.randbits(64)


def count_links(tables: NetworkTables, network: Network, bounds: Bounds, key: int) -> Counted:
    """Apply the bounds: households first, then perpetrators, then victims.

    Args:
        tables: The cases, without orphans, each pair once.
        network: What they mean.
        bounds: How much counts.
        key: Of the hash; the same for the whole network, drawn anew for each measurement.
    """
    victim = network.of_victim.column
    victims, links = tables.victims, tables.links
    over_bound = victims_over_bound(links, network, bounds)
    if bounds.cuts_households:
        victims = members_that_count(victims, network, bounds, key)
        kept = victims[network.victims.key or ""].cast(pl.String).implode()
        links = links.filter(pl.col(victim).cast(pl.String).is_in(kept))
    links = links_of_perpetrators(links, network, bounds, key)
    there = replace(tables, victims=victims, links=links)
    return replace(links_of_victims(there, network, bounds), over_bound=over_bound)


def victims_over_bound(links: pl.DataFrame, network: Network, bounds: Bounds) -> int:
    """How many victims have more than D links; all links of each must be there."""
    degrees = links.group_by(network.of_victim.column).len()["len"]
    return int((degrees > bounds.victim).sum())


def links_of_perpetrators(
    links: pl.DataFrame, network: Network, bounds: Bounds, key: int
) -> pl.DataFrame:
    """The links that count of each perpetrator, all of whose links must be there, shuffled.

    Args:
        links: Those of victims who count.
        network: What they mean.
        bounds: How many count.
        key: As for :func:`count_links`.
    """
    links = shuffled_links(links, network, key)
    if bounds.cuts_perpetrators:
        return _first(links, network.of_perpetrator.column, bounds.perpetrator)
    return links


def links_of_victims(tables: NetworkTables, network: Network, bounds: Bounds) -> Counted:
    """What counts of each victim, all of whose links must be there.

    Args:
        tables: Victims who count, and their links that count of their perpetrators, shuffled.
        network: What they mean.
        bounds: How many count.
    """
    victim, links = network.of_victim.column, tables.links
    cut = bounds.protects_victims
    return Counted(
        linked=tables,
        sampled=_first(links, victim, bounds.sample) if cut else links,
        shared=_first(links, victim, bounds.victim) if cut else links,
        over_bound=0,
    )


def shuffled_links(links: pl.DataFrame, network: Network, key: int) -> pl.DataFrame:
    """The links in the order of the keyed hash of their two people."""
    return _shuffled(links, (network.of_victim.column, network.of_perpetrator.column), key)


def members_that_count(
    victims: pl.DataFrame, network: Network, bounds: Bounds, key: int
) -> pl.DataFrame:
    """The members of smallest hash of each household, and everybody who lives alone.

    Args:
        victims: Whole households of them, with their keys and the column of households.
        network: What they mean.
        bounds: How many count of a household.
        key: As for :func:`count_links`.

    Raises:
        ValueError: There is no column of households.
    """
    household, person = network.victims.household, network.victims.key
    assert household is not None
    assert person is not None
    name = household.column
    if name not in victims.columns:
        raise ValueError(f"households cannot be bounded without the column {name}")
    alone = victims.filter(pl.col(name).cast(pl.String) == "")
    together = victims.filter(pl.col(name).cast(pl.String) != "")
    first = _first(_shuffled(together, (name, person), key), name, bounds.household)
    return pl.concat([alone, first])


def _shuffled(frame: pl.DataFrame, columns: tuple[str, str], key: int) -> pl.DataFrame:
    """The rows in the order of a keyed hash of two ids: of each row alone, whatever the others."""
    text = pl.concat_str([pl.col(name).cast(pl.String) for name in columns], separator=_SEPARATOR)
    return frame.sort(text.hash(key), maintain_order=False)


def _first(frame: pl.DataFrame, by: str, most: int) -> pl.DataFrame:
    """The first rows of each group."""
    return frame.filter(pl.int_range(pl.len()).over(by) < most)
