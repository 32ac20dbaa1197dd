"""Counts of cases in parts by executors that are processes of their own, as on a cluster.

``python on_a_cluster.py PARTS NEW``: the counts of each kind of ids, as ``NEW/IDS.npz``. A process
has one Spark, and that of the other tests is another one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from small_spark import IDS, TABLES, counted
from spark_stages import KilledWhileCounting

from lanterne.runners.spark import Spark

MASTER = "local-cluster[2,1,1024]"
"""Two executors of one processor and a gigabyte each."""


def main(parts: Path, new: Path) -> None:
    """Count; the first time a worker is killed."""
    spark = Spark(MASTER)
    for ids in IDS:
        people = counted(parts, spark, ids)
        (pairs,) = people.cases.add_up(KilledWhileCounting(people.counting(), new / "died"))
        np.savez(new / f"{ids}.npz", pairs=pairs, tables=people.tables(TABLES))
    context = spark.session.sparkContext
    found = context._jsc.sc().statusTracker().getExecutorInfos()
    (new / "executors").write_text(str(len(found) - 1))  # the driver is one of them
    spark.session.stop()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
