"""The same counts from a Spark of this computer, also when a worker dies in the middle of its work.

One session serves all tests of this file: it takes some twenty seconds to begin.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from spark_stages import DiesOnce, by_rest, fails, of_a_file, sums

from lanterne.cases.shards import open_sharded
from lanterne.codebook import encode_table
from lanterne.errors import InputError, LanterneError, Place, Problem, Refused, UsageError
from lanterne.harmonise import (
    Destinations,
    LegalBasis,
    MappedColumn,
    Mapping,
    PartnerParts,
    Rule,
    Source,
    codebook_digest,
    write_parted_cases,
)
from lanterne.runners import InProcess, Runner
from lanterne.runners.spark import MUST_BE, REMOTE, Spark, check_address, check_settings
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedPeople
from small_codebooks import rich_book

pytestmark = pytest.mark.skipif(
    find_spec("pyspark") is None and "LANTERNE_TEST_SPARK" not in os.environ,
    reason="PySpark is not there: make test-spark",
)
BOOK = rich_book()
DOMAIN = Domain.of(BOOK.table, encode_table(BOOK.table))
TABLES = tuple(combinations(range(DOMAIN.layout.width), 3))[:5]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """Two workers, and four tries for each task; they find what this file defines."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(Path(__file__).parent))
        runner = Spark("local[2,4]")
        yield runner
        runner.session.stop()


def test_stages_one_after_the_other(spark):
    assert spark.tasks == 4
    for numbers in (range(7), range(1)):
        here, there = (
            {key: pickle.loads(value) for key, value in one.run(list(numbers), by_rest, sums)}
            for one in (InProcess(), spark)
        )
        assert here == there
    assert list(spark.run([], by_rest)) == []


def test_what_a_stage_raises_comes_back_as_it_was(spark):
    for stages in ((of_a_file,), (of_a_file, sums)):
        with pytest.raises(InputError) as raised:
            list(spark.run([7], *stages))
        assert raised.value.problems == (Problem("empty-file.whole", {}, Place("7.csv")),)


def test_a_fault_of_a_worker_is_told_without_what_it_had_in_its_hands(spark, capfd):
    cell = 12345
    with pytest.raises(LanterneError, match="ZeroDivisionError in spark_stages") as raised:
        list(spark.run([cell], fails))
    told = [*traceback.format_exception(raised.value), *capfd.readouterr()]
    assert str(cell) not in "".join(told)


def test_work_that_is_done_again_counts_once(spark, tmp_path):
    stage = DiesOnce(tmp_path / "died")
    found = sorted(pickle.loads(value) for _, value in spark.run([1, 2, 3], stage))
    assert stage.died.exists()
    assert found == [1, 2, 3]


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


@pytest.mark.parametrize(("subject", "home"), [("", ""), ("id", "home")])
def test_counts_are_those_of_one_process_to_the_bit(spark, tmp_path, subject, home):
    write_parts(tmp_path)
    ignored = tuple({"id", "home"} - {subject, home})

    def counted(runner: Runner) -> CountedPeople:
        cases = open_sharded(tmp_path, BOOK, runner, (subject, home), ignored, rows=9)
        return CountedPeople(cases, DOMAIN, 2 if home else None, b"k" * 32)

    here, there = counted(InProcess()), counted(spark)
    assert (here.pairs == there.pairs).all()
    assert (here.tables(TABLES) == there.tables(TABLES)).all()


PARTNER = Mapping(
    "partner",
    "1",
    BOOK.name,
    BOOK.version,
    codebook_digest(BOOK),
    Source(
        headers=(*BOOK.table.names, "id", "home"),
        keep=("id", "home"),
        leave_out=("minor", "sector", "labour", "forced"),
    ),
    LegalBasis("age", ("0--8",)),
    (
        MappedColumn("gender", Rule.RECODE, ("gender",), {"woman": "woman"}),
        MappedColumn("country", Rule.COPY, ("country",)),
        MappedColumn("control", Rule.COPY, ("control",), separators=(";",)),
    ),
)


def test_a_partners_parts_are_counted_and_written_as_by_one_process(spark, tmp_path):
    """Some people do not consent, and an answer of some is in no mapping."""
    parts = tmp_path / "parts"
    parts.mkdir()
    write_parts(parts)
    opener = PartnerParts(PARTNER, BOOK)

    def made(runner: Runner, name: str) -> object:
        to = Destinations(tmp_path / name, tmp_path / f"{name}.csv")
        found = write_parted_cases(parts, opener, runner, to, lambda *_: None, rows=9)
        files = {path.name: path.read_bytes() for path in found.cases.iterdir()}
        return files, found.rows, found.without_consent, found.left_over

    def counted(runner: Runner, name: str) -> CountedPeople:
        cases = open_sharded(tmp_path / name, BOOK, runner, ("id", "home"))
        return CountedPeople(cases, DOMAIN, 2, b"k" * 32)

    assert made(InProcess(), "here") == made(spark, "there")
    assert len([*(tmp_path / "there").iterdir()]) == 15
    assert (counted(InProcess(), "here").pairs == counted(spark, "there").pairs).all()


@pytest.mark.parametrize("name", MUST_BE)
def test_a_spark_that_keeps_or_sends_counts_as_they_are_is_refused(name):
    settings = {**MUST_BE, name: "false" if MUST_BE[name] == "true" else "true"}
    with pytest.raises(Refused, match=f"{name}={MUST_BE[name]}"):
        check_settings(settings.get)
    check_settings(MUST_BE.get)


@pytest.mark.parametrize(
    ("address", "master", "refused"),
    [
        ("sc://far:15002", None, Refused),
        ("sc://far:15002/;use_ssl=false", None, Refused),
        ("sc://localhost.far:15002", None, Refused),
        ("sc://far:15002/;use_ssl=true;user_id=me", None, None),
        ("sc://far:15002/;token=abc", None, None),
        ("sc://localhost:15002", None, None),
        ("local[2]", None, None),
        ("sc://localhost:15002", "yarn", UsageError),
        (None, "yarn", None),
    ],
)
def test_nobody_listens_on_the_way_to_spark(monkeypatch, address, master, refused):
    monkeypatch.delenv(REMOTE, raising=False)
    if address is not None:
        monkeypatch.setenv(REMOTE, address)
    if refused is None:
        check_address(master)
    else:
        with pytest.raises(refused):
            check_address(master)


def test_without_java_it_is_said_what_to_install():
    """In a process of its own: one has one Java, or none."""
    program = "from lanterne.runners.spark import Spark; Spark('local[1]').session"
    home = {**os.environ, "JAVA_HOME": "/nowhere"}
    found = subprocess.run(
        [sys.executable, "-c", program], env=home, capture_output=True, text=True, check=False
    )
    assert UsageError("runner.no-session").says() in found.stderr
