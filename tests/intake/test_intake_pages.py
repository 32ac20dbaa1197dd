"""What a page shows of questions, and what becomes of what it sends."""

from __future__ import annotations

import random
import re
from dataclasses import fields as fields_of

import pytest
from large_codebook import invented
from page_filler import fill
from test_intake_answers import numbers
from tiny_networks import LABEL

from lanterne.codebook import ColumnType, Condition, Rule, load_codebook
from lanterne.errors import problem_as_json
from lanterne.forms import make_form
from lanterne.intake.answers import Answers, answers_of
from lanterne.intake.posted import read_posted
from lanterne.intake.shown_questions import Kind, language_shown, shown_groups
from lanterne.intake.skip_logic import logics_of
from said_everywhere import assert_said_everywhere
from small_codebooks import UNKNOWN, book, column

COLUMNS = (
    column("one", ColumnType.CATEGORY, ("a", "b"), missing=UNKNOWN),
    column("some", ColumnType.SET, ("x", "y", "z"), missing=UNKNOWN, at_most=2),
    numbers(0, 120, "0.5"),
    column("when", ColumnType.YEAR, ("2001", "2002", "2003"), missing=UNKNOWN),
)
RULE = Rule("rule", {"en": "Not so."}, (Condition("one", ("a",)), Condition("some", ("x",))))
(LOGIC,) = logics_of(make_form(book(*COLUMNS, rules=(RULE,)))).values()
SECRET = "Secret"


def sent(**fields):
    return {f"answer-{name}": texts for name, texts in fields.items()}


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({"one": ["", "a"]}, {"one": ("a",)}),
        ({"one": ["", "a", "a"]}, {"one": ("a",)}),
        ({"one": ["", "?"]}, {"one": ("?",)}),
        ({"some": ["", "z", "x"]}, {"some": ("x", "z")}),
        ({"some": ["", "?"]}, {"some": ("?",)}),
        ({"n": ["34"]}, {"n": ("34.0",)}),
        ({"n": [" 34,5 "], "n_why": [""]}, {"n": ("34.5",)}),
        ({"n": ["\u0663\u0664\u066b\u0665"]}, {"n": ("34.5",)}),
        ({"n": ["\uff11"]}, {"n": ("1.0",)}),
        ({"n": [""], "n_why": ["", "?"]}, {"n": ("?",)}),
        ({"when": ["2001"]}, {"when": ("2001",)}),
        ({"when": ["\u06f2\u06f0\u06f0\u06f1"], "when_why": [""]}, {"when": ("2001",)}),
        ({"when": [""], "when_why": ["?"]}, {"when": ("?",)}),
        ({"one": [""], "some": [""], "n": [""], "n_why": [""], "when": [""]}, {}),
        ({"one": []}, {}),
    ],
)
def test_what_is_sent_is_answered(fields, given):
    posted = read_posted(sent(**fields), LOGIC)
    assert posted.problems == ()
    assert posted.answers == Answers(given)


