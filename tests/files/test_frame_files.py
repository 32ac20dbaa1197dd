"""A data frame is read as the file of its texts is, problem for problem."""

from __future__ import annotations

import csv
import pickle
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.cases import check_cases, open_cases
from lanterne.codebook import codebook_from_dict
from lanterne.errors import FRAME, InputError, Place, Problem
from lanterne.files import frames, text_blocks
from lanterne.files.frames import text_of
from lanterne.files.handed import Handed, HeldFrame
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table

SECRET = "Qwertia"

BOOK = codebook_from_dict(
    {
        "name": "b",
        "version": "1",
        "title": {"en": "B"},
        "tables": [
            {
                "name": "people",
                "label": {"en": "People"},
                "subject_id": "id",
                "columns": [
                    {
                        "name": name,
                        "type": kind,
                        "label": {"en": name},
                        "values": ["a", "b", 'c "d"'],
                    }
                    for name, kind in {"place": "category", "control": "set"}.items()
                ],
            }
        ],
    }
)

ANSWERS = st.sampled_from(["a", "b", 'c "d"', "", "a;b", " a", "a\n", "x,y,z", "\r", "é", "\ufeff"])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
ROWS = st.lists(
    st.tuples(st.sampled_from(["1", "2", " 1", "", "Ⅷ"]), ANSWERS | TEXTS, ANSWERS), max_size=6
)
HEADERS = st.permutations(["id", "place", "control"]) | st.lists(
    st.sampled_from(["id", "place", " control", "notes", "", "place"]), min_size=3, max_size=3
)


def moved(problem: Problem) -> Problem:
    """A problem of a frame, where a file would have it: a row below, for the header is row 1."""
    parameters = dict(problem.parameters)
    if "rows" in parameters:
        rows = parameters["rows"]
        assert isinstance(rows, tuple)
        parameters["rows"] = tuple(str(int(str(row)) + 1) for row in rows)
    assert problem.file == FRAME
    if problem.code == "frame-no-header":
        return Problem("no-header", place=Place("file", 1))
    row = None if problem.row is None else problem.row + 1
    return replace(problem.at(file="file", row=row), parameters=parameters)


def codes_of(cases: Handed) -> np.ndarray | None:
    try:
        return np.concatenate(list(open_cases(cases, BOOK).batches()))
    except InputError:
        return None


