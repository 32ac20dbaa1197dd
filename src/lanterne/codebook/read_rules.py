"""Reading rules and dependencies: every column and every answer that they name must be there."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.codebook.model import Column, ColumnType, Condition, Dependency, Rule, Text
from lanterne.codebook.section import Section, suggestion


def read_rule(section: Section, columns: Mapping[str, Column]) -> list[Rule]:
    """One rule with ``forbid``, or one rule per column with ``when`` and ``requires``."""
    name, label = section.text("name"), section.words("label", needed=True)
    forbids = section.has("forbid")
    if forbids == section.has("when", "requires"):
        message = "must have either 'forbid', or both 'when' and 'requires'."
        section.problem("bad-rule", message, "See the description of the format.")
        for key in ("forbid", "when", "requires"):
            section.raw(key)
        rules = []
    elif forbids:
        conditions = [_read_condition(item, columns) for item in section.sections("forbid", "")]
        rules = [Rule(name, label, tuple(conditions))]
        if not conditions:
            section.problem("bad-rule", "forbids nothing.", "Add a condition.", "forbid")
    else:
        rules = _read_requirement(section, name, label, columns)
    section.close()
    return rules


def _read_requirement(
    section: Section, name: str, label: Text, columns: Mapping[str, Column]
) -> list[Rule]:
    """Each of some columns with one of some answers needs an answer in another column."""
    when, needed = section.section("when"), _read_condition(section.section("requires"), columns)
    opposite = Condition(needed.column, needed.values, not needed.negated)
    names, values = when.texts("columns"), when.texts("values")
    if not names:
        when.problem("bad-rule", "names no column.", 'Add columns = ["…"].')
    for column in names:
        _check_answers(when, column, values, columns)
    when.close()
    return [
        Rule(f"{name}/{column}", label, (Condition(column, values), opposite)) for column in names
    ]


def _read_condition(section: Section, columns: Mapping[str, Column]) -> Condition:
    """A test on one column."""
    condition = Condition(section.text("column"), section.texts("values"), section.truth("negated"))
    _check_answers(section, condition.column, condition.values, columns)
    section.close()
    return condition


def _check_answers(
    section: Section, name: str, values: tuple[str, ...], columns: Mapping[str, Column]
) -> None:
    """A column of the table and answers that it may have; the blank is any missing answer."""
    if not values:
        section.problem("bad-rule", "looks for no answer.", 'Add values = ["…"].')
    if name and name not in columns:
        message = f"there is no column {name!r}."
        section.problem("unknown-column", message, suggestion(name, columns))
    elif name:
        codes = columns[name].codes
        for value in values:
            if value and value not in codes:
                message = f"the column {name!r} has no value {value!r}."
                section.problem("unknown-value", message, suggestion(value, codes))


def read_dependency(
    section: Section, columns: Mapping[str, Column], mappings: Mapping[str, Mapping[str, str]]
) -> Dependency:
    """A column that follows from another, for every value of the other.

    Args:
        section: Its ``mapping`` is spelt out, or names one of ``mappings``.
        columns: The columns of the table by name.
        mappings: Shared mappings by name.
    """
    names = {key: section.text(key) for key in ("child", "parent")}
    dependency = Dependency(names["child"], names["parent"], _read_mapping(section, mappings))
    for key, name in names.items():
        if name and name not in columns:
            message = f"there is no column {name!r}."
            section.problem("unknown-column", message, suggestion(name, columns), key)
        elif name and columns[name].type is ColumnType.SET:
            message = f"{name!r} is a set; only columns with one answer can depend."
            section.problem("dependency-on-set", message, "Write a rule.", key)
    if all(name in columns for name in names.values()):
        _check_mapping(section, dependency, columns)
    section.close()
    return dependency


def _read_mapping(section: Section, mappings: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The mapping of that name, or the one that is spelt out."""
    name = section.raw("mapping")
    if not isinstance(name, str):
        return section.mapping("mapping")
    if name not in mappings:
        message = f"there is no mapping {name!r}."
        section.problem("unknown-mapping", message, suggestion(name, mappings), "mapping")
    return mappings.get(name, {})


def _check_mapping(section: Section, dependency: Dependency, columns: Mapping[str, Column]) -> None:
    """Every value of the parent leads to a value of the child, and nothing else is there."""
    parents, children = columns[dependency.parent].codes, columns[dependency.child].codes
    absent = [code for code in parents if code not in dependency.mapping]
    if absent:
        message = f"says nothing of {', '.join(map(repr, absent))} of {dependency.parent!r}."
        section.problem("dependency-not-total", message, "Map each value.", "mapping")
    for parent, child in dependency.mapping.items():
        if parent not in parents:
            message = f"the column {dependency.parent!r} has no value {parent!r}."
            section.problem("unknown-value", message, suggestion(parent, parents), "mapping")
        if child not in children:
            message = f"the column {dependency.child!r} has no value {child!r}."
            section.problem("unknown-value", message, suggestion(child, children), "mapping")
