"""In which order the columns of a table are asked, and what becomes of its rules.

A rule "this answer needs that one" is skip logic: where that one was not given, nothing is asked.
Any other rule is a constraint, held against the last of its questions. A column that follows from
another is asked where the other is unanswered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lanterne.codebook.model import Column, Condition, Rule, Table


@dataclass
class Asked:
    """A column and what its question depends on.

    Attributes:
        column: The column.
        relevance: It is asked where all of these hold.
        constraints: Rules of which it is the last question.
    """

    column: Column
    relevance: list[Condition] = field(default_factory=list)
    constraints: list[Rule] = field(default_factory=list)


@dataclass(frozen=True)
class _Need:
    """That a question comes after another.

    Attributes:
        column: The question.
        on: The other, and what is to hold of it where ``skips``.
        rule: The rule that says so; ``None``: the column follows from the other.
        skips: Whether the question is not asked at all where that does not hold.
    """

    column: str
    on: Condition
    rule: Rule | None
    skips: bool


def in_order(table: Table) -> tuple[Asked, ...]:
    """The columns of a table, each after those on which its question depends.

    The order is that of the codebook as far as can be; columns of a group stand together. Where
    columns need each other in a circle, the rules between them are constraints.
    """
    needs = [*_needs(table)]
    placed: dict[str, Asked] = {}
    skipping: set[str] = set()
    left = list(table.columns)
    while left:
        column = _next(left, placed, needs)
        asked = Asked(column)
        for need in needs:
            if need.column == column.name and need.skips and need.on.column in placed:
                asked.relevance.append(need.on)
                skipping.update([need.rule.name] if need.rule else [])
        placed[column.name] = asked
        left.remove(column)
    order = list(placed)
    for rule in table.rules:
        if rule.name not in skipping:
            last = max((test.column for test in rule.forbid), key=order.index)
            placed[last].constraints.append(rule)
    return tuple(placed.values())


def _needs(table: Table) -> Iterator[_Need]:
    for rule in table.rules:
        when, needed = _needed(rule)
        if when is not None and needed is not None:
            column = table.column(when.column)
            on = Condition(needed.column, needed.values)
            yield _Need(when.column, on, rule, skips=_says_all(when, column))
    for dependency in table.dependencies:
        unanswered = Condition(dependency.parent, ("",))
        required = table.column(dependency.child).required
        yield _Need(dependency.child, unanswered, None, skips=not required)


def _needed(rule: Rule) -> tuple[Condition | None, Condition | None]:
    """Of a rule "when this, that": both of them."""
    said = [test for test in rule.forbid if not test.negated]
    lacking = [test for test in rule.forbid if test.negated]
    if len(said) == len(lacking) == 1 and said[0].column != lacking[0].column:
        return said[0], lacking[0]
    return None, None


def _says_all(when: Condition, column: Column) -> bool:
    """Whether a rule speaks of all that a question asks for; nobody asks in order to hear no."""
    codes = set(column.codes) - ({"0"} if column.traits.flag else set())
    return codes <= set(when.values) and not column.required


def _next(left: Sequence[Column], placed: dict[str, Asked], needs: Sequence[_Need]) -> Column:
    """The next question: of those that may be asked one of the same group, else the first."""
    waiting = {
        need.column for need in needs if need.on.column not in placed and need.column not in placed
    }
    ready = [column for column in left if column.name not in waiting] or left[:1]
    last = next(reversed(placed.values())).column.group if placed else None
    return next((column for column in ready if last and column.group == last), ready[0])
