"""Copied answers are what typing them would have given, in forms of whatever kind."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from large_codebook import invented
from page_filler import fill
from test_intake_skip_logic import LARGE, all_answers, needing, small_books

from lanterne.codebook import ColumnType, Condition, Rule, check_codebook, load_codebook
from lanterne.forms import make_form
from lanterne.intake.answers import Answers, answers_of
from lanterne.intake.copied_answers import copy_into
from lanterne.intake.fields import field_of, why_field_of
from lanterne.intake.posted import read_posted
from lanterne.intake.shown_questions import shown_groups
from lanterne.intake.skip_logic import logics_of, review
from small_codebooks import UNKNOWN, book, column

TOLD = ("given", "same", "kept", "not_asked", "against")


def typed(logic, columns, answers):
    """What a browser sends when somebody types some answers, or ticks them."""
    fields = {}
    for name in columns:
        question, codes = logic.question(name), answers.of(name)
        silent = {one.code for one in question.silences}
        field, why = field_of(name, logic.asked), why_field_of(name, logic.asked)
        apart = [code for code in codes if code in silent] if why else []
        fields[field] = ["", *(code for code in codes if code not in apart)]
        if why:
            fields[why] = ["", *apart]
    return fields


def sent(logic, columns, source, into):
    """What becomes of the answers of a row when a page with some of them is sent."""
    posted = read_posted(typed(logic, columns, source), logic, into)
    assert posted.problems == ()
    return review(logic, posted.answers).answers


def page_by_page(logic, columns, source, into):
    """The same with a page for each group, shown again while it asks for something more."""
    for place in range(len(shown_groups(logic, into, "en"))):
        shown = ()
        while True:
            asked = [one.column for one in shown_groups(logic, into, "en")[place].questions]
            here = [name for name in asked if name in columns and name not in shown]
            if not here:
                break
            into, shown = sent(logic, here, source, into), (*shown, *here)
    return into


def check(logic, source, into, columns):
    """Everything that holds of a copy, with what is there kept and with it replaced."""
    chosen = {name for name in columns if review(logic, source).answers.of(name)}
    before = review(logic, into).answers
    for replace in (False, True):
        found = copy_into(logic, source, columns, into, replace=replace)
        told = [one.name for kind in TOLD for one in getattr(found, kind)]
        assert sorted(told) == sorted(chosen), "each is said once"
        assert review(logic, found.answers).answers == found.answers
        assert found.answers.former == into.former
        changed = {
            name
            for name in (*found.answers.given, *before.given)
            if found.answers.of(name) != before.of(name)
        }
        assert changed == {one.name for one in (*found.given, *found.fallen)}
        if replace:
            assert not found.kept
            assert not found.against
            assert found.answers == sent(logic, chosen, source, before)
            continue
        assert not found.fallen, "nothing of theirs is lost"
        gets = {one.name for one in found.given}
        assert all(found.answers.of(name) == codes for name, codes in before.given.items())
        assert found.answers == page_by_page(logic, gets, source, before)
        asked = {one.name for one in review(logic, found.answers).asked}
        assert asked.isdisjoint(one.name for one in found.not_asked)
        for one in found.against:
            assert one.name in asked
            after = sent(logic, [one.name], source, found.answers)
            assert not before.given.keys() <= after.given.keys(), "one of theirs would be lost"
    if not before.given:
        assert found.answers == page_by_page(logic, chosen, source, before)


@settings(max_examples=150)
@given(small_books().filter(lambda one: not check_codebook(one)), st.data())
def test_a_copy_is_what_typing_would_have_given(codebook, data):
    (logic,) = logics_of(make_form(codebook)).values()
    rows = st.fixed_dictionaries(
        {one.name: st.sampled_from(all_answers(one)) for one in logic.section.questions}
    )
    source, into = (answers_of(data.draw(rows), logic.section, {"old": ("o",)}) for _ in "ab")
    names = [one.name for one in logic.section.questions]
    columns = frozenset(data.draw(st.lists(st.sampled_from(names), unique=True)))
    check(logic, source, into, columns)
    check(logic, source, Answers(), columns)


@pytest.mark.parametrize(
    "name",
    # Small invented forms, above, have all kinds of questions too.
    [pytest.param(one, marks=pytest.mark.long if one == "invented" else ()) for one in LARGE],
)
def test_a_copy_in_a_large_form_is_what_typing_would_have_given(name):
    codebook = invented() if name == "invented" else load_codebook(name)
    chance = random.Random(5)
    for logic in logics_of(make_form(codebook)).values():
        names = [one.name for one in logic.section.questions]
        for _ in range(4):
            source, into = fill(logic, chance), fill(logic, chance)
            few = {one: into.given[one] for one in into.given if chance.random() < 0.5}
            columns = {one for one in names if chance.random() < 0.6}
            for row in (into, review(logic, answers_of(few, logic.section)).answers, Answers()):
                check(logic, source, row, columns)


def logic_for(*columns, **more):
    (logic,) = logics_of(make_form(book(*columns, **more))).values()
    return logic


def copy(logic, source, into, *, replace=False):
    rows = (answers_of({k: [v] for k, v in one.items()}, logic.section) for one in (source, into))
    told_there, there = rows
    return copy_into(logic, told_there, source, there, replace=replace)


def told(found, kind):
    return [one.name for one in getattr(found, kind)]


def test_what_others_are_not_asked_is_not_copied_and_it_is_said():
    flags = [column(name, ColumnType.FLAG, ("1", "0")) for name in "qr"]
    logic = logic_for(*flags, rules=(needing("r", ("1", "0"), "q", "1"),))
    theirs = {"q": "1", "r": "1"}
    assert told(copy(logic, theirs, {}), "given") == ["q", "r"]
    found = copy(logic, theirs, {"q": "0"})
    assert (told(found, "kept"), told(found, "not_asked")) == (["q"], ["r"])
    assert found.answers.given == {"q": ("0",)}
    assert copy(logic, theirs, {"q": "0"}, replace=True).answers.given == {"q": ("1",), "r": ("1",)}


def test_an_answer_of_theirs_is_lost_only_where_theirs_are_replaced_and_it_is_said():
    flags = [column(name, ColumnType.FLAG, ("1",)) for name in "qr"]
    logic = logic_for(*flags, rules=(needing("r", ("1",), "q", ""),))
    found = copy(logic, {"q": "1"}, {"r": "1"})
    assert found.answers.given == {"r": ("1",)}
    assert told(found, "against") == ["q"]
    found = copy(logic, {"q": "1"}, {"r": "1"}, replace=True)
    assert found.answers.given == {"q": ("1",)}
    assert (told(found, "given"), told(found, "fallen")) == (["q"], ["r"])


def test_what_cannot_be_with_their_answers_is_said_once():
    columns = [column(name, ColumnType.CATEGORY, ("a", "b"), missing=UNKNOWN) for name in "qr"]
    words = {"en": "Not both."}
    rule = Rule("both", words, (Condition("q", ("a",)), Condition("r", ("a",))))
    logic = logic_for(*columns, rules=(rule,))
    found = copy(logic, {"q": "a"}, {"r": "a"}, replace=True)
    assert [one.says for one in found.broken] == [words]
    assert copy(logic, {"q": "a"}, {"q": "a", "r": "a"}, replace=True).broken == ()