@pytest.mark.parametrize(
    ("fields", "column", "code"),
    [
        ({"one": ["Secret"]}, "one", "not-listed"),
        ({"one": ["a", "Secret"]}, "one", "not-listed"),
        ({"one": ["a", "b"]}, "one", "several"),
        ({"one": ["a", "?"]}, "one", "several"),
        ({"some": ["x", "Secret"]}, "some", "not-listed"),
        ({"some": ["x", "?"]}, "some", "silence-beside"),
        ({"some": ["x", "y", "z"]}, "some", "too-many"),
        ({"n": ["Secret"]}, "n", "not-a-number"),
        ({"n": ["?"]}, "n", "not-a-number"),
        ({"n": ["1e1"]}, "n", "not-a-number"),
        ({"n": ["nan"]}, "n", "not-a-number"),
        ({"n": ["1,000"]}, "n", "not-a-number"),
        ({"n": ["9" * 99]}, "n", "not-a-number"),
        ({"n": ["-1"]}, "n", "outside"),
        ({"n": ["120.5"]}, "n", "outside"),
        ({"n": ["34.25"]}, "n", "between-steps"),
        ({"n": ["34", "35"]}, "n", "several"),
        ({"n": ["34"], "n_why": ["?"]}, "n", "number-and-why"),
        ({"n": [""], "n_why": ["Secret"]}, "n", "not-listed"),
        ({"n": [""], "n_why": ["34"]}, "n", "not-listed"),
        ({"when": ["2004"]}, "when", "outside"),
        ({"when": ["2001.5"]}, "when", "between-steps"),
        ({"when": ["?"]}, "when", "not-a-number"),
        ({"when": ["2001"], "when_why": ["?"]}, "when", "number-and-why"),
        ({"Secret": ["a"]}, None, "unknown-question"),
    ],
)
def test_what_cannot_be_an_answer_is_said_and_not_repeated(fields, column, code):
    before = answers_of({"one": ["b"], "n": ["7"]}, LOGIC.section)
    posted = read_posted(sent(**fields), LOGIC, before)
    assert [(one.code, one.column) for one in posted.problems] == [
        (f"posted-answer.{code}", column)
    ]
    assert posted.answers == before
    assert_said_everywhere(posted.problems)
    told = [one.sentences(tag) for one in posted.problems for tag in ("en", "fr", "es", "ar")]
    for text in (*told, *map(str, map(problem_as_json, posted.problems)), repr(posted)):
        assert SECRET not in text
        assert "34" not in text


def test_all_that_is_wrong_is_said_at_once_and_the_rest_is_read():
    fields = sent(
        one=["Secret"], some=["x", "?"], n=["Secret"], when=["2001"], Old=[""], more=["a"]
    )
    posted = read_posted(fields | {"csrf": ["Secret"], "": ["Secret"]}, LOGIC)
    assert [one.column for one in posted.problems] == ["one", "some", "n", None]
    assert posted.answers == Answers({"when": ("2001",)})
    assert {*posted.fields} == {*sent(one=0, some=0, n=0, when=0)}


def test_of_a_question_that_is_not_on_the_page_nothing_changes():
    before = answers_of(
        {"one": ["b"], "n": ["7"], "when": ["2002"]}, LOGIC.section, {"old": ("o",)}
    )
    posted = read_posted(sent(n=[""], n_why=[""], when=["2003"]), LOGIC, before)
    assert posted.answers == Answers({"one": ("b",), "when": ("2003",)}, {"old": ("o",)})


def test_a_why_alone_is_no_question_on_the_page():
    before = answers_of({"n": ["7"]}, LOGIC.section)
    posted = read_posted(sent(n_why=["?"]), LOGIC, before)
    assert posted.answers == before


@pytest.mark.parametrize("name", ["lanterne-cases", "gvpsd-2022", "lanterne-network", "invented"])
def test_what_a_page_shows_is_read_as_the_same_answers(name):
    """As a browser sends a form in which nobody has changed anything."""
    codebook = invented() if name == "invented" else load_codebook(name)
    for logic in logics_of(make_form(codebook)).values():
        answers = fill(logic, random.Random(8))
        fields = {}
        for one in (one for group in shown_groups(logic, answers, "fr") for one in group.questions):
            fields[one.name] = ["", *([one.typed] if one.typed else [])]
            fields.setdefault(one.silences_name, [""])
            fields[one.name] += [each.code for each in one.choices if each.chosen]
            fields[one.silences_name] += [each.code for each in one.silences if each.chosen]
        assert all(re.fullmatch(r"[A-Za-z][\w-]*", field, re.ASCII) for field in fields)
        posted = read_posted(fields, logic, answers)
        assert (posted.answers, posted.problems) == (answers, ())
        assert read_posted(fields, logic).answers == answers


def by_column(logic, answers, language="en", posted=None):
    groups = shown_groups(logic, answers, language, posted)
    return {one.column: one for group in groups for one in group.questions}


