"""Changes of a codebook as nested tables, one at a time, none of which needs it to be whole."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lanterne.codebook import ColumnType, codebook_to_toml
from lanterne.codebook.draft_columns import first_number
from lanterne.codebook.lists import LIST_NAMES, builtin_list
from lanterne.codebook.load import parse_toml
from lanterne.codebook.model import Codebook, Value
from lanterne.errors import NOTHING, InputError
from lanterne.hub.web.data.books import FILE, Draft, Tables

SPLIT = "|"
"""Between the code of an answer and its labels, one answer a line."""

OWN = ""
"""Name of the list of a column that has its own."""


def without(data: Tables, names: Collection[str]) -> Tables:
    """A codebook without some columns, and without the rules and groups that need them."""
    changed = copy.deepcopy(data)
    for table in changed["tables"]:
        table["columns"] = [one for one in table.get("columns", []) if one["name"] not in names]
        table["rules"] = [
            rule
            for rule in table.get("rules", [])
            if not any(test.get("column") in names for test in rule.get("forbid", []))
        ]
        table["dependencies"] = [
            one
            for one in table.get("dependencies", [])
            if one["child"] not in names and one["parent"] not in names
        ]
    used = {one.get("group") for table in changed["tables"] for one in table["columns"]}
    changed["groups"] = [one for one in changed.get("groups", []) if one["name"] in used]
    changed.pop("condensed", None)  # a condensed file needs every column of its codebook
    return changed


def leave_out(draft: Draft, names: Collection[str]) -> Draft:
    """A draft without some columns."""
    confirmed = tuple(one for one in draft.confirmed if one not in names)
    excluded = {**draft.excluded, **{name: draft.identifying.get(name, NOTHING) for name in names}}
    return replace(draft, data=without(draft.data, names), confirmed=confirmed, excluded=excluded)


def take_in(draft: Draft, name: str) -> Draft:
    """A draft with a column that had been left out: its list is empty, for a person to write."""
    data = copy.deepcopy(draft.data)
    column = {"name": name, "type": ColumnType.CATEGORY.value, "label": {"en": name}, "values": []}
    data["tables"][0].setdefault("columns", []).append(column)
    excluded = {one: why for one, why in draft.excluded.items() if one != name}
    return replace(draft, data=data, excluded=excluded)


def list_of(column: Mapping[str, Any]) -> str:
    """Name of the built-in list that a column has; empty: a list of its own."""
    for name in LIST_NAMES:
        if column.get("values") == _as_tables(builtin_list(name)):
            return name
    return OWN


def values_of(name: str) -> list[Tables]:
    """The values of a built-in list."""
    return _as_tables(builtin_list(name))


def _as_tables(values: Iterable[Value]) -> list[Tables]:
    return [{"code": value.code, "label": dict(value.label)} for value in values]


def written_values(values: Sequence[Mapping[str, Any]], languages: Collection[str]) -> str:
    """Answers as lines: the code, then a label for each language; what is not there stays blank."""
    lines = []
    for value in values:
        labels = [str(value.get("label", {}).get(tag, "")) for tag in languages]
        if set(labels) <= {"", value["code"]}:
            labels = []
        while labels and not labels[-1]:
            labels.pop()
        lines.append(f" {SPLIT} ".join([value["code"], *labels]))
    return "\n".join(lines)


def read_values(
    text: str, languages: Collection[str], before: Sequence[Mapping[str, Any]]
) -> list[Tables]:
    """Answers from lines; without a label the code is what people read.

    Args:
        text: As a person wrote it.
        languages: Of the labels, in their order.
        before: The answers until now: their definitions, and labels in other languages, stay.
    """
    known = {value["code"]: value for value in before}
    values = []
    for line in text.splitlines():
        code, *labels = (part.strip() for part in line.split(SPLIT))
        if not code and not any(labels):
            continue
        old = known.get(code, {})
        label = {**old.get("label", {}), **dict(zip(languages, labels, strict=False))}
        label = {tag: words for tag, words in label.items() if words}
        values.append({**old, "code": code, "label": {"en": code, **label}})
    return values


KEEP, LEAVE = "keep", "leave"
"""What a person decides on an answer that few people give."""


def _place(column: Tables, code: str) -> int:
    """Where an answer comes in a list: of one in order before the first that is greater."""
    values = column.get("values", [])
    in_order = column.get("type") in (ColumnType.ORDINAL.value, ColumnType.YEAR.value)
    later = (n for n, one in enumerate(values) if first_number(one["code"]) > first_number(code))
    return next(later, len(values)) if in_order else len(values)


def decide(column: Tables, decisions: Mapping[str, str]) -> None:
    """Put each answer that a person decided on into the list of a column, or take it out.

    Args:
        column: Of a draft, as nested tables; it is changed.
        decisions: Answer → ``KEEP`` or ``LEAVE``; on the others nobody has decided.
    """
    values: list[Tables] = column.setdefault("values", [])
    listed = {value["code"] for value in values}
    before = column.get("undecided", [])
    for code in before:
        if decisions.get(code) == KEEP and code not in listed:
            values.insert(_place(column, code), {"code": code, "label": {"en": code}})
    out = {code for code in before if decisions.get(code) == LEAVE}
    column["values"] = [value for value in values if value["code"] not in out]
    column["undecided"] = [code for code in before if decisions.get(code) not in (KEEP, LEAVE)]
    if not column["undecided"]:
        column.pop("undecided")


def written_rules(codebook: Codebook) -> str:
    """The rules and dependencies of a codebook as TOML, for people who know the format."""
    text = codebook_to_toml(codebook)
    blocks = [block for block in text.split("\n\n") if block.startswith(_HEADS)]
    return "\n\n".join(blocks).strip()


_HEADS = ("[[tables.rules]]", "[[tables.dependencies]]")
_BEGIN = b"[[tables]]\n"
"""The line before what people write: rules are those of a table."""


def with_rules(data: Tables, text: str) -> Tables:
    """A codebook of one table with other rules and dependencies.

    Raises:
        InputError: The text is no TOML; its problem says which line of the text.
    """
    try:
        read: Any = parse_toml(_BEGIN + text.encode(), FILE)
    except InputError as error:
        shown = [one.at(row=max(1, one.row - 1) if one.row else None) for one in error.problems]
        raise InputError(shown) from None
    table: Tables = read["tables"][0]
    changed = copy.deepcopy(data)
    for part in ("rules", "dependencies"):
        changed["tables"][0][part] = table.get(part, [])
    return changed
