"""Counts of encoded tables: every one-way and two-way marginal at once, and chosen wider ones.

Counting is exact, in integers, and takes batches of rows: memory depends on the domain, never on
the number of people. What is counted is sensitive: it goes towards noise, or into a sensitive
report. Rows of answers that are read anywhere are counted by ``answered`` and what it is asked.
"""

from lanterne.counting.marginals import Layout, count_pairs
from lanterne.counting.tables import count_tables, some_tables, split_tables

__all__ = ["Layout", "count_pairs", "count_tables", "some_tables", "split_tables"]