def test_a_page_is_shown_again_as_it_was_sent_with_what_is_wrong():
    fields = sent(one=["", "a"], some=["", "x", "Secret"], n=[" 999"], n_why=["", "?"], when=[""])
    posted = read_posted(fields, LOGIC, answers_of({"when": ["2001"]}, LOGIC.section))
    shown = by_column(LOGIC, posted.answers, posted=posted)
    assert shown["n"].typed == "999"
    assert [one.chosen for one in shown["n"].silences] == [True]
    assert shown["n"].problems == (posted.problems[1].sentences(),)
    assert [one.chosen for one in shown["some"].choices] == [True, False, False]
    assert shown["when"].typed == ""
    assert shown["one"].problems == ()
    assert by_column(LOGIC, posted.answers, "fr", posted)["n"].problems == (
        posted.problems[1].sentences("fr"),
    )


def test_a_combination_that_cannot_be_is_said_at_its_last_question():
    shown = by_column(LOGIC, answers_of({"one": ["a"], "some": ["x"]}, LOGIC.section))
    assert (shown["one"].problems, shown["some"].problems) == ((), ("Not so.",))


def test_what_a_question_needs_to_be_asked_is_there():
    shown = by_column(LOGIC, answers_of({"n": ["7"], "when": ["?"]}, LOGIC.section))
    assert [(one.kind, one.label, one.name) for one in shown.values()] == [
        (Kind.ONE, "1. label", "answer-one"),
        (Kind.SEVERAL, "2. label", "answer-some"),
        (Kind.NUMBER, "3. label", "answer-n"),
        (Kind.NUMBER, "4. label", "answer-when"),
    ]
    assert [one.silences_name for one in shown.values()] == [
        *("answer-one", "answer-some", "answer-n_why", "answer-when_why")
    ]
    assert shown["n"].limits == (
        "Give a number from 0.0 to 120.0.",
        "Only numbers in steps of 0.5 are accepted.",
    )
    assert shown["some"].limits == ("Choose at most 2.",)
    assert shown["when"].limits == ("Give a number from 2001 to 2003.",)
    assert (shown["n"].typed, shown["n"].whole, shown["when"].whole) == ("7.0", False, True)
    assert (shown["when"].typed, shown["when"].silences[0].chosen) == ("", True)
    assert (shown["when"].choices, len(shown["one"].choices)) == ((), 2)


def test_groups_keep_their_place_and_say_what_is_open():
    form = make_form(load_codebook("lanterne-cases"))
    (logic,) = logics_of(form).values()
    groups = shown_groups(logic, Answers(), "fr")
    assert [one.place for one in groups] == [*range(len(groups))]
    assert any(one.label for one in groups)
    assert [one.open for one in groups] == [len(one.questions) for one in groups]
    filled = shown_groups(logic, fill(logic, random.Random(2)), "fr")
    assert [one.label for one in filled] == [one.label for one in groups]
    assert sum(one.open for one in filled) < sum(one.open for one in groups)


def test_a_page_is_in_one_language():
    form = make_form(load_codebook("lanterne-cases"))
    (logic,) = logics_of(form).values()
    english, french, other = (shown_groups(logic, Answers(), tag) for tag in ("en", "fr", "xx"))
    assert [language_shown(logic, tag) for tag in ("en", "fr", "xx")] == ["en", "fr", "en"]
    assert other == english
    pairs = zip(english, french, strict=True)
    both = [
        two for one, other in pairs for two in zip(one.questions, other.questions, strict=False)
    ]
    assert sum(one.label != other.label for one, other in both) > len(both) / 2
    assert all(one.name == other.name for one, other in both)
    assert {type(getattr(both[0][0], one.name)) for one in fields_of(both[0][0])} <= {
        *(str, bool, tuple, Kind)
    }


def test_nobodys_answers_stand_in_what_a_log_shows():
    shown = shown_groups(LOGIC, answers_of({"one": ["a"], "n": ["77"]}, LOGIC.section), "en")
    assert "77" not in repr(shown)
    assert "chosen" not in repr(shown)
    assert LABEL["en"] in repr(shown)
