"""Which questions are asked, what counts and what cannot be: by brute force over all answers."""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from itertools import combinations, pairwise, product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from large_codebook import invented
from tiny_networks import LABEL

from extent import ALL
from form_answers import holds
from lanterne.cases import check_cases
from lanterne.codebook import (
    ColumnType,
    Condition,
    Dependency,
    Missing,
    Rule,
    check_codebook,
    load_codebook,
)
from lanterne.codebook.model import Column
from lanterne.codebook.number import NumberRange, bin_values
from lanterne.files import problem_log
from lanterne.forms import make_form
from lanterne.forms.questions import Ask
from lanterne.intake.answers import answers_of
from lanterne.intake.skip_logic import logics_of, review
from lanterne.intake.tables import cell_of
from small_codebooks import UNKNOWN, book, column

LARGE = ("lanterne-cases", "palermo-elements", "lanterne-network", "invented")
NUMBERS = NumberRange(Decimal(0), Decimal(3), Decimal(1), (0, 2))
KINDS = {
    "category": lambda name, **more: column(name, ColumnType.CATEGORY, ("a", "b"), **more),
    "flag": lambda name, **more: column(name, ColumnType.FLAG, ("1",), **more),
    "yes-no": lambda name, **more: column(name, ColumnType.FLAG, ("1", "0"), **more),
    "set": lambda name, **more: column(name, ColumnType.SET, ("a", "b"), **more),
    "year": lambda name, **more: column(name, ColumnType.YEAR, ("2001", "2002"), **more),
    "number": lambda name, **more: Column(
        name, ColumnType.NUMBER, bin_values(NUMBERS, ["en"]), LABEL, numbers=NUMBERS, **more
    ),
}


@st.composite
def small_books(draw):
    """Four columns at most, with rules of whatever kind and a column that follows from another."""
    columns = []
    for name in draw(st.sampled_from([("q", "r"), ("q", "r", "s"), ("q", "r", "s", "t")])):
        kind = draw(st.sampled_from(sorted(KINDS)))
        silent = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("9",)}  # and no number
        missing = draw(st.sampled_from([silent, {Missing.NOT_RECORDED: ("",)}]))
        required = kind != "flag" and draw(st.integers(0, 5)) == 0
        columns.append(KINDS[kind](name, missing=missing, required=required))
    rules = [draw(a_rule(columns, f"rule {n}")) for n in range(draw(st.integers(0, 3)))]
    single = [one for one in columns if one.type is not ColumnType.SET and one.numbers is None]
    follow = []
    if len(single) > 1 and draw(st.booleans()):
        order = draw(st.permutations(single))
        for parent, child in pairwise(order):
            codes = {one: draw(st.sampled_from(child.codes)) for one in parent.codes}
            follow.append(Dependency(child.name, parent.name, codes))
    return book(*columns, subject_id="id", rules=tuple(rules), dependencies=tuple(follow))


@st.composite
def a_rule(draw, columns, name):
    """A combination that cannot be; half of them "this answer needs that one"."""
    chosen = draw(
        st.lists(st.sampled_from(columns), min_size=1, max_size=3, unique_by=lambda one: one.name)
    )
    needs = len(chosen) > 1 and draw(st.booleans())
    tests = []
    for place, one in enumerate(chosen[:2] if needs else chosen):
        offered = one.codes if needs else ("", *one.codes)
        codes = draw(st.lists(st.sampled_from(offered), min_size=1, unique=True))
        if needs and place == 0 and draw(st.booleans()):
            codes = [*one.codes]
        negated = place == 1 if needs else draw(st.booleans())
        tests.append(Condition(one.name, tuple(codes), negated))
    return Rule(name, LABEL, tuple(tests))


def all_answers(question):
    """Everything that can be answered to a question."""
    codes = [one.code for one in question.listed] or [*(question.column.texts[::2])]
    found = [(), *((code,) for code in codes), *((one.code,) for one in question.silences)]
    return found + ([*combinations(codes, 2)] if question.ask is Ask.SEVERAL else [])


