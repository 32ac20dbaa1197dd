"""What a form asks: all of its codebook, in an order that can be asked, in every language."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from large_codebook import COLUMNS, invented
from test_exports import BOOKS, book_of

from lanterne import InputError, UsageError
from lanterne.codebook import Missing
from lanterne.codebook.spelling import plain
from lanterne.forms import make_form
from lanterne.forms.names import CHOICE, QUESTION, choice_names, question_names, text_of_name
from lanterne.harmonise.form_names import GIVEN


@pytest.fixture(scope="module", params=BOOKS)
def form(request):
    return make_form(book_of(request.param))


def test_every_column_is_asked_once(form):
    asked = [question.name for question in form.questions]
    assert sorted(asked) == sorted(column.name for column in form.codebook.columns)


def test_every_text_is_there_in_every_language(form):
    assert form.languages == form.codebook.written_in
    for question in (form.consent, *form.questions):
        texts = [question.label, *(answer.label for answer in question.answers)]
        assert all(text.get(tag) for text in texts for tag in form.languages)


def test_consent_has_one_answer_that_gives_it(form):
    codes = [answer.code for answer in form.consent.answers]
    assert codes == [GIVEN, "refused", "not_asked", "withdrawn"]
    assert form.consent.required


def test_a_question_is_asked_after_those_on_which_it_depends(form):
    for section in form.sections:
        names = [question.name for question in section.questions]
        for place, question in enumerate(section.questions):
            needed = {test.column for test in question.relevance}
            needed |= {test.column for rule in question.constraints for test in rule.forbid}
            assert needed <= set(names[: place + 1])


def test_every_rule_is_held_somewhere(form):
    """As skip logic, or against the last of its questions."""
    rules = {rule.name for table in form.codebook.tables for rule in table.rules}
    skips = {
        rule.name
        for table in form.codebook.tables
        for rule in table.rules
        for question in form.questions
        for test in question.relevance
        if question.name in {one.column for one in rule.forbid if not one.negated}
        and test.column in {one.column for one in rule.forbid if one.negated}
    }
    held = {rule.name for question in form.questions for rule in question.constraints}
    assert rules <= skips | held


def test_a_rule_of_what_follows_is_held_though_that_is_not_asked():
    """Where the parent is answered nobody sees the child: the rule is of the parent then."""
    asked = {question.name: question for question in make_form(invented()).questions}
    child, other = asked["36.question-36"], asked["12.question-12"]
    (rule,) = [one for one in other.constraints if one.name == "before-what-follows"]
    assert {test.column for test in rule.forbid} == {"0.question-0", "12.question-12"}
    (of_parent,) = [test for test in rule.forbid if test.column == "0.question-0"]
    leading = {one for one, code in child.follows.mapping.items() if code in ("A", "9--17")}
    assert (set(of_parent.values), of_parent.negated) == (leading, False)
    assert rule.name in {one.name for one in child.constraints}


def test_why_nothing_is_known_is_offered_as_the_codebook_writes_it(form):
    """But where an answer is required; and only protection may suppress."""
    for question in form.questions:
        kinds = {Missing.NOT_RECORDED, Missing.SUPPRESSED}
        column = question.column
        wanted = {kind: texts[0] for kind, texts in column.missing.items() if kind not in kinds}
        said = {answer.silent: answer.code for answer in question.silences}
        assert said == ({} if column.required else wanted)


def test_a_flag_that_records_yes_alone_can_be_said_no_to():
    """A box that nobody ticked is no answer."""
    form = make_form(book_of("gvpsd-2022"))
    (question,) = [one for one in form.questions if one.name == "isForcedLabour"]
    assert [answer.code for answer in question.answers] == ["1", "0"]
    assert question.column.codes == ("1",)


def test_a_group_stands_together_as_far_as_can_be():
    form = make_form(book_of("lanterne-cases"))
    groups = [one.column.group for one in form.questions if one.column.group]
    changes = sum(one != other for one, other in pairwise(groups))
    assert changes == len(set(groups)) - 1


def test_a_large_codebook_is_asked_whole():
    form = make_form(invented())
    assert sum(1 for _ in form.questions) == COLUMNS
    assert form.stamp.version == "2.0 beta"
    assert {one.name for one in form.cases.identities} == {"case number", "home"}


def test_the_lists_of_a_draft_are_not_given_away():
    draft = replace(book_of("lanterne-cases"), draft=True)
    with pytest.raises(UsageError, match="draft"):
        make_form(draft)
    book = book_of("lanterne-cases")
    first, *rest = book.tables[0].columns
    undecided = replace(first, undecided=("rare",))
    table = replace(book.tables[0], columns=(undecided, *rest))
    with pytest.raises(InputError):
        make_form(replace(book, tables=(table,)))


texts = st.lists(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=8)
    | st.from_regex(r"[_uxa-f0-9 A-F]{1,8}", fullmatch=True),
    min_size=1,
    max_size=6,
    unique=True,
)


@given(texts)
@example(["a", "A", "a b", "A B"])
def test_names_of_choices_lead_back_and_differ(codes):
    """Also where capitals do not count, as in most programs."""
    names = choice_names(codes)
    assert [text_of_name(name) for name in names.values()] == codes
    assert len({plain(name) for name in names.values()}) == len(codes)
    assert all(CHOICE.fullmatch(letter) for name in names.values() for letter in name)


@given(texts, texts)
@example(["a", "A", "1", "_u31_"], ["a", "A"])
def test_names_of_questions_lead_back_and_differ(columns, taken):
    others = [*question_names(taken).values()]
    names = question_names(columns, others)
    assert [text_of_name(name) for name in names.values()] == columns
    assert len({plain(name) for name in (*others, *names.values())}) >= len(columns)
    assert not {plain(name) for name in names.values()} & {plain(name) for name in others}
    for name in names.values():
        assert all(QUESTION.fullmatch(letter) for letter in name)
        assert not name[0].isdigit()


@pytest.mark.parametrize("code", ["9--17", "18+", "StrangerUnknownOther", "1", "IP_Gender"])
def test_usual_codes_stay_as_they_are(code):
    assert choice_names([code]) == {code: code}
