"""Conditions of a codebook as conditions on the answers of a form, in the language of no program.

Skip logic and constraints are made here once, for every kind of form that can hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lanterne.codebook.model import Condition, Rule
from lanterne.codebook.number import NumberRange
from lanterne.forms.questions import Ask, Question


@dataclass(frozen=True)
class Asking:
    """A question as a form asks it.

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


@dataclass(frozen=True)
class Is:
    """An answer is this choice, or this number; the empty text: nothing was answered."""

    asking: Asking
    text: str


@dataclass(frozen=True)
class Has:
    """This choice is among the answers."""

    asking: Asking
    choice: str


@dataclass(frozen=True)
class Between:
    """The number lies from the one to the other, with both."""

    asking: Asking
    first: str
    last: str


@dataclass(frozen=True)
class Not:
    """The test does not hold."""

    test: Test


@dataclass(frozen=True)
class AnyOf:
    """One of the tests holds; of none, none does."""

    tests: tuple[Test, ...]


@dataclass(frozen=True)
class AllOf:
    """All of the tests hold."""

    tests: tuple[Test, ...]


Test = Is | Has | Between | Not | AnyOf | AllOf
"""What holds of the answers of a form, or does not."""


def asked_where(tests: Iterable[Condition], askings: Mapping[str, Asking]) -> AllOf:
    """When a question is asked.

    Args:
        tests: The conditions, all of which hold then.
        askings: Column → its question.
    """
    return AllOf(tuple(_holds(test, askings) for test in tests))


def broken_where(rule: Rule, of: Asking, askings: Mapping[str, Asking]) -> AllOf:
    """When an answer breaks a rule that speaks of it.

    Args:
        rule: A combination that cannot be.
        of: The question whose answer is held against it.
        askings: Column → its question.
    """
    return AllOf(tuple(_holds(test, askings, of) for test in rule.forbid))


def _holds(test: Condition, askings: Mapping[str, Asking], of: Asking | None = None) -> Test:
    """A condition; ``of`` is the question whose answer is held against it, if it is one's."""
    asking = askings[test.column]
    found = [AnyOf(tuple(_is(value, asking))) for value in test.values]
    follows = asking.question.follows
    said: list[Test] = [*found]
    if follows is not None and asking is not of:  # where it is asked, nothing follows
        unanswered = _holds(Condition(follows.parent, ("",)), askings, of)
        said = [
            one if value else AllOf((one, unanswered))
            for one, value in zip(found, test.values, strict=True)
        ]
        leading = [parent for parent, child in follows.mapping.items() if child in test.values]
        if leading:
            said.append(_holds(Condition(follows.parent, tuple(leading)), askings, of))
    whole = AnyOf(tuple(said))
    return Not(whole) if test.negated else whole


def _is(value: str, asking: Asking) -> Iterator[Test]:
    """What an answer may be that has a value; the empty one is every kind of none."""
    if value:
        yield _answer_is(value, asking)
        return
    yield Is(asking, "")
    for answer in () if asking.typed else asking.question.blanks:  # why is then asked for itself
        yield _answer_is(answer.code, asking)


def _answer_is(value: str, asking: Asking) -> Test:
    numbers, column = asking.question.numbers, asking.question.column
    if numbers is not None and column is not None and value in column.codes:
        return _in_bin(column.codes.index(value), numbers, asking)
    if asking.typed:
        return Is(asking, value)
    choice = asking.choices[value]
    return Has(asking, choice) if asking.question.ask is Ask.SEVERAL else Is(asking, choice)


def _in_bin(place: int, numbers: NumberRange, asking: Asking) -> Between:
    first, last = (numbers.text(numbers.ends[place]), numbers.text(numbers.ends[place + 1] - 1))
    return Between(asking, first, last)
