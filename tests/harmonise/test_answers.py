"""What texts of partners become, rule by rule; and what is left over."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mappings import book, mapping_of

from lanterne.codebook import load_codebook
from lanterne.harmonise.answers import reader_of
from lanterne.harmonise.countries import country_code
from lanterne.harmonise.dates import year_of
from lanterne.harmonise.mapping import DateOrder, MappedColumn, Rule
from lanterne.harmonise.rules import ColumnRule, Unknown
from lanterne.harmonise.spans import Span, span_of

LEFT = "left over"


def made(columns: str, **cells: list[str]) -> list[str]:
    """The answers of the one column of a mapping; what is left over is said."""
    (column,) = mapping_of(columns).columns
    target = next(one for one in book().table.columns if one.name == column.target)
    frame = pl.DataFrame({name.replace("_", " "): texts for name, texts in cells.items()})
    of_column, unknown = Unknown(), Unknown()
    answers = ColumnRule(column, target).answers(frame, of_column).to_list()
    unknown.take([of_column])
    strange = {text for _, text in unknown.answers}
    first = frame.to_series(0).to_list()
    return [
        LEFT if not answer and (text in strange or strange & set(text.split("|"))) else answer
        for answer, text in zip(answers, first, strict=True)
    ]


AGE = '[[columns]]\ntarget = "age"\nrule = "band"\nsources = ["Âge"]\n'


SEX = """
[[columns]]
target = "sex"
rule = "recode"
sources = ["Sexe"]
values = { "Homme" = "Man", "Femme" = "Woman", "Trans féminine" = "Other" }
missing = { "NSP" = "unknown", "refus" = "refused" }
"""


def test_answers_of_a_form_are_recoded_in_any_spelling():
    texts = [
        "Homme",
        "FEMME",
        "femme",
        "trans feminine",
        "NSP",
        "refus",
        "",
        "Man",
        "autre",
        "ho mme",
    ]
    found = made(SEX, Sexe=texts)
    # The codebook has no word for "refused": it is blank, and not left over.
    assert found == ["Man", "Woman", "Woman", "Other", "Unknown", "", "", LEFT, LEFT, LEFT]


def test_long_texts_are_left_over_at_once():
    assert made(AGE, Âge=["1-" * 1_000_000, "9" * 1_001]) == [LEFT, LEFT]


def test_what_nobody_mapped_may_become_a_kind_of_missingness_by_decision():
    assert made(SEX + 'unmapped = "unknown"\n', Sexe=["autre", "Homme"]) == ["Unknown", "Man"]


def test_numbers_and_narrower_bands_fall_into_bands():
    texts = [
        "25 ans",
        "17",
        "17,5",
        "8.9",
        "9",
        "30",
        "٢٥",
        "20-25",
        "16-25",
        "31+",
        "29+",
        "-1",
        "x",
    ]
    expected = [
        *("18--29", "9--17", "9--17", "0--8", "9--17", "30+", "18--29", "18--29", LEFT),
        *("30+", LEFT, LEFT, LEFT),
    ]
    assert made(AGE, Âge=texts) == expected


@given(st.integers(0, 120), st.sampled_from(["", " ans", " years", " años", "  "]))
def test_every_age_falls_where_it_lies(age, unit):
    expected = "0--8" if age < 9 else "9--17" if age < 18 else "18--29" if age < 30 else "30+"
    assert made(AGE, Âge=[f"{age}{unit}".strip()]) == [expected]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("under 18", 0, 17),
        ("moins de 18 ans", 0, 17),
        ("menos de 18 años", 0, 17),
        ("أقل من 18 سنة", 0, 17),
        ("18 ans et plus", 18, float("inf")),
        ("18 años o más", 18, float("inf")),
        ("over 18", 19, float("inf")),
        ("de 18 à 25 ans", 18, 25),
        ("18 to 25 years", 18, 25),
        ("18--25", 18, 25),
        ("25-18", None, None),
        ("18/25", None, None),
        ("vers 30", None, None),
    ],
)
def test_bands_as_people_write_them(text, first, last):
    assert span_of(text) == (None if first is None else Span(first, last))


@pytest.mark.parametrize(
    ("text", "order", "year"),
    [
        ("03/11/2021", DateOrder.DAY_MONTH_YEAR, 2021),
        ("31/12/2021", DateOrder.DAY_MONTH_YEAR, 2021),
        ("12/31/2021", DateOrder.DAY_MONTH_YEAR, None),
        ("12/31/2021", DateOrder.MONTH_DAY_YEAR, 2021),
        ("31/12/2021", DateOrder.MONTH_DAY_YEAR, None),
        ("2021.11.03", DateOrder.YEAR_MONTH_DAY, 2021),
        ("31/02/2021", DateOrder.DAY_MONTH_YEAR, None),
        ("03/11/21", DateOrder.DAY_MONTH_YEAR, None),
        ("03/11/2021", None, None),
        ("2021-11-03", None, 2021),
        ("2021-11-03T10:00:00", DateOrder.DAY_MONTH_YEAR, 2021),
        ("2021", None, 2021),
        ("٢٠٢١", None, 2021),
        ("0021", None, None),
        ("03/11/2021 04/05/2022", DateOrder.DAY_MONTH_YEAR, None),
        ("2021-11-03 ou 2022-01-01", None, None),
        ("3 novembre", DateOrder.DAY_MONTH_YEAR, None),
    ],
)
def test_years_of_dates_in_a_stated_order_alone(text, order, year):
    assert year_of(text, order) == year


def test_years_outside_the_list_are_left_over():
    column = '[[columns]]\ntarget = "year"\nrule = "year_of"\nsources = ["Date"]\n'
    column += 'dates = "day-month-year"\n'
    assert made(column, Date=["03/11/2021", "2014", "2024", ""]) == ["2021", LEFT, "2024", ""]


def test_numbers_are_read_as_people_write_them():
    column = '[[columns]]\ntarget = "years"\nrule = "copy"\nsources = ["Âge"]\n'
    assert made(column, Âge=["17", "007", "17,0", "100", "x", ""]) == [
        "17",
        "7",
        "17",
        LEFT,
        LEFT,
        "",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("Côte d'Ivoire", "CI"), ("cote d’ivoire", "CI"), ("CIV", "CI"), ("المغرب", "MA")),
        *(("España", "ES"), ("Spain", "ES"), ("Espagne", "ES"), ("NA", "NA"), ("Namibia", "NA")),
        *(("Congo", None), ("no", None), ("ci", None), ("", None), ("Wakanda", None)),
    ],
)
def test_countries_by_any_of_their_names_but_never_two_at_once(text, code):
    assert country_code(text) == code


FLAG = '[[columns]]\ntarget = "{target}"\nrule = "{rule}"\nsources = {sources}\n'
YES_NO = 'values = { "Oui" = "1", "Non" = "0" }\nmissing = { "refus" = "refused" }\n'


def test_any_of_says_no_only_where_all_say_no():
    column = FLAG.format(target="forced", rule="any_of", sources='["Menaces", "Coups"]') + YES_NO
    found = made(
        column,
        Menaces=["Oui", "Non", "Non", "", "refus", "refus", ""],
        Coups=["", "Non", "", "Oui", "Non", "Oui", ""],
    )
    assert found == ["1", "0", "", "1", "Refused", "1", ""]


def test_a_codebook_that_records_yes_alone_never_says_no():
    column = FLAG.format(target="threats", rule="recode", sources='["Menaces"]') + YES_NO
    assert made(column, Menaces=["Oui", "Non", ""]) == ["1", "", ""]


def test_a_number_that_means_nothing_means_it_in_every_spelling():
    column = AGE + 'missing = { "99" = "not_recorded" }\n'
    assert made(column, Âge=["99", "99.0", "٩٩", "99 ans", "98"]) == ["", "", "", "", "30+"]
    column = column.replace('"age"', '"years"').replace('"band"', '"copy"')
    assert made(column, Âge=["99", "99.0", "٩٩", "099", "98"]) == ["", "", "", "", "98"]


@pytest.mark.parametrize("text", ["NA", "NR", "no", "sd", "si"])
def test_a_word_for_nothing_is_no_country(text):
    column = '[[columns]]\ntarget = "country"\nrule = "country"\nsources = ["Pays"]\n'
    assert made(column, Pays=[text, "Namibie"]) == [LEFT, "NAM"]
    named = column + f'values = {{ "{text}" = "NAM" }}\n'
    assert made(named, Pays=[text]) == ["NAM"]


def test_months_are_told_from_years_by_the_labels_of_the_codebook():
    target = next(
        one for one in load_codebook("lanterne-cases").table.columns if one.name == "durationMonths"
    )
    read = reader_of(MappedColumn(target.name, Rule.BAND, ("x",)), target)
    found = {text: read(text) for text in ("3 mois", "13", "30 meses", "2 ans", "24 years")}
    assert found == {
        **{"3 mois": "0--12", "13": "13--24", "30 meses": "25+"},
        **{"2 ans": None, "24 years": None},
    }


def test_the_first_column_that_says_something_counts():
    column = FLAG.format(target="forced", rule="first_of", sources='["Menaces", "Coups"]') + YES_NO
    found = made(column, Menaces=["Oui", "", "refus", "refus"], Coups=["Non", "Non", "Oui", ""])
    assert found == ["1", "0", "1", "Refused"]


def test_a_flag_from_a_cell_of_several_answers():
    column = FLAG.format(target="forced", rule="flag_from_set", sources='["Moyens"]')
    column += 'separators = ["|"]\nvalues = { "menaces" = "1", "dettes" = "0" }\n'
    texts = ["menaces", "dettes | menaces", "dettes", "", "dettes|jeux"]
    assert made(column, Moyens=texts) == ["1", "1", "0", "", LEFT]


def test_a_set_from_flags_and_from_a_cell():
    column = '[[columns]]\ntarget = "means"\nrule = "set_from_flags"\n'
    column += 'members = { "Coups" = "violence", "Dettes" = "debt" }\n' + YES_NO
    found = made(column, Coups=["Oui", "Oui", "Non", ""], Dettes=["Oui", "", "", ""])
    assert found == ["debt;violence", "violence", "", ""]
    column = (
        '[[columns]]\ntarget = "means"\nrule = "recode"\nsources = ["Moyens"]\nseparators = ["|"]\n'
    )
    column += 'values = { "Coups" = "violence", "dettes" = "debt" }\n'
    found = made(column, Moyens=["dettes | coups", "coups", "", "coups|jeux", "coups|coups"])
    assert found == ["debt;violence", "violence", "", LEFT, "violence"]


def test_members_belong_to_their_columns_whatever_the_order():
    column = '[[columns]]\ntarget = "means"\nrule = "set_from_flags"\n' + YES_NO
    column += 'members = { "Dettes" = "violence", "Coups" = "debt", "Menaces" = "debt" }\n'
    found = made(
        column,
        Coups=["Oui", "Non", "Oui", "refus"],
        Dettes=["Non", "Oui", "", "refus"],
        Menaces=["Oui", "", "", "refus"],
    )
    assert found == ["debt", "violence", "debt", ""]


def test_what_nobody_mapped_spoils_no_answer_beside_it():
    column = '[[columns]]\ntarget = "means"\nrule = "recode"\nsources = ["Moyens"]\n'
    column += 'separators = ["|"]\nunmapped = "unknown"\n'
    column += 'values = { "Coups" = "violence", "dettes" = "debt" }\n'
    found = made(column, Moyens=["Coups|dettes", "coups|jeux", "jeux"])
    assert found == ["debt;violence", "violence", ""]


def test_a_flag_is_no_only_where_every_answer_says_no():
    column = FLAG.format(target="forced", rule="flag_from_set", sources='["Moyens"]')
    column += 'separators = ["|"]\nvalues = { "menaces" = "1", "dettes" = "0" }\n'
    column += 'missing = { "refus" = "refused" }\n'
    texts = {"dettes|refus": "Refused", "refus|refus": "Refused", "menaces|refus": "1"}
    assert made(column, Moyens=list(texts)) == list(texts.values())


def test_a_name_with_a_separator_in_it_is_one_answer():
    column = '[[columns]]\ntarget = "means"\nrule = "recode"\nsources = ["Moyens"]\n'
    column += 'separators = [" "]\nvalues = { "Coups graves" = "violence", "dettes" = "debt" }\n'
    assert made(column, Moyens=["coups graves", "dettes"]) == ["violence", "debt"]


def test_constants_and_what_is_not_asked():
    column = '[[columns]]\ntarget = "country"\nrule = "constant"\nvalue = "FRA"\n'
    assert made(column, Nom=["", "x"]) == ["FRA", "FRA"]
    column = '[[columns]]\ntarget = "sex"\nrule = "impossible"\n'
    assert made(column, Nom=["", "x"]) == ["NotAsked", "NotAsked"]
    column = '[[columns]]\ntarget = "age"\nrule = "impossible"\n'
    assert made(column, Nom=["x"]) == [""]
