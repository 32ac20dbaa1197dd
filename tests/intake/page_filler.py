"""Somebody who answers the questions of a page at random, and sends it: nobody's answers."""

from __future__ import annotations

import random

from lanterne.intake.answers import Answers
from lanterne.intake.posted import read_posted
from lanterne.intake.shown_questions import Kind, ShownQuestion, shown_groups
from lanterne.intake.skip_logic import Logic, review


def sent_of(question: ShownQuestion, logic: Logic, chance: random.Random) -> dict[str, list[str]]:
    """The fields that a browser sends of a question; a hidden one is sent each time."""
    fields = {question.name: [""], question.silences_name: [""]}
    if not question.required and chance.random() < 0.2:
        return fields
    if question.silences and chance.random() < 0.2:
        fields[question.silences_name] = ["", chance.choice(question.silences).code]
    elif question.kind is Kind.NUMBER:
        of = logic.question(question.column)
        texts = of.numbers.texts if of.numbers else of.column.codes
        fields[question.name] = [chance.choice(texts)]
    else:
        codes = [one.code for one in question.choices]
        most = logic.question(question.column).column.at_most or 3
        several = question.kind is Kind.SEVERAL
        count = chance.randint(1, min(most, len(codes))) if several else 1
        fields[question.name] = ["", *chance.sample(codes, count)]
    return fields


def fill(logic: Logic, chance: random.Random) -> Answers:
    """Answer group after group, each as a page of its own, until nothing is wrong or missing."""
    answers = Answers()
    for place in range(len(shown_groups(logic, answers, "en"))):
        answers = _fill_group(place, answers, logic, chance)
    for _ in range(50):  # what a later group made wrong, or what is still missing
        if review(logic, answers).whole:
            return answers
        answers = _mend(answers, logic, chance)
    raise AssertionError("nobody can answer this form")


def _fill_group(place: int, answers: Answers, logic: Logic, chance: random.Random) -> Answers:
    for _ in range(10):
        found = _send(shown_groups(logic, answers, "en")[place].questions, answers, logic, chance)
        if not review(logic, found).broken:
            return found
    return answers


def _mend(answers: Answers, logic: Logic, chance: random.Random) -> Answers:
    said = review(logic, answers)
    wrong = {one.name for one in said.missing}
    wrong |= {name for rule in said.broken for name in rule.columns}
    shown = [one for group in shown_groups(logic, answers, "en") for one in group.questions]
    return _send([one for one in shown if one.column in wrong], answers, logic, chance)


def _send(questions, answers: Answers, logic: Logic, chance: random.Random) -> Answers:
    """What becomes of the answers when a page with these questions is sent."""
    fields = {}
    for question in questions:
        fields |= sent_of(question, logic, chance)
    posted = read_posted(fields, logic, answers)
    assert posted.problems == ()
    return review(logic, posted.answers).answers