def wrong_rows(logic, form, rows):
    """Which of some rows the check of cases finds something wrong with, whatever a form is."""
    found = set()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        for _ in range(2):  # some things are looked at where nothing else is wrong
            left = [place for place in range(len(rows)) if place not in found]
            with path.open("w", newline="", encoding="utf-8") as file:
                table = csv.writer(file)
                table.writerow(["id", *logic.table.names])
                for place in left:
                    cells = (
                        cell_of(logic.question(one), rows[place].get(one, ()))
                        for one in logic.table.names
                    )
                    table.writerow([f"k{place}", *cells])
            problems = check_cases(path, form.codebook).problems if left else ()
            found |= {left[one.row - 2] for one in problems}
    return found


@pytest.fixture(scope="module", autouse=True)
def _all_rows_listed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(problem_log, "EACH", 1 << 20)
        patch.setattr(problem_log, "LISTED", 1 << 20)
        yield


@settings(max_examples=120 if ALL else 60)
@given(small_books().filter(lambda one: not check_codebook(one)))
def test_what_the_intake_takes_as_whole_the_check_takes_and_what_it_refuses_it_does(codebook):
    """But where answers fall away, since their question is not asked.

    These are answers that say no, or why nothing is known, where a rule says that a question is
    only asked after another was answered so; and those that follow from another answer.
    """
    form = make_form(codebook)
    (logic,) = logics_of(form).values()
    questions = logic.section.questions
    rows = [
        {one.name: codes for one, codes in zip(questions, some, strict=True)}
        for some in product(*map(all_answers, questions))
    ]
    reviews = [review(logic, answers_of(row, logic.section)) for row in rows]
    counted = [one.answers.given for one in reviews]
    wrong = wrong_rows(logic, form, rows)
    wrong_counted = wrong_rows(logic, form, counted)
    for place, said in enumerate(reviews):
        assert review(logic, said.answers).dropped == ()
        assert said.whole == (place not in wrong_counted), (rows[place], said)
        if place not in wrong:
            for one in said.dropped:
                silent = {"0", *(each.code for each in one.silences)}
                assert one.follows or {*rows[place][one.name]} <= silent, (rows[place], one.name)
            assert said.whole or said.dropped


def logic_for(*columns, **more):
    (logic,) = logics_of(make_form(book(*columns, **more))).values()
    return logic


def of(logic, **given):
    return review(logic, answers_of({name: [one] for name, one in given.items()}, logic.section))


def names(said):
    return [one.name for one in said.asked]


def needing(column, codes, other, value):
    """A rule by which a question is asked only where another is answered so."""
    tests = (Condition(column, codes), Condition(other, (value,), negated=True))
    return Rule(f"{column} needs {other}", LABEL, tests)


def test_an_answer_counts_whose_question_is_asked_since_another_fell_away():
    """To drop all at once whose questions are not asked would drop it too."""
    ab = ("a", "b")
    columns = [column(name, ColumnType.CATEGORY, ab) for name in "qrs"]
    follow = [
        Dependency("r", "q", {"a": "a", "b": "b"}),
        Dependency("s", "r", {"a": "b", "b": "a"}),
    ]
    logic = logic_for(*columns, dependencies=tuple(follow))
    assert names(of(logic)) == ["q", "r", "s"]
    assert names(of(logic, r="a")) == ["q", "r"]
    said = of(logic, q="a", s="b")
    assert (names(said), [one.name for one in said.dropped]) == (["q"], ["s"])
    flags = [column(name, ColumnType.FLAG, ("1",)) for name in "qrs"]
    rules = (needing("r", ("1",), "q", "1"), needing("s", ("1",), "r", ""))
    logic = logic_for(*flags, rules=rules)
    said = of(logic, r="1", s="1")
    assert names(said) == ["q", "s"]
    assert [one.name for one in said.dropped] == ["r"]
    assert said.answers.given == {"s": ("1",)}


