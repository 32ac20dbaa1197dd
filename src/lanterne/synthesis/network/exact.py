"""Exact counts of a network: what the noise is added to. All of it is sensitive.

They are the same whether the whole network is in memory, or parts of it come together at places
where all that decides about somebody is there: first all members of a household, then all links of
a perpetrator, then all links of a victim, then again all of a perpetrator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from lanterne.cases.network.counting import NetworkCounts
from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import Codebook, Network
from lanterne.counting import Layout, count_pairs, count_tables
from lanterne.counting.components import component_of
from lanterne.counting.marginals import Codes, Counts, Triple
from lanterne.synthesis.network.bounds import (
    Bounds,
    count_links,
    links_of_perpetrators,
    links_of_victims,
    members_that_count,
    shuffled_links,
    victims_over_bound,
)
from lanterne.synthesis.network.measure import (
    NetworkCodes,
    encode_network,
    encode_perpetrators,
    encode_victims,
)
from lanterne.synthesis.network.plan import Domains, NetworkPlan, network_of
from lanterne.synthesis.network.tallies import LEVELS, STEPS, Integers, count_blocks, count_steps

OVER_BOUND = "over bound"
"""Name of the number of victims with more links than count."""


@dataclass(frozen=True)
class CountNetwork:
    """What is counted of a network; a :class:`lanterne.cases.network.counting.NetworkCounting`.

    Neighbours and sensitivity: as :mod:`lanterne.synthesis.network.sensitivity` says.

    Attributes:
        codebook: What the tables mean.
        bounds: Whose links count.
        tables: Part of the network → layout of its rows, and the three-way tables of them.
        key: Decides which links count; the same for the whole network.
    """

    codebook: Codebook
    bounds: Bounds
    tables: Mapping[str, tuple[Layout, tuple[Triple, ...]]]
    key: int = field(repr=False)

    @classmethod
    def of(cls, codebook: Codebook, plan: NetworkPlan, key: int) -> CountNetwork:
        """What a plan measures."""
        parts = {
            "victims": plan.victims,
            "numbers": plan.numbers,
            "links": plan.links,
            "perpetrators": plan.perpetrators,
        }
        tables = {name: (one.scales.layout, one.triples) for name, one in parts.items()}
        return cls(codebook, plan.bounds, tables, key)

    @property
    def cuts_households(self) -> bool:
        """Whether members of a household beyond the bound are left out."""
        return self.bounds.cuts_households

    def of_tables(self, tables: NetworkTables) -> NetworkCounts:
        """All counts of a whole network, without orphans, each pair once."""
        counted = count_links(tables, self._network, self.bounds, self.key)
        codes = encode_network(counted, self.codebook, self._domains)
        return {**self.of_codes(codes), OVER_BOUND: np.array(counted.over_bound)}

    def of_codes(self, codes: NetworkCodes) -> NetworkCounts:
        """All counts of what counts."""
        return {
            **self._counts("victims", codes.victims),
            **self._counts("numbers", codes.numbers),
            **self._counts("links", codes.links),
            **self._counts("perpetrators", codes.perpetrators),
            "steps": count_steps(codes.degrees),
            "blocks": count_blocks(codes.rings),
        }

    def nothing(self) -> NetworkCounts:
        """All counts of nobody."""
        empty = {
            name: np.zeros((0, layout.width), np.uint16)
            for name, (layout, _) in self.tables.items()
        }
        steps, blocks = np.zeros(len(STEPS), np.int64), np.zeros(len(LEVELS), np.int64)
        counts = (self._counts(name, codes) for name, codes in empty.items())
        tables = {name: count for each in counts for name, count in each.items()}
        return {**tables, "steps": steps, "blocks": blocks, OVER_BOUND: np.array(0)}

    def of_all_links(self, links: pl.DataFrame) -> NetworkCounts:
        """How many victims have more links than count."""
        return {OVER_BOUND: np.array(victims_over_bound(links, self._network, self.bounds))}

    def members(self, victims: pl.DataFrame) -> pl.DataFrame:
        """Who counts of whole households."""
        return members_that_count(victims, self._network, self.bounds, self.key)

    def of_perpetrators(self, links: pl.DataFrame) -> pl.DataFrame:
        """The links that count of perpetrators, all of whose links are there."""
        return links_of_perpetrators(links, self._network, self.bounds, self.key)

    def of_victims(self, tables: NetworkTables) -> tuple[NetworkCounts, pl.DataFrame, pl.DataFrame]:
        """Counts of victims and links; the links that count for perpetrators, and for rings."""
        counted = links_of_victims(self._shuffled(tables), self._network, self.bounds)
        victims, numbers, links = encode_victims(counted, self.codebook, self._domains)
        counts = {
            **self._counts("victims", victims),
            **self._counts("numbers", numbers),
            **self._counts("links", links),
        }
        return counts, counted.shared, counted.sampled

    def of_shared(self, tables: NetworkTables) -> NetworkCounts:
        """Counts of perpetrators, and of their numbers of links."""
        there = self._shuffled(tables)
        codes, degrees = encode_perpetrators(there, self.codebook, self._domains)
        return {**self._counts("perpetrators", codes), "steps": count_steps(degrees)}

    def of_rings(self, first: Integers, second: Integers) -> NetworkCounts:
        """Blocks of victims; whoever is in no pair is a ring alone, and no block is so small."""
        assert min(LEVELS) > 1
        people, places = np.unique(np.concatenate([first, second]), return_inverse=True)
        half = len(first)
        rings = component_of(places[:half], places[half:], len(people))
        return {"blocks": count_blocks(rings)}

    def _shuffled(self, tables: NetworkTables) -> NetworkTables:
        return replace(tables, links=shuffled_links(tables.links, self._network, self.key))

    def _counts(self, part: str, codes: Codes) -> dict[str, Counts]:
        layout, triples = self.tables[part]
        pairs = {f"{part} pairs": count_pairs([codes], layout)}
        if not triples:
            return pairs
        return {**pairs, f"{part} triples": count_tables([codes], layout, triples)}

    @cached_property
    def _network(self) -> Network:
        return network_of(self.codebook)

    @cached_property
    def _domains(self) -> Domains:
        return Domains.of(self.codebook)
