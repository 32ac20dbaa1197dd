"""An open case file: two passes, memory, secrecy of the count, derived answers."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from example_cases import CODEBOOK, GOOD, HEADER, TABLE

from lanterne.cases import CheckReport, cases, check_cases, decode, open_cases
from lanterne.errors import InputError, Problem
from lanterne.files import text_blocks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "cases.csv").write_text(f"{HEADER}\n" + f"{GOOD}\n,,18--29,,,,,\n" * 500)
    return tmp_path / "cases.csv"


def test_codes_and_texts_are_the_same_people(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_blocks, "BLOCK", 2000)
    opened = open_cases(path, CODEBOOK)
    batches = list(opened.batches())
    assert len(batches) > 5
    codes = np.concatenate(batches)
    assert codes.dtype == np.uint16
    assert all(batch.flags.c_contiguous for batch in batches)
    assert decode(codes, opened.encoding).equals(opened.frame())
    assert opened.frame().columns == list(TABLE.names)


@pytest.mark.parametrize("block", [1 << 20, 40])
def test_a_mark_of_byte_order_in_a_cell_stays_whoever_is_before(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused with its row and without any other: in the first place of a block as well."""
    monkeypatch.setattr(text_blocks, "BLOCK", block)
    rows = [GOOD, GOOD, f"\ufeff{GOOD}", GOOD, GOOD]
    path = tmp_path / "marked.csv"
    for left in (rows, rows[1:], rows[2:], rows[:1] + rows[2:], rows[:3]):
        path.write_text("\n".join([HEADER, *left, ""]), encoding="utf-8")
        (problem,) = check_cases(path, CODEBOOK).problems
        assert (problem.code, problem.row) == ("value-not-listed", 2 + left.index(rows[2]))


@pytest.mark.parametrize("room", [1 << 28, 0, 15_000])
def test_two_passes_are_the_same(room: int, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the codes were kept or read again."""
    monkeypatch.setattr(cases, "KEPT", room)
    monkeypatch.setattr(text_blocks, "BLOCK", 2000)
    opened = open_cases(path, CODEBOOK)
    first = np.concatenate(list(opened.batches()))
    second = np.concatenate(list(opened.batches()))
    assert (first == second).all()
    assert len(first) == 1000


def test_a_pass_that_is_broken_off_leaves_nothing_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_blocks, "BLOCK", 2000)
    opened = open_cases(path, CODEBOOK)
    next(opened.batches())
    assert sum(len(codes) for codes in opened.batches()) == 1000


def test_a_changed_file_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "KEPT", 0)
    opened = open_cases(path, CODEBOOK)
    list(opened.batches())
    with path.open("a") as stream:
        stream.write(f"{GOOD}\n")
    with pytest.raises(InputError, match="file-changed"):
        list(opened.batches())
    path.unlink()
    with pytest.raises(InputError, match="file-changed"):
        opened.frame()


def test_the_number_of_people_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that nothing in the folder tells of is seen by the number of people."""
    monkeypatch.setattr(cases, "KEPT", 0)
    monkeypatch.setattr(cases, "stamp", lambda path: ())
    path = tmp_path / "cases"
    path.write_text(f"{HEADER}\n{GOOD}\n{GOOD}\n")
    opened = open_cases(path, CODEBOOK)
    list(opened.batches())
    path.write_text(f"{HEADER}\n{GOOD}\n" + "\n" * (len(GOOD) + 1))
    with pytest.raises(InputError, match="file-changed"):
        list(opened.batches())


@pytest.mark.parametrize("kept", [0, 1 << 28])
def test_other_answers_under_the_same_size_and_time_are_seen(
    kept: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of modification can be set; the time at which that was done cannot."""
    monkeypatch.setattr(cases, "KEPT", kept)
    opened, status = open_cases(path, CODEBOOK), path.stat()
    path.write_text(path.read_text().replace("9--17", "18--29", 1).replace("18--29", "9--17", 2))
    path.write_text(path.read_text().ljust(status.st_size))
    time.sleep(0.02)  # longer than a tick of the file system's clock
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_mtime_ns == status.st_mtime_ns
    with pytest.raises(InputError, match="file-changed"):
        list(opened.batches())


def test_a_file_that_changes_during_a_pass(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_blocks, "BLOCK", 2000)
    batches = open_cases(path, CODEBOOK).batches()
    next(batches)
    os.utime(path, ns=(1, 1))
    with pytest.raises(InputError, match="file-changed"):
        list(batches)


def test_nothing_is_given_once_something_is_wrong(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of the file is still read, and its problems are reported too."""
    monkeypatch.setattr(text_blocks, "BLOCK", 2000)
    lines = path.read_text().splitlines()
    lines[400] = lines[400].replace("18--29", "x")
    lines[-1] = "y,,,,,,,"
    path.write_text("\n".join(lines))
    given = 0
    with pytest.raises(InputError) as error:  # noqa: PT012
        for codes in open_cases(path, CODEBOOK).batches():
            given += len(codes)
    assert 0 < given <= 400
    assert [(problem.row, problem.column) for problem in error.value.problems] == [
        (401, "ageBand"),
        (1001, "gender"),
    ]


def test_what_follows_is_filled_in(path: Path) -> None:
    assert set(open_cases(path, CODEBOOK).frame()["majority"]) == {"Minor", "Adult"}


def test_the_number_of_people_is_not_shown(path: Path) -> None:
    opened = open_cases(path, CODEBOOK)
    list(opened.batches())
    report = check_cases(path, CODEBOOK)
    assert (report.rows, report.people) == (1000, 1000)
    assert "1000" not in repr(opened) + str(opened) + repr(report)


def test_a_report_says_whether_all_is_well(path: Path) -> None:
    assert check_cases(path, CODEBOOK).ok
    assert not CheckReport(path, 1, 1, (Problem("rule"),), 0).ok


def test_same_answers_in_other_words(tmp_path: Path) -> None:
    """Several texts may mean the same kind of missingness; the first is written."""
    rows = "\n".join(f"{word},,,,,,," for word in ["99", "declined", "refused", "not asked"])
    (tmp_path / "cases").write_text(f"{HEADER}\n{rows}\n")
    written = open_cases(tmp_path / "cases", CODEBOOK).frame()["gender"]
    assert written.to_list() == ["", "refused", "refused", "not asked"]


def test_a_table_of_parquet_in_batches(tmp_path: Path) -> None:
    frame = pl.DataFrame([dict.fromkeys(TABLE.names, "") | {"country": "NA"}] * 300_000)
    frame.write_parquet(tmp_path / "cases")
    batches = list(open_cases(tmp_path / "cases", CODEBOOK).batches())
    assert sum(map(len, batches)) == 300_000
    assert max(map(len, batches)) <= 1 << 18
