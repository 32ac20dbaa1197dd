"""Writing: only what is protected, the same bytes, whole or not at all."""

import csv
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from example_release import MOMENT, a_codebook, a_column, a_table, counts_of, some_rows
from network_release_example import a_network

from lanterne.codebook.model import Codebook, Column, ColumnType, Missing, Table
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.privacy import Protected
from lanterne.release import check_destination, check_publishable, verify_release, write_release
from lanterne.release.folder import files_below
from lanterne.release.layout import CountsFile
from lanterne.synthesis.result import ProtectedTable


def codebook_of(column: Column) -> Codebook:
    table = Table("t", {"en": "t", "fr": "t"}, (column,))
    return replace(a_codebook(), tables=(table,), groups=())


def contents(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in files_below(folder)}


def test_the_folder_holds_everything_and_verifies(release: Path) -> None:
    assert list(files_below(release)) == [
        "CITATION.cff",
        "PRIVACY.md",
        "PROMISE.html",
        "README.md",
        "SHA256SUMS",
        "aggregates/aggregates.csv",
        "codebook/codebook.ar.html",
        "codebook/codebook.en.html",
        "codebook/codebook.es.html",
        "codebook/codebook.fr.html",
        "codebook/codebook.json",
        "data/victims.csv",
        "data/victims.parquet",
        "datapackage.json",
        "manifest.json",
        "privacy.json",
    ]
    assert verify_release(release).problems == ()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_a_standard_tool_checks_the_sums(release: Path) -> None:
    call = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(call, cwd=release, check=False).returncode == 0


@pytest.mark.parametrize(
    "wrong",
    [
        a_table(some_rows(3)),
        a_table(some_rows(3)).data,
        a_network(3),
        a_network(3).tables,
        Protected(a_network(3).tables),
        Protected(a_table(some_rows(3)).data),
        Protected(Protected(a_table(some_rows(3)))),
        {"value": a_table(some_rows(3))},
        None,
    ],
    ids=[
        "table",
        "frame",
        "network",
        "tables",
        "protected-tables",
        "protected-frame",
        "twice",
        "dict",
        "none",
    ],
)
def test_nothing_but_a_protected_table_gets_in(wrong: object, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="Protected"):
        write_release(wrong, tmp_path / "out")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_the_same_table_and_moment_give_the_same_bytes(
    table: ProtectedTable, tmp_path: Path
) -> None:
    one = write_release(Protected(table), tmp_path / "one", created=MOMENT)
    two = write_release(Protected(table), tmp_path / "another name", created=MOMENT)
    assert contents(one) == contents(two)


def test_the_order_of_the_rows_carries_nothing(table: ProtectedTable, tmp_path: Path) -> None:
    """Any order of the same rows gives the same bytes."""
    mixed = replace(table, data=table.data.sample(fraction=1.0, shuffle=True, seed=5))
    assert not mixed.data.equals(table.data)
    one = write_release(Protected(table), tmp_path / "one", created=MOMENT)
    two = write_release(Protected(mixed), tmp_path / "two", created=MOMENT)
    assert contents(one) == contents(two)