def as_pandas(header: list[str], rows: list[tuple[str, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame({place: [row[place] for row in rows] for place in range(len(header))})
    frame.columns = pd.Index(header, dtype=object)
    return frame


def as_polars(header: list[str], rows: list[tuple[str, ...]]) -> pl.DataFrame:
    texts = {name: [row[place] for row in rows] for place, name in enumerate(header)}
    return pl.DataFrame(texts, dict.fromkeys(header, pl.String))


@given(HEADERS, ROWS)
def test_a_frame_of_texts_is_read_as_its_file_is(
    header: list[str], rows: list[tuple[str, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        expected = check_cases(path, BOOK)
        wanted = sorted(map(str, (problem.at(file="file") for problem in expected.problems)))
        frames_of_it = [as_pandas(header, rows)]
        frames_of_it += [as_polars(header, rows)] if len(set(header)) == len(header) else []
        for frame in frames_of_it:
            found = check_cases(HeldFrame(frame), BOOK)
            assert sorted(str(moved(problem)) for problem in found.problems) == wanted
            assert (found.rows, found.people, found.blank, found.more) == (
                *(expected.rows, expected.people, expected.blank, expected.more),
            )
        codes, of_file = codes_of(HeldFrame(frame)), codes_of(path)
        assert (codes is None) == (of_file is None)
        assert codes is None or of_file is None or np.array_equal(codes, of_file)


DATA = {"a": [SECRET, None, "z"], "b": [1.0, 2.5, None], "c": [1, 2, 3], " d": [True, False, None]}
TEXTS_OF_IT = [(SECRET, "1", "1", "1"), ("", "2.5", "2", "0"), ("z", "", "3", "")]

MAKERS: dict[str, Any] = {
    "Polars": pl.DataFrame,
    "Polars with categories": lambda data: pl.DataFrame(data).cast({"a": pl.Categorical}),
    "pandas": pd.DataFrame,
    "pandas with objects": lambda data: pd.DataFrame(data, dtype=object),
    "pandas with categories": lambda data: pd.DataFrame(data).astype({"a": "category"}),
    "pandas with numbers as categories": lambda data: pd.DataFrame(data).astype({"b": "category"}),
    "pandas with types of its own": lambda data: pd.DataFrame(data).convert_dtypes(),
    "pandas with types of Arrow": lambda data: pd.DataFrame(data).convert_dtypes(
        dtype_backend="pyarrow"
    ),
    "pandas with few bytes": lambda data: pd.DataFrame(data).astype({"c": "int8"}),
    "Arrow": pa.table,
    "Arrow in one batch": pa.RecordBatch.from_pydict,
}


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("rows", [2, 100])
def test_every_kind_of_frame(maker: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "ROWS", rows)
    monkeypatch.setattr(text_blocks, "BLOCK", 8 * rows)
    held = HeldFrame(MAKERS[maker](DATA))
    file = open_table(held, "", (), Findings(""))
    assert file.header == ("a", "b", "c", "d")
    batches = list(file.batches(Findings("")))
    assert SECRET not in repr(file) + repr(batches) + repr(held) + str(held)
    assert [int(one) for batch in batches for one in batch.numbers] == [1, 2, 3]
    assert [row for batch in batches for row in batch.frame.iter_rows()] == TEXTS_OF_IT


def test_what_is_handed_in_stays_as_it_was() -> None:
    """A frame of pandas may be changed by whoever has it."""
    frame = pd.DataFrame({"a": ["x", SECRET]})
    held = HeldFrame(frame)
    before = held.text(Findings("")).content
    frame.loc[0, "a"] = "y"
    assert held.text(Findings("")).content == before == b"a\nx\n" + SECRET.encode() + b"\n"


def test_no_cell_is_written_down_with_what_holds_it() -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(HeldFrame(pd.DataFrame({"a": [SECRET]})))


def arrow_of(cells: pa.Array) -> pd.Series:
    return pd.Series(pd.arrays.ArrowExtensionArray(cells))


def index_of(*some: Any, name: str | None = None) -> pd.DataFrame:
    return pd.DataFrame({"a": ["x"] * len(some)}, index=pd.Index(some, name=name))


PLACED: Mapping[str, tuple[Any, list[tuple[str, str | None, int | None]]]] = {
    "cells of two columns": (
        pd.DataFrame(
            {
                "a": ["x", [SECRET], {SECRET: 1}],
                "b": pd.Series(["x", "y", "\ud800" + SECRET], dtype=object),
                "c": pd.to_datetime(["2024-05-01"] * 3, utc=True),
                "d": [1, 2**60, None],
            }
        ),
        [
            ("frame-cell.zone", "c", 1),
            ("frame-cell.kind", "a", 2),
            ("frame-cell.zone", "c", 2),
            ("frame-cell.rounded", "d", 2),
            ("frame-cell.kind", "a", 3),
            ("frame-cell.letters", "b", 3),
            ("frame-cell.zone", "c", 3),
        ],
    ),
    "lists of Polars": (
        pl.DataFrame({"a": [[SECRET], None], "b": ["x", "y"], "c": [b"a", b"b"]}),
        [
            ("frame-cell.kind", "a", 1),
            ("frame-cell.kind", "c", 1),
            ("frame-cell.kind", "c", 2),
        ],
    ),
    "a name that may be the number of a case": (
        pl.DataFrame({"a": ["x"], "1234567": [2.0**60]}),
        [("frame-cell.rounded", "2", 1)],
    ),
    "numbers of few bytes": (
        pl.DataFrame({"a": pl.Series([1.5, 2.0**24, 3], dtype=pl.Float32)}),
        [("frame-cell.rounded", "a", 1), ("frame-cell.rounded", "a", 2)],
    ),
    "numbers of few bytes of pandas": (
        pd.DataFrame({"a": np.array([2**11, 3], np.float16)}),
        [("frame-cell.rounded", "a", 1)],
    ),
    "numbers of few bytes as categories": (
        pd.DataFrame({"a": pd.Series([2**24, 3], dtype="float32").astype("category")}),
        [("frame-cell.rounded", "a", 1)],
    ),
    "numbers of few bytes in a dictionary of Arrow": (
        pd.DataFrame({"a": arrow_of(pa.array([2**24, 3], pa.float32()).dictionary_encode())}),
        [("frame-cell.rounded", "a", 1)],
    ),
    "a name that may be that of a case": (
        pd.DataFrame({SECRET: ["x", [1]], "a": ["x", "y"]}),
        [("frame-cell.kind", "1", 2)],
    ),
    "texts that nobody decoded": (
        pl.DataFrame(
            pa.table(
                {
                    "a": pa.Array.from_buffers(
                        pa.string(),
                        2,
                        [
                            None,
                            pa.py_buffer(np.array([0, 1, 9], np.int32).tobytes()),
                            pa.py_buffer(b"x" + SECRET.encode() + b"\xe9"),
                        ],
                    )
                }
            )
        ),
        [("frame-column", "a", None)],
    ),
    "years that Python has not": (
        pd.DataFrame({"a": np.array(["2024-05-01T10:00", "19850-03-12T10:00"], "datetime64[s]")}),
        [("frame-cell.kind", "a", 2)],
    ),
    "days that Python has not": (
        pl.DataFrame({"a": pl.Series([1, 4_000_000], dtype=pl.Int32).cast(pl.Date)}),
        [("frame-column", "a", None)],
    ),
    "moments that Python cuts off": (
        pd.DataFrame({"a": pd.to_datetime([1714521600000000000, 1714521600000000999])}),
        [("frame-cell.rounded", "a", 2)],
    ),
    "hours that Python cuts off": (
        pl.DataFrame({"a": pl.Series([1000, 1001], dtype=pl.Int64).cast(pl.Time)}),
        [("frame-column", "a", None)],
    ),
    "hours of Arrow that Python cuts off": (
        pd.DataFrame({"a": arrow_of(pa.array([1000, 1001], pa.time64("ns")))}),
        [("frame-column", "a", None)],
    ),
    "moments at which Polars panics": (
        pl.DataFrame({"a": pl.Series([1, 2**63 - 1], dtype=pl.Int64).cast(pl.Datetime("us"))}),
        [("frame-column", "a", None)],
    ),
    "an index that repeats": (index_of(0, 0), [("frame-index", None, None)]),
    "names that are numbers": (
        pd.DataFrame([[SECRET, "x"]]),
        [("frame-name.no-text", None, None)] * 2,
    ),
    "a name with signs that break lines off": (
        pl.DataFrame({"a\x07": ["x"], "b": ["x"]}),
        [("frame-name.no-letters", None, None)],
    ),
    "no columns": (pl.DataFrame(), [("frame-without-columns", None, None)]),
    "an index with a name": (index_of(0, name="id"), [("frame-index", None, None)]),
    "an index of texts": (index_of("x"), [("frame-index", None, None)]),
    "an index of levels": (
        pd.DataFrame({"a": ["x"]}, index=pd.MultiIndex.from_tuples([(0, 1)])),
        [("frame-index", None, None)],
    ),
    "two names of Arrow": (
        pa.Table.from_arrays([pa.array([SECRET])] * 2, names=["a", "a"]),
        [("not-a-table.frame", None, None)],
    ),
}


@pytest.mark.parametrize("kind", PLACED)
def test_all_that_is_wrong_is_told_and_no_cell(kind: str) -> None:
    frame, expected = PLACED[kind]
    with pytest.raises(InputError) as caught:
        text_of(frame, Findings(FRAME), known=("a", "b", "c", "d"))
    problems = caught.value.problems
    assert [(one.code, one.column, one.row) for one in problems] == expected
    assert SECRET not in str(caught.value)
    assert not any(SECRET in str(one) or SECRET in one.says("ar") for one in problems)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_an_index_of_rows_that_were_chosen_is_told() -> None:
    with pytest.warns(UserWarning, match="The index of the data frame is not read"):
        assert text_of(index_of(4, 2), Findings("")) == b"a\nx\nx\n"
    frame = index_of(0, 1)
    assert text_of(frame, Findings("")) == b"a\nx\nx\n"
    assert text_of(frame[frame["a"] == "y"], Findings("")) == b"a\n"
