"""In which order the columns of a table are asked, and what becomes of its rules.

A rule "this answer needs that one" is skip logic: where that one was not given, nothing is asked.
Any other rule is a constraint, held against the last of its questions. A column that follows from
another is asked where the other is unanswered; a rule that speaks of it is held against the other
as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lanterne.codebook.model import Column, Condition, Dependency, Rule, Table


@dataclass
class Asked:
    """A column and what its question depends on.

    Attributes:
        column: The column.
        relevance: It is asked where all of these hold.
        constraints: Rules of which it is the last question.
        follows: From which column it follows where that is answered, and is not asked then.
    """

    column: Column
    relevance: list[Condition] = field(default_factory=list)
    constraints: list[Rule] = field(default_factory=list)
    follows: Dependency | None = None


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
    follow = {one.child: one for one in table.dependencies if not table.column(one.child).required}
    while left:
        column = _next(left, placed, needs)
        asked = Asked(column, follows=follow.get(column.name))
        for need in needs:
            if need.column == column.name and need.skips and need.on.column in placed:
                asked.relevance.append(need.on)
                skipping.update([need.rule.name] if need.rule else [])
        placed[column.name] = asked
        left.remove(column)
    agreeing = [rule for one in table.dependencies for rule in _must_agree(one, table)]
    for rule in (*table.rules, *agreeing):
        if rule.name not in skipping:
            _constrain(rule, placed)
    return tuple(placed.values())


def _must_agree(dependency: Dependency, table: Table) -> Iterator[Rule]:
    """Rules, without words, of a column that is asked whatever it follows from is answered."""
    child, parent = dependency.child, dependency.parent
    for code in dict.fromkeys(dependency.mapping.values()) if table.column(child).required else ():
        leading = tuple(one for one, becomes in dependency.mapping.items() if becomes == code)
        tests = (Condition(parent, leading), Condition(child, (code,), negated=True))
        yield Rule(f"follows/{child}/{code}", {}, tests)


def _constrain(rule: Rule, placed: dict[str, Asked]) -> None:
    """Hold a rule against the last of its questions, and where that may not be asked, before."""
    order = list(placed)
    last = placed[max((test.column for test in rule.forbid), key=order.index)]
    last.constraints.append(rule)
    if last.follows is None:
        return
    tests = [
        _of_parent(test, last.follows) if test.column == last.column.name else test
        for test in rule.forbid
    ]
    if all(test.values for test in tests):
        _constrain(replace(rule, forbid=tuple(tests)), placed)


def _of_parent(test: Condition, follows: Dependency) -> Condition:
    """A condition of a column, said of the one from which it follows where that is answered."""
    answers = [parent for parent, child in follows.mapping.items() if child in test.values]
    if test.negated:  # an answer that leads to none of them, and not that there is none
        answers.append("")
    return Condition(follows.parent, tuple(answers), test.negated)


def _needs(table: Table) -> Iterator[_Need]:
    for rule in table.rules:
        when, needed = _needed(rule)
        if when is not None and needed is not None:
            column = table.column(when.column)
            on = Condition(needed.column, needed.values)
            yield _Need(when.column, on, rule, skips=_says_all(when, column))
    for one in table.dependencies:
        skips = not table.column(one.child).required
        yield _Need(one.child, Condition(one.parent, ("",)), None, skips=skips)


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
