"""Files of Stata and SPSS: labels are the answers, and what is missing says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pyreadstat
import pytest

from lanterne.errors import InputError
from lanterne.files import labelled
from lanterne.files.labelled import LabelledFile
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table

SECRET = "Qwertia"

CASES = pd.DataFrame(
    {
        "name": [SECRET, "Zoé", None],
        "sex": [1.0, 2.0, None],
        "age": [17.5, 99.0, 30.0],
        "seen": [date(2024, 3, 1), None, date(1999, 12, 31)],
    }
)
LABELS = {"sex": {1: "Homme", 2: "Femme"}, "age": {99: "Refus"}}


def write(path: Path, ending: str) -> Path:
    names = {"sex": "Sexe de la personne"}
    if ending == "dta":
        pyreadstat.write_dta(CASES, path, column_labels=names, variable_value_labels=LABELS)
    else:
        pyreadstat.write_sav(
            CASES,
            path,
            column_labels=names,
            variable_value_labels=LABELS,
            missing_ranges={"age": [{"lo": 98, "hi": 99}]},
            compress=ending == "zsav",
        )
    return path


def opened(path: Path) -> LabelledFile:
    file = open_table(path, "", (), Findings(str(path)))
    assert isinstance(file, LabelledFile)
    return file


def read(path: Path) -> pl.DataFrame:
    frames = [rows.frame for rows in opened(path).batches(Findings(""))]
    return pl.concat(frames)


@pytest.mark.parametrize(
    ("ending", "at_once"),
    [
        ("dta", 4),
        ("sav", 4),
        ("zsav", 1 << 23),
        # Each ending and each number of rows stands above.
        *(pytest.param(*one, marks=pytest.mark.long) for one in (("zsav", 4), ("dta", 1 << 23))),
        pytest.param("sav", 1 << 23, marks=pytest.mark.long),
    ],
)
def test_answers_are_labels_and_numbers_without_one_are_numbers(
    ending: str, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the file is called, and however few rows are read at once."""
    monkeypatch.setattr(labelled, "CELLS", at_once)
    file = opened(write(tmp_path / "cases.csv", ending))
    assert file.header == ("name", "sex", "age", "seen")
    assert file.questions == ("", "Sexe de la personne", "", "")
    assert file.answers == ((), ("Homme", "Femme"), ("Refus",), ())
    batches = list(file.batches(Findings("")))
    assert [row for batch in batches for row in batch.frame.iter_rows()] == [
        (SECRET, "Homme", "17.5", "2024-03-01"),
        ("Zoé", "Femme", "Refus", ""),
        ("", "", "30", "1999-12-31"),
    ]
    assert [int(one) for batch in batches for one in batch.numbers] == [2, 3, 4]
    assert SECRET not in repr(file) + repr(batches)


def test_what_the_file_calls_missing_is_known(tmp_path: Path) -> None:
    assert opened(write(tmp_path / "a", "sav")).missing == ((), (), ("Refus",), ())


def test_letters_of_stata_are_answers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"paid": [1, "a", "b", None, 3], "n": [1, 2, 3, 4, 5]})
    pyreadstat.write_dta(
        frame,
        tmp_path / "cases",
        missing_user_values={"paid": ["a", "b"]},
        variable_value_labels={"paid": {1: "yes", "a": "refused"}},
    )
    assert read(tmp_path / "cases")["0"].to_list() == ["yes", "refused", ".b", "", "3"]
    assert opened(tmp_path / "cases").missing == (("refused",), ())


def test_a_label_that_looks_like_the_number_of_another_answer_is_only_a_label(
    tmp_path: Path,
) -> None:
    pyreadstat.write_sav(
        pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]}),
        tmp_path / "cases",
        variable_value_labels={"a": {1: "2", 2: "3"}, "b": {"x": "y", "y": "z"}},
    )
    assert read(tmp_path / "cases").rows() == [("2", "y"), ("3", "z")]


def test_small_numbers_of_stata_have_the_digits_that_were_typed(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": pd.Series([1.1, 2.0, 0.1], dtype="float32")})
    frame.to_stata(tmp_path / "cases", write_index=False)
    assert read(tmp_path / "cases")["0"].to_list() == ["1.1", "2", "0.1"]


@pytest.mark.parametrize("ending", ["dta", "sav"])
def test_a_person_changes_no_answer_of_another(ending: str, tmp_path: Path) -> None:
    """Every row alone reads as it does among the others."""
    path = write(tmp_path / "all", ending)
    whole = read(path).rows()
    frame = CASES.copy()
    for place in (0, 2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"{__name__}.CASES", frame.iloc[[place]])
            alone = read(write(tmp_path / str(place), ending)).rows()
        assert alone == [whole[place]]


@pytest.mark.parametrize(
    "ending",
    ["dta", "sav", pytest.param("zsav", marks=pytest.mark.long)],  # read as sav is
)
def test_a_file_that_was_cut_off_is_no_shorter_file(ending: str, tmp_path: Path) -> None:
    """Wherever: an error without a cell, and never some of the rows."""
    content = write(tmp_path / "whole", ending).read_bytes()
    path = tmp_path / "cut"
    for end in (len(content) // 4, len(content) * 3 // 4, len(content) - 3):
        path.write_bytes(content[:end])
        with pytest.raises(InputError) as caught:
            read(path)
        assert SECRET not in str(caught.value)


def test_a_locked_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\x1c" + bytes(7) + b"ENCRYPTEDSAV" + bytes(40))
    with pytest.raises(InputError) as caught:
        opened(tmp_path / "a")
    assert caught.value.problems[0].code == "unreadable-file.spss-password"


def test_damage_that_ends_the_reader_is_an_error_like_any_other(tmp_path: Path) -> None:
    """Of one byte: the library in C takes an address from it that it does not have."""
    content = bytearray(write(tmp_path / "whole", "sav").read_bytes())
    refused = 0
    for place, byte in ((226, 1), (392, 255), (394, 1)):
        damaged = bytearray(content)
        damaged[place] = byte
        (tmp_path / "damaged").write_bytes(damaged)
        try:
            read(tmp_path / "damaged")
        except InputError as error:
            refused += [one.code for one in error.problems] == ["unreadable-file.statistics"]
    assert refused
