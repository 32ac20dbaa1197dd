"""From a codebook to nested tables for JSON, and to TOML that loads back equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lanterne.codebook.hierarchy import Hierarchy, Level, restricted
from lanterne.codebook.lists import HIERARCHY_NAMES, LIST_NAMES, builtin_hierarchy, builtin_list
from lanterne.codebook.model import (
    Codebook,
    Column,
    Condensed,
    Condition,
    Household,
    Missing,
    Reference,
    Rule,
    Table,
    Value,
)
from lanterne.codebook.number import NumberRange, plain_number
from lanterne.codebook.toml_text import comment, key_lines

_PARTS = ("references", "columns", "rules", "dependencies")


def codebook_to_dict(codebook: Codebook) -> dict[str, object]:
    """The codebook as nested tables that JSON can hold; everything is spelt out.

    :func:`codebook_from_dict` gives an equal codebook back.
    """
    return _filled(
        draft=codebook.draft,
        name=codebook.name,
        version=codebook.version,
        languages=list(codebook.languages),
        title=dict(codebook.title),
        description=dict(codebook.description),
        source=dict(codebook.source),
        groups=[
            _filled(name=group.name, label=dict(group.label), definition=dict(group.definition))
            for group in codebook.groups
        ],
        tables=[_table(table) for table in codebook.tables],
        condensed=_condensed(codebook.condensed) if codebook.condensed else None,
        about=codebook.about or None,
    )


def codebook_to_toml(codebook: Codebook, header: str = "") -> str:
    """The codebook as a TOML file for people; it loads back equal.

    Args:
        codebook: What to write.
        header: Text for the top of the file; each of its lines becomes a comment.
    """
    data = codebook_to_dict(codebook)
    blocks = ["\n".join(comment(line) for line in header.splitlines())] if header else []
    nested = {key: data.pop(key) for key in ("groups", "tables", "condensed") if key in data}
    blocks.append(key_lines(data))
    for group in _list(nested.get("groups", [])):
        blocks.append("[[groups]]\n" + key_lines(group))
    for table, source in zip(_list(nested["tables"]), codebook.tables, strict=True):
        parts = {key: _list(table.pop(key, [])) for key in _PARTS}
        blocks.append("[[tables]]\n" + key_lines(table))
        for column, original in zip(parts["columns"], source.columns, strict=True):
            if original.numbers is None:
                column["values"] = _short_values(original, codebook.languages)
            if original.hierarchy is not None:
                column["hierarchy"] = _short_hierarchy(original, original.hierarchy)
        for name, items in parts.items():
            blocks += [f"[[tables.{name}]]\n" + key_lines(item) for item in items]
    if isinstance(condensed := nested.get("condensed"), dict):
        blocks.append("[condensed]\n" + key_lines(condensed))
    return "\n\n".join(blocks) + "\n"


def _table(table: Table) -> dict[str, object]:
    """One table as nested tables."""
    return _filled(
        name=table.name,
        label=dict(table.label),
        subject_id=table.subject_id,
        key=table.key,
        household=_household(table.household) if table.household else None,
        optional=table.optional,
        references=[_reference(reference) for reference in table.references],
        columns=[_column(column) for column in table.columns],
        rules=[_rule(rule) for rule in table.rules],
        dependencies=[
            {"child": item.child, "parent": item.parent, "mapping": dict(item.mapping)}
            for item in table.dependencies
        ],
    )


def _household(household: Household) -> dict[str, object]:
    """Who lives together, as a nested table."""
    return {"column": household.column, "counted": household.counted}


def _reference(reference: Reference) -> dict[str, object]:
    """One reference as a nested table; only what is not required says so."""
    return _filled(
        column=reference.column,
        table=reference.table,
        dangling=reference.dangling,
        every=reference.every,
        at_most=reference.at_most,
        counted=reference.counted,
    ) | ({} if reference.required else {"required": False})


def _condensed(condensed: Condensed) -> dict[str, object]:
    """Where the columns of a condensed file come from, as nested tables."""
    return {
        "codebook": condensed.codebook,
        "columns": [
            {"name": column.name, "source": column.source}
            | ({"member": column.member} if column.member else {})
            for column in condensed.columns
        ],
    }


def _column(column: Column) -> dict[str, object]:
    """One column as nested tables."""
    return _filled(
        name=column.name,
        type=column.type.value,
        label=dict(column.label),
        definition=dict(column.definition),
        universe=dict(column.universe),
        source=dict(column.source),
        role=column.role.value if column.role else None,
        target=column.target,
        group=column.group,
        required=column.required,
        separator=column.separator if column.traits.several else None,
        at_most=column.at_most,
        missing=_missing(column.missing),
        values=[_value(value) for value in column.values] if column.numbers is None else None,
        number=_numbers(column.numbers) if column.numbers else None,
        undecided=list(column.undecided),
        hierarchy=_hierarchy(column.hierarchy) if column.hierarchy else None,
    )


def _numbers(numbers: NumberRange) -> dict[str, object]:
    """The numbers of a column as a nested table; its bins by the first number of each."""
    return {
        "from": plain_number(numbers.first),
        "to": plain_number(numbers.last),
        "step": plain_number(numbers.step),
        "bins": [plain_number(numbers.first + start * numbers.step) for start in numbers.starts],
    } | _filled(unit=dict(numbers.unit))


def _hierarchy(hierarchy: Hierarchy) -> list[dict[str, object]]:
    """The levels of a hierarchy as nested tables."""
    return [
        _filled(values=[_value(value) for value in level.values], members=_members(level))
        for level in hierarchy.levels
    ]


def _members(level: Level) -> dict[str, list[str]]:
    """Wider answer → the answers of the level below that lead to it."""
    members: dict[str, list[str]] = {}
    for code, wider in level.parents.items():
        members.setdefault(wider, []).append(code)
    return members


def _missing(missing: Mapping[Missing, tuple[str, ...]]) -> dict[str, object]:
    """The texts for missing answers; nothing when there is only the blank."""
    if dict(missing) == {Missing.NOT_RECORDED: ("",)}:
        return {}
    return {kind.value: list(texts) for kind, texts in missing.items()}


def _value(value: Value) -> dict[str, object]:
    """One value as a nested table."""
    return _filled(code=value.code, label=dict(value.label), definition=dict(value.definition))


def _rule(rule: Rule) -> dict[str, object]:
    """One rule as a nested table."""
    return {
        "name": rule.name,
        "label": dict(rule.label),
        "forbid": [_condition(condition) for condition in rule.forbid],
    }


def _condition(condition: Condition) -> dict[str, object]:
    """One test as a nested table."""
    return _filled(
        column=condition.column, values=list(condition.values), negated=condition.negated
    )


def _filled(**items: object) -> dict[str, object]:
    """The items that say something."""
    return {key: item for key, item in items.items() if item not in (None, False, {}, [])}


def _list(items: object) -> list[dict[str, object]]:
    """A list of nested tables, as written above."""
    return items if isinstance(items, list) else []


def _short_values(column: Column, languages: Iterable[str]) -> object:
    """The values by the name of a built-in list, or each as short as it can be."""
    for name in LIST_NAMES:
        if column.values == builtin_list(name):
            return name
    every = tuple(dict.fromkeys(("en", *languages)))
    return [
        value.code
        if value == Value(value.code, dict.fromkeys(every, value.code))
        else _value(value)
        for value in column.values
    ]


def _short_hierarchy(column: Column, hierarchy: Hierarchy) -> object:
    """The name of a built-in hierarchy, or the levels spelt out."""
    for name in HIERARCHY_NAMES:
        if restricted(builtin_hierarchy(name), column.codes) == hierarchy:
            return name
    return _hierarchy(hierarchy)
