"""Linked tables of several groups of victims that were measured apart, each victim in one of them.

Each group is drawn from its own measurements alone: no link leads from one to another. So somebody
who acts in two groups is two perpetrators here, as they were two when they were counted; counts of
victims are of people, counts of perpetrators of people in a group. Everything here reads
measurements: it may be repeated for ever at no further cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from lanterne.cases.network import NetworkTables
from lanterne.codebook.model import Codebook, Network
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.cohort_source import CohortSource
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import Progress, silent
from lanterne.synthesis.group_counts import counts_of_groups
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.measured_together import together_of_groups
from lanterne.synthesis.network.fit import FittedNetwork
from lanterne.synthesis.network.measure import NetworkMeasurements
from lanterne.synthesis.network.plan import Domains, network_of
from lanterne.synthesis.network.result import ProtectedNetwork
from lanterne.synthesis.network.synthesise import (
    Drawing,
    cuts_of_network,
    draw_one,
    settings_of_network,
    worth_of_network,
)
from lanterne.synthesis.network.write import PERPETRATOR, VICTIM, codes_of_people, new_keys
from lanterne.synthesis.pool import Pool, pooled
from lanterne.synthesis.together import Together


def draw_linked_union(
    groups: Mapping[str, FittedNetwork],
    codebook: Codebook,
    statement: PrivacyStatement,
    sources: Sequence[CohortSource],
    dial: Dial,
    seed: int,
    progress: Progress,
) -> Protected[ProtectedNetwork]:
    """Draw linked tables of all groups: rows, and counts of all and of each group.

    Args:
        groups: Name → what was measured, of the same tables; one at least.
        codebook: That of the groups, with one column more, the first of victims: their group.
        statement: What is promised to everybody in them.
        sources: Where the people of each group come from.
        dial: From closest to the cases, to least invented.
        seed: Seed of the drawing, which protects nothing.
        progress: Told how far things are.
    """
    first = next(iter(groups.values()))
    domains, network = Domains.of(first.codebook), network_of(first.codebook)
    seeds = np.random.default_rng(seed).integers(2**31, size=len(groups))
    made = []
    for place, (fitted, drawing) in enumerate(zip(groups.values(), seeds, strict=True)):
        progress("draw-cohorts", place / len(groups))
        made.append(draw_one(fitted, domains, dial, int(drawing), silent))
    progress("count", 0.0)
    named = network_of(codebook).victims.columns[0].name
    measured = {name: one.measurements for name, one in groups.items()}
    victims, perpetrators, links = (_pool(measured, part) for part in _PARTS)
    return Protected(
        ProtectedNetwork(
            codebook,
            _together(dict(zip(groups, made, strict=True)), named, network),
            _counts(measured, made, named, (victims, perpetrators), domains),
            statement,
            settings_of_network(made, dial, seed),
            worth_of_network(made, victims, perpetrators, links, network),
            cuts_of_network(made, domains),
            _measured(measured, named, (victims, perpetrators), domains, network),
            first.definitions if len({one.mapping for one in groups.values()}) == 1 else None,
            tuple(sources),
        )
    )


_PARTS = ("victims", "perpetrators", "links")


def _pool(measured: Mapping[str, NetworkMeasurements], part: str) -> Pool:
    """What was measured of one table in all groups, put together."""
    return pooled([getattr(one, part) for one in measured.values()])


def _counts(
    measured: Mapping[str, NetworkMeasurements],
    made: Sequence[Drawing],
    named: str,
    together: tuple[Pool, Pool],
    domains: Domains,
) -> Mapping[str, pl.DataFrame]:
    """Published counts of victims and of perpetrators: of all, and of each group."""
    network = network_of(made[0].fitted.codebook)
    codes = [codes_of_people(one.tables, domains, network) for one in made]
    of_people = _of_people(measured, together, domains, network)
    return {
        table: counts_of_groups(of_each, named, of_all, domain, list(here))
        for (table, of_each, of_all, domain), here in zip(
            of_people, zip(*codes, strict=True), strict=True
        )
    }


def _measured(
    measured: Mapping[str, NetworkMeasurements],
    named: str,
    together: tuple[Pool, Pool],
    domains: Domains,
    network: Network,
) -> Mapping[str, Together]:
    """What was measured together of victims and of perpetrators: of all, and of each group."""
    return {
        table: together_of_groups(of_each, named, of_all, domain)
        for table, of_each, of_all, domain in _of_people(measured, together, domains, network)
    }


def _of_people(
    measured: Mapping[str, NetworkMeasurements],
    together: tuple[Pool, Pool],
    domains: Domains,
    network: Network,
) -> Iterator[tuple[str, Mapping[str, Measurements], Pool, Domain]]:
    """Of victims and of perpetrators: table, what was measured of each group and of all, domain."""
    tables = (network.victims.name, network.perpetrators.name)
    of = (domains.victims, domains.perpetrators)
    for table, part, of_all, domain in zip(tables, _PARTS[:2], together, of, strict=True):
        yield table, {name: getattr(one, part) for name, one in measured.items()}, of_all, domain


def _together(made: Mapping[str, Drawing], named: str, network: Network) -> NetworkTables:
    """The tables of all groups, one after the other; keys go on from one to the next."""
    drawn = [one.tables for one in made.values()]
    key, other = network.victims.key or "", network.perpetrators.key or ""
    victims = new_keys(VICTIM, sum(one.victims.height for one in drawn))
    perpetrators = new_keys(PERPETRATOR, sum(one.perpetrators.height for one in drawn))
    parts: list[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]] = []
    before, others = 0, 0
    for name, one in zip(made, drawn, strict=True):
        own = victims.slice(before, one.victims.height).alias(key)
        theirs = perpetrators.slice(others, one.perpetrators.height).alias(other)
        group = pl.lit(name).alias(named)
        links = one.links.with_columns(
            _moved(one.links[network.of_victim.column], own),
            _moved(one.links[network.of_perpetrator.column], theirs),
        )
        victim_rows = one.victims.select(own, group, pl.exclude(key))
        parts.append((victim_rows, one.perpetrators.with_columns(theirs), links))
        before, others = before + len(own), others + len(theirs)
    return NetworkTables(*(pl.concat(tables) for tables in zip(*parts, strict=True)))


def _moved(keys: pl.Series, own: pl.Series) -> pl.Series:
    """The keys of a group, numbered from 1, as they are called among those of all groups."""
    return own.gather(keys.str.slice(1).cast(pl.UInt32) - 1).alias(keys.name)
