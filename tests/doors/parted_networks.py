"""What counts of linked tables in parts: counted at the places where it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from tiny_networks import TALLIES, kind_of, subsets

from lanterne.cases.network.counting import NetworkCounts
from lanterne.cases.network.shards import open_sharded_network
from lanterne.cases.network.shards.sharded import ShardedNetwork
from lanterne.codebook.model import Codebook
from lanterne.counting import count_tables
from lanterne.errors import InputError
from lanterne.files.object_path import File
from lanterne.harmonise import PartnerTables
from lanterne.runners import InProcess, Runner
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.exact import OVER_BOUND, CountNetwork
from lanterne.synthesis.network.plan import Domains, number_layout


class ManyTasks(InProcess):
    """All stages, with parts, people and households in several places, in this process."""

    tasks = 3


@dataclass(frozen=True)
class CountAllTables(CountNetwork):
    """Counts every table of one, two and three columns, any of which may be released."""

    @classmethod
    def within(cls, codebook: Codebook, bounds: Bounds) -> CountAllTables:
        """What counts within these bounds."""
        domains, network = Domains.of(codebook), codebook.network
        assert network is not None
        layouts = {
            "victims": domains.victims.layout,
            "numbers": number_layout(network),
            "links": domains.links.layout,
            "perpetrators": domains.perpetrators.layout,
        }
        tables = {part: (one, tuple(subsets(one.width))) for part, one in layouts.items()}
        return cls(codebook, bounds, tables, key=1)

    def _counts(self, part: str, codes: np.ndarray) -> dict[str, np.ndarray]:
        layout, tables = self.tables[part]
        return {part: count_tables([codes], layout, tables)}

    def kinds(self, part: str) -> Iterator[tuple[str, slice]]:
        """Which sensitivity is stated of each table of a part, and where its counts stand."""
        layout, tables = self.tables[part]
        for columns, ends in zip(tables, pairwise(layout.table_offsets(tables)), strict=True):
            yield kind_of(part, columns), slice(*ends)


def opened_network(
    path: File,
    codebook: Codebook,
    ignored: str,
    opener: PartnerTables | None,
    runner: Runner,
) -> ShardedNetwork:
    """Linked tables in parts, of Parquet so many rows each; raises InputError.

    Args:
        path: The folder.
        codebook: What they mean.
        ignored: The column that is left out, where they are as the codebook says.
        opener: How a partner's are opened.
        runner: Who reads them.
    """
    ways = ([], 2, opener) if opener else ([ignored], 2)
    return open_sharded_network(path, codebook, runner, *ways)


def counted_network(
    cases: ShardedNetwork | None,
    bounds: Bounds,
    counting: type[CountAllTables] = CountAllTables,
) -> NetworkCounts | None:
    """What counts, by the stages that serve ``protect``; ``None``: the files are refused."""
    if cases is None:
        return None
    try:
        counts = cases.add_up(counting.within(cases.codebook, bounds))
    except InputError:
        return None
    if bounds.protects_victims and bounds.cuts_perpetrators and counts[OVER_BOUND]:
        return None
    return counts


def changes_in_parts(
    codebook: Codebook, bounds: Bounds, networks: Sequence[NetworkCounts], before: np.ndarray
) -> dict[str, np.ndarray]:
    """Kind of table → for each network, the largest change from ``before`` of any table."""
    counted, largest = CountAllTables.within(codebook, bounds), {}
    for part in (*counted.tables, *(kind for kind, _ in TALLIES.values())):
        counts = np.stack([one[part] for one in networks])
        squares = (counts - counts[before]) ** 2
        kinds = counted.kinds(part) if part in counted.tables else [(part, slice(None))]
        for kind, where in kinds:
            change = squares[:, where].sum(axis=1)
            largest[kind] = np.maximum(largest.get(kind, 0), change)
    return largest
