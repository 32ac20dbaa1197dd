"""A drafted mapping: it fits the codebook, works, and holds nothing that cases alone say."""

from dataclasses import replace
from pathlib import Path
from time import process_time

import polars as pl
import pytest

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Missing
from lanterne.files.problem_log import Findings
from lanterne.harmonise.answer_shapes import separators_of
from lanterne.harmonise.apply import Tally, open_harmonised
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.draft_mapping import Draft, draft_mapping
from lanterne.harmonise.mapping import DateOrder, MappedColumn, Rule, Source, Status
from lanterne.harmonise.source_columns import Choice, SourceColumn
from lanterne.harmonise.write_mapping import draft_to_toml
from lanterne.messages import say

CASES = load_codebook("lanterne-cases")

FILE = {
    "N° dossier": ["A-1", "A-2", "A-3"],
    "Nom et prénom": ["Awa Traoré", "Jean Diallo", "Fatou Ndiaye"],
    "Date d'enregistrement": ["03/11/2021", "23/01/2022", "30/12/2020"],
    "Sexe": ["femme ", "Homme", "hermaphrodite"],
    "Âge": ["17", "25 ans", "NSP"],
    "Nationalité": ["RCI", "Nigériane", "Wakanda"],
    "Travail forcé": ["Oui", "Non", "Ne sait pas"],
    "Lien avec le recruteur": ["Tante", "Conjoint", "Mme K. du marché"],
    "Consentement": ["Oui", "Oui", "Non"],
}


def drafted(columns: list[SourceColumn]) -> Draft:
    draft = draft_mapping("ngo", Source(system="Excel"), columns, CASES)
    assert list(mapping_problems(draft.mapping, CASES)) == []
    return draft


def of_file(file: dict[str, list[str]]) -> Draft:
    return drafted([SourceColumn(name, answers=tuple(cells)) for name, cells in file.items()])


def column(draft: Draft, target: str) -> MappedColumn:
    return next(one for one in draft.mapping.columns if one.target == target)


def test_a_french_file_becomes_a_mapping_that_makes_cases(tmp_path: Path) -> None:
    draft = of_file(FILE)
    path = tmp_path / "file.csv"
    pl.DataFrame(FILE).write_csv(path)
    read = {one for mapped in draft.mapping.columns for one in mapped.reads}
    assert read == set(FILE) - {"N° dossier", "Nom et prénom", "Consentement"}
    legal = replace(draft.mapping.legal, given=("Oui",))  # as a person decides
    findings = Findings(str(path))
    file = open_harmonised(path, replace(draft.mapping, legal=legal), CASES, findings)
    (rows,) = file.known(findings, Tally())
    cases = rows.frame.rename(dict(zip(rows.frame.columns, file.header, strict=True)))
    assert cases["yearOfRegistration"].to_list() == ["2021", "2022"]
    assert cases["gender"].to_list() == ["Woman", "Man"]
    assert cases["ageBand"].to_list() == ["9--17", "24--26"]
    assert cases["citizenship"].to_list() == ["CIV", "NGA"]
    assert cases["isForcedLabour"].to_list() == ["1", "0"]
    assert cases["recruiterRelation"].to_list() == ["FamilyRelative", "IntimatePartner"]


def test_everything_is_a_proposal_and_each_column_of_the_codebook_has_one() -> None:
    draft = of_file(FILE)
    assert [one.target for one in draft.mapping.columns] == [
        one.name for one in CASES.table.columns
    ]
    assert {one.status for one in draft.mapping.columns} == {Status.PROPOSED, Status.FLAGGED}
    assert {one.by for one in draft.mapping.columns} == {""}


def test_names_are_left_out_numbers_kept_and_consent_is_asked_about() -> None:
    draft = of_file(FILE)
    assert draft.mapping.source.leave_out == ("Nom et prénom",)
    assert draft.mapping.source.keep == ("N° dossier",)
    assert draft.mapping.legal.consent == "Consentement"
    assert not draft.mapping.legal.stated  # which answers give it is for a person to say
    assert "Consentement" in {one.column for one in draft.asked}


