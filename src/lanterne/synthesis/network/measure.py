"""Measurements of a network: noisy counts of its tables and rings, at the cost the plan states."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lanterne.cases.encode import encode_frame, encode_joined
from lanterne.cases.network.counting import NetworkCounts
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import (
    links_with_perpetrators,
    perpetrator_rows,
    victim_rows,
)
from lanterne.codebook.bands import FINE_BANDS, band_range, bands
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.codebook.views import (
    UNSAID,
    context_columns,
    link_view,
    perpetrator_view,
    victim_view,
)
from lanterne.counting.components import component_of
from lanterne.counting.marginals import Codes
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.measure import Measurements, measure_pairs, measure_triples
from lanterne.synthesis.network.bounds import Counted
from lanterne.synthesis.network.plan import Domains, NetworkPlan, TablePlan, network_of
from lanterne.synthesis.network.tallies import (
    LEVELS,
    STEPS,
    Integers,
    Tally,
    measure_tally,
)
from lanterne.synthesis.rehearsal import invented_measurements


@dataclass(frozen=True)
class NetworkMeasurements:
    """Noisy counts of the tables and rings. Protected: they may be kept and used for ever.

    Attributes:
        victims: One row per victim, with what is known of all their perpetrators.
        numbers: One row per victim: the number of their perpetrators, in finer bands.
        links: One row per link, at most ``sample`` per victim.
        perpetrators: One row per perpetrator.
        sample: Most links of one victim in the table of links; ``None``: all of them.
        shared: Most links of one victim in the table of perpetrators; ``None``: all of them.
        steps: Perpetrators with at least so many of the links that count in their table; ``None``:
            kept by an earlier version, which did not measure them.
        blocks: Blocks of victims in rings; ``None``: the same.
    """

    victims: Measurements
    numbers: Measurements
    links: Measurements
    perpetrators: Measurements
    sample: int | None
    shared: int | None
    steps: Tally | None = None
    blocks: Tally | None = None


@dataclass(frozen=True, repr=False)
class NetworkCodes:
    """What is counted of a network: sensitive.

    Attributes:
        victims: Victims × model columns of the victim view.
        numbers: Victims × 1.
        links: Links that count × model columns of the link view.
        perpetrators: Linked perpetrators × model columns of the perpetrator view.
        degrees: Links of each perpetrator that count in their table, in the order of their first.
        rings: The ring of each victim by the links of their table, by any number from 0.
    """

    victims: Codes
    numbers: Codes
    links: Codes
    perpetrators: Codes
    degrees: Integers
    rings: Integers


def encode_network(counted: Counted, codebook: Codebook, domains: Domains) -> NetworkCodes:
    """What counts of a network: rows of tables in codes, links of perpetrators, and rings."""
    network = network_of(codebook)
    sampled = replace(counted.linked, links=counted.sampled)
    shared = replace(counted.linked, links=counted.shared)
    return NetworkCodes(
        *encode_victims(counted, codebook, domains),
        *encode_perpetrators(shared, codebook, domains),
        rings_of(sampled, network),
    )


def encode_victims(
    counted: Counted, codebook: Codebook, domains: Domains
) -> tuple[Codes, Codes, Codes]:
    """Victims, how many perpetrators they have, and links; as :class:`NetworkCodes` has them.

    Args:
        counted: Victims with all their links that count, and the perpetrators in these.
        codebook: What they mean.
        domains: Of the tables.
    """
    network = network_of(codebook)
    links = link_rows(replace(counted.linked, links=counted.sampled), network)
    victims = victim_rows(counted.linked, network)
    return (
        encode_rows(victims, victim_view(network, UNSAID), domains.victims),
        _number_codes(counted.linked, network),
        encode_rows(links, link_view(network), domains.links),
    )


def encode_perpetrators(
    shared: NetworkTables, codebook: Codebook, domains: Domains
) -> tuple[Codes, Integers]:
    """Perpetrators, and how many links each has; as :class:`NetworkCodes` has them.

    Args:
        shared: Perpetrators with all their links that count in their table, in random order, and
            the victims in these.
        codebook: What they mean.
        domains: Of the tables.
    """
    network = network_of(codebook)
    perpetrators = perpetrator_rows(shared, network)
    return (
        _encode_joined(perpetrators, perpetrator_view(network, UNSAID), domains.perpetrators),
        shared.links.group_by(network.of_perpetrator.column, maintain_order=True)
        .len()["len"]
        .to_numpy(),
    )


def rings_of(tables: NetworkTables, network: Network) -> Integers:
    """The ring of each victim, in their order: a number from 0 that all of a ring have in common.

    Args:
        tables: Victims, and the links by which they hang together.
        network: What the tables mean.
    """
    key, by = network.victims.key or "", network.of_victim.column
    victims = tables.victims.select(pl.col(key).cast(pl.String).alias(by))
    links = tables.links.select(pl.col(by).cast(pl.String), network.of_perpetrator.column)
    places = links.join(victims.with_row_index("\x1fplace"), on=by, maintain_order="left")
    others = places[network.of_perpetrator.column].cast(pl.String).rank("dense").to_numpy()
    people = victims.height + int(others.max() if len(others) else 0) + 1
    first = places["\x1fplace"].to_numpy().astype(np.int64)
    second = victims.height + others.astype(np.int64)
    return component_of(first, second, people)[: victims.height]


def _number_codes(tables: NetworkTables, network: Network) -> Codes:
    """The fine band of each victim's number of links: of each victim's own rows alone."""
    key, by = network.victims.key or "", network.of_victim.column
    links = tables.links.group_by(pl.col(by).cast(pl.String)).len()
    people = tables.victims.select(pl.col(key).cast(pl.String).alias(by))
    numbers = people.join(links, on=by, how="left", maintain_order="left")["len"].fill_null(0)
    ranges = [
        band_range(text, network.of_victim) for text in bands(network.of_victim, 0, FINE_BANDS)
    ]
    last = np.array([last for _, last in ranges[:-1]])
    return np.searchsorted(last, numbers.to_numpy()).astype(np.uint16)[:, None]


def link_rows(tables: NetworkTables, network: Network) -> pl.DataFrame:
    """One row per link: the columns of the link view. Nothing in it depends on other links.

    Args:
        tables: The links that count, with their victims and perpetrators.
        network: What the tables mean.
    """
    victim, key = network.of_victim.column, network.victims.key or ""
    context = [column.name for column in context_columns(network)]
    victims = tables.victims.lazy().select(pl.col(key).cast(pl.String).alias(victim), *context)
    rows = links_with_perpetrators(tables, network).join(
        victims, on=victim, how="left", maintain_order="left"
    )
    return rows.select(*network.perpetrators.names, *network.links.names, *context).collect()


def encode_rows(rows: pl.DataFrame, table: Table, domain: Domain) -> Codes:
    """Rows of a view as codes of its domain."""
    codes = encode_frame(rows, table, domain.encoding)
    (compressed,) = domain.compress([codes])
    return compressed


def _encode_joined(rows: pl.DataFrame, table: Table, domain: Domain) -> Codes:
    """As :func:`encode_rows`; what several victims told of one perpetrator need not go together."""
    (compressed,) = domain.compress([encode_joined(rows, table, domain.encoding)])
    return compressed


def measure_network(counts: NetworkCounts, plan: NetworkPlan) -> NetworkMeasurements:
    """Release the planned counts with noise.

    Privacy: each table of counts, the steps and the blocks get independent discrete Gaussian noise
    of the plan's scale; by how much a unit changes each is proved in
    :mod:`lanterne.synthesis.network.sensitivity`, and what all of them cost together was charged
    as ``plan.events``.

    Args:
        counts: Of the tables that the plan names.
        plan: With how much noise.
    """
    return NetworkMeasurements(
        _measured(counts, "victims", plan.victims),
        _measured(counts, "numbers", plan.numbers),
        _measured(counts, "links", plan.links),
        _measured(counts, "perpetrators", plan.perpetrators),
        *_bounds(plan),
        measure_tally(STEPS, counts["steps"], plan.steps),
        measure_tally(LEVELS, counts["blocks"], plan.blocks),
    )


def invented_network(plan: NetworkPlan) -> NetworkMeasurements:
    """Measurements of nobody as the plan would make them, for a rehearsal."""

    def invented(table: TablePlan) -> Measurements:
        return invented_measurements(table.scales, table.triples)

    return NetworkMeasurements(
        invented(plan.victims),
        invented(plan.numbers),
        invented(plan.links),
        invented(plan.perpetrators),
        *_bounds(plan),
        Tally(STEPS, np.zeros(len(STEPS), np.int64), float(plan.steps)),
        Tally(LEVELS, np.zeros(len(LEVELS), np.int64), float(plan.blocks)),
    )


def _bounds(plan: NetworkPlan) -> tuple[int | None, int | None]:
    """Most links of one victim in the table of links, and in that of perpetrators."""
    bounds = plan.bounds
    return (bounds.sample, bounds.victim) if bounds.protects_victims else (None, None)


def _measured(counts: NetworkCounts, part: str, plan: TablePlan) -> Measurements:
    measurements = measure_pairs(counts[f"{part} pairs"], plan.scales)
    if not plan.triples:
        return measurements
    everything = range(len(plan.triples))
    triples = counts[f"{part} triples"]
    return measure_triples(measurements, triples, plan.triples, everything, plan.scales)
