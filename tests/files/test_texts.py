"""A case file as texts, before anybody has said what its columns are."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.errors import InputError
from lanterne.files.layout import Layout
from lanterne.files.raw_texts import read_texts


def test_all_that_is_wrong_is_said_at_once_and_no_name_that_may_be_an_answer(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Mary,30,Mary,\na,b,c,d\na,b\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_texts(path)
    assert [(one.rule, one.row, one.column) for one in caught.value.problems] == [
        ("duplicate-column", None, None),
        ("unnamed-column", None, None),
        ("too-few-fields", 3, None),
    ]
    assert "Field 3 of the header has the same name as field 1." in str(caught.value)
    assert "Mary" not in str(caught.value)


def test_titles_above_the_header_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Report\na,b\n1,2\n", "utf-8")
    assert read_texts(path, Layout(header_row=2)).rows() == [("1", "2")]


def test_every_column_is_text_and_trimmed(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("a,b\n 1 ,x\n,007\n", "utf-8")
    assert read_texts(path).to_dict(as_series=False) == {"a": ["1", ""], "b": ["x", "007"]}