def test_the_csv_holds_the_rows_as_a_plain_reader_reads_them(
    table: ProtectedTable, release: Path
) -> None:
    raw = (release / "data/victims.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    with (release / "data/victims.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == table.data.columns
    assert sorted(rows) == sorted(list(row) for row in table.data.iter_rows())


def test_a_blank_is_null_in_parquet(table: ProtectedTable, release: Path) -> None:
    frame = pl.read_parquet(release / "data/victims.parquet")
    assert set(frame.dtypes) == {pl.String}
    assert frame.null_count().row(0) == (table.data == "").sum().row(0)
    assert not (frame == "").sum().row(0).count(None)


def test_blanks_survive_in_a_table_of_one_column(tmp_path: Path) -> None:
    column = a_column("country", ColumnType.COUNTRY, "NA FR")
    codebook = codebook_of(column)
    data = pl.DataFrame({"country": ["NA", "", "FR", "", ""]})
    rows = [{"country": "NA"}, {"country": "FR"}]
    counts = counts_of(rows, counted=CountsFile("aggregates", codebook.table))
    table = replace(a_table(), codebook=codebook, data=data, aggregates=counts)
    out = write_release(Protected(table), tmp_path / "out")
    assert verify_release(out).problems == ()
    with (out / "data/t.csv").open(newline="") as file:
        assert sorted(row["country"] for row in csv.DictReader(file)) == ["", "", "", "FR", "NA"]


def test_no_rows_at_all_is_a_release(tmp_path: Path) -> None:
    table = a_table([])
    counts = counts_of([])
    out = write_release(Protected(replace(table, aggregates=counts)), tmp_path / "out")
    assert verify_release(out).problems == ()


def test_rows_held_as_categories_give_the_same_bytes(table: ProtectedTable, tmp_path: Path) -> None:
    categories = replace(table, data=table.data.with_columns(pl.all().cast(pl.Categorical)))
    one = write_release(Protected(table), tmp_path / "one", created=MOMENT)
    two = write_release(Protected(categories), tmp_path / "two", created=MOMENT)
    assert contents(one) == contents(two)


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("gender", "Maria", "value-not-listed"),
        ("gender", "unknown", "value-not-listed"),
        ("country", "", "required-blank"),
        ("means", "force;debt,", "value-not-listed"),
        ("signs", "s1|s1", "value-not-listed"),
        ("minor", "0", "dependency-broken"),
        ("forced", "", "rule-broken"),
    ],
)
def test_a_row_against_the_codebook_is_refused(
    table: ProtectedTable, tmp_path: Path, column: str, text: str, rule: str
) -> None:
    """The last line of defence: nothing is written, and the value is not repeated."""
    place = {"minor": pl.col("age") == "0--8", "forced": pl.col("labour") == "sea"}
    where = place.get(column, pl.int_range(pl.len()) == 7)
    data = table.data.with_columns(
        pl.when(where).then(pl.lit(text)).otherwise(column).alias(column)
    )
    with pytest.raises(InputError) as caught:
        write_release(Protected(replace(table, data=data)), tmp_path / "out")
    assert rule in {problem.rule for problem in caught.value.problems}
    assert "Maria" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_exists_is_never_touched(table: ProtectedTable, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("folder", "file", "link"):
        with pytest.raises(UsageError, match="exists already"):
            write_release(Protected(table), tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "file", "link"}
    assert (tmp_path / "file").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_named_before_anything_is_spent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        check_destination(tmp_path / "no" / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is not a folder"):
        check_destination(tmp_path / "file" / "out")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written to"):
        check_destination(tmp_path / "out")


def test_a_read_only_file_system_is_an_error_and_not_a_traceback(
    table: ProtectedTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(LanterneError, match=r"out could not be written: Read-only file system"):
        write_release(Protected(table), tmp_path / "out")


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failure_half_way_leaves_nothing(
    table: ProtectedTable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    def fail(self: Path, *_: object, **__: object) -> None:
        assert list(tmp_path.iterdir()), "the hidden folder is there while it is written"
        raise error

    monkeypatch.setattr(Path, "write_text", fail)
    expected = KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else LanterneError
    with pytest.raises(expected) as caught:
        write_release(Protected(table), tmp_path / "out")
    assert expected is KeyboardInterrupt or "the disk is full" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs a small disk")
@pytest.mark.parametrize("kilobytes", [8, 64, 400])
def test_a_disk_that_fills_up(tmp_path: Path, kilobytes: int) -> None:
    """On a real file system of a few kilobytes, wherever the writing stops."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small disk")
    try:
        with pytest.raises(LanterneError, match="the disk is full"):
            write_release(Protected(a_table(some_rows(8000))), disk / "out")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


_ENDLESS = """
import sys, time
from pathlib import Path
from example_release import a_table
from lanterne.privacy import Protected
from lanterne.release import folder, write_release

def stop(path):
    print("ready", flush=True)
    time.sleep(60)

folder._sync = stop
write_release(Protected(a_table()), Path(sys.argv[1]))
"""


def test_a_process_that_is_killed_leaves_no_release(tmp_path: Path) -> None:
    """A kill at the last moment leaves a hidden folder and never the name that was asked for."""
    out = tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(out)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    assert not out.exists()
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".out.partial-")
    assert write_release(Protected(a_table()), out) == out


def test_everything_is_synced_before_it_has_its_name(
    table: ProtectedTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    rename, sync = Path.rename, os.fsync
    monkeypatch.setattr(Path, "rename", lambda a, b: (steps.append("rename"), rename(a, b))[1])
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("sync"), sync(handle))[1])
    out = write_release(Protected(table), tmp_path / "out")
    folders_and_files = len(files_below(out)) + 3 + 1
    assert steps == ["sync"] * folders_and_files + ["rename", "sync"]


@pytest.mark.parametrize(
    "more",
    [
        {"created": datetime(2026, 1, 1)},
        {"licence": "do as you like"},
        {"publisher": "two\nlines"},
    ],
)
def test_wrong_arguments_are_usage_errors(
    table: ProtectedTable, tmp_path: Path, more: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        write_release(Protected(table), tmp_path / "out", **more)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\tx", "a\nb"])
def test_a_text_that_a_spreadsheet_would_run_is_refused(code: str) -> None:
    column = replace(
        a_column("x", ColumnType.CATEGORY, "a"),
        missing={Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: (code,)},
    )
    codebook = codebook_of(column)
    (problem,) = check_publishable(codebook)
    assert problem.column == "x"
    assert problem.rule in {"formula", "bad-text"}


@pytest.mark.parametrize("code", ["-9", "+1.5", "-99", "9--17", "a=b", "48+", "<1 month"])
def test_numbers_and_ordinary_texts_are_no_formulas(code: str) -> None:
    column = replace(
        a_column("x", ColumnType.CATEGORY, "a"),
        missing={Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: (code,)},
    )
    codebook = codebook_of(column)
    assert check_publishable(codebook) == ()


@pytest.mark.parametrize("name", ["../victims", "a/b", ".hidden", "", "a b"])
def test_the_name_of_a_table_stays_in_the_folder(name: str) -> None:
    codebook = replace(a_codebook(), tables=(replace(a_codebook().table, name=name),))
    assert check_publishable(codebook)


def test_writing_and_verifying_are_quick(tmp_path: Path) -> None:
    """21,000 rows of 8 columns in well under a second of CPU time; the bound is generous."""
    table = a_table()
    data = pl.concat([table.data] * 105)
    counts = table.aggregates.with_columns(pl.col("synthetic") * 105)
    before = time.process_time()
    out = write_release(Protected(replace(table, data=data, aggregates=counts)), tmp_path / "out")
    assert verify_release(out).problems == ()
    assert time.process_time() - before < 1.0
