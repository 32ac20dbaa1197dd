"""One person under two spellings of an id is one person, or an error: never two in silence."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from example_cases import COUNTRY, FORCED, codebook_of
from hypothesis import given
from hypothesis import strategies as st

from lanterne.cases import CheckReport, check_cases, open_cases
from lanterne.cases.identifiers import one_spelling
from lanterne.errors import InputError

BOOK = codebook_of(COUNTRY, FORCED)
NAMED = codebook_of(COUNTRY, FORCED, subject_id="pid")


def write(folder: Path, *ids: str, column: str = "pid") -> Path:
    path = folder / "cases.csv"
    path.write_text(f"{column},country,forced\n" + "".join(f"{one},NA,\n" for one in ids))
    return path


def report(path: Path, subject_id: str | None = None, *ignore: str) -> CheckReport:
    return check_cases(path, BOOK, subject_id, ignore)


@pytest.mark.parametrize(
    "other",
    ["a7", " A7", "A7\u200b", "\ufeffA7", "\u200b A7", "\uff21\uff17", "A\u0667", "A\u00ad7\u00a0"],
)
def test_spellings_of_one_id_are_one_person(other: str, tmp_path: Path) -> None:
    checked = report(write(tmp_path, "A7", other, "A8"), "pid")
    assert (checked.ok, checked.rows, checked.people) == (True, 3, 2)


@pytest.mark.parametrize(("one", "other"), [("Straße", "STRASSE"), ("É1", "e\u200b\u0301" + "1")])
def test_letters_beyond_ascii(one: str, other: str, tmp_path: Path) -> None:
    assert report(write(tmp_path, one, other), "pid").people == 1


def test_an_id_of_invisible_characters_is_blank(tmp_path: Path) -> None:
    (problem,) = report(write(tmp_path, "1", "\u200b"), "pid").problems
    assert (problem.rule, problem.row) == ("blank-subject-id", 3)


@given(st.lists(st.text(max_size=4), min_size=1))
def test_a_spelling_is_its_own_and_the_company_does_not_matter(ids: list[str]) -> None:
    """Batches are spelt apart: an id must come out the same whatever is beside it."""
    spelt = one_spelling(pl.Series(ids, dtype=pl.String))
    assert spelt.to_list() == [one_spelling(pl.Series([one])).item() for one in ids]
    assert one_spelling(spelt).to_list() == spelt.to_list()


@pytest.mark.parametrize("other", ["4711.0", "04711", "004711.00", "4711,0", "4711."])
def test_numbers_that_may_be_one_id_are_an_error(other: str, tmp_path: Path) -> None:
    path = write(tmp_path, "4711", f'"{other}"', "4712", "4711", "0")
    (problem,) = report(path, "pid").problems
    assert (problem.rule, problem.row, problem.column) == ("ids-alike", 2, None)
    assert problem.parameters == {"rows": ("2", "3")}
    assert "4711" not in str(problem)
    with pytest.raises(InputError, match="ids-alike"):
        list(open_cases(path, BOOK, "pid").batches())


def test_numbers_that_are_other_ids_are_no_error(tmp_path: Path) -> None:
    ids = ["0001", "0010", "0100", "0000", "1.5", '"1,000"', "1.1", "A01", "A1"]
    checked = report(write(tmp_path, *ids), "pid")
    assert (checked.problems, checked.people) == ((), len(ids))


def test_an_unknown_column_may_be_the_id_of_a_person(tmp_path: Path) -> None:
    """That is what it should be looked at for before it is left out."""
    (problem,) = report(write(tmp_path, "1")).problems
    assert problem.rule == "unknown-column"
    assert problem.advises() == (
        "If it shows which rows are about the same person: --subject-id 'pid'. To leave it out: "
        "--ignore 'pid'."
    )
    (problem,) = check_cases(write(tmp_path, "1", column="note,pid"), NAMED).problems[:1]
    assert problem.advises() == "To leave it out: --ignore 'note'."


def test_a_column_that_looks_like_an_id_is_not_left_out_in_silence(tmp_path: Path) -> None:
    path = write(tmp_path, *(f"P{i}" for i in range(20)), "p3 ")
    (problem,) = report(path, None, "pid").problems
    assert (problem.rule, problem.row, problem.column) == ("ignored-id", None, "pid")
    assert "--subject-id 'pid'" in problem.advises()
    assert "P3" not in str(problem).upper()
    with pytest.raises(InputError, match="ignored-id"):
        list(open_cases(path, BOOK, ignore=["pid"]).batches())
    assert report(path, "", "pid").ok
    assert report(path, "pid").people == 20


@pytest.mark.parametrize(
    "values",
    [["1", "2", "3"], ["1", "1", "2", "2"], ["", "", "1", "2", "3", "4"], ["x"] * 9],
    ids=["unique", "half", "blanks", "constant"],
)
def test_a_column_that_does_not_look_like_an_id_is_left_out(
    values: list[str], tmp_path: Path
) -> None:
    assert report(write(tmp_path, *values), None, "pid").ok


def test_an_ignored_column_beside_a_subject_id_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("pid,file,country,forced\n1,a,NA,\n1,a,NA,\n2,b,NA,\n3,c,NA,\n")
    assert check_cases(path, NAMED, None, ["file"]).people == 3
    (problem,) = check_cases(path, BOOK, None, ["pid", "file"]).problems[:1]
    assert problem.rule == "ignored-id"


def test_cases_say_who_is_a_person(tmp_path: Path) -> None:
    path = write(tmp_path, "1")
    assert open_cases(path, NAMED).subject_id == "pid"
    assert open_cases(path, BOOK, "pid").subject_id == "pid"
    assert open_cases(path, BOOK, ignore=["pid"]).subject_id is None
    assert open_cases(path, NAMED, "").subject_id is None
