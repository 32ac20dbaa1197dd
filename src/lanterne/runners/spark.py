"""A Spark cluster: it hands out items, and its workers do with them what one process would.

Spark never sees rows or columns: items, keys and values travel as numbers and bytes, and Python's
workers do the reading and counting. No accumulator is used, since work that is done again would
count twice in one; and results come one at a time, so that they need not fit in memory together.
"""

from __future__ import annotations

import os
import pickle
import re
import secrets
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lanterne.errors import LanterneError, Refused, UsageError
from lanterne.runners.runner import FAILED, FirstStage, LaterStage, Pair, guarded, unguarded

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

SCHEMA = "key long, value binary"

REMOTE = "SPARK_REMOTE"
"""Name of the variable that says where a Spark Connect server is."""

MUST_BE = {
    "spark.io.encryption.enabled": "true",
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
    "spark.eventLog.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.speculation": "false",
}
"""What a cluster keeps on disks, sends and shows is counts of people: encrypted, or not at all. And
it does nothing twice for speed: what is late would come into a release that is written already."""

_ON_THIS_COMPUTER = re.compile(r"local(\[|$)|sc://(localhost|127\.0\.0\.1|\[::1\])([:/;]|$)")


class Spark:
    """A Spark cluster, or the Spark of this computer.

    Args:
        master: Its address, such as ``local[4]``, ``yarn`` or ``spark://host:7077``; ``None``: as
            ``SPARK_REMOTE`` says, else the configuration of Spark that is there, else this
            computer.

    Raises:
        UsageError: PySpark is not installed, or there is no Java.
        Refused: The cluster would keep, send or show counts of people as they are.
    """

    def __init__(self, master: str | None = None) -> None:
        self._master = master

    @cached_property
    def session(self) -> SparkSession:
        """The session, begun when it is first needed; it ends with this process."""
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
            from pyspark.errors import PySparkException  # noqa: PLC0415
            from pyspark.sql import SparkSession  # noqa: PLC0415
        except ImportError:
            raise UsageError("runner.no-spark") from None
        builder = SparkSession.builder.appName("lanterne")
        check_address(self._master)
        if REMOTE not in os.environ:
            _quiet()
            if self._master is not None:
                builder = builder.master(self._master)
            for name, value in _settings(self._master).items():
                builder = builder.config(name, value)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)
                session = builder.getOrCreate()
        except (PySparkException, Py4JError, OSError):
            raise UsageError("runner.no-session") from None
        check_settings(lambda name: session.conf.get(name, "false"))
        return session

    @cached_property
    def tasks(self) -> int:
        """Two for each processor of the cluster."""
        if REMOTE in os.environ:
            return int(self.session.conf.get("spark.sql.shuffle.partitions", "200") or 200)
        return 2 * int(self.session.sparkContext.defaultParallelism)

    def run(self, items: Sequence[Any], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        """See :meth:`lanterne.runners.Runner.run`."""
        if items:
            yield from unguarded(self._pairs(items, first, then))

    def _pairs(
        self, items: Sequence[Any], first: FirstStage, then: Sequence[LaterStage]
    ) -> Iterator[Pair]:
        from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
        from pyspark.errors import PySparkException  # noqa: PLC0415

        rows = [(place, pickle.dumps(item)) for place, item in enumerate(items)]
        try:
            # By ranges of their places: a round robin may give two to one and none to another.
            frame = self.session.createDataFrame(rows, SCHEMA)
            frame = frame.repartitionByRange(len(rows), "key")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # of Pandas, which is not used
                frame = frame.mapInArrow(_of_items(first), SCHEMA)
                for stage in then:
                    frame = frame.groupBy("key").applyInArrow(_of_key(stage), SCHEMA)
            for row in frame.toLocalIterator():
                yield row.key, bytes(row.value)
        except (PySparkException, Py4JError, OSError, EOFError):  # the last two: Java is gone
            # What Spark says of it may repeat what a worker had in its hands.
            raise LanterneError("runner.worker-failed") from None


def check_address(master: str | None) -> None:
    """That one Spark is meant, and nobody can listen on the way to it.

    Raises:
        UsageError: Two are named.
        Refused: What is added up there would come here as it is.
    """
    remote = os.environ.get(REMOTE)
    if remote is None:
        return
    if master is not None:
        raise UsageError("runner.two-addresses")
    encrypted = re.search(r";use_ssl=true(;|$)", remote) or re.search(r";token=", remote)
    if not encrypted and not _ON_THIS_COMPUTER.match(remote):
        raise Refused("runner.connect-open")


def _settings(master: str | None) -> dict[str, str]:
    """What a session that is begun here asks for.

    The secret that workers share is that of the configuration of a cluster, or made by Spark; of
    workers of this computer that are apart, as in a trial of a cluster, by nobody.
    """
    apart = master is not None and master.startswith("local-cluster")
    secret = {"spark.authenticate.secret": secrets.token_hex(32)} if apart else {}
    # What Spark says of a worker that failed may repeat what it had in its hands.
    silence = {"spark.log.level": "OFF", "spark.ui.showConsoleProgress": "false"}
    return {**MUST_BE, **secret, **silence}


def check_settings(setting: Callable[[str], str | None]) -> None:
    """That nothing of people lies or travels as it is.

    Args:
        setting: Name of a setting → what it is.

    Raises:
        Refused: A setting is another one.
    """
    wrong = {
        name: value
        for name, value in MUST_BE.items()
        if str(setting(name) or "false").lower() != value
    }
    if wrong:
        settings = tuple(f"{name}={value}" for name, value in wrong.items())
        raise Refused("runner.spark-settings", settings=settings)


def _quiet() -> None:
    """Spark itself says nothing on the terminal."""
    settings = files("lanterne.runners") / "log4j2.properties"
    os.environ.setdefault(
        "PYSPARK_SUBMIT_ARGS",
        f'--driver-java-options "-Dlog4j2.configurationFile=file:{settings}" pyspark-shell',
    )


def _of_items(stage: FirstStage) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def each(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for item in batch.column("value").to_pylist():
                for pair in guarded(stage, pickle.loads(item)):
                    yield _as_batch(pair)

    return each


def _of_key(stage: LaterStage) -> Callable[[tuple[Any, ...], pa.Table], pa.Table]:
    def all_of_it(key: tuple[Any, ...], table: pa.Table) -> pa.Table:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        number = int(key[0].as_py())
        if number == FAILED:
            return table
        pairs = guarded(stage, number, table.column("value").to_pylist())
        return pa.Table.from_batches([_as_batch(*pairs)])

    return all_of_it


def _as_batch(*pairs: Pair) -> pa.RecordBatch:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    return pa.RecordBatch.from_pydict(
        {
            "key": pa.array([key for key, _ in pairs], pa.int64()),
            "value": pa.array([value for _, value in pairs], pa.binary()),
        }
    )
