"""Cases in parts: read, checked and counted by many workers, with one sum at the end.

What is added up is exact counts of people. Whatever joins rows, or decides who of several counts,
is decided where all rows of that person or household are together, and nowhere else.
"""

from lanterne.cases.shards.sharded import ShardedCases, open_sharded

__all__ = ["ShardedCases", "open_sharded"]
