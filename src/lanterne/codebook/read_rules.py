"""Reading rules and dependencies: every column and every answer that they name must be there."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.codebook.advice import add, nearest, quoted
from lanterne.codebook.model import Column, Condition, Dependency, Rule, Text
from lanterne.codebook.section import Section
from lanterne.messages import Parameter


def read_rule(section: Section, columns: Mapping[str, Column]) -> list[Rule]:
    """One rule with ``forbid``, or one rule per column with ``when`` and ``requires``."""
    name, label = section.text("name"), section.words("label", needed=True)
    forbids = section.has("forbid")
    if forbids == section.has("when", "requires"):
        section.problem("bad-rule.form")
        for key in ("forbid", "when", "requires"):
            section.raw(key)
        rules = []
    elif forbids:
        conditions = [_read_condition(item, columns) for item in section.sections("forbid", "")]
        rules = [Rule(name, label, tuple(conditions))]
        if not conditions:
            section.problem("bad-rule.no-condition", at="forbid")
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
        when.problem("bad-rule.no-column", advice=add('columns = ["…"]'))
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
        section.problem("bad-rule.no-answer", advice=add('values = ["…"]'))
    if name and name not in columns:
        section.problem("unknown-column.in-rule", {"name": name}, advice=nearest(name, columns))
    elif name:
        codes = columns[name].codes
        for value in values:
            if value and value not in codes:
                gaps, advice = {"column": name, "code": value}, nearest(value, codes)
                section.problem("unknown-value.in-rule", gaps, advice=advice)


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
            advice = nearest(name, columns)
            section.problem("unknown-column.in-rule", {"name": name}, at=key, advice=advice)
        elif name and columns[name].traits.several:
            section.problem("dependency-on-set", {"name": name}, at=key)
        elif name and key == "child" and columns[name].traits.number:
            section.problem("dependency-of-number", {"name": name}, at=key)
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
        advice = nearest(name, mappings)
        section.problem("unknown-mapping.name", {"name": name}, at="mapping", advice=advice)
    return mappings.get(name, {})


def _check_mapping(section: Section, dependency: Dependency, columns: Mapping[str, Column]) -> None:
    """Every value of the parent leads to a value of the child, and nothing else is there."""
    parents, children = columns[dependency.parent].codes, columns[dependency.child].codes
    absent = [code for code in parents if code not in dependency.mapping]
    if absent:
        said: dict[str, Parameter] = {"codes": quoted(absent), "column": dependency.parent}
        section.problem("dependency-not-total", said, at="mapping")
    for parent, child in dependency.mapping.items():
        for column, code, known in (
            (dependency.parent, parent, parents),
            (dependency.child, child, children),
        ):
            if code not in known:
                gaps, advice = {"column": column, "code": code}, nearest(code, known)
                section.problem("unknown-value.in-rule", gaps, at="mapping", advice=advice)
