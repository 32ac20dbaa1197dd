"""Whether a codebook makes sense: rules that overlap, contradict each other or forbid everything.

Everything is decided from the codebook alone, exactly, by searching for a record that may have a
given answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lanterne.codebook.advice import quoted
from lanterne.codebook.boxes import Box, members, required_boxes, rule_boxes
from lanterne.codebook.check_network import network_problems
from lanterne.codebook.encode import composite_size, model_columns
from lanterne.codebook.encoding import ModelColumn
from lanterne.codebook.feasible import TooTangledError, feasible
from lanterne.codebook.model import Codebook, Column, Dependency, Table
from lanterne.errors import Place, Problem
from lanterne.messages import Parameter

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
    used = {column.group for column in codebook.columns}
    for group in codebook.groups:
        if group.name not in used:
            problems.append(Problem("unused-group", {"name": group.name}))
    return tuple(problems)


def _column_problems(table: Table) -> Iterator[Problem]:
    """Columns that cannot carry information."""
    for name, times in Counter(table.names).items():
        if times > 1:
            gaps: dict[str, Parameter] = {"name": name, "times": times}
            yield Problem("duplicate-name.in-table", gaps, Place(column=name))
    for column in table.columns:
        if not column.values:
            yield Problem("no-values.column", place=Place(column=column.name))
        elif len(column.values) == 1:
            yield from _one_value(column)


def _one_value(column: Column) -> Iterator[Problem]:
    """With one value, only a flag that may be blank says something."""
    place = Place(column=column.name)
    if column.required:
        yield Problem("one-value-column.required", place=place)
    elif not column.traits.flag:
        yield Problem("one-value-column.type", {"type": column.type.value}, place)


def _dependency_problems(table: Table) -> Iterator[Problem]:
    """Dependencies that go round in a circle, or give a column twice."""
    parents: dict[str, Dependency] = {}
    for dependency in table.dependencies:
        if dependency.child in parents:
            yield Problem("two-parents", place=Place(column=dependency.child))
        parents[dependency.child] = dependency
    for child, dependency in parents.items():
        seen, name = [child], dependency.parent
        while name in parents and name not in seen:
            seen.append(name)
            name = parents[name].parent
        if name == child:
            circle = " → ".join([*seen, child])
            yield Problem("dependency-cycle", {"circle": circle}, Place(column=child))


def _size_problems(table: Table) -> Iterator[Problem]:
    """Dependencies whose columns have too many combinations together."""
    children = {dependency.child for dependency in table.dependencies}
    roots = {dependency.parent for dependency in table.dependencies} - children
    for root in sorted(roots):
        size = composite_size(table, root)
        if size > MAX_COMBINATIONS:
            gaps = {"count": size, "most": MAX_COMBINATIONS}
            yield Problem("dependency-too-large", gaps, Place(column=root))


def _rule_problems(table: Table) -> list[Problem]:
    """What is wrong with the rules of a table whose columns and dependencies are in order."""
    columns = model_columns(table)
    named = [(rule.name, box) for rule in table.rules for box in rule_boxes(table, rule, columns)]
    problems = [*_overlaps(table, named)]
    boxes = [box for _, box in (*named, *required_boxes(table, columns))]
    try:
        return problems + list(_impossible(table, columns, boxes))
    except TooTangledError:
        return [*problems, Problem("tangled-rules", {"table": table.name})]


def _overlaps(table: Table, named: _Named) -> Iterator[Problem]:
    """Rules that can never be broken, or that only say what another rule says."""
    boxes: dict[str, list[Box]] = {rule.name: [] for rule in table.rules}
    for name, box in named:
        boxes[name].append(box)
    for name, own in boxes.items():
        if not own:
            yield Problem("rule-without-effect", {"name": name})
    names = [name for name in boxes if boxes[name]]
    for position, name in enumerate(names):
        for other in names[:position] + names[position + 1 :]:
            if _implied(boxes[name], boxes[other]):
                same = _implied(boxes[other], boxes[name])
                if same and names.index(other) > position:
                    continue  # of two equal rules, the later one is reported
                gaps = {"name": name, "other": other}
                if same:
                    yield Problem("overlapping-rules.same", gaps)
                else:
                    yield Problem("overlapping-rules.implied", gaps)
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
        yield Problem("everything-forbidden", {"table": table.name})
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
        yield Problem("column-always-blank", place=Place(column=column.name))
    elif lost:
        yield Problem("impossible-value", {"codes": quoted(lost)}, Place(column=column.name))


def _codes_of(
    column: Column, columns: Sequence[ModelColumn], places: Sequence[int]
) -> Mapping[str, list[tuple[int, int]]]:
    """Value → the codes that stand for it, each as model column and code."""
    found: dict[str, list[tuple[int, int]]] = {code: [] for code in column.codes}
    for place in places:
        source = columns[place].sources.index(column.name)
        for code, cells in enumerate(columns[place].cells):
            text = cells[source]
            parts = text.split(column.separator) if column.traits.several else [text]
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
