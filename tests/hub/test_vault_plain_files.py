"""Every reader of case files reads from the vault, and no plaintext is on the disk meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from shelf import BOOK, COLUMNS, people
from vaults import CANARY, holding, keep, make_vault, open_files

import lanterne
from lanterne.cases import open_cases
from lanterne.codebook import load_codebook
from lanterne.vault import Vault, VaultError, plain_files, plaintext
from workbooks import write_ods, write_xlsx

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has anonymous memory")

NOTE = "note"
"""A column that is left out; each of its cells is the canary."""


def frame(rows: int = 400) -> pl.DataFrame:
    cases = pl.DataFrame(people(rows), dict.fromkeys(COLUMNS, pl.String))
    return cases.with_columns(pl.lit(CANARY.decode()).alias(NOTE))


WRITERS: dict[str, Callable[[Path], object]] = {
    "cases.csv": lambda path: frame().write_csv(path),
    "cases.tsv": lambda path: frame().write_csv(path, separator="\t"),
    "cases.xlsx": lambda path: write_xlsx(path, {"cases": frame()}),
    "cases.ods": lambda path: write_ods(path, {"cases": frame(60)}),
    "cases.parquet": lambda path: frame().write_parquet(path, compression="uncompressed"),
}


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A folder that holds all that may be written: vault, temporary files, releases."""
    for name in ("TMPDIR", "TEMP", "TMP", "POLARS_TEMP_DIR", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path


def put(vault: Vault, outside: Path, name: str) -> tuple[str, list[bytes]]:
    """A file of the vault, and pieces of its bytes: what is packed has no canary to be seen."""
    WRITERS[name](outside / name)
    data = (outside / name).read_bytes()
    pieces = [data[place : place + 40] for place in range(60, len(data) - 40, len(data) // 9)]
    return keep(vault, data), [CANARY, *pieces]


def nowhere(traces: list[bytes], home: Path) -> bool:
    open_ones = [data for _, data in open_files(os.getpid())]
    return not any(
        holding(trace, home) or any(trace in data for data in open_ones) for trace in traces
    )


@linux
@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file_is_read_and_never_on_the_disk(home, tmp_path_factory, name):
    vault = make_vault(home / "hub")
    outside = tmp_path_factory.mktemp("outside")
    file_id, traces = put(vault, outside, name)
    plain_ones = [trace for trace in traces if holding(trace, outside)]
    assert len(plain_ones) >= 8, "the search finds what is there"
    with plaintext(vault, "north", {name: file_id}) as path:
        assert path.name == name
        assert path.is_symlink()
        assert nowhere(traces, home)
        cases = open_cases(path, load_codebook(BOOK), ignore={NOTE}, subject_id="")
        expected = (outside / name).stat().st_size
        assert path.stat().st_size == expected
        assert cases.frame().height == lanterne.check(outside / name, BOOK, ignore={NOTE}).people
        assert lanterne.check(path, BOOK, ignore={NOTE}).ok
        assert sum(len(codes) for codes in cases.batches()) == cases.frame().height
        assert nowhere(traces, home)
        with path.open("r+b", buffering=0) as stream, pytest.raises(PermissionError):
            stream.write(b"x")
    assert nowhere(traces, home)
    assert not list((home / "hub" / "plain").iterdir())


@linux
def test_the_whole_road_runs_on_it(home, tmp_path_factory):
    vault = make_vault(home / "hub")
    file_id, traces = put(vault, tmp_path_factory.mktemp("outside"), "cases.csv")
    ledger = home / "ledger.jsonl"
    with plaintext(vault, "north", {"cases.csv": file_id}) as path:
        more = {"ignore": {NOTE}, "ledger": ledger}
        lanterne.protect(path, BOOK, epsilon=4, out=home / "release", keep=False, **more)
        lanterne.evaluate(path, home / "release", **more)
        lanterne.find_risk(path, BOOK, ignore={NOTE})
        assert nowhere(traces, home)
    assert lanterne.verify(home / "release").ok
    assert len(ledger.read_text().splitlines()) == 3
    assert nowhere(traces, home)


@linux
@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "one.xlsx", "one.ods"])
def test_linked_tables_are_read_as_a_folder_and_as_a_workbook(home, tmp_path_factory, kind):
    vault = make_vault(home / "hub")
    outside = tmp_path_factory.mktemp("outside")
    lanterne.sample(outside / "net", codebook="lanterne-network", victims=60)
    tables = {path.stem: path for path in (outside / "net").glob("*.csv")}
    texts = {
        name: pl.read_csv(path, infer_schema=False).fill_null("") for name, path in tables.items()
    }
    made = outside / "made"
    made.mkdir()
    if kind == "one.xlsx":
        write_xlsx(made / "cases.xlsx", texts)
    elif kind == "one.ods":
        write_ods(made / "cases.ods", texts)
    for name, table in texts.items():
        if kind == "csv":
            table.write_csv(made / f"{name}.csv")
        elif kind == "parquet":
            table.write_parquet(made / f"{name}.parquet")
        elif kind == "xlsx":
            write_xlsx(made / f"{name}.xlsx", {name: table})
    names = {path.name: keep(vault, path.read_bytes()) for path in made.iterdir()}
    traces = [path.read_bytes()[-80:-20] for path in made.iterdir() if path.stat().st_size > 100]
    assert len(traces) >= min(3, len(names))
    assert len(names) == (1 if kind.startswith("one") else len(texts))
    with plaintext(vault, "north", names) as path:
        assert path.is_dir() != kind.startswith("one")
        report = lanterne.check(path, "lanterne-network")
        assert report.ok
        assert report.people == 60
        assert nowhere(traces, home)
    assert nowhere(traces, home)


def test_several_files_are_given_as_a_folder(tmp_path):
    vault = make_vault(tmp_path)
    names = {"victims.csv": keep(vault, b"x"), "links.csv": keep(vault, b"y")}
    with plaintext(vault, "north", names) as path:
        assert sorted(file.name for file in path.iterdir()) == ["links.csv", "victims.csv"]
        assert path.stat().st_mode & 0o777 == 0o700
        assert (path / "victims.csv").read_bytes() == b"x"


def test_a_name_is_never_a_path(tmp_path):
    vault = make_vault(tmp_path)
    file_id = keep(vault, b"x")
    for name in ("", "../x.csv", "/etc/x.csv", "a/b.csv", "a\\b.csv", "C:x.csv", ".x", "a\0.csv"):
        with pytest.raises(ValueError, match="without a folder"):
            plaintext(vault, "north", {name: file_id}).__enter__()
    with pytest.raises(ValueError, match="needs a file"):
        plaintext(vault, "north", {}).__enter__()
    assert not (tmp_path / "plain").exists()


@pytest.mark.parametrize("memory", [pytest.param(True, marks=linux), False])
def test_nothing_stays_when_a_block_or_a_file_fails(tmp_path, monkeypatch, memory):
    monkeypatch.setattr(plain_files, "IN_MEMORY", memory)
    vault = make_vault(tmp_path)
    good, bad = keep(vault, CANARY), keep(vault, bytes(300_000))
    stored = tmp_path / "vault" / "organisation-north" / bad
    stored.write_bytes(stored.read_bytes()[:100_000] + b"!" + stored.read_bytes()[100_001:])
    handles = len(list(Path("/proc/self/fd").iterdir())) if memory else 0
    with pytest.raises(VaultError, match="damaged"):
        plaintext(vault, "north", {"a.csv": good, "b.csv": bad}).__enter__()
    with pytest.raises(ZeroDivisionError), plaintext(vault, "north", {"a.csv": good}):
        _ = 1 / 0
    assert not list((tmp_path / "plain").iterdir())
    assert memory is False or len(list(Path("/proc/self/fd").iterdir())) == handles


def test_without_anonymous_memory_it_is_a_private_file_for_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(plain_files, "IN_MEMORY", False)
    vault = make_vault(tmp_path)
    with plaintext(vault, "north", {"a.csv": keep(vault, CANARY * 9000)}) as path:
        assert not path.is_symlink()
        assert path.stat().st_mode & 0o777 == 0o600
        assert holding(CANARY, tmp_path) == [path]
        assert vault.recover() == 0, "it is being read"
        assert path.read_bytes() == CANARY * 9000
    assert not holding(CANARY, tmp_path)
    assert not list((tmp_path / "plain").iterdir())


@pytest.mark.parametrize("memory", [pytest.param(True, marks=linux), False])
def test_a_reader_that_is_killed_leaves_what_recover_removes(tmp_path, memory):
    code = f"""
import sys, time
from pathlib import Path
sys.path[:0] = {sys.path!r}
from vaults import CANARY, keep, make_vault
from lanterne.vault import plain_files
plain_files.IN_MEMORY = {memory}
vault = make_vault(Path({str(tmp_path)!r}))
with plain_files.plaintext(vault, "north", {{"a.csv": keep(vault, CANARY * 9000)}}) as path:
    assert path.read_bytes() == CANARY * 9000
    print("open", flush=True)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    vault = make_vault(tmp_path)
    assert vault.recover() == 0, "it is alive"
    assert bool(holding(CANARY, tmp_path)) is not memory
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert vault.recover() == 1
    assert not list((tmp_path / "plain").iterdir())
    assert not holding(CANARY, tmp_path)


@linux
def test_no_other_process_and_no_child_reads_it(tmp_path):
    vault = make_vault(tmp_path)
    with plaintext(vault, "north", {"a.csv": keep(vault, CANARY)}) as path:
        child = subprocess.run(["cat", str(path)], capture_output=True, check=False)
    assert CANARY not in child.stdout


@linux
def test_a_child_reads_it_where_it_is_to_and_no_longer_than_it_is_read(tmp_path):
    vault = make_vault(tmp_path)
    with plaintext(vault, "north", {"a.csv": keep(vault, CANARY)}, to_children=True) as path:
        child = subprocess.run(["cat", str(path)], capture_output=True, check=False)
        behind = path.readlink()
        assert not holding(CANARY, tmp_path)
    assert child.stdout == CANARY
    assert not behind.exists()


def test_a_crash_writes_no_image_of_the_memory():
    code = "import resource; from lanterne.vault.plain_files import no_core_dumps; no_core_dumps()"
    ask = f"{code}; print(resource.getrlimit(resource.RLIMIT_CORE))"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout == "(0, 0)\n"
