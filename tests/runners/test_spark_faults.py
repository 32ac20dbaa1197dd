"""A whole protection by Spark, and what ends it: no raw count is left, and the ledger is right.

Each has a Spark of its own, which somebody kills or starves: so all are long. The quick tests see
the same counts and the same sentences from workers of one session.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import psutil
import pytest
from on_a_cluster import MASTER
from small_spark import IDS, SMALL, TABLES, counted, environment, needs_spark, write_parts

import lanterne
from lanterne.cases.shards import open_sharded
from lanterne.codebook import encode_table, load_codebook
from lanterne.errors import LanterneError
from lanterne.privacy import Ledger
from lanterne.release import verify_release
from lanterne.runners import InProcess
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedPeople
from program import START, TERMINAL, command

pytestmark = [pytest.mark.long, needs_spark]
BOOK = Path(__file__).parents[1] / "cli" / "small.toml"
OURS = Path(lanterne.__file__).parent
"""What stands in a traceback of Lanterne."""

MARK = b"rollinda"
"""What the ids of all people begin with, in the spelling in which they travel."""

RECEIPT = b"lanterne.cases.shards.receipts"
"""What stands before exact counts when they travel."""

CHARGED, NOT_CHARGED = "budget WAS charged", "budget was NOT charged"
PEOPLE = 6_000
PATIENCE = 900.0

OPEN = (
    "from lanterne.runners import spark; spark.MUST_BE['spark.io.encryption.enabled'] = 'false'; "
)
"""The planted fault: what is on its way lies on the disk as it is."""


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Path:
    """Four files of people with two rows each, in two of them."""
    folder = tmp_path_factory.mktemp("cases")
    chance = np.random.default_rng(1)
    rows = pl.DataFrame(
        {
            "year": chance.choice(["2019", "2020", "2021"], PEOPLE),
            "gender": chance.choice(["Woman", "Man"], PEOPLE),
            "ageBand": chance.choice(["18--29", "30+"], PEOPLE),
            "isMinor": [""] * PEOPLE,
            "sector": chance.choice(["Home", "Farm", ""], PEOPLE),
            "person": [f"{MARK.decode()}-{number:06}" for number in range(PEOPLE)],
        }
    )
    for number in range(4):
        both = rows.filter(pl.int_range(pl.len()) % 2 == number % 2)
        both.write_parquet(folder / f"part-{number}.parquet")
    return folder


class Protection:
    """``lanterne protect`` by Spark, in a folder where all is looked for afterwards.

    Args:
        folder: Empty.
        cases: The parts.
        before: A program that is run before it.
        room: Bytes of the largest file that it may write; ``None``: any number.
        more: Settings of Spark.
    """

    def __init__(
        self,
        folder: Path,
        cases: Path,
        before: str = "",
        room: int | None = None,
        more: dict[str, str] | None = None,
    ) -> None:
        self.folder, self.ledger = folder, folder / "ledger.jsonl"
        asked = ["protect", cases, "-c", BOOK, "--subject-id", "person", "--epsilon", 1]
        asked += ["--ledger", self.ledger, "--out", folder / "out"]
        asked += ["--runner", "spark", "--master", "local[2,2]"]
        started = command(*asked)
        started[started.index(START)] = before + START
        own = environment(folder, SMALL | (more or {}))
        limited = [] if room is None else ["prlimit", f"--fsize={room}"]
        self.process = subprocess.Popen(
            [*limited, *started],
            cwd=folder,
            env={**os.environ, **TERMINAL, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, what: Callable[[], bool]) -> None:
        """Wait for something that happens while it runs."""
        end = time.monotonic() + PATIENCE
        while not what():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end
            time.sleep(0.01)

    def on_its_way(self) -> bool:
        """Whether rows of people lie on the disk where Spark keeps what is on its way."""
        found = (self.folder / "disk").rglob("shuffle_*.data")
        return any(one.exists() and one.stat().st_size > 10_000 for one in found)

    def spends(self) -> int:
        """How many times the ledger was charged."""
        entries = Ledger(self.ledger).entries()
        return sum(one.kind == "spend" for one in entries)

    def workers(self) -> list[psutil.Process]:
        """Java, and Python's workers."""
        others = (one for one in psutil.process_iter() if one.pid != self.process.pid)
        return [one for one in others if self._is_ours(one)]

    def _is_ours(self, one: psutil.Process) -> bool:
        try:
            return one.environ().get("TMPDIR") == str(self.folder / "disk")
        except psutil.Error:
            return False

    def java(self) -> psutil.Process:
        """The Java that hands out the work."""
        (found,) = (one for one in self.workers() if one.name() == "java")
        return found

    def ended(self) -> tuple[int, str]:
        """The exit code, and what was said on the terminal."""
        out, err = self.process.communicate(timeout=PATIENCE)
        told = out + err  # of broken pipes PySpark itself may tell
        assert not any(text in told for text in (MARK.decode(), str(OURS)))
        end = time.monotonic() + 60
        while self.workers():
            assert time.monotonic() < end, "a worker lives on"
            time.sleep(0.1)
        return self.process.returncode, " ".join(err.split())

    def left(self, *marks: bytes) -> set[str]:
        """Files that hold one of these, wherever it left any."""
        return {
            path.name
            for path in self.folder.rglob("*")
            if path.is_file() and any(mark in path.read_bytes() for mark in marks)
        }

    def made(self) -> set[str]:
        """What stands beside what Spark was given."""
        return {one.name for one in self.folder.iterdir()} - {"disk", "conf"}


