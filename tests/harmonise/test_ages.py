"""Ages from two dates: by the calendar, and never by a guess."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mappings import book, mapping_of, text_of, write

from lanterne.codebook.model import Missing
from lanterne.files.problem_log import Findings
from lanterne.harmonise import (
    DateOrder,
    MappedColumn,
    Rule,
    Source,
    Tally,
    check_expected,
    draft_mapping,
    open_harmonised,
    tried_cases,
)
from lanterne.harmonise.ages import Ages, completed_years
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.read_mapping import read_mapping
from lanterne.harmonise.rules import Unknown
from lanterne.harmonise.source_columns import SourceColumn

COLUMN = MappedColumn(
    "age",
    Rule.AGE_FROM,
    ("born", "at"),
    dates=DateOrder.DAY_MONTH_YEAR,
    missing={"NSP": Missing.NOT_RECORDED},
)
AGE, YEARS = book().table.column("age"), book().table.column("years")
BANDS = {(0, 8): "0--8", (9, 17): "9--17", (18, 29): "18--29", (30, 120): "30+"}

MAPPED = """
[[columns]]
target = "age"
rule = "age_from"
sources = ["Nom", "Date"]
dates = "day-month-year"
"""


def ages_of(*pairs: tuple[str, str], target=AGE) -> tuple[list[str], Unknown]:
    unknown = Unknown()
    frame = pl.DataFrame(pairs, ["born", "at"], orient="row")
    return Ages(COLUMN, target).of(frame, unknown).to_list(), unknown


def birthdays(born: date, at: date) -> int:
    """One by one: the obvious way."""
    count = 0
    while (born.year + count + 1, born.month, born.day) <= (at.year, at.month, at.day):
        count += 1
    return count


DAYS = st.dates(date(1901, 1, 1), date(2024, 12, 31))


@given(born=DAYS, at=DAYS)
def test_ages_are_counted_by_birthdays(born, at):
    if born <= at:
        assert completed_years(born, at) == birthdays(born, at)
    else:
        assert completed_years(born, at) < 0


@given(born=DAYS, at=DAYS)
def test_a_year_alone_counts_where_all_of_its_days_agree(born, at):
    """Against every day of the year."""
    (made,), unknown = ages_of((str(born.year), f"{at:%d/%m/%Y}"))
    first = date(born.year, 1, 1)
    days = [first + timedelta(one) for one in range(366)]
    whole = [completed_years(one, at) for one in days if one.year == born.year and one <= at]
    found = {next((band for (a, b), band in BANDS.items() if a <= age <= b), None) for age in whole}
    if len(found) == 1 and None not in found:
        assert [made] == [*found]
        assert not unknown.places
    else:
        assert made == ""
        assert unknown.places == {"born": {0}}


def test_rows_of_each_kind():
    made, unknown = ages_of(
        ("03/11/2002", "02/11/2020"),  # seventeen for one more day
        ("03/11/2002", "03/11/2020"),
        ("2002-11-03", "2020-11-04"),
        ("", "03/11/2020"),
        ("nsp", "03/11/2020"),
        ("03/11/2002", "soon"),
        ("03/11/2021", "03/11/2020"),  # born later
        ("03/11/1880", "03/11/2020"),  # older than anybody
        ("02/03", "03/11/2020"),
    )
    assert made == ["9--17", "18--29", "18--29", "", "", "", "", "", ""]
    assert unknown.rows == {"at": {5}, "born": {8}}
    assert unknown.places == {"born": {6, 7}}


def test_numbers_of_years():
    made, unknown = ages_of(("03/11/2002", "03/11/2020"), ("2002", "03/11/2020"), target=YEARS)
    assert made == ["18", ""]
    assert unknown.places == {"born": {1}}


def test_only_the_row_whose_dates_do_not_go_together_is_said(tmp_path):
    """Another person was born on the same day."""
    mapping = mapping_of(MAPPED)
    path = write(
        tmp_path,
        "1;03/11/2002;;;03/11/2020;;;;;;Oui",
        "2;03/11/2002;;;03/11/2001;;;;;;Oui",
        "3;03/11/2002;;;03/11/2021;;;;;;Oui",
    )
    findings = Findings("")
    for _ in open_harmonised(path, mapping, book(), Findings("")).batches(findings):
        pass
    (problem,) = findings.problems
    assert (problem.rule, problem.row, problem.column) == ("dates-apart", 3, "Nom")
    tally = Tally()
    batches = open_harmonised(path, mapping, book(), Findings("")).known(Findings(""), tally)
    assert [row[2] for one in batches for row in one.frame.rows()] == ["18--29", "", "18--29"]
    assert [(one.column, one.cells) for one in tally.left_over] == [("Nom", 1)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('["Nom", "Date"]', '["Nom"]', "two-dates"),
        ('["Nom", "Date"]', '["Nom", "Nom"]', "two-dates"),
        ('["Nom", "Date"]', '["Nom", "Date", "Sexe"]', "two-dates"),
        ('"age"', '"year"', "other-type"),
        ('"age"', '"sex"', "no-bands"),
    ],
)
def test_what_the_rule_needs(old, new, code):
    read, _ = read_mapping(tomllib.loads(text_of(MAPPED.replace(old, new, 1))))
    assert f"mapping-rule.{code}" in {one.code for one in mapping_problems(read, book())}
    assert not [*mapping_problems(mapping_of(MAPPED), book())]


def test_rows_of_nobody_show_both_ends_of_each_band(tmp_path):
    text = tried_cases(mapping_of(MAPPED), book())
    (tmp_path / "expected.csv").write_bytes(text)
    for band in AGE.codes:
        assert f",{band}".encode() in text
    assert b",?" in text
    assert check_expected(tmp_path / "expected.csv", mapping_of(MAPPED), book()) > 10


def draft(*columns: SourceColumn):
    return draft_mapping("p", Source(), columns, book())


DATES = ("13/05/2021", "25/06/2022", "14/02/2020")
BIRTHS = ("13/05/1990", "25/06/1991", "01/02/2003")


def test_a_draft_proposes_it_where_there_are_only_dates():
    found = draft(
        SourceColumn("Date d'enregistrement", answers=DATES),
        SourceColumn("Date de naissance", answers=BIRTHS),
    )
    column = found.mapping.column_of("age")
    assert column.rule is Rule.AGE_FROM
    assert column.sources == ("Date de naissance", "Date d'enregistrement")
    assert column.dates is DateOrder.DAY_MONTH_YEAR
    assert not column.decided
    assert found.mapping.source.leave_out == ()
    assert "draft-asks.age" in {one.question.code for one in found.asked}
    assert not [*mapping_problems(found.mapping, book())]


def test_a_draft_guesses_no_age():
    registered = SourceColumn("Date d'enregistrement", answers=DATES)
    birth = SourceColumn("Date de naissance", answers=BIRTHS)
    age = SourceColumn("Âge", answers=("25", "17"))
    other = SourceColumn("Date de naissance de la mère", answers=BIRTHS)
    years = SourceColumn("Année d'enregistrement", answers=("2021", "2022"))
    for columns in ((birth,), (registered, birth, age), (registered, birth, other), (years, birth)):
        assert draft(*columns).mapping.column_of("age").rule is not Rule.AGE_FROM
    unproved = SourceColumn("Date de naissance", answers=("01/02/2003", "03/04/2005"))
    assert draft(registered, unproved).mapping.column_of("age").dates is None
