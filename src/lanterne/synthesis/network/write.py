"""A drawn network as tables of texts that join, and the published counts over its views."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.encode import decode
from lanterne.cases.network import NetworkTables, perpetrator_rows, victim_rows
from lanterne.codebook.model import Codebook, Network
from lanterne.codebook.views import UNSAID, perpetrator_view, victim_view
from lanterne.counting.marginals import Codes
from lanterne.synthesis.aggregates import published_counts
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.network.draw import DrawnNetwork
from lanterne.synthesis.network.measure import NetworkMeasurements, encode_rows
from lanterne.synthesis.network.plan import Domains, network_of

Integers = npt.NDArray[np.int64]

VICTIM, PERPETRATOR = "V", "P"
"""With what keys begin."""


def released_tables(
    drawn: DrawnNetwork, domains: Domains, codebook: Codebook, seed: int
) -> NetworkTables:
    """Victims, perpetrators and links as texts, with new keys.

    Keys number the people in an order drawn at random, from 1 without gaps; links stand in the
    order of their keys.

    Args:
        drawn: The network in codes.
        domains: The domains of its tables.
        codebook: What the tables mean.
        seed: Seed of the order; it protects nothing.
    """
    network = network_of(codebook)
    rng = np.random.default_rng(seed)
    of_perpetrator = np.zeros(int(drawn.perpetrator.max(initial=-1)) + 1, np.int64)
    of_perpetrator[drawn.perpetrator] = np.arange(len(drawn.perpetrator))
    victims = rng.permutation(len(drawn.victims))
    perpetrators = rng.permutation(len(of_perpetrator))
    links = np.lexsort([_rank(perpetrators)[drawn.perpetrator], _rank(victims)[drawn.victim]])
    keys = new_keys(VICTIM, len(victims)), new_keys(PERPETRATOR, len(perpetrators))
    return NetworkTables(
        _texts(drawn.victims[victims], domains.victims, network.victims.names).select(
            keys[0].alias(network.victims.key or ""), *network.victims.names
        ),
        _texts(
            drawn.links[of_perpetrator[perpetrators]], domains.links, network.perpetrators.names
        ).select(keys[1].alias(network.perpetrators.key or ""), *network.perpetrators.names),
        _texts(drawn.links[links], domains.links, network.links.names).select(
            _of(keys[0], _rank(victims)[drawn.victim][links], network.of_victim.column),
            _of(
                keys[1],
                _rank(perpetrators)[drawn.perpetrator][links],
                network.of_perpetrator.column,
            ),
            *network.links.names,
        ),
    )


def _rank(order: Integers) -> Integers:
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank


def new_keys(letter: str, people: int) -> pl.Series:
    """Keys of so many people, in their order: the letter, and numbers from 1 without gaps."""
    digits = max(6, len(str(people)))
    return pl.Series(
        [f"{letter}{number:0{digits}}" for number in range(1, people + 1)], dtype=pl.String
    )


def _of(keys: pl.Series, people: Integers, column: str) -> pl.Series:
    return keys.gather(pl.Series(people.astype(np.uint32))).alias(column)


def _texts(codes: Codes, domain: Domain, names: tuple[str, ...]) -> pl.DataFrame:
    return decode(domain.expand(codes), domain.encoding, domain.separators).select(names)


def released_counts(
    tables: NetworkTables,
    measurements: NetworkMeasurements,
    domains: Domains,
    codebook: Codebook,
) -> Mapping[str, pl.DataFrame]:
    """Published counts of victims and of perpetrators, over their views.

    Args:
        tables: The released tables: their views are counted again.
        measurements: The noisy counts.
        domains: The domains of the three tables.
        codebook: What the tables mean.
    """
    network = network_of(codebook)
    victims, perpetrators = codes_of_people(tables, domains, network)
    of_victims = Evidence(domains.victims, measurements.victims)
    of_perpetrators = Evidence(domains.perpetrators, measurements.perpetrators)
    return {
        network.victims.name: published_counts(of_victims, victims),
        network.perpetrators.name: published_counts(of_perpetrators, perpetrators),
    }


def codes_of_people(
    tables: NetworkTables, domains: Domains, network: Network
) -> tuple[Codes, Codes]:
    """The rows of the views of victims and of perpetrators, in the codes of their domains."""
    victims, perpetrators = victim_rows(tables, network), perpetrator_rows(tables, network)
    return (
        encode_rows(victims, victim_view(network, UNSAID), domains.victims),
        encode_rows(perpetrators, perpetrator_view(network, UNSAID), domains.perpetrators),
    )
