"""Which column a column of a partner's file may be, and which are for something else."""

import pytest

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook, Column, ColumnType, Table
from lanterne.codebook.values import own_labels
from lanterne.harmonise.answer_words import label_ideas
from lanterne.harmonise.earlier_mappings import Learnt, LearntAnswer
from lanterne.harmonise.lexicon import label_spoken
from lanterne.harmonise.source_columns import Choice, SourceColumn
from lanterne.harmonise.suggest_columns import SuggestedColumn, Use, suggest_columns
from lanterne.messages import say

CASES = load_codebook("lanterne-cases")


def suggested(name: str, *answers: str, **more: tuple) -> SuggestedColumn:
    return suggest_columns([SourceColumn(name, answers=answers, **more)], CASES)[0]


def names(one: SuggestedColumn) -> list[str]:
    return [target.name for target in one.targets]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nationalité de la personne", "citizenship"),
        ("pais_explotacion", "countryOfExploitation"),
        ("استغلال جنسي", "isSexualExploitation"),
        ("meansOfControlPsychoactiveSubsta", "meansPsychoactiveSubstances"),
        ("Retenção de documentos", "meansWithholdsDocuments"),
        ("Date of intake", "yearOfRegistration"),
    ],
)
def test_headers_in_five_languages(header: str, column: str) -> None:
    assert column in names(suggested(header))


def test_nothing_is_suggested_for_what_no_codebook_asks() -> None:
    assert names(suggested("zzz qqq")) == []


def test_a_label_counts_where_the_name_says_nothing() -> None:
    assert names(suggested("q17", labels=("Sexo de la víctima", "Sex of the victim")))[:1] == [
        "gender"
    ]


def test_answers_speak_where_the_name_does_not() -> None:
    assert names(suggested("C12", "Femme", "Homme", "NSP"))[0] == "gender"


def test_answers_that_do_not_fit_count_against_a_column() -> None:
    fits = suggested("Genre", "Femme", "Homme").targets[0]
    does_not = suggested("Genre", "roman", "poésie").targets[0]
    assert (fits.name, does_not.name) == ("gender", "gender")
    assert fits.score > does_not.score
    assert fits.sure
    assert not does_not.sure


def test_the_very_words_of_a_label_are_sure_in_its_language() -> None:
    assert suggested("Pays d'exploitation").sure == "countryOfExploitation"
    assert suggested("meansThreats").sure == "meansThreats"


def test_a_name_alone_in_another_language_is_never_sure() -> None:
    english = Column(
        "vic_TypeOfExploitation",
        ColumnType.CATEGORY,
        own_labels(["Labour"]),
        {"en": "Type of Exploitation"},
    )
    table = Table("people", {"en": "People"}, (english,))
    book = Codebook("small", "1", {"en": "Small"}, (table,))
    headers = ["Type of exploitation", "Type d'exploitation", "Tipo de explotación"]
    found = suggest_columns([SourceColumn(header) for header in headers], book)
    assert [names(one) for one in found] == [["vic_TypeOfExploitation"]] * 3
    assert [bool(one.sure) for one in found] == [True, False, False]


@pytest.mark.parametrize(
    ("name", "answers", "use"),
    [
        ("Nom et prénom", ("Awa Traoré", "Jean Diallo", "Fatou Ndiaye"), Use.LEAVE_OUT),
        ("Contact", ("+33 6 12 34 56 78", "+33 6 98 76 54 32"), Use.LEAVE_OUT),
        ("Date de naissance", ("03/11/1999", "23/01/2002"), Use.LEAVE_OUT),
        ("_submission_time", ("2021-01-01T10:00:00",), Use.LEAVE_OUT),
        ("N° dossier", ("A-1", "A-2"), Use.KEEP),
        ("_uuid", (), Use.KEEP),
        ("Numéro de passeport", (), Use.LEAVE_OUT),
        ("Consentement éclairé", ("Oui", "Non"), Use.LEGAL),
        ("Date d'enregistrement", ("03/11/2021", "23/01/2022"), Use.MAP),
        ("Passeport confisqué", ("Oui", "Non"), Use.MAP),
    ],
)
def test_what_a_column_is_for(name: str, answers: tuple[str, ...], use: Use) -> None:
    assert suggested(name, *answers).use is use


def test_what_is_left_out_is_never_sure_and_says_why() -> None:
    one = suggested("Pays d'exploitation", *(f"+33 6 12 34 56 {last}" for last in range(10, 40)))
    assert one.use is Use.LEAVE_OUT
    assert one.sure == ""
    assert one.why is not None
    assert say(one.why)


def test_reasons_hold_no_answer_of_a_case() -> None:
    canary = "Zebrastrasse 17"
    one = suggested("Genre", canary, "Femme")
    assert canary not in str([say(why) for target in one.targets for why in target.reasons])
    assert canary not in repr(one)


def test_no_answer_is_remembered_by_the_process() -> None:
    """What stays in the memory of a worker would outlive the file it came from."""
    suggested("Genre", "Femme", "12 ans")
    before = label_spoken.cache_info().currsize, label_ideas.cache_info().currsize
    suggested("Genre", "Homme", *(f"Zebra {number} ans / Femme" for number in range(50)))
    assert (label_spoken.cache_info().currsize, label_ideas.cache_info().currsize) == before


def test_choices_of_the_form_come_before_what_occurs() -> None:
    choices = (Choice("1", ("Femme",)), Choice("2", ("Homme",)))
    one = suggested("q1", "1", "2", choices=choices)
    assert one.use is Use.MAP
    assert names(one)[0] == "gender"


@pytest.mark.parametrize("book", ["lanterne-cases", "ctdc-global-2024"])
def test_columns_with_the_same_answers_are_compared_once_and_it_changes_nothing(book, monkeypatch):
    """Against each column for itself, with what was learnt of one of them alone."""
    codebook = load_codebook(book)
    flag, other, *_ = (one for one in codebook.table.columns if one.traits.flag)
    learnt = Learnt(answers={flag.name: {"croix": LearntAnswer("croix", "1")}})
    asked = [
        SourceColumn(flag.label["en"], answers=("croix", "Non", "Oui")),
        SourceColumn(other.label["en"], answers=("croix", "Non", "Oui")),
        SourceColumn("B", answers=("Kenya", "Nigéria", "France")),
        SourceColumn("C", answers=("12", "12-17", "40 ans", "3 months")),
        SourceColumn("D", answers=("Femme", "Homme", "2019", "dette")),
    ]
    shared = suggest_columns(asked, codebook, learnt)
    monkeypatch.setattr("lanterne.harmonise.suggest_columns._shared", list)
    assert shared == suggest_columns(asked, codebook, learnt)
