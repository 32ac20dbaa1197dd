"""What was answered of one row of a table: of a case, a perpetrator or a link. Sensitive.

Answers outlive the codebook under which they were given. What a later version does not have any
more is kept apart under the name of its column, so that a person can answer anew; it counts again
where a version has it again and nobody has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lanterne.codebook.number import NumberRange
from lanterne.forms.questions import Ask, Question, Section

Codes = tuple[str, ...]
"""Answers to one question in the order of the codebook; of a number, the number as a text."""


class Apart(StrEnum):
    """Why answers to one question do not go together."""

    SEVERAL = "several"
    """One can be given, and there are several."""
    WHY = "why"
    """A number or a year, and why there is none."""
    SILENCE = "silence"
    """An answer that says why nothing is known, among others."""
    MANY = "many"
    """More than the codebook lets be chosen together."""


@dataclass(frozen=True)
class Answers:
    """The answers of one row. Made by :func:`answers_of` and :func:`answers_from_json`.

    Attributes:
        given: Column → the answers that were chosen, one at least, which go together. An answer
            that says why nothing is known is one of them.
        former: Column → answers that the codebook does not have any more, or that do not go
            together any more, as they were kept. They count nowhere.
    """

    given: Mapping[str, Codes] = field(default_factory=dict, repr=False)
    former: Mapping[str, Codes] = field(default_factory=dict, repr=False)

    def of(self, column: str) -> Codes:
        """The answers to one question; none where it is unanswered."""
        return self.given.get(column, ())

    def without_former(self, column: str) -> Answers:
        """The same, with the former answers of a column gone for good: somebody has seen them."""
        kept = {name: codes for name, codes in self.former.items() if name != column}
        return replace(self, former=kept)


def answers_of(
    given: Mapping[str, Iterable[str]],
    section: Section,
    former: Mapping[str, Codes] | None = None,
) -> Answers:
    """The answers of one row in the order of the form.

    Args:
        given: Column → answers in any order; of a question that is unanswered, none.
        section: The questions.
        former: What is kept apart, as it is.

    Raises:
        ValueError: There is no such question, it does not offer an answer, or answers do not go
            together.
    """
    found = {}
    for question in section.questions:
        codes = {*given.get(question.name, ())}
        known = in_order(question, codes)
        if len(known) != len(codes) or apart(question, known):
            raise ValueError("an answer is not one that the form lets be given")
        if known:
            found[question.name] = known
    if not {one.name for one in section.questions}.issuperset(given):
        raise ValueError("there is no such question")
    return Answers(found, dict(former or {}))


def in_order(question: Question, codes: Iterable[str]) -> Codes:
    """Those of some answers that a question offers, each once, as the codebook writes them now."""
    places = {one.code: place for place, one in enumerate(question.answers)}
    found = {}
    for code in codes:
        if code in places:
            found[code] = places[code]
        elif question.numbers is not None and question.numbers.holds(code):
            cell = question.numbers.cell_of(Decimal(code.replace(",", ".")))
            found[question.numbers.text(cell or 0)] = -1  # before why there is none
    return tuple(sorted(found, key=lambda code: found[code]))


def numbers_of(question: Question) -> NumberRange | None:
    """The numbers or years that are typed; ``None``: there is a list to choose from."""
    if question.years is None:
        return question.numbers
    first, last = map(Decimal, question.years)
    return NumberRange(first, last, Decimal(1), (0,))


def apart(question: Question, codes: Codes) -> Apart | None:
    """Why answers to a question do not go together; ``None``: they do.

    Args:
        question: The question.
        codes: Answers that it offers, each once.
    """
    silent = {one.code for one in question.silences}.intersection(codes)
    if question.ask is not Ask.SEVERAL:
        both = numbers_of(question) is not None and len(codes) == 2 and len(silent) == 1
        return None if len(codes) < 2 else Apart.WHY if both else Apart.SEVERAL
    if silent and len(codes) > 1:
        return Apart.SILENCE
    most = question.column.at_most if question.column else None
    return Apart.MANY if most is not None and len(codes) > most else None


def answers_as_json(answers: Answers) -> dict[str, Any]:
    """The answers as data that JSON holds."""
    return {
        "given": {name: [*codes] for name, codes in answers.given.items()},
        "former": {name: [*codes] for name, codes in answers.former.items()},
    }


def answers_from_json(data: object, section: Section) -> Answers:
    """The answers that :func:`answers_as_json` made, under this or another version of a codebook.

    Args:
        data: What JSON held.
        section: The questions as they are asked now.

    Raises:
        ValueError: It was not made so. The error repeats no answer.
    """
    if not isinstance(data, dict) or data.keys() != {"given", "former"}:
        raise ValueError("these are not answers of one row")
    given, former = (_read(data[part]) for part in ("given", "former"))
    found, kept = {}, {**former}
    questions = {one.name: one for one in section.questions}
    for name, codes in given.items():
        known, gone = _told_apart(questions.get(name), codes)
        if known:
            found[name] = known
        if gone:
            kept[name] = tuple(dict.fromkeys((*kept.get(name, ()), *gone)))
    for name in former.keys() - found.keys():
        known, gone = _told_apart(questions.get(name), kept[name])
        if known and not gone:
            found[name] = known
            del kept[name]
    return answers_of(found, section, kept)


def _told_apart(question: Question | None, codes: Codes) -> tuple[Codes, Codes]:
    """Answers that count under a question, and those that do not."""
    if question is None:
        return (), codes
    known = in_order(question, codes)
    if apart(question, known):
        return (), codes
    return known, tuple(code for code in codes if not in_order(question, [code]))


def _read(part: object) -> dict[str, Codes]:
    """Column → answers, one at least and each once."""
    if not isinstance(part, dict):
        raise ValueError("these are not answers of one row")
    found = {}
    for name, codes in part.items():
        texts = isinstance(codes, list) and all(isinstance(one, str) for one in codes)
        if not isinstance(name, str) or not texts or not codes or len({*codes}) < len(codes):
            raise ValueError("these are not answers of one row")
        found[name] = tuple(codes)
    return found
