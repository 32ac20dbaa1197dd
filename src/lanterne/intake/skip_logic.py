"""Which questions are asked, which answers count, what cannot be, and what is still missing.

It decides on a server what the script of an offline page and an XLSForm decide where they are
filled in, by the same tests. Rules are held against what was answered and against what follows from
it, whether or not their questions are asked: as :func:`lanterne.cases.check_cases` will.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lanterne.codebook.model import Condition, Dependency, Rule, Table, Text
from lanterne.forms.asked import Asked, asked_in
from lanterne.forms.conditions import (
    AllOf,
    AnyOf,
    Between,
    Has,
    Is,
    Not,
    Test,
    asked_where,
    broken_where,
)
from lanterne.forms.questions import Form, Question, Section
from lanterne.forms.words import filled, text_of
from lanterne.intake.answers import Answers, Codes


@dataclass(frozen=True)
class Logic:
    """The questions of one table, with what each depends on.

    Attributes:
        section: The questions.
        table: The table of the codebook.
        asked: The names of all questions of the form.
        where: Column → when its question is asked; none: always.
        rules: Combinations that cannot be, and when an answer is one.
    """

    section: Section
    table: Table = field(repr=False)
    asked: Asked = field(repr=False)
    where: Mapping[str, Test] = field(repr=False)
    rules: tuple[tuple[Rule, Test], ...] = field(repr=False)

    def question(self, column: str) -> Question:
        """The question of a column."""
        return self.asked.askings[column].question


@dataclass(frozen=True)
class Broken:
    """A rule that answers break.

    Attributes:
        rule: Name of the rule.
        columns: The columns of which it speaks.
        at: The last of their questions that is asked: where it is said.
        says: What is said, in each language of the form.
    """

    rule: str
    columns: tuple[str, ...]
    at: str
    says: Text


@dataclass(frozen=True)
class Review:
    """What is to be said of the answers of one row.

    Attributes:
        answers: Those that count: what was answered before its question fell away does not.
        asked: The questions that are asked, in their order.
        dropped: Questions whose answer does not count any more.
        broken: Combinations that cannot be, whatever else is answered.
        waiting: Rules that an answer which has not been given yet may still fulfil.
        unanswered: Questions that are asked and have no answer.
    """

    answers: Answers
    asked: tuple[Question, ...] = field(repr=False)
    dropped: tuple[Question, ...] = field(repr=False)
    broken: tuple[Broken, ...] = field(repr=False)
    waiting: tuple[Broken, ...] = field(repr=False)
    unanswered: tuple[Question, ...] = field(repr=False)

    @property
    def missing(self) -> tuple[Question, ...]:
        """Unanswered questions that the codebook requires, or that a rule waits for."""
        waited = {column for rule in self.waiting for column in rule.columns}
        return tuple(one for one in self.unanswered if one.required or one.name in waited)

    @property
    def whole(self) -> bool:
        """Whether a file of cases may hold the answers as they are."""
        return not (self.broken or self.waiting or self.missing)


def logics_of(form: Form) -> Mapping[str, Logic]:
    """Name of each table of a form → its questions with what they depend on."""
    asked = asked_in(form)
    return {section.name: _logic(section, asked) for section in form.sections}


def _logic(section: Section, asked: Asked) -> Logic:
    where = {
        one.name: asked_where(one.relevance, asked.askings)
        for one in section.questions
        if one.relevance
    }
    (table,) = (one for one in asked.form.codebook.tables if one.name == section.name)
    nobody = asked.consent  # so that what follows from another column is looked at in each of them
    tests = [(rule, broken_where(rule, nobody, asked.askings)) for rule in table.rules]
    for one in table.dependencies:
        child = asked.askings[one.child]
        tests += [(rule, broken_where(rule, child, asked.askings)) for rule in _agree(one, table)]
    return Logic(section, table, asked, where, tuple(tests))


def _agree(dependency: Dependency, table: Table) -> Iterator[Rule]:
    """Rules, without words, that a column is not answered otherwise than follows from another.

    Mostly it is not asked then; but if it is required, it is, and so it is where rules and columns
    that follow from others need each other in a circle.
    """
    child, parent = dependency.child, dependency.parent
    for code in dict.fromkeys(dependency.mapping.values()):
        leading = tuple(one for one, becomes in dependency.mapping.items() if becomes == code)
        others = tuple(one for one in table.column(child).codes if one != code)
        tests = (Condition(parent, leading), Condition(child, others))
        yield Rule(f"follows/{child}/{code}", {}, tests)


def holds(test: Test, given: Mapping[str, Codes]) -> bool:
    """Whether a test holds of answers.

    Args:
        test: The test.
        given: Column → the answers that count.
    """
    if isinstance(test, Not):
        return not holds(test.test, given)
    if isinstance(test, AllOf):
        return all(holds(one, given) for one in test.tests)
    if isinstance(test, AnyOf):
        return any(holds(one, given) for one in test.tests)
    return _typed_is(test, given) if test.asking.typed else _chosen_is(test, given)


def _typed_is(test: Is | Has | Between, given: Mapping[str, Codes]) -> bool:
    """Whether a test of a number or a year holds; of one that is not given, that it is none."""
    silent = {one.code for one in test.asking.question.silences}
    codes = given.get(test.asking.question.name, ())
    number = next((Decimal(code) for code in codes if code not in silent), None)
    if isinstance(test, Between):
        return number is not None and Decimal(test.first) <= number <= Decimal(test.last)
    assert isinstance(test, Is), "no choice is taken where a number is typed"
    return number == (Decimal(test.text) if test.text else None)


def _chosen_is(test: Is | Has | Between, given: Mapping[str, Codes]) -> bool:
    """Whether a test of chosen answers holds."""
    codes = given.get(test.asking.question.name, ())
    choices = [test.asking.choices[code] for code in codes]
    if isinstance(test, Has):
        return test.choice in choices
    assert isinstance(test, Is), "nothing lies between choices"
    return choices == ([test.text] if test.text else [])


def review(logic: Logic, answers: Answers) -> Review:
    """What is to be said of the answers of one row; nothing is refused.

    Each question depends on those before it alone. So one look in the order of the form finds what
    counts, and looking again changes nothing. (Dropping all at once whose questions were not asked,
    again and again, would drop an answer whose question is asked because another one fell away.)

    Args:
        logic: The questions.
        answers: What was answered, be it under questions that are not asked any more.
    """
    counted: dict[str, Codes] = {}
    asked = []
    for question in logic.section.questions:
        where = logic.where.get(question.name)
        if where is None or holds(where, counted):
            asked.append(question)
            if answers.of(question.name):
                counted[question.name] = answers.of(question.name)
    dropped = [one for one in logic.section.questions if answers.of(one.name)]
    unanswered = tuple(one for one in asked if one.name not in counted)
    broken: list[Broken] = []
    waiting: list[Broken] = []
    for rule, test in logic.rules:
        if holds(test, counted):
            found = _broken(rule, logic, asked)
            open_yet = {one.name for one in unanswered}.intersection(found.columns)
            (waiting if open_yet else broken).append(found)
    return Review(
        answers=Answers(counted, answers.former),
        asked=tuple(asked),
        dropped=tuple(one for one in dropped if one.name not in counted),
        broken=tuple(broken),
        waiting=tuple(waiting),
        unanswered=unanswered,
    )


def _broken(rule: Rule, logic: Logic, asked: Sequence[Question]) -> Broken:
    order = [one.name for one in asked]
    columns = tuple(dict.fromkeys(test.column for test in rule.forbid))
    places = [order.index(_asked_for(one, logic, order)) for one in columns]
    languages = logic.asked.form.languages
    says = filled(rule.label, languages) if rule.label else text_of("must_agree", languages)
    return Broken(rule.name, columns, order[max(places)], says)


def _asked_for(column: str, logic: Logic, order: Sequence[str]) -> str:
    """The question that decides on a column: its own, or that from which it follows."""
    follows = logic.question(column).follows
    if column in order or follows is None:
        return column if column in order else order[0]
    return _asked_for(follows.parent, logic, order)