def test_what_waits_for_an_answer_is_no_refusal_and_is_missing():
    """Five questions now, the rest later: a rule that an answer may still fulfil refuses none."""
    columns = [column(name, ColumnType.CATEGORY, ("a", "b"), missing=UNKNOWN) for name in "qrs"]
    words = {"en": "One needs the other."}
    rules = (
        Rule("said", words, (Condition("q", ("a",)), Condition("r", ("",)))),
        Rule("agree", {}, (Condition("q", ("b",)), Condition("s", ("a",), negated=True))),
    )
    required = column("must", ColumnType.CATEGORY, ("a", "b"), required=True)
    logic = logic_for(*columns, required, rules=rules)
    said = of(logic, q="a")
    assert (said.broken, [one.rule for one in said.waiting]) == ((), ["said"])
    assert [one.name for one in said.missing] == ["r", "must"]
    assert {one.name for one in said.unanswered} == {"r", "s", "must"}
    said = of(logic, q="a", r="?", must="a")
    assert ([one.rule for one in said.broken], said.waiting, said.missing) == (["said"], (), ())
    (broken,) = said.broken
    assert [one.name for one in logic.section.questions] == ["r", "s", "q", "must"]
    assert (broken.at, broken.columns, broken.says) == ("q", ("q", "r"), words)
    (broken,) = of(logic, q="b", s="b", must="a").broken
    assert broken.says == {"en": "It must agree with an answer that you gave before."}
    assert of(logic, q="b", s="a", must="a").whole


@pytest.mark.parametrize(("number", "broken"), [("0", False), ("3", True), ("9", True), ("", True)])
def test_why_there_is_no_number_is_none_be_it_written_in_digits(number, broken):
    silent = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("9",)}
    columns = (KINDS["number"]("n", missing=silent), column("f", ColumnType.FLAG, ("1",)))
    rule = Rule("rule", LABEL, (Condition("n", ("", "2--3")), Condition("f", ("1",))))
    logic = logic_for(*columns, rules=(rule,))
    said = review(logic, answers_of({"n": filter(None, [number]), "f": ["1"]}, logic.section))
    assert bool(said.broken or said.waiting) == broken
    assert bool(said.waiting) == (number == "")


def test_a_rule_of_a_question_that_is_not_asked_is_said_at_one_that_is():
    """Skip logic of forms leaves it to the check of cases; here it is held against all answers."""
    parent = column("p", ColumnType.CATEGORY, ("a", "b"))
    child = column("c", ColumnType.CATEGORY, ("x", "y"))
    other = column("o", ColumnType.CATEGORY, ("m", "n"))
    rule = Rule("rule", LABEL, (Condition("c", ("x",)), Condition("o", ("m",))))
    follows = Dependency("c", "p", {"a": "x", "b": "y"})
    logic = logic_for(other, child, parent, rules=(rule,), dependencies=(follows,))
    said = review(logic, answers_of({"p": ["a"], "o": ["m"]}, logic.section))
    assert [one.name for one in said.asked] == ["o", "p"]
    assert [one.at for one in said.broken] == ["p"]


@pytest.mark.parametrize("name", LARGE)
def test_questions_are_asked_where_an_evaluator_of_its_own_says_so(name):
    """In large forms, of answers at random; the evaluator is that of the tests of exports."""
    codebook = invented() if name == "invented" else load_codebook(name)
    chance, met = random.Random(3), {True: 0, False: 0}
    for logic in logics_of(make_form(codebook)).values():
        by_name = {one.name: one for one in logic.section.questions}
        for _ in range(60):
            given = {
                one: chance.choice([(), *all_answers(question)])
                for one, question in by_name.items()
            }
            said = review(logic, answers_of(given, logic.section))
            counted: dict = dict.fromkeys(by_name, ())
            for one, question in by_name.items():
                asked = all(holds(test, by_name, counted) for test in question.relevance)
                assert asked == (question in said.asked)
                counted[one] = given[one] if asked else ()
                met[asked] += 1
            assert {one: codes for one, codes in counted.items() if codes} == said.answers.given
    assert min(met.values()) > 20
