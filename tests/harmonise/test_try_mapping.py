"""What a mapping makes of rows of nobody is what it makes of a file, and a change of it is said."""

from __future__ import annotations

import csv
import io
import tomllib

import pytest
from mappings import book, mapping_of
from test_linked_mapping import BOOK, SHEETS, WIDE

from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.harmonise import Tally, check_expected, open_harmonised, tried_cases
from lanterne.harmonise.fictional_answers import UNKNOWN, fictional_rows
from lanterne.harmonise.read_mapping import read_mapping

COLUMNS = """
[[columns]]
target = "sex"
rule = "recode"
sources = ["Sexe"]
values = { "Homme" = "Man", "Femme" = "Woman" }
missing = { NSP = "unknown" }
[[columns]]
target = "age"
rule = "band"
sources = ["Âge"]
[[columns]]
target = "year"
rule = "year_of"
sources = ["Date"]
dates = "day-month-year"
[[columns]]
target = "country"
rule = "country"
sources = ["Pays"]
[[columns]]
target = "threats"
rule = "any_of"
sources = ["Menaces", "Coups"]
values = { Oui = "1", Non = "0" }
[[columns]]
target = "means"
rule = "recode"
sources = ["Moyens"]
separators = [","]
values = { Dettes = "debt", "=Coups" = "violence" }
"""


def sheet_of(mapping, codebook) -> list[dict[str, str]]:
    text = tried_cases(mapping, codebook).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def expected(mapping, codebook, folder, name="expected.csv"):
    (folder / name).write_bytes(tried_cases(mapping, codebook))
    return folder / name


def test_every_answer_stands_there_with_blanks_and_words_that_nobody_knows():
    mapping = mapping_of(COLUMNS)
    rows = fictional_rows(mapping, book())
    for column in mapping.columns:
        for header in column.reads:
            met = {row[header] for row in rows}
            assert {*column.values, *column.missing, "", UNKNOWN} <= met
    assert {row["Accord"] for row in rows} == {"Oui", "", UNKNOWN}
    ages = {made["→ age"] for made in sheet_of(mapping, book())}
    assert ages == {"", "?", *book().table.column("age").codes}


def test_what_is_shown_is_what_becomes_of_a_file(tmp_path):
    """The same rows, written as a file and read as any other."""
    mapping = mapping_of(COLUMNS)
    rows = fictional_rows(mapping, book())
    path = tmp_path / "partner.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, mapping.source.headers)
        table.writeheader()
        table.writerows(rows)
    file, tally = open_harmonised(path, mapping, book(), Findings("")), Tally()
    frames = [batch.frame for batch in file.known(Findings(""), tally)]
    made = [row for frame in frames for row in frame.rows()]
    shown = [row for row in sheet_of(mapping, book()) if row["→ consent"] == "1"]
    assert len(made) == len(shown)
    names = [name for name in file.header if f"→ {name}" in shown[0]]
    for ours, theirs in zip(shown, made, strict=True):
        by_name = dict(zip(file.header, theirs, strict=True))
        for name in names:
            assert ours[f"→ {name}"].removesuffix("?").strip() == by_name[name]
    strange = sum(row[f"→ {name}"] == "?" for row in shown for name in names)
    assert strange
    assert {one.answer for one in tally.left_over} >= {UNKNOWN, "03/11/21", "Congo"}


def test_a_change_of_the_mapping_is_said_by_row_and_column(tmp_path):
    path = expected(mapping_of(COLUMNS), book(), tmp_path)
    assert check_expected(path, mapping_of(COLUMNS), book()) > 10
    changed = mapping_of(COLUMNS.replace('"Femme" = "Woman"', '"Femme" = "Other"'))
    rows = sheet_of(mapping_of(COLUMNS), book())
    told = {n for n, row in enumerate(rows, start=2) if row["→ sex"] == "Woman"}
    with pytest.raises(InputError) as caught:
        check_expected(path, changed, book())
    assert {(one.rule, one.row, one.column) for one in caught.value.problems} == {
        ("harmonise-test-differs", row, "sex") for row in told
    }
    assert told


def test_an_answer_that_a_mapping_forgot_is_said(tmp_path):
    path = expected(mapping_of(COLUMNS), book(), tmp_path)
    forgot = mapping_of(COLUMNS.replace(', "Femme" = "Woman"', ""))
    with pytest.raises(InputError) as caught:
        check_expected(path, forgot, book())
    assert {one.column for one in caught.value.problems} == {"sex"}


def test_what_people_correct_is_what_is_expected(tmp_path):
    mapping = mapping_of(COLUMNS)
    path = expected(mapping, book(), tmp_path)
    text = path.read_text("utf-8-sig")
    path.write_text(text.replace(",Man,", ",Other,", 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_expected(path, mapping, book())
    (problem,) = caught.value.problems
    assert problem.column == "sex"
    assert "Other" not in str(caught.value)


def test_no_answer_is_a_formula_in_a_spreadsheet(tmp_path):
    mapping = mapping_of(COLUMNS)
    assert b",'=Coups," in tried_cases(mapping, book())
    check_expected(expected(mapping, book(), tmp_path), mapping, book())


def test_a_file_of_something_else_is_said(tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="harmonise test"):
        check_expected(tmp_path / "other.csv", mapping_of(COLUMNS), book())


@pytest.mark.parametrize("text", [WIDE, SHEETS])
def test_linked_tables(text, tmp_path):
    mapping, _ = read_mapping(tomllib.loads(text))
    path = expected(mapping, BOOK, tmp_path)
    rows = sheet_of(mapping, BOOK)
    columns = [name for name in rows[0] if name.startswith("→ IP_Gender")]
    assert len(columns) == (2 if text == WIDE else 1)
    for column in columns:
        assert {row[column] for row in rows} == {"", "?", "Female", "Male"}
    assert check_expected(path, mapping, BOOK) == len(rows)
    other, _ = read_mapping(
        tomllib.loads(
            text.replace('ami = "Friend', 'ami = "Stranger').replace(
                "StrangerAcquaintance", "StrangerUnknownOther"
            )
        )
    )
    with pytest.raises(InputError) as caught:
        check_expected(path, other, BOOK)
    assert all(str(one.column).startswith("IP_Relation") for one in caught.value.problems)
