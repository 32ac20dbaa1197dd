"""Rules as boxes of codes: the cells that a record must not be in, all at once.

A box names some model columns and, for each, a set of codes. A record is in the box when its code
in every named column is among them. A rule is one box, or several when it asks about the members of
a large ``set``: "any of a, b" is two boxes, "is blank" is one box over all members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

from lanterne.codebook.encoding import ModelColumn
from lanterne.codebook.model import Column, Condition, Rule, Table

Box = Mapping[int, frozenset[int]]
"""Position of a model column → codes; a record in all of them is in the box."""


def rule_boxes(table: Table, rule: Rule, columns: Sequence[ModelColumn]) -> list[Box]:
    """The boxes that a rule forbids; none when it can never hold.

    Args:
        table: Where the rule stands.
        rule: The rule.
        columns: All model columns of the table.
    """
    alternatives = [_condition_boxes(table, condition, columns) for condition in rule.forbid]
    joined = (_intersection(choice, columns) for choice in product(*alternatives))
    return [box for box in joined if box is not None]


def required_boxes(table: Table, columns: Sequence[ModelColumn]) -> list[tuple[str, Box]]:
    """Per large ``set`` that is required, the box "no member is said"; with the column's name.

    Other required columns need no box: the model column itself says what is possible.
    """
    boxes: list[tuple[str, Box]] = []
    for column in table.columns:
        places = members(column.name, columns)
        if column.required and len(places) > 1:
            boxes.append((column.name, dict.fromkeys(places, frozenset({0}))))
    return boxes


def members(name: str, columns: Sequence[ModelColumn]) -> list[int]:
    """Positions of the model columns that stand for a column of the table."""
    return [place for place, column in enumerate(columns) if name in column.sources]


def split_cell(column: Column, text: str) -> frozenset[str]:
    """The answers in a cell; none when it is missing."""
    if not text or any(text in texts for texts in column.missing.values()):
        return frozenset()
    if column.traits.several:
        return frozenset(part for part in text.split(column.separator) if part)
    return frozenset({text})


def _condition_boxes(
    table: Table, condition: Condition, columns: Sequence[ModelColumn]
) -> list[Box]:
    """The boxes in which one condition holds."""
    column = table.column(condition.column)
    places = members(condition.column, columns)
    if len(places) > 1:
        return _member_boxes(condition, places, columns)
    (place,) = places
    source = columns[place].sources.index(condition.column)
    test = condition_test(condition, column)
    codes = {code for code, cells in enumerate(columns[place].cells) if test(cells[source])}
    return [{place: frozenset(codes)}]


def condition_test(condition: Condition, column: Column) -> Callable[[str], bool]:
    """Whether the text of a cell meets the condition."""
    wanted = set(condition.values)

    def holds(text: str) -> bool:
        answers = split_cell(column, text)
        found = bool(answers & wanted) or (not answers and "" in wanted)
        return found != condition.negated

    return holds


def _member_boxes(
    condition: Condition, places: Iterable[int], columns: Sequence[ModelColumn]
) -> list[Box]:
    """One condition on a large ``set``, whose members are model columns of size two."""
    said, unsaid = frozenset({1}), frozenset({0})
    by_member = {columns[place].cells[-1][0]: place for place in places}
    wanted = [by_member[value] for value in condition.values if value]
    blank: Box = dict.fromkeys(by_member.values(), unsaid)
    if not condition.negated:
        any_said: list[Box] = [{place: said} for place in wanted]
        return any_said + ([blank] if "" in condition.values else [])
    none_said: Box = dict.fromkeys(wanted, unsaid)
    if "" not in condition.values:
        return [none_said]
    others = [place for place in by_member.values() if place not in wanted]
    return [{**none_said, place: said} for place in others]


def _intersection(boxes: Iterable[Box], columns: Sequence[ModelColumn]) -> Box | None:
    """The cells that are in every box; ``None`` when there is no such cell."""
    joined: dict[int, frozenset[int]] = {}
    for box in boxes:
        for place, codes in box.items():
            joined[place] = joined.get(place, codes) & codes
    if not all(joined.values()):
        return None
    narrow = {
        place: codes for place, codes in sorted(joined.items()) if len(codes) < columns[place].size
    }
    return narrow or dict(
        sorted(joined.items())
    )  # a rule that always holds keeps its columns: it forbids every record
