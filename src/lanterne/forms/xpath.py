"""Conditions of a codebook in the language of XForms, which skip logic and constraints speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lanterne.codebook.lists import NO
from lanterne.codebook.model import Condition, Rule
from lanterne.codebook.number import NumberRange
from lanterne.forms.questions import Ask, Question


@dataclass(frozen=True)
class Asking:
    """A question as an XLSForm asks it.

    Attributes:
        question: The question.
        name: Its name there.
        choices: Code of an answer → the name of its choice; none where a number is typed.
        years: First and last year, where one is typed.
    """

    question: Question
    name: str
    choices: Mapping[str, str]
    years: tuple[int, int] | None = None

    @property
    def typed(self) -> bool:
        """Whether a number is typed, and no choice taken."""
        return self.years is not None or self.question.ask is Ask.NUMBER


def relevant(tests: Iterable[Condition], askings: Mapping[str, Asking]) -> str:
    """When a question is asked: all of the conditions hold; the empty text: always.

    Args:
        tests: The conditions.
        askings: Column → its question.
    """
    return " and ".join(f"({_holds(test, askings)})" for test in tests)


def allowed(rule: Rule, of: Asking, askings: Mapping[str, Asking]) -> str:
    """What must be true of an answer that a rule speaks of.

    Args:
        rule: A combination that cannot be.
        of: The question whose answer is held against it.
        askings: Column → its question.
    """
    tests = (_holds(test, askings, of) for test in rule.forbid)
    return f"not({' and '.join(f'({test})' for test in tests)})"


def within(asking: Asking) -> Iterator[str]:
    """What must be true of an answer by itself."""
    numbers, column = asking.question.numbers, asking.question.column
    if asking.years is not None:
        yield ". >= {} and . <= {}".format(*asking.years)
    elif numbers is not None:
        yield f". >= {numbers.texts[0]} and . <= {numbers.texts[-1]}"
        if numbers.whole and numbers.step != 1:
            yield f"(. - {numbers.texts[0]}) mod {numbers.step:f} = 0"
    elif asking.question.ask is Ask.SEVERAL:
        for answer in asking.question.silences:
            yield f"not(selected(., '{asking.choices[answer.code]}')) or count-selected(.) = 1"
        if column is not None and column.at_most is not None:
            yield f"count-selected(.) <= {column.at_most}"


def _holds(test: Condition, askings: Mapping[str, Asking], of: Asking | None = None) -> str:
    """A condition; ``of`` is the question whose answer is held against it, if it is one's."""
    asking = askings[test.column]
    node = "." if asking is of else f"${{{asking.name}}}"
    found = [_is(value, asking, node) for value in test.values]
    follows = asking.question.follows
    if follows is not None and asking is not of:  # where it is asked, nothing follows
        unanswered = _holds(Condition(follows.parent, ("",)), askings, of)
        found = [
            one if value else f"(({one}) and ({unanswered}))"
            for one, value in zip(found, test.values, strict=True)
        ]
        leading = [parent for parent, child in follows.mapping.items() if child in test.values]
        if leading:
            found.append(_holds(Condition(follows.parent, tuple(leading)), askings, of))
    said = " or ".join(found)
    return f"not({said})" if test.negated else said


def _is(value: str, asking: Asking, node: str) -> str:
    if value:
        return _answer_is(value, asking, node)
    found = [f"{node} = ''"]
    for answer in () if asking.typed else asking.question.answers:  # why is then asked for itself
        if answer.silent is not None or _is_unrecorded_no(answer.code, asking.question):
            found.append(_answer_is(answer.code, asking, node))
    return " or ".join(found)


def _is_unrecorded_no(code: str, question: Question) -> bool:
    """Whether an answer is the no of a flag whose codebook records yes alone."""
    column = question.column
    return (
        column is not None and column.traits.flag and code == NO.code and code not in column.codes
    )


def _answer_is(value: str, asking: Asking, node: str) -> str:
    numbers = asking.question.numbers
    if numbers is not None and value in {one.code for one in asking.question.column.values}:  # type: ignore[union-attr]
        return _in_bin(value, numbers, asking, node)
    if asking.typed:
        return f"{node} = {value}"
    if asking.question.ask is Ask.SEVERAL:
        return f"selected({node}, '{asking.choices[value]}')"
    return f"{node} = '{asking.choices[value]}'"


def _in_bin(value: str, numbers: NumberRange, asking: Asking, node: str) -> str:
    column = asking.question.column
    assert column is not None
    place = column.codes.index(value)
    first, last = (numbers.text(numbers.ends[place]), numbers.text(numbers.ends[place + 1] - 1))
    return f"({node} >= {first} and {node} <= {last})"
