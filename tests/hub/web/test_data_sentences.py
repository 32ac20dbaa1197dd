"""What is wrong with cases, in the language of the page; and what earlier versions kept of it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from lanterne.errors import NOTHING, Place, Problem, problem_as_json
from lanterne.hub.problem_texts import problem_advises, problem_says, says
from lanterne.hub.web.data.check_results import faults
from lanterne.hub.web.data.hints import GUESS, HINTS, hint_of
from lanterne.messages import Message

LANGUAGES = ("en", "fr", "es", "ar")


def test_several_sentences_are_translated_each():
    permitted = Message("permitted.these-or-blank", {"codes": ("a", "b")})
    advice = Message("permitted.members", {"permitted": permitted, "separator": ";"})
    with override("fr"):
        text = problem_advises(Problem("member-not-listed", advice=advice))
    allowed, joined = text.split(". ")
    assert allowed == "Réponses permises\u00a0: a, b, ou case vide"
    assert joined == "Les réponses sont séparées par «\u00a0;\u00a0»."


def test_what_stands_in_a_gap_stays_as_it_is():
    guess = Message(GUESS, {"name": "a.b? (c) and %(x)s {y}"})
    with override("es"):
        assert "a.b? (c) and %(x)s {y}" in problem_advises(Problem("x", advice=guess))
        text = problem_says(Problem("subject-disagrees", {"rows": ("3", "7")}))
    assert text.startswith("Las filas 3, 7")


def test_in_arabic_a_gap_keeps_its_own_direction():
    permitted = Message("permitted.these", {"codes": ("45+", "9--17")})
    with override("ar"):
        text = problem_advises(Problem("value-not-listed", advice=permitted))
    assert "\u206845+\u2069، \u20689--17\u2069" in text


def test_a_sentence_that_nobody_knows_is_shown_as_it_is():
    with override("fr"):
        assert says(Message("Something else entirely.")) == "Something else entirely."
        assert says(NOTHING) == ""


@pytest.mark.parametrize(
    "advice",
    [
        Message(GUESS, {"name": "sexe"}),
        Message("leave-out.near", {"guess": Message(GUESS, {"name": "sexe"}), "column": "sex"}),
        Message("Did you mean sexe? To leave it out: --ignore 'sex'."),  # of an earlier version
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_of_options_are_hints_of_these_pages(advice, language):
    with override(language):
        text = hint_of(Problem("unknown-column.of-cases", advice=advice))
        alone = hint_of(Problem("unknown-column.of-cases", advice=Message("leave-out.alone")))
        assert alone == str(HINTS["unknown-column"])
    assert "--" not in text
    assert "sexe" in text
    assert all("--" not in str(text) for text in HINTS.values())


def test_faults_that_an_earlier_version_kept_are_shown():
    place = {"file": "", "row": 3, "column": None}
    kept = {"rule": "too-few-fields", "message": "The row has fewer fields than the header."}
    with override("fr"):
        (fault,) = faults([{**kept, **place, "hint": "The header has 8 fields."}], None, "fr")
    assert fault.message == "La ligne a moins de champs que la première."
    assert fault.hint == "The header has 8 fields."  # what has gaps is as it was kept
    assert fault.rows == (3,)


@pytest.mark.parametrize(
    ("language", "file"), [("en", "sheet links"), ("fr", "feuille links"), ("es", "hoja links")]
)
def test_a_sheet_is_named_in_the_language_of_the_page(language, file):
    kept = problem_as_json(Problem("required", place=Place(None, 2, "sex", sheet="links")))
    with override(language):
        (fault,) = faults([kept], None, language)
    assert (fault.file, fault.column, fault.rows) == (file, "sex", (2,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_very_many_faults_the_first_are_shown_and_the_others_counted(language):
    """Each differs in a number alone: where all have one hash, this takes minutes."""
    place = Place("a.age", column="sex")
    kept = [
        problem_as_json(Problem("saved-file-formula", {"case": number}, place))
        for number in range(20_000)
    ]
    counted = Problem("problems.more-rows", {"count": 7}, Place("b.age"), named="other")
    with override(language):
        shown = faults([*kept, problem_as_json(counted)], None, language)
        assert len(shown) == 201
        last = shown[-1].message
        assert last == says(Message("problems.more", {"count": 20_000 - 200 + 7}))
