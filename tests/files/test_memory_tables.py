"""Tables that are no files: frames, and text that comes by standard input."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from lanterne.errors import InputError
from lanterne.files import frames, read, standard_input, text_blocks
from lanterne.files.frames import open_frame
from lanterne.files.problem_log import Findings
from lanterne.files.standard_input import StandardInput

SECRET = "Qwertia"

DATA = {"a": [SECRET, None, "z"], "b": [1.0, 2.5, None], "c": [1, 2, 3], " d": [True, False, None]}

MAKERS: dict[str, Callable[[Any], Any]] = {
    "Polars": pl.DataFrame,
    "lazy Polars": pl.LazyFrame,
    "pandas": lambda data: pd.DataFrame(data, index=[9, 8, 7]),
    "pandas with an index that has a name": lambda data: pd.DataFrame(data).rename_axis("n"),
    "pandas with categories": lambda data: pd.DataFrame(data).astype({"a": "category"}),
    "Arrow": pa.table,
}


def texts(frame: Any) -> list[tuple[str, ...]]:
    file = open_frame(frame, Findings(""))
    assert file.header == ("a", "b", "c", "d")
    batches = list(file.batches(Findings("")))
    assert SECRET not in repr(file) + repr(batches)
    numbers = [int(one) for batch in batches for one in batch.numbers]
    assert numbers == [2, 3, 4]
    return [row for batch in batches for row in batch.frame.iter_rows()]


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("batch", [2, 100])
def test_frames_read_as_a_parquet_file_does(
    maker: str, batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "BATCH", batch)
    pl.DataFrame(DATA).write_parquet(tmp_path / "a")
    file = read.open_table(tmp_path / "a", "", (), Findings(""))
    (rows,) = file.batches(Findings(""))
    assert texts(MAKERS[maker](DATA)) == rows.frame.rows()


BAD = {
    "a list": ([1, 2], "not-a-table.object"),
    "nothing": (None, "not-a-table.object"),
    "one column": (pl.Series([1]), "not-a-table.object"),
    "lists in cells": (pl.DataFrame({"a": [[SECRET]]}), "column-type"),
    "numbers and texts": (pd.DataFrame({"a": [SECRET, 1]}), "not-a-table.frame"),
    "a name twice": (pd.DataFrame([[SECRET, "x"]], columns=["a", "a"]), "not-a-table.frame"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_frame(kind: str) -> None:
    frame, code = BAD[kind]
    with pytest.raises(InputError) as caught:
        open_frame(frame, Findings("frame"))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert SECRET not in str(caught.value)


def piped(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    source = StandardInput(io.BytesIO(content))
    monkeypatch.setattr(read, "standard_input", lambda: source)


@pytest.mark.parametrize("block", [20, 1 << 20])
def test_standard_input_reads_as_a_file_does(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standard_input, "BLOCK", block)
    monkeypatch.setattr(text_blocks, "BLOCK", block)
    content = "id;nom\n" + "".join(f"{i};Zoé\n" for i in range(30))
    (tmp_path / "a").write_text(content, "cp1252")
    piped((tmp_path / "a").read_bytes(), monkeypatch)
    found = []
    for path in (tmp_path / "a", Path("-")):
        file = read.open_table(path, "", (), Findings(""))
        rows = list(file.batches(Findings("")))
        found.append((file.header, [(*r.numbers, *r.frame.rows()) for r in rows]))
    assert found[0] == found[1]


def test_standard_input_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than a block; the header may be read as often as is liked."""
    piped(b"a,b\n1,2\n", monkeypatch)
    for _ in range(2):
        file = read.open_table(Path("-"), "", (), Findings(""))
        assert sum(rows.frame.height for rows in file.batches(Findings(""))) == 1
    monkeypatch.setattr(standard_input, "BLOCK", 6)
    piped(b"a,b\n1,2\n", monkeypatch)
    for _ in range(2):
        file = read.open_table(Path("-"), "", (), Findings(""))
    assert sum(rows.frame.height for rows in file.batches(Findings(""))) == 1
    with pytest.raises(InputError) as caught:
        list(file.batches(Findings("")))
    assert caught.value.problems[0].code == "standard-input.twice"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file.whole"),
        (b"PAR1" + bytes(50), "standard-input.not-text"),
        (b'[{"a": 1}]', "standard-input.not-text"),
        (b"%PDF-1.7", "not-a-table.pdf"),
    ],
)
def test_standard_input_is_text(content: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    piped(content, monkeypatch)
    with pytest.raises(InputError) as caught:
        read.open_table(Path("-"), "", (), Findings(""))
    assert caught.value.problems[0].code == code
