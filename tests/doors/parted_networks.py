"""What counts of linked tables in parts, noted at the places where it is decided, file by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tiny_networks import TALLIES, Rows, changes_of

from lanterne.cases.network.counting import NetworkCounts
from lanterne.cases.network.shards import open_sharded_network
from lanterne.cases.network.shards.sharded import ShardedNetwork
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.harmonise import PartnerTables
from lanterne.runners import InProcess
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.exact import OVER_BOUND, CountNetwork


class ManyTasks(InProcess):
    """All stages, with parts, people and households in several places, in this process."""

    tasks = 3


@dataclass(frozen=True)
class NoteCodes(CountNetwork):
    """Keeps the codes of all tables, from which every table of three columns can be counted."""

    noted: dict[str, list[np.ndarray]] = field(default_factory=dict)

    def _counts(self, part: str, codes: np.ndarray) -> dict[str, np.ndarray]:
        self.noted.setdefault(part, []).append(codes)
        return {}


@dataclass(frozen=True)
class CountedNetwork:
    """What counts of a network: codes of each table, and what is counted otherwise."""

    codes: Mapping[str, np.ndarray]
    sums: NetworkCounts


def opened_network(
    path: Path, codebook: Codebook, ignored: str, opener: PartnerTables | None
) -> ShardedNetwork:
    """Linked tables in parts, of Parquet so many rows each; raises InputError.

    Args:
        path: The folder.
        codebook: What they mean.
        ignored: The column that is left out, where they are as the codebook says.
        opener: How a partner's are opened.
    """
    ways = ([], 2, opener) if opener else ([ignored], 2)
    return open_sharded_network(path, codebook, ManyTasks(), *ways)


def counted_network(cases: ShardedNetwork | None, bounds: Bounds) -> CountedNetwork | None:
    """What counts, by the stages that serve ``protect``; ``None``: the files are refused."""
    if cases is None:
        return None
    count = NoteCodes(cases.codebook, bounds, {}, key=1)
    try:
        sums = cases.add_up(count)
    except InputError:
        return None
    if bounds.protects_victims and bounds.cuts_perpetrators and sums[OVER_BOUND]:
        return None
    return CountedNetwork({name: np.concatenate(some) for name, some in count.noted.items()}, sums)


def changes_in_parts(
    networks: Sequence[CountedNetwork], before: np.ndarray
) -> dict[str, np.ndarray]:
    """Kind of table → for each network, the largest change from ``before`` of any table."""
    tables = {}
    for name in {name for one in networks for name in one.codes}:
        there = [
            (place, one.codes[name]) for place, one in enumerate(networks) if name in one.codes
        ]
        places = np.repeat([place for place, _ in there], [len(codes) for _, codes in there])
        tables[name] = Rows(np.concatenate([codes for _, codes in there]), places)
    changes = changes_of(tables, before)
    for kind, _ in TALLIES.values():
        counts = np.stack([one.sums[kind] for one in networks])
        changes[kind] = ((counts - counts[before]) ** 2).sum(axis=1)
    return changes
