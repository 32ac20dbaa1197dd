"""Linked tables in parts: read, checked and counted by many workers, with one sum at the end."""

from lanterne.cases.network.shards.openers import LinkedOpener
from lanterne.cases.network.shards.opening import check_sharded_network, open_sharded_network
from lanterne.cases.network.shards.sharded import ShardedNetwork
from lanterne.cases.network.shards.table_files import files_of_tables, has_tables_in_parts

__all__ = [
    "LinkedOpener",
    "ShardedNetwork",
    "check_sharded_network",
    "files_of_tables",
    "has_tables_in_parts",
    "open_sharded_network",
]
