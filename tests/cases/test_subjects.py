"""Rows of one person become one person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from example_cases import CODEBOOK, COUNTRY, FORCED, HEADER, TABLE, codebook_of
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.cases import CheckReport, check_cases, open_cases
from lanterne.cases.encode import vocabularies_of
from lanterne.cases.subjects import ROW, SUBJECT, join_subjects
from lanterne.errors import InputError, UsageError
from lanterne.files.problem_log import Findings

BOOKS = vocabularies_of(TABLE)


def people(path: Path, *rows: str) -> list[tuple[str, ...]]:
    path.write_text(f"id,{HEADER}\n" + "\n".join(rows) + "\n")
    cases = open_cases(path, CODEBOOK, subject_id="id")
    frame = cases.frame()
    assert sum(len(codes) for codes in cases.batches()) == frame.height
    return frame.rows()


def report(path: Path, *rows: str) -> CheckReport:
    path.write_text(f"id,{HEADER}\n" + "\n".join(rows) + "\n")
    return check_cases(path, CODEBOOK, subject_id="id")


def test_blank_fills_and_sets_unite(tmp_path: Path) -> None:
    rows = ["7,Female,,,,debt,farm,,farm", "8,Male,,,,,,,", " 7 ,,NA,9--17,,abuse;debt,home,1,"]
    assert people(tmp_path / "cases", *rows) == [
        ("Female", "NA", "9--17", "Minor", "abuse;debt", "farm;home", "1", "farm"),
        ("Male", "", "", "", "", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("refused", "Female", "Female"),
        ("99", "not asked", "not asked"),
        ("not asked", "declined", "refused"),
        ("", "99", ""),
    ],
)
def test_which_missingness_wins(first: str, second: str, joined: str, tmp_path: Path) -> None:
    """An answer, then the typed kinds in the order of the codebook, then not recorded."""
    for one, two in [(first, second), (second, first)]:
        rows = people(tmp_path / "cases", f"1,{one},,,,,,,", f"1,{two},,,,,,,")
        assert [row[0] for row in rows] == [joined]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("unknown", "debt", "debt"),
        ("refused", "unknown", "unknown"),
        ("", "refused", "refused"),
        ("threats;debt", "debt;abuse", "abuse;debt;threats"),
        ("", "", ""),
    ],
)
def test_which_set_comes_out(first: str, second: str, joined: str, tmp_path: Path) -> None:
    for one, two in [(first, second), (second, first)]:
        rows = people(tmp_path / "cases", f"1,,,,,{one},,,", f"1,,,,,{two},,,")
        assert [row[4] for row in rows] == [joined]


def test_rules_are_for_people_and_not_for_rows(tmp_path: Path) -> None:
    """One row alone would break a rule that the rows together keep, and the reverse."""
    together = report(tmp_path / "cases", "1,,,,,,,,farm", "1,,,,,,,1,")
    assert not together.problems
    apart = report(tmp_path / "cases", "1,,,,,debt,,,", "2,,,,,,,,", "1,,,,,,fish,,")
    assert [(problem.rule, problem.row) for problem in apart.problems] == [
        ("rule:no-debt-on-boats", 2)
    ]


def test_disagreement_names_rows_and_column_only(tmp_path: Path) -> None:
    checked = report(tmp_path / "cases", "A,Female,NA,,,,,,", "B,Male,,,,,,,", "A,Male,NA,,,,,,")
    (problem,) = checked.problems
    assert (problem.rule, problem.row, problem.column) == ("subject-disagrees", 2, "gender")
    assert problem.parameters == {"rows": ("2", "4")}
    assert problem.says() == "Rows 2, 4 of one person give different answers."
    assert "ale" not in problem.says()
    assert (checked.rows, checked.people) == (3, 2)


def test_blank_id_is_an_error(tmp_path: Path) -> None:
    checked = report(tmp_path / "cases", "1,Female,,,,,,,", " ,Male,,,,,,,")
    assert [(problem.rule, problem.row) for problem in checked.problems] == [
        ("blank-subject-id", 3)
    ]


@pytest.mark.parametrize("name", ["Id", "ids", "case"])
def test_misspelt_id_is_an_error(name: str, tmp_path: Path) -> None:
    """Otherwise rows would be counted as people, without a word."""
    (tmp_path / "cases").write_text(f"id,{HEADER}\n1,,,,,,,,\n1,,,,,,,,\n")
    with pytest.raises(InputError) as error:
        open_cases(tmp_path / "cases", CODEBOOK, subject_id=name)
    missing = [each for each in error.value.problems if each.rule == "missing-subject-id"]
    assert [each.column for each in missing] == [name]
    with pytest.raises(InputError, match="missing-subject-id"):
        open_cases(tmp_path / "cases", CODEBOOK, subject_id=name, ignore=["id"])


def test_id_of_the_codebook(tmp_path: Path) -> None:
    """It is used without being named, needed, and given up only by saying so."""
    codebook = codebook_of(COUNTRY, FORCED, subject_id="case")
    (tmp_path / "a").write_text("case,country,forced\n1,NA,\n1,,1\n")
    assert open_cases(tmp_path / "a", codebook).frame().rows() == [("NA", "1")]
    assert open_cases(tmp_path / "a", codebook, subject_id="").frame().height == 2
    (tmp_path / "b").write_text("country,forced\nNA,\n")
    with pytest.raises(InputError, match="missing-subject-id"):
        open_cases(tmp_path / "b", codebook)
    assert open_cases(tmp_path / "b", codebook, subject_id="").frame().height == 1


def test_id_may_not_be_released(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("country,forced\nNA,\n")
    with pytest.raises(UsageError, match="would be released"):
        open_cases(tmp_path / "a", codebook_of(COUNTRY, FORCED), subject_id="country")


def test_duplicate_id_column(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("id,country,forced,id\n1,NA,,2\n")
    with pytest.raises(InputError, match="duplicate-column"):
        open_cases(tmp_path / "a", codebook_of(COUNTRY, FORCED), subject_id="id")


GENDERS, KINDS = BOOKS["gender"].texts, BOOKS["control"].missing
SETS = [*KINDS, "debt", "abuse;debt", "threats"]


def slow_join(texts: list[str], kinds: tuple[str, ...], *, several: bool) -> str | None:
    """What rows of one person say together, or None where they disagree."""
    answers = [text for text in texts if text not in kinds]
    if several and answers:
        return ";".join(sorted({member for text in answers for member in text.split(";")}))
    if len(set(answers)) > 1:
        return None
    typed = [kind for kind in kinds[1:] if kind in texts]
    return (*answers, *typed, "")[0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(GENDERS), st.sampled_from(SETS)), min_size=1
    )
)
def test_joining_agrees_with_the_obvious_way(rows: list[tuple[int, str, str]]) -> None:
    books = {name: BOOKS[name] for name in ("gender", "control")}
    ids, genders, sets = zip(*rows, strict=True)
    numbers = np.arange(2, len(rows) + 2)
    findings = Findings("")
    answers = pl.DataFrame(
        [
            books["gender"].read(pl.Series("gender", genders), numbers, findings),
            books["control"].read(pl.Series("control", sets), numbers, findings),
            pl.Series(SUBJECT, ids).cast(pl.String),
            pl.Series(ROW, numbers),
        ]
    )
    joined = join_subjects(answers, books, findings)
    expected = []
    for subject in dict.fromkeys(ids):
        mine = [row for row in rows if row[0] == subject]
        expected.append(
            (
                slow_join([row[1] for row in mine], GENDERS[:3], several=False),
                slow_join([row[2] for row in mine], KINDS, several=True),
            )
        )
    written = zip(
        books["gender"].write(joined["gender"]),
        books["control"].write(joined["control"]),
        strict=True,
    )
    contradictory = [place for place, (gender, _) in enumerate(expected) if gender is None]
    first_answers = {
        next(
            int(n)
            for n, row in zip(numbers, rows, strict=True)
            if row[0] == subject and row[1] not in GENDERS[:3]
        )
        for place, subject in enumerate(dict.fromkeys(ids))
        if place in contradictory
    }
    assert {problem.row for problem in findings.problems} == first_answers
    agreed = [pair for place, pair in enumerate(written) if place not in contradictory]
    assert agreed == [pair for pair in expected if pair[0] is not None]
