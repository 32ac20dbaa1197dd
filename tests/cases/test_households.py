"""Households of a single table: who lives together, beside the codes of each person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from example_cases import COUNTRY, FORCED, codebook_of
from hypothesis import given
from hypothesis import strategies as st

from lanterne.cases import cases, check_cases, open_cases
from lanterne.cases.records import ROW
from lanterne.cases.subjects import HOUSEHOLD, SUBJECT, join_subjects
from lanterne.codebook.model import Codebook, Household
from lanterne.errors import InputError, UsageError
from lanterne.files import text_blocks
from lanterne.files.problem_log import Findings

PLAIN = codebook_of(COUNTRY, FORCED)
TABLE = replace(PLAIN.table, household=Household("home"))
BOOK = replace(PLAIN, tables=(TABLE,))
BOTH = replace(PLAIN, tables=(replace(TABLE, subject_id="pid"),))


def write(path: Path, *rows: str, header: str = "pid,home,country,forced") -> Path:
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def homes(path: Path, codebook: Codebook, household: str | None = None) -> list[str]:
    opened = open_cases(path, codebook, None, ["pid"], household)
    parts = list(opened.batches_with_households())
    codes = np.concatenate([codes for codes, _ in parts])
    assert np.array_equal(codes, np.concatenate(list(opened.batches())))
    assert all(len(codes) == len(households) for codes, households in parts)
    return pl.concat(households for _, households in parts).to_list()


def test_each_person_has_a_household_in_one_spelling(tmp_path: Path) -> None:
    path = write(tmp_path / "cases", "1,A,NA,", "2, a\u200b,KH,1", "3,,NO,", "4,B,,")
    assert homes(path, BOOK) == ["a", "a", "", "b"]
    assert homes(path, PLAIN, "home") == ["a", "a", "", "b"]


@pytest.mark.parametrize("room", [1 << 28, 0])
def test_every_pass_gives_the_same(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "KEPT", room)
    monkeypatch.setattr(text_blocks, "BLOCK", 200)
    path = write(tmp_path / "cases", *(f"{i},H{i // 3},NA,1" for i in range(300)))
    opened = open_cases(path, BOOK, "", ["pid"])
    for _ in range(2):
        parts = list(opened.batches_with_households())
        assert len(parts) > 5
        together = pl.concat(households for _, households in parts)
        assert together.to_list() == [f"h{i // 3}" for i in range(300)]


def test_rows_of_one_person_share_a_household(tmp_path: Path) -> None:
    path = write(tmp_path / "cases", "1,,NA,", "2,B,KH,1", "1,A,,1", "2,b,,")
    assert homes(path, BOTH) == ["a", "b"]


def test_a_person_in_two_households_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "cases", "1,A,NA,", "2,B,KH,1", "1,C,NA,")
    (problem,) = check_cases(path, BOTH).problems
    assert (problem.rule, problem.row, problem.column) == ("subject-disagrees", 2, "home")
    assert problem.parameters == {"rows": ("2", "4")}
    with pytest.raises(InputError, match="subject-disagrees"):
        list(open_cases(path, BOTH).batches())


@pytest.mark.parametrize("codebook", [BOOK, BOTH])
def test_households_that_may_be_one_are_an_error(
    codebook: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when they stand in different blocks of the file."""
    monkeypatch.setattr(text_blocks, "BLOCK", 40)
    path = write(tmp_path / "cases", "1,7,NA,", *["8,,NA,1"] * 9, "2,07,KH,1", "3,8,,")
    (problem,) = check_cases(path, codebook, ignore=["pid"] * (codebook is BOOK)).problems[:1]
    assert (problem.rule, problem.row, problem.column) == ("ids-alike", 2, "home")


def test_a_column_that_nobody_asks_for_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "cases", "1,A,NA,", "1,B,NA,")
    opened = open_cases(path, BOTH, household="")
    assert opened.household is None
    assert opened.frame().columns == list(TABLE.names)
    assert sum(map(len, opened.batches())) == 1
    with pytest.raises(ValueError, match="column of households"):
        list(opened.batches_with_households())


def test_a_household_column_that_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "cases", "NA,", header="country,forced")
    (problem,) = check_cases(path, BOOK).problems
    assert (problem.rule, problem.column) == ("missing-column", "home")
    assert list(open_cases(path, BOOK, household="").batches())
    assert open_cases(path, PLAIN).household is None


@pytest.mark.parametrize("household", ["country", "pid"])
def test_a_column_cannot_have_two_meanings(household: str, tmp_path: Path) -> None:
    path = write(tmp_path / "cases", "1,A,NA,")
    with pytest.raises(UsageError):
        open_cases(path, BOTH, household=household)


def test_nothing_shows_a_household(tmp_path: Path) -> None:
    opened = open_cases(write(tmp_path / "cases", "1,Qwertia,NA,"), BOOK, "", ["pid"])
    list(opened.batches_with_households())
    assert "wertia" not in repr(opened)
    assert opened.household == "home"


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "a", "b"])), min_size=1))
def test_joining_keeps_the_one_household(rows: list[tuple[int, str]]) -> None:
    """Against the obvious way, over all mixtures of rows."""
    frame = pl.DataFrame(
        {SUBJECT: [str(one) for one, _ in rows], HOUSEHOLD: [home for _, home in rows]}
    ).with_columns(pl.int_range(2, pl.len() + 2).alias(ROW))
    findings = Findings("")
    joined = join_subjects(frame, {}, findings, {HOUSEHOLD: "home"})
    given_homes = {one: {home for other, home in rows if other == one and home} for one, _ in rows}
    assert bool(findings) == any(len(each) > 1 for each in given_homes.values())
    assert joined[HOUSEHOLD].to_list() == [max(each, default="") for each in given_homes.values()]
