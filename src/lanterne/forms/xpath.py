"""Conditions of a codebook in the language of XForms, which skip logic and constraints speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lanterne.codebook.model import Condition, Rule
from lanterne.forms.conditions import (
    AllOf,
    AnyOf,
    Asking,
    Between,
    Has,
    Not,
    Test,
    asked_where,
    broken_where,
)
from lanterne.forms.questions import Ask


def relevant(tests: Iterable[Condition], askings: Mapping[str, Asking]) -> str:
    """When a question is asked: all of the conditions hold; the empty text: always.

    Args:
        tests: The conditions.
        askings: Column → its question.
    """
    return _said(asked_where(tests, askings))


def allowed(rule: Rule, of: Asking, askings: Mapping[str, Asking]) -> str:
    """What must be true of an answer that a rule speaks of.

    Args:
        rule: A combination that cannot be.
        of: The question whose answer is held against it.
        askings: Column → its question.
    """
    return f"not({_said(broken_where(rule, of, askings), of)})"


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


def _said(test: Test, of: Asking | None = None) -> str:
    """A test as an expression; ``of`` is the question whose answer is ``.`` there."""
    if isinstance(test, Not):
        return f"not({_said(test.test, of)})"
    if isinstance(test, AllOf):
        return " and ".join(f"({_said(one, of)})" for one in test.tests)
    if isinstance(test, AnyOf):
        parts = ((one, _said(one, of)) for one in test.tests)
        return " or ".join(f"({s})" if isinstance(one, AllOf) else s for one, s in parts)
    node = "." if test.asking is of else f"${{{test.asking.name}}}"
    if isinstance(test, Between):
        return f"({node} >= {test.first} and {node} <= {test.last})"
    if isinstance(test, Has):
        return f"selected({node}, '{test.choice}')"
    return f"{node} = {test.text}" if test.text and test.asking.typed else f"{node} = '{test.text}'"
