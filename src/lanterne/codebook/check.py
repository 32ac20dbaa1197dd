"""Whether a codebook makes sense: rules that overlap, contradict each other or forbid everything.

Everything is decided from the codebook alone, exactly, by searching for a record that may have a
given answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lanterne.codebook.boxes import Box, members, required_boxes, rule_boxes
from lanterne.codebook.check_network import network_problems
from lanterne.codebook.encode import composite_size, model_columns
from lanterne.codebook.encoding import ModelColumn
from lanterne.codebook.feasible import TooTangledError, feasible
from lanterne.codebook.model import Codebook, Column, ColumnType, Dependency, Table
from lanterne.errors import Problem

MAX_COMBINATIONS = 20_000
"""Largest number of combinations of columns tied by dependencies: they are one model column."""

_Named = Sequence[tuple[str, Box]]


def check_codebook(codebook: Codebook) -> tuple[Problem, ...]:
    """Every inconsistency of a codebook; none when it makes sense.

    The form is checked while reading (:func:`lanterne.codebook.load_codebook`); this asks what the
    tables, columns, rules and dependencies mean together. The rules of a table are only looked at
    when its columns and dependencies are in order.
    """
    problems = [*network_problems(codebook)]
    for table in codebook.tables:
        found = [*_column_problems(table), *_dependency_problems(table)]
        found = found or [*_size_problems(table)]
        problems += found or _rule_problems(table)
    used = {column.group for table in codebook.tables for column in table.columns}
    for group in codebook.groups:
        if group.name not in used:
            message = f"no column belongs to the group {group.name!r}."
            problems.append(Problem("unused-group", message, "Take the group out."))
    return tuple(problems)


def _column_problems(table: Table) -> Iterator[Problem]:
    """Columns that cannot carry information."""
    for name, times in Counter(table.names).items():
        if times > 1:
            yield Problem("duplicate-name", f"{name!r} is there {times} times.", column=name)
    for column in table.columns:
        if not column.values:
            message, hint = "the column has no value.", "List its values, or take it out."
            yield Problem("no-values", message, hint, column=column.name)
        elif len(column.values) == 1:
            yield from _one_value(column)


def _one_value(column: Column) -> Iterator[Problem]:
    """With one value, only a flag that may be blank says something."""
    if column.required:
        message = "the column is required and has one value, so every record says the same."
        hint = "Take the column out, or let it be blank."
    elif column.type is not ColumnType.FLAG:
        message = f"the column is of type {column.type.value!r} and has one value."
        hint = "Use the type 'flag' when the other answer is the blank, or list the other values."
    else:
        return
    yield Problem("one-value-column", message, hint, column=column.name)


def _dependency_problems(table: Table) -> Iterator[Problem]:
    """Dependencies that go round in a circle, or give a column twice."""
    parents: dict[str, Dependency] = {}
    for dependency in table.dependencies:
        if dependency.child in parents:
            message = "the column follows from more than one other."
            hint = "Keep one dependency and write rules for the other."
            yield Problem("two-parents", message, hint, column=dependency.child)
        parents[dependency.child] = dependency
    for child, dependency in parents.items():
        seen, name = [child], dependency.parent
        while name in parents and name not in seen:
            seen.append(name)
            name = parents[name].parent
        if name == child:
            message = f"the column follows from itself: {' → '.join([*seen, child])}."
            yield Problem("dependency-cycle", message, "Break the circle.", column=child)


def _size_problems(table: Table) -> Iterator[Problem]:
    """Dependencies whose columns have too many combinations together."""
    children = {dependency.child for dependency in table.dependencies}
    roots = {dependency.parent for dependency in table.dependencies} - children
    for root in sorted(roots):
        size = composite_size(table, root)
        if size > MAX_COMBINATIONS:
            message = f"with all that follow from it, the column has {size} combinations."
            hint = f"Have at most {MAX_COMBINATIONS}: take a dependency out."
            yield Problem("dependency-too-large", message, hint, column=root)


def _rule_problems(table: Table) -> list[Problem]:
    """What is wrong with the rules of a table whose columns and dependencies are in order."""
    columns = model_columns(table)
    named = [(rule.name, box) for rule in table.rules for box in rule_boxes(table, rule, columns)]
    problems = [*_overlaps(table, named)]
    boxes = [box for _, box in (*named, *required_boxes(table, columns))]
    try:
        return problems + list(_impossible(table, columns, boxes))
    except TooTangledError:
        message = f"the rules of {table.name!r} are too tangled to be checked."
        return [*problems, Problem("tangled-rules", message, "Write fewer or simpler rules.")]


def _overlaps(table: Table, named: _Named) -> Iterator[Problem]:
    """Rules that can never be broken, or that only say what another rule says."""
    boxes: dict[str, list[Box]] = {rule.name: [] for rule in table.rules}
    for name, box in named:
        boxes[name].append(box)
    for name, own in boxes.items():
        if not own:
            message = f"the rule {name!r} forbids what can never be."
            hint = "A dependency or the lists of values already see to it: take the rule out."
            yield Problem("rule-without-effect", message, hint)
    names = [name for name in boxes if boxes[name]]
    for position, name in enumerate(names):
        for other in names[:position] + names[position + 1 :]:
            if _implied(boxes[name], boxes[other]):
                same = _implied(boxes[other], boxes[name])
                if same and names.index(other) > position:
                    continue  # of two equal rules, the later one is reported
                how = "says the same as" if same else "is already implied by"
                message = f"the rule {name!r} {how} the rule {other!r}."
                yield Problem("overlapping-rules", message, f"Take {name!r} out, or change one.")
                break


def _implied(inner: Sequence[Box], outer: Sequence[Box]) -> bool:
    """Whether every box of the one lies in a box of the other."""
    return all(any(_within(box, other) for other in outer) for box in inner)


def _within(box: Box, other: Box) -> bool:
    """Whether every cell of a box is in the other one."""
    return all(place in box and box[place] <= codes for place, codes in other.items())


def _impossible(
    table: Table, columns: Sequence[ModelColumn], boxes: Sequence[Box]
) -> Iterator[Problem]:
    """Answers, columns or a whole table that no record can have."""
    domains = [
        frozenset(code for code, can in enumerate(column.possible) if can) for column in columns
    ]
    if not feasible(domains, boxes):
        message = f"the rules of {table.name!r} together forbid every record."
        yield Problem("everything-forbidden", message, "Correct the rules that contradict.")
        return
    touched = {place for box in boxes for place in box}
    for column in table.columns:
        places = members(column.name, columns)
        composite = any(len(columns[place].sources) > 1 for place in places)
        if composite or touched.intersection(places):
            yield from _impossible_values(column, columns, places, domains, boxes)


def _impossible_values(
    column: Column,
    columns: Sequence[ModelColumn],
    places: Sequence[int],
    domains: Sequence[frozenset[int]],
    boxes: Sequence[Box],
) -> Iterator[Problem]:
    """The values of one column that no record can have."""
    known: dict[tuple[object, ...], bool] = {}
    lost = []
    for value, choices in _codes_of(column, columns, places).items():
        if not any(_attainable(place, code, domains, boxes, known) for place, code in choices):
            lost.append(value)
    if lost and len(lost) == len(column.values):
        message = "the rules leave the column no possible value."
        yield Problem("column-always-blank", message, "Correct the rules.", column=column.name)
    elif lost:
        message = (
            f"no record can have {', '.join(map(repr, lost))}: rules or dependencies forbid it."
        )
        hint = "Correct the rules, or take the value out of the list."
        yield Problem("impossible-value", message, hint, column=column.name)


def _codes_of(
    column: Column, columns: Sequence[ModelColumn], places: Sequence[int]
) -> Mapping[str, list[tuple[int, int]]]:
    """Value → the codes that stand for it, each as model column and code."""
    found: dict[str, list[tuple[int, int]]] = {code: [] for code in column.codes}
    for place in places:
        source = columns[place].sources.index(column.name)
        for code, cells in enumerate(columns[place].cells):
            text = cells[source]
            parts = text.split(column.separator) if column.type is ColumnType.SET else [text]
            for part in parts:
                if part in found:
                    found[part].append((place, code))
    return found


def _attainable(
    place: int,
    code: int,
    domains: Sequence[frozenset[int]],
    boxes: Sequence[Box],
    known: dict[tuple[object, ...], bool],
) -> bool:
    """Whether some record may have that code. Codes that no box tells apart share the answer."""
    if code not in domains[place]:
        return False
    key = (place, *(place in box and code in box[place] for box in boxes))
    if key not in known:
        fixed = [*domains[:place], frozenset({code}), *domains[place + 1 :]]
        known[key] = feasible(fixed, boxes)
    return known[key]
