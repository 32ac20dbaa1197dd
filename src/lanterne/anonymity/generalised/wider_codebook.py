"""The codebook of generalised data: the cases' codebook, with the wider answers as values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from lanterne.codebook.hierarchy import Hierarchy
from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    Condition,
    Dependency,
    Rule,
    Table,
    Value,
)

_Covered = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Column → wider answer → the values that it stands for."""


def widened(codebook: Codebook, names: Collection[str]) -> Codebook:
    """The codebook in which some columns may also have the answers of their hierarchies.

    All wider answers are listed, whether or not they occur. A rule is about a wider answer when it
    is about all values under it. A column still follows from another when that is so for every
    wider answer; else the dependency is left out.

    Args:
        codebook: Of one table.
        names: The columns.
    """
    table = codebook.table
    covered = {
        column.name: column.hierarchy.covered(column.codes)
        for column in table.columns
        if column.name in names and column.hierarchy is not None
    }
    wider = Table(
        name=table.name,
        label=table.label,
        columns=tuple(_column(column, column.name in covered) for column in table.columns),
        subject_id=table.subject_id,
        rules=tuple(_rule(rule, covered) for rule in table.rules),
        dependencies=tuple(_dependencies(table.dependencies, covered)),
        household=table.household,
    )
    return replace(codebook, name=f"{codebook.name}-generalised", tables=(wider,), condensed=None)


def _column(column: Column, is_wider: bool) -> Column:
    """A column with the wider answers among its values; no hierarchy is left above them."""
    if not is_wider or column.hierarchy is None:
        return column
    kind = column.type
    if column.traits.place or column.traits.time:  # a region is no country, a period no year
        kind = ColumnType.ORDINAL if column.traits.ordered else ColumnType.CATEGORY
    values = (*column.values, *column.hierarchy.values)
    if column.traits.ordered:
        values = _in_order(column, column.hierarchy)
    return replace(column, type=kind, values=values, hierarchy=None)


def _in_order(column: Column, hierarchy: Hierarchy) -> tuple[Value, ...]:
    """The values in their order, each wider one before the first that it stands for."""
    covered = hierarchy.covered(column.codes)
    place = {code: number for number, code in enumerate(column.codes)}

    def order(value: Value) -> tuple[int, int]:
        below = covered.get(value.code, (value.code,))
        return min(place[code] for code in below), -len(below)

    widest_first = (*reversed(hierarchy.values), *column.values)
    return tuple(sorted(widest_first, key=order))


def _rule(rule: Rule, covered: _Covered) -> Rule:
    """The rule, which a wider answer breaks only where every value under it does."""
    return replace(rule, forbid=tuple(_condition(test, covered) for test in rule.forbid))


def _condition(condition: Condition, covered: _Covered) -> Condition:
    """The condition, with the wider answers of which it must hold as well."""
    wanted = set(condition.values)
    enough = any if condition.negated else all
    wider = [
        code
        for code, values in covered.get(condition.column, {}).items()
        if enough(value in wanted for value in values)
    ]
    return replace(condition, values=(*condition.values, *wider))


def _dependencies(dependencies: Iterable[Dependency], covered: _Covered) -> Iterable[Dependency]:
    """The dependencies that hold for each wider answer of the parent too."""
    for dependency in dependencies:
        wider = {
            code: {dependency.mapping[value] for value in values}
            for code, values in covered.get(dependency.parent, {}).items()
        }
        if all(len(children) == 1 for children in wider.values()):
            more = {code: next(iter(children)) for code, children in wider.items()}
            yield replace(dependency, mapping={**dependency.mapping, **more})
