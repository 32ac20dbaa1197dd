"""Which answer an answer of a form may mean: right, or nothing."""

import pytest

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Column
from lanterne.harmonise.column_answers import ColumnAnswers
from lanterne.harmonise.source_columns import Choice
from lanterne.harmonise.suggest_values import Suggested, suggest_values

COLUMNS = {column.name: column for column in load_codebook("lanterne-cases").table.columns}


def suggested(column: str, text: str, *others: str) -> Suggested:
    return suggest_values(ColumnAnswers(COLUMNS[column]), [Choice(text), *map(Choice, others)])[0]


@pytest.mark.parametrize(
    ("column", "text", "becomes"),
    [
        ("gender", "TransgenderFeminine", "TransgenderNonConforming"),
        ("gender", "Mujer trans", "TransgenderNonConforming"),
        ("gender", "أنثى", "Woman"),
        ("gender", "Masculino", "Man"),
        ("majorityStatus", "Moins de 18 ans", "Minor"),
        ("majorityStatus", "18+", "Adult"),
        ("ageBand", "12 à 17 ans", "9--17"),
        ("ageBand", "من 9 إلى 17", "9--17"),
        ("durationMonths", "3 mois", "0--12"),
        ("isForcedLabour", "Oui", "1"),
        ("isForcedLabour", "não", "0"),
        ("citizenship", "Nigériane", "NGA"),
        ("citizenship", "NE", "NER"),
        ("recruiterRelation", "Mère", "FamilyRelative"),
        ("recruiterRelation", "Supervisor / Employer", "Other"),
        ("recruiterRelation", "Intimate partnr", "IntimatePartner"),
        ("recruitmentChannel", "Redes sociales", "Online"),
    ],
)
def test_what_is_known_is_suggested(column: str, text: str, becomes: str) -> None:
    assert suggested(column, text).becomes == becomes


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("gender", "M"),
        ("gender", "Both"),
        ("gender", "Transgender girl"),
        ("ageBand", "18 à 25 ans"),
        ("ageBand", "adulte"),
        ("durationMonths", "2 ans"),
        ("durationMonths", "2 years"),
        ("isForcedLabour", "peut-être"),
        ("citizenship", "Congo"),
        ("citizenship", "Guinea"),
        ("citizenship", "NO"),
        ("recruiterRelation", "friend and uncle"),
        ("majorityStatus", "Adulto(a) y Niño, Niña, o Adolescente"),
        ("gender", ""),
    ],
)
def test_what_is_not_certain_suggests_nothing(column: str, text: str) -> None:
    assert suggested(column, text).nothing


def test_a_letter_is_read_beside_the_others() -> None:
    assert suggested("gender", "M", "F").becomes == "Man"
    assert suggested("gender", "M", "H").becomes == "Woman"
    assert suggested("gender", "M", "F", "H").nothing


def test_words_for_nothing_known_come_first_but_not_before_codes_of_countries() -> None:
    assert suggested("recruiterRelation", "Unknown").missing == "unknown"
    assert suggested("citizenship", "NA").missing == "not_applicable"
    assert suggested("citizenship", "NA", "FR", "NG", "ML").becomes == "NAM"


def test_labels_decide_and_a_contradiction_suggests_nothing() -> None:
    (one, two, three) = suggest_values(
        ColumnAnswers(COLUMNS["gender"]),
        [Choice("1", ("Femme", "Woman")), Choice("2", ("Homme",)), Choice("x", ("Femme", "Man"))],
    )
    assert (one.answer, one.becomes) == ("1", "Woman")
    assert two.becomes == "Man"
    assert three.nothing


def test_only_a_spelling_is_not_sure() -> None:
    assert suggested("recruiterRelation", "Intimate partner").sure
    assert not suggested("recruiterRelation", "Intimate partnr").sure


def test_every_answer_of_the_codebook_means_itself() -> None:
    """By its code and by its label in each language, unless the label is that of another too."""
    wrong = [
        (column.name, text, value.code)
        for column in COLUMNS.values()
        if not column.traits.closed
        for value in column.values
        for text in (value.code, *value.label.values())
        if suggested(column.name, text).becomes != value.code
    ]
    assert wrong == []


def test_no_suggestion_is_outside_the_codebook() -> None:
    texts = ["Oui", "Femme", "12", "2021", "France", "Autre", "Police", "en ligne", "3 mois"]

    def permitted(column: Column) -> set[str]:
        return {"", *column.codes, *({"0", "1"} if column.traits.flag else ())}

    for column in COLUMNS.values():
        found = suggest_values(ColumnAnswers(column), [Choice(text) for text in texts])
        assert {one.becomes for one in found} <= permitted(column)