@pytest.mark.parametrize("header", ["Sexe", "Lien avec le recruteur", "Travail forcé", "q17"])
def test_no_answer_of_the_cases_alone_enters_the_mapping(header: str) -> None:
    """Not as it stands, nor in another spelling, nor in what a person is asked."""
    canaries = ["Zebrastrasse", "Tante Zoubida", "FEMME (Zebra)", "oui mais Zebra", "Mme K. Zebra"]
    draft = of_file({**FILE, header: ["Oui", "Femme", "Tante", *canaries]})
    text = draft_to_toml(draft.mapping) + "".join(say(one.question) for one in draft.asked)
    assert "zebra" not in text.casefold()
    assert "zoubida" not in text.casefold()


def test_what_stays_out_is_listed_apart() -> None:
    private = {(one.column, one.suggested.answer) for one in of_file(FILE).private}
    assert private == {
        ("Sexe", "hermaphrodite"),
        ("Nationalité", "Wakanda"),
        ("Lien avec le recruteur", "Mme K. du marché"),
    }


def test_a_public_word_enters_in_its_public_spelling() -> None:
    """Capitals and blanks of one person's cell say nothing in the mapping."""
    values = column(of_file({"Sexe": ["  FEMME", "HOMME "]}), "gender").values
    assert {word.casefold(): becomes for word, becomes in values.items()} == {
        "femme": "Woman",
        "homme": "Man",
    }
    assert not {"FEMME", "HOMME"} & set(values)


def test_a_misspelt_answer_of_the_cases_stays_private() -> None:
    draft = of_file({"Lien avec le recruteur": ["Tante", "Ami", "Partenaire intim"]})
    assert set(column(draft, "recruiterRelation").values.values()) == {
        "FamilyRelative",
        "FriendAcquaintance",
    }
    assert [one.suggested.answer for one in draft.private] == ["Partenaire intim"]


def test_an_order_of_dates_is_proposed_where_it_is_proved_and_else_asked() -> None:
    proved = column(of_file(FILE), "yearOfRegistration")
    assert (proved.rule, proved.dates) == (Rule.YEAR_OF, DateOrder.DAY_MONTH_YEAR)
    assert proved.status is Status.FLAGGED
    doubtful = of_file({"Date d'enregistrement": ["03/11/2021", "04/05/2020"]})
    assert column(doubtful, "yearOfRegistration").dates is None
    assert "Date d'enregistrement" in {one.column for one in doubtful.asked}
    clear = column(of_file({"Date d'enregistrement": ["2021-11-03"]}), "yearOfRegistration")
    assert (clear.dates, clear.status) == (None, Status.PROPOSED)


def test_choices_of_a_form_are_named_as_the_file_writes_them() -> None:
    choices = (Choice("1", ("Femme",)), Choice("2", ("Homme",)), Choice("9", ("Zut",)))
    draft = drafted([SourceColumn("q1", ("Sexe",), choices)])
    assert column(draft, "gender").values == {"1": "Woman", "2": "Man"}
    assert "9" in "".join(say(one.question) for one in draft.asked if one.column == "q1")


def test_a_question_with_several_answers_becomes_flags_that_say_yes_alone() -> None:
    names = {"DebtBondage": "Debt bondage", "FalsePromises": "False promises", "Other": "Other"}
    choices = tuple(Choice(name, (label,)) for name, label in names.items())
    means = SourceColumn("vic_MethodsOfControl", ("Methods of control",), choices, several=True)
    debt = column(drafted([means]), "meansDebtBondage")
    assert (debt.rule, debt.separators) == (Rule.FLAG_FROM_SET, (" ",))
    assert debt.values == {"DebtBondage": "1"}
    assert debt.missing == dict.fromkeys(["FalsePromises", "Other"], Missing.NOT_RECORDED)