@pytest.fixture
def protection(tmp_path, cases) -> Iterator[Callable[..., Protection]]:
    """Begins one; nothing of it lives longer than the test."""
    begun: list[Protection] = []

    def begin(**options: object) -> Protection:
        begun.append(Protection(tmp_path, cases, **options))
        return begun[-1]

    yield begin
    for one in begun:
        for process in (one.process, *one.workers()):
            process.kill()


def exact(cases: Path) -> list[bytes]:
    """Exact counts as they lie in memory: years of women, and of men."""
    book = load_codebook(BOOK)
    domain = Domain.of(book.table, encode_table(book.table))
    parts = open_sharded(cases, book, InProcess(), ("person", ""))
    pairs = CountedPeople(parts, domain).pairs
    years = domain.layout.block(0)
    genders = range(*domain.layout.block(1).indices(domain.layout.total))
    return [pairs[row, years][1:].tobytes() for row in genders[1:]]


def test_a_whole_protection_leaves_no_count_and_no_id(protection, cases):
    run = protection()
    run.until(run.on_its_way)
    code, said = run.ended()
    assert code == 0, said
    counts = exact(cases)
    assert all(np.frombuffer(one, np.int64).min() > 500 for one in counts)
    assert run.left(MARK, RECEIPT, *counts) == set()
    assert run.spends() == 1
    assert verify_release(run.folder / "out", ledger=run.ledger).ok


@pytest.mark.parametrize("whom", ["the driver", "all at once"])
def test_killed_before_the_charge(protection, cases, whom):
    """All at once is a power cut: what lies on the disk stays there."""
    run = protection()
    run.until(run.on_its_way)
    for process in [*(run.workers() if whom == "all at once" else ()), run.process]:
        process.kill()
    code, _ = run.ended()
    assert code == -signal.SIGKILL
    assert not run.ledger.exists() or run.spends() == 0
    assert run.made() <= {"ledger.jsonl", ".out.claim", ".out.fitted.npz.claim"}
    assert run.on_its_way() == (whom == "all at once")
    assert run.left(MARK, RECEIPT, *exact(cases)) == set()


def test_what_lies_on_the_disk_as_it_is_is_found(protection):
    """The planted fault, and the same search."""
    run = protection(before=OPEN)
    run.until(run.on_its_way)
    for process in (*run.workers(), run.process):
        process.kill()
    run.ended()
    assert run.left(MARK)
    assert run.left(RECEIPT)


def test_killed_as_soon_as_it_was_charged(protection, cases):
    run = protection()
    run.until(lambda: run.ledger.exists() and run.spends() == 1)
    run.process.kill()
    code, _ = run.ended()
    assert code == -signal.SIGKILL
    assert run.spends() == 1
    assert not (run.folder / "out").exists() or verify_release(run.folder / "out").ok
    assert run.left(MARK, RECEIPT, *exact(cases)) == set()


def test_java_that_is_ended_for_want_of_memory(protection):
    """As the system ends whoever has most."""
    run = protection()
    run.until(run.on_its_way)
    run.java().kill()
    code, said = run.ended()
    assert code == LanterneError.exit_code
    assert "a worker of Spark failed" in said
    assert NOT_CHARGED in said
    assert run.left(MARK, RECEIPT) == set()


def test_workers_without_memory(protection):
    run = protection(more={"spark.executor.pyspark.memory": "500m"})
    code, said = run.ended()
    assert code == LanterneError.exit_code
    assert "too little memory" in said
    assert NOT_CHARGED in said
    assert run.made() <= {"ledger.jsonl"}
    assert run.left(MARK, RECEIPT) == set()


def test_no_room_on_the_disk_of_workers(protection):
    """No file may be larger than some of the rows are together."""
    run = protection(room=40_000)
    code, said = run.ended()
    assert code == LanterneError.exit_code
    assert "no room on the disk where Spark keeps what is on its way" in said
    assert NOT_CHARGED in said
    assert run.made() <= {"ledger.jsonl"}
    assert run.left(MARK, RECEIPT) == set()


def test_counts_of_executors_that_are_processes_of_their_own(tmp_path):
    """Rows and counts go from one to another; one of their workers is killed."""
    parts, new = tmp_path / "parts", tmp_path / "new"
    parts.mkdir()
    new.mkdir()
    write_parts(parts)
    program = Path(__file__).with_name("on_a_cluster.py")
    said = subprocess.run(
        [sys.executable, program, parts, new],
        env={**os.environ, **environment(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert said.returncode == 0, said.stderr
    assert (new / "executors").read_text() == "2", MASTER
    assert (new / "died").exists()
    for ids in IDS:
        here, there = counted(parts, InProcess(), ids), np.load(new / f"{ids}.npz")
        assert (here.pairs == there["pairs"]).all()
        assert (here.tables(TABLES) == there["tables"]).all()
