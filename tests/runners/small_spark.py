"""Spark for tests: what a small one needs, and the cases that it counts.

Java compiles little and Spark cuts little, which is a third of the time. Nothing is packed, so that
whoever looks for people on the disks would find them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from lanterne.cases.shards import ShardedCases, open_sharded
from lanterne.codebook import encode_table
from lanterne.files.object_path import File
from lanterne.runners import Runner
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedPeople
from small_codebooks import rich_book

BOOK = rich_book()
DOMAIN = Domain.of(BOOK.table, encode_table(BOOK.table))
TABLES = tuple(combinations(range(DOMAIN.layout.width), 3))[:5]
IDS = {"": ("", ""), "id": ("id", ""), "home": ("", "home"), "id, home": ("id", "home")}
"""Which ids are asked for → the columns of people and of households."""

TESTS = Path(__file__).parents[1]

WANTED = "LANTERNE_TEST_SPARK"
"""Variable: a test of Spark that cannot be run is a fault."""


def _missing() -> str | None:
    if find_spec("pyspark") is None:
        return "PySpark is not there, nothing was tested with Spark: make .venv/.spark"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Java is not there, nothing was tested with Spark: apt install default-jre-headless"
    return None


needs_spark = pytest.mark.skipif(
    _missing() is not None and WANTED not in os.environ, reason=_missing() or "Spark is there"
)

SMALL = {
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.codegen.wholeStage": "false",
    "spark.shuffle.compress": "false",
    "spark.shuffle.spill.compress": "false",
    "spark.broadcast.compress": "false",
}


def environment(folder: Path, settings: Mapping[str, str] = SMALL) -> dict[str, str]:
    """Variables of a process that begins a small Spark, which leaves all that it leaves here.

    Args:
        folder: Of the test; its ``disk`` is what Spark, Java and Python write to, its ``conf``
            what Spark is told.
        settings: Name → value, as in ``spark-defaults.conf``.
    """
    disk, conf = folder / "disk", folder / "conf"
    for one in (disk, conf):
        one.mkdir(exist_ok=True)
    lines = [f"{name} {value}\n" for name, value in settings.items()]
    (conf / "spark-defaults.conf").write_text("".join(lines))
    java = f"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.io.tmpdir={disk}"
    return {
        "JDK_JAVA_OPTIONS": java,
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_DIRS": str(disk),
        "TMPDIR": str(disk),
        "PYTHONPATH": os.pathsep.join(
            str(TESTS / name) for name in ("runners", "doors", "network", "objects", "")
        ),
    }


def write_parts(folder: Path) -> None:
    """Three files of people with ids and households that stand in several of them."""
    rows = pl.DataFrame(
        [
            {
                "gender": "man" if person % 3 else "woman",
                "age": "0--8" if person % 2 else "",
                "minor": "1" if person % 2 else "",
                "country": "FR" if person % 5 else "NG",
                "control": ("debt", "threat", "debt;force", "")[number % 4],
                "sector": "",
                "forced": "1",
                "labour": "sea",
                "id": f"p{person}",
                "home": f"h{person // 6}" if person % 7 else "",
            }
            for number in range(120)
            for person in [number * 7 % 43]
        ]
    )
    for number in range(3):
        rows[number::3].write_parquet(folder / f"part-{number}.parquet", row_group_size=11)


def opened(folder: File, runner: Runner, ids: str) -> ShardedCases:
    """The same parts, cut small, by whoever reads them."""
    ignored = tuple({"id", "home"} - {*IDS[ids]})
    return open_sharded(folder, BOOK, runner, IDS[ids], ignored, rows=9)


def counted(folder: File, runner: Runner, ids: str) -> CountedPeople:
    """All that is counted of them; of a household two count, always the same."""
    bound = 2 if IDS[ids][1] else None
    return CountedPeople(opened(folder, runner, ids), DOMAIN, bound, b"k" * 32)
