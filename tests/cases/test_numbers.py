"""Numbers in case files: how they are written, what is wrong with them, and what codes they get."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.cases import check_cases, decode, encode_frame, open_cases
from lanterne.cases.numbers import OFF_STEP, OUTSIDE, UNREADABLE, read_numbers
from lanterne.codebook import codebook_from_dict
from lanterne.codebook.encode import encode_table
from lanterne.codebook.number import NumberRange
from lanterne.errors import InputError

HALVES = NumberRange(Decimal(-2000), Decimal(20000), Decimal("0.5"), (0, 10))


def book(number=None, **more):
    number = number or {"from": 0, "to": 99, "bins": [0, 18, 65]}
    column = {"name": "age", "type": "number", "label": {"en": "Age"}, "number": number, **more}
    group = {"name": "sex", "type": "category", "label": {"en": "Sex"}, "values": ["F", "M"]}
    table = {"name": "people", "label": {"en": "People"}, "columns": [column, group]}
    return codebook_from_dict(
        {"name": "b", "version": "1", "title": {"en": "B"}, "tables": [table]}
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("12.5", "12.5"), ("12,5", "12.5"), ("+7", "7"), ("-3", "-3"), ("\u22123", "-3")),
        *(
            ("007", "7"),
            ("7.00", "7"),
            ("7.0000", "7"),
            ("12 345", "12345"),
            ("1\u202f234,5", "1234.5"),
        ),
        *(("1\u00a0234", "1234"), ("1'234", "1234"), ("1\u2019234.5", "1234.5")),
        *(("\u0661\u0662\u066b\u0665", "12.5"), ("\u06f1\u06f2\u06f3", "123")),
        *(("\u0661\u066c\u0662\u0663\u0664", "1234"), ("\uff11\uff12", "12")),
    ],
)
def test_a_number_is_read_as_people_of_all_countries_write_it(text, number):
    assert read_numbers(pl.Series([text]), HALVES) == [HALVES.cell_of(Decimal(number))]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        *((text, UNREADABLE) for text in ("", "x", "12 34", "1,2,3", "1.2.3", "1e3", "--1", "5-6")),
        *((text, UNREADABLE) for text in ("1 2345", "12.", ".5", "NaN", "inf", "1/2", "5 years")),
        *((text, OUTSIDE) for text in ("20000.5", "-2000,5", "9" * 30)),
        *(
            (text, UNREADABLE)
            for text in ("1,000", "12.000", "1,500", "1 234,000", "1,234", "7.000")
        ),
        *((text, OFF_STEP) for text in ("1.25", "1,2345", "0.3")),
    ],
)
def test_nothing_is_guessed_at(text, wrong):
    assert read_numbers(pl.Series([text]), HALVES) == [wrong]


@given(st.integers(0, HALVES.cells - 1), st.sampled_from([".", ","]), st.sampled_from([0, 1, 3]))
def test_each_number_is_found_again_however_it_is_written(cell, point, zeros):
    text = HALVES.text(cell).replace(".", point)
    padded = text + "0" * zeros
    assert read_numbers(pl.Series([text, f" {padded} "]), HALVES) == [cell, cell]


def test_three_decimals_are_read_where_numbers_have_as_many():
    metres = NumberRange(Decimal(0), Decimal(40), Decimal("0.001"), (0, 10))
    assert read_numbers(pl.Series(["1,000", "12.500"]), metres) == [1_000, 12_500]


def test_what_is_wrong_is_said_with_file_row_and_column_and_no_value(tmp_path):
    path = tmp_path / "cases.csv"
    cells = ["34", "old73", "173", "17.5", "  18,0 ", "blacked"]
    path.write_text("age,sex\n" + "".join(f'"{cell}",F\n' for cell in cells))
    report = check_cases(path, book(missing={"suppressed": "blacked"}), "")
    found = [(problem.rule, problem.place.row, problem.place.column) for problem in report.problems]
    assert sorted(found, key=lambda one: one[1]) == [
        ("number-unreadable", 3, "age"),
        ("number-outside", 4, "age"),
        ("number-between-steps", 5, "age"),
        ("suppressed-in-input", 7, "age"),
    ]
    said = " ".join(str(problem) for problem in report.problems)
    assert not any(cell in said for cell in ("old73", "173", "17.5", "blacked"))
    assert "between 0 and 99" in said


def test_numbers_stand_behind_the_codes_of_their_bins_and_are_written_again(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("age,sex\n17,F\n18,M\n,F\n?,\n099,M\n")
    cases = open_cases(path, book(missing={"unknown": "?"}), "")
    (codes,) = cases.batches()
    assert codes.shape == (5, cases.encoding.width)
    assert codes[:, 0].tolist() == [2, 3, 0, 1, 4]
    assert codes[:, 2].tolist() == [18, 19, 0, 0, 100]
    written = decode(codes, cases.encoding)
    assert written["age"].to_list() == ["17", "18", "", "?", "99"]
    bins = decode(codes[:, :2], cases.encoding)["age"].to_list()
    assert bins == ["0--17", "18--64", "", "?", "65--99"]
    assert cases.frame()["age"].to_list() == bins
    assert (encode_frame(written, cases.codebook, cases.encoding) == codes).all()


def test_rules_and_dependencies_see_bins(tmp_path):
    data = {
        "name": "b",
        "version": "1",
        "title": {"en": "B"},
        "tables": [
            {
                "name": "people",
                "label": {"en": "People"},
                "columns": [
                    {
                        "name": "age",
                        "type": "number",
                        "label": {"en": "Age"},
                        "number": {"from": 0, "to": 99, "bins": [0, 18]},
                    },
                    *(
                        {"name": name, "type": "flag", "values": "yes-no", "label": {"en": name}}
                        for name in ("adult", "married")
                    ),
                ],
                "dependencies": [
                    {
                        "child": "adult",
                        "parent": "age",
                        "mapping": {"0--17": "0", "18--99": "1"},
                    }
                ],
                "rules": [
                    {
                        "name": "too young",
                        "label": {"en": "Nobody below 18 is married."},
                        "forbid": [
                            {"column": "age", "values": ["0--17"]},
                            {"column": "married", "values": ["1"]},
                        ],
                    }
                ],
            }
        ],
    }
    path = tmp_path / "cases.csv"
    path.write_text("age,adult,married\n17,,0\n18,1,1\n,0,1\n")
    cases = open_cases(path, codebook_from_dict(data), "")
    (codes,) = cases.batches()
    rows = decode(codes, cases.encoding).rows()
    assert rows == [("17", "0", "0"), ("18", "1", "1"), ("", "0", "1")]
    path.write_text("age,adult,married\n17,1,0\n16,0,1\n")
    found = check_cases(path, codebook_from_dict(data), "").problems
    assert [problem.rule for problem in found] == ["dependency", "rule:too young"]


def test_rows_of_one_person_agree_by_number_and_not_by_spelling(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("id,age,sex\na,34,F\na,34.0,\nb,34,F\nb,,M\n")
    with pytest.raises(InputError, match="sex"):
        list(open_cases(path, book(), "id").batches())
    path.write_text("id,age,sex\na,34,F\na,34.0,\nb,35,F\n")
    (codes,) = open_cases(path, book(), "id").batches()
    assert codes[:, 2].tolist() == [35, 36]
    path.write_text("id,age,sex\na,34,F\na,35,F\n")
    assert check_cases(path, book(), "id").problems[0].rule == "subject-disagrees"


def test_encodings_without_numbers_are_as_before():
    table = codebook_from_dict(
        {
            "name": "b",
            "version": "1",
            "title": {"en": "B"},
            "tables": [
                {
                    "name": "t",
                    "label": {"en": "T"},
                    "columns": [
                        {
                            "name": "c",
                            "type": "category",
                            "values": ["x", "y"],
                            "label": {"en": "C"},
                        }
                    ],
                }
            ],
        }
    ).table
    encoding = encode_table(table)
    assert (encoding.numbers, encoding.width) == ((), 1)
