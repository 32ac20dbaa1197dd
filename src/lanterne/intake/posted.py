"""What the form of a page sent, as answers; all that is wrong with it is said at once.

A field of each question that stands on the page is sent, be it blank: hidden beside boxes to tick
and buttons, which send nothing where none is chosen. Of what does not stand there nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from lanterne.cases.numbers import OFF_STEP, OUTSIDE, UNREADABLE, read_numbers
from lanterne.errors import Place, Problem
from lanterne.forms.questions import Question
from lanterne.intake.answers import Answers, Apart, Codes, answers_of, apart, in_order, numbers_of
from lanterne.intake.fields import field_of, unknown_fields, why_field_of
from lanterne.intake.skip_logic import Logic
from lanterne.messages import Parameter

Fields = Mapping[str, Sequence[str]]
"""Name of a field → the texts that were sent of it."""


NOTHING_YET = Answers()
"""The answers of a row that is new."""

_OF_NUMBERS = {
    UNREADABLE: "not-a-number",
    OUTSIDE: "outside",
    OFF_STEP: "between-steps",
}
_APART = {
    Apart.SEVERAL: "several",
    Apart.WHY: "number-and-why",
    Apart.SILENCE: "silence-beside",
    Apart.MANY: "too-many",
}


@dataclass(frozen=True)
class Posted:
    """What was sent of one row.

    Attributes:
        answers: What is answered now; where something is wrong with a question, what was answered
            before. Which of it counts is found by :func:`lanterne.intake.skip_logic.review`.
        problems: What is wrong, each at its column, in the order of the form. While there are any,
            show the page again, and keep nothing.
        fields: What was sent of the questions, as it is, to be shown again.
    """

    answers: Answers
    problems: tuple[Problem, ...]
    fields: Fields = field(repr=False)


def read_posted(fields: Fields, logic: Logic, before: Answers = NOTHING_YET) -> Posted:
    """Read the fields of a page.

    Args:
        fields: All that was sent; other fields, and those of other tables, play no part.
        logic: The questions of the table that are read.
        before: What was answered before.
    """
    given, problems = {**before.given}, []
    sent: dict[str, Sequence[str]] = {}
    for question in logic.section.questions:
        name, why = (of(question.name, logic.asked) for of in (field_of, why_field_of))
        if name not in fields:
            continue
        here = {one: tuple(fields[one]) for one in (name, why) if one and one in fields}
        sent |= here
        texts, whys = ([*filter(None, map(str.strip, here.get(one, ())))] for one in (name, why))
        codes, code = _read(texts, whys, question)
        if code:
            problems.append(_problem(code, question))
        else:
            given[question.name] = codes
    if any(unknown_fields(fields, logic.asked)):
        problems.append(Problem("posted-answer.unknown-question"))
    return Posted(answers_of(given, logic.section, before.former), tuple(problems), sent)


def _read(texts: Sequence[str], whys: Sequence[str], question: Question) -> tuple[Codes, str]:
    """The answers that some texts are, and what is wrong with them; empty: nothing."""
    numbers, silent = numbers_of(question), {one.code for one in question.silences}
    if not silent.issuperset(whys):
        return (), "not-listed"
    if numbers is not None:
        cells = read_numbers(pl.Series(texts, dtype=pl.String), numbers)
        wrong = next((cell for cell in cells if isinstance(cell, str)), None)
        if wrong is not None:
            return (), _OF_NUMBERS[wrong]
        texts = [numbers.text(cell) for cell in cells if isinstance(cell, int)]
    said = {*texts, *whys}
    known = in_order(question, said)
    if len(known) != len(said):
        return (), "not-listed"
    why = apart(question, known)
    return known, _APART[why] if why else ""


def _problem(code: str, question: Question) -> Problem:
    """What is wrong with an answer; its ends and its most are those of the codebook."""
    numbers, most = numbers_of(question), question.column.at_most if question.column else None
    gaps: dict[str, Parameter] = {}
    if numbers is not None:
        ends = (numbers.text(0), numbers.text(numbers.cells - 1))
        gaps = {"first": ends[0], "last": ends[1], "step": f"{numbers.step.normalize():f}"}
    elif most is not None:
        gaps = {"count": most}
    return Problem(f"posted-answer.{code}", gaps, Place(column=question.name))