def test_without_a_form_public_words_become_flags_and_others_stay_out() -> None:
    kinds = ["Exploitation sexuelle;Travail forcé", "travail forcé", "Travail pour Zebra"]
    draft = of_file({"Type d'exploitation": kinds})
    labour = column(draft, "isForcedLabour")
    assert (labour.rule, labour.separators) == (Rule.FLAG_FROM_SET, (";",))
    assert [word.casefold() for word in labour.values] == ["travail forcé"]
    assert column(draft, "isSexualExploitation").rule is Rule.FLAG_FROM_SET
    assert "Zebra" not in draft_to_toml(draft.mapping)


def test_two_columns_never_become_one() -> None:
    draft = of_file({"Sexe": ["Femme", "Homme"], "Genre": ["Femme", "Homme"]})
    sources = [source for one in draft.mapping.columns for source in one.sources]
    assert len(sources) == len(set(sources)) == 1


def test_which_of_several_columns_says_consent_is_asked() -> None:
    draft = of_file({"Consentement soins": ["Oui"], "Consentement données": ["Oui"]})
    assert draft.mapping.legal.consent == ""
    assert {one.column for one in draft.asked} == {"Consentement soins", "Consentement données"}


def test_long_and_many_answers_end_in_time_and_stay_out() -> None:
    """Free text is no answer of a list, however long it was made."""
    long = ["x" * 200_000, "1-" * 50_000, "(" * 50_000, "a " * 50_000]
    many = [f"zebra {number}" for number in range(3_000)]
    started = process_time()
    draft = of_file({"Sexe": ["Femme", "Homme", *long], "Genre déclaré": many})
    assert process_time() - started < 20  # 1 s; without bounds minutes
    assert set(column(draft, "gender").values.values()) == {"Woman", "Man"}
    assert "zebra" not in draft_to_toml(draft.mapping)


def test_an_empty_file_is_all_undetermined() -> None:
    assert {one.rule for one in drafted([]).mapping.columns} == {Rule.UNDETERMINED}


def test_codes_of_countries_that_are_words_for_nothing_are_named() -> None:
    """The rule leaves NA and NO over, for elsewhere they mean "not known" and "no"."""
    draft = drafted([SourceColumn("Citizenship", answers=("FR", "NA", "NO", "DE", "ES"))])
    citizenship = column(draft, "citizenship")
    assert citizenship.rule is Rule.COUNTRY
    assert {code.casefold(): name for code, name in citizenship.values.items()} == {
        "na": "NAM",
        "no": "NOR",
    }


@pytest.mark.parametrize(("comma", "means"), [(",", ("Menaces", "Dettes")), ("،", ("ديون", "عنف"))])
def test_commas_part_answers_that_stand_alone_elsewhere(comma, means):
    one, other = means
    assert separators_of([one, other, f"{one}{comma} {other}"]) == (comma,)


@pytest.mark.parametrize(
    "answers",
    [
        ["Yes, often", "Yes, rarely", "Yes", "No"],
        ["Menaces, Dettes"],
        ["Menaces", "Dettes"],
        ["Food, shelter", "Food"],
    ],
)
def test_a_comma_within_an_answer_parts_nothing(answers):
    assert separators_of(answers) == ()


def test_letters_for_women_and_men_are_named_where_the_others_say_which_is_which() -> None:
    assert column(of_file({"Sexe": ["F", "H"]}), "gender").values == {"F": "Woman", "H": "Man"}
    assert column(of_file({"Sex": ["F", "M"]}), "gender").values == {"F": "Woman", "M": "Man"}
    assert column(of_file({"Sexo": ["H", "M"]}), "gender").values == {"H": "Man", "M": "Woman"}
    assert "M" not in column(of_file({"Sexe": ["M", "Femme"]}), "gender").values
