"""Reading hierarchies: every answer must lead somewhere, and nothing may lead back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from lanterne.codebook.hierarchy import Hierarchy, Level, restricted
from lanterne.codebook.lists import HIERARCHY_NAMES, builtin_hierarchy
from lanterne.codebook.model import Column, ColumnType, Value
from lanterne.codebook.read_values import read_values
from lanterne.codebook.section import Section, suggestion


def read_hierarchy(
    section: Section, column: Column, shared: Mapping[str, object]
) -> Hierarchy | None:
    """The hierarchy of a column: spelt out, of the codebook by name, or built in.

    Args:
        section: The column as it stands in the file.
        column: What has been read of it.
        shared: The hierarchies of the codebook by name, not yet read.
    """
    given = section.raw("hierarchy")
    if given is None:
        return None
    if column.type is ColumnType.SET:
        message = "is a set; only a column with one answer has a hierarchy."
        section.problem("hierarchy-of-set", message, "Drop it.", "hierarchy")
        return None
    path = "hierarchy"
    if isinstance(given, str):
        if given in HIERARCHY_NAMES and given not in shared:
            return _builtin(section, given, column)
        if given not in shared:
            message = f"there is no hierarchy {given!r}."
            hint = suggestion(given, (*shared, *HIERARCHY_NAMES))
            section.problem("unknown-hierarchy", message, hint, path)
            return None
        path, given = f"hierarchy ({given})", shared[given]
    if not isinstance(given, list) or not given:
        message, hint = "must be a list of levels.", "Write [{ values = […], members = { … } }]."
        section.problem("wrong-type", message, hint, path)
        return None
    levels = [
        Section(item, f"{section.path}.{path}[{number}]", section.findings, section.column)
        for number, item in enumerate(given, start=1)
    ]
    return _spelt_out(levels, column)


def _builtin(section: Section, name: str, column: Column) -> Hierarchy | None:
    """The part of a built-in hierarchy above the values of a column."""
    hierarchy = restricted(builtin_hierarchy(name), column.codes)
    if hierarchy is None:
        known = builtin_hierarchy(name).levels[0].parents
        absent = [code for code in column.codes if code not in known]
        message = f"the built-in hierarchy {name!r} has no {', '.join(map(repr, absent[:5]))}."
        section.problem("hierarchy-hole", message, "Spell the hierarchy out.", "hierarchy")
        return None
    first = next((value for value in hierarchy.values), None)
    for tag in section.findings.languages:
        if first is not None and tag not in first.label:
            message = f"the built-in hierarchy {name!r} has no text in {tag!r}."
            hint = "Spell the hierarchy out."
            section.problem("missing-translation", message, hint, "hierarchy")
    return hierarchy


def _spelt_out(sections: Sequence[Section], column: Column) -> Hierarchy:
    """Every level in turn, each above the one before."""
    below, levels = column.codes, []
    met = set(column.codes)
    missing = {text for texts in column.missing.values() for text in texts}
    for section in sections:
        level = _read_level(section, below, met, missing)
        levels.append(level)
        below = tuple(dict.fromkeys(level.parents[code] for code in below if code in level.parents))
        met |= set(below)
    return Hierarchy(tuple(levels))


def _read_level(section: Section, below: Sequence[str], met: set[str], missing: set[str]) -> Level:
    """One level: its new answers, and which answers of the level below each of them holds."""
    path, given = f"{section.path}.values", section.raw("values")
    new = [] if given is None else given
    values = read_values(new, path, section.findings, section.column)
    members = section.section("members")
    parents: dict[str, str] = {}
    for wider in members.keys:
        narrower = members.texts(wider)
        if not narrower:
            members.problem("hierarchy-hole", f"nothing leads to {wider!r}.", "Take it out.")
        for code in narrower:
            if parents.setdefault(code, wider) != wider:
                message = f"{code!r} stands under {parents[code]!r} and {wider!r}."
                members.problem("duplicate-value", message, "Keep one.")
    section.close()
    _check_members(members, parents, below)
    _check_wider(members, parents, values, met)
    _check_texts(section, values, missing)
    return Level(values, {code: parents[code] for code in below if code in parents})


def _check_members(members: Section, parents: Mapping[str, str], below: Sequence[str]) -> None:
    """Each answer of the level below leads somewhere, and nothing else does."""
    absent = [code for code in below if code not in parents]
    if absent:
        message = f"no wider value holds {', '.join(map(repr, absent))}."
        hint = "Put each value of the level below under one; a value may stand under itself."
        members.problem("hierarchy-hole", message, hint)
    for code in parents:
        if code not in below:
            message = f"the level below has no value {code!r}."
            members.problem("unknown-value", message, suggestion(code, below))


def _check_wider(
    members: Section, parents: Mapping[str, str], values: Sequence[Value], met: set[str]
) -> None:
    """Each wider answer is a value of its level, and none is an answer of a level below."""
    new = [value.code for value in values]
    sizes = Counter(parents.values())
    for wider in members.keys:
        stays = parents.get(wider) == wider and sizes[wider] == 1
        if wider in met and not stays:
            message = f"{wider!r} is a value of a level below, so the hierarchy goes in a circle."
            hint = f"Give the wider value another code, or let {wider!r} hold only itself."
            members.problem("hierarchy-cycle", message, hint)
        elif wider not in new and wider not in met:
            message = f"{wider!r} is not a value of this level."
            hint = suggestion(wider, new) or "Add it to 'values'."
            members.problem("hierarchy-parent", message, hint)
    for code in new:
        if code in met:
            message = f"{code!r} is already a value of a level below."
            members.problem("hierarchy-cycle", message, "Take it out of 'values' here.")
        elif code not in sizes:
            message = f"nothing leads to the value {code!r}."
            members.problem("hierarchy-hole", message, "Say which values it holds.")


def _check_texts(section: Section, values: Sequence[Value], missing: set[str]) -> None:
    """Each text of a released file must mean one thing."""
    for value in values:
        if value.code in missing:
            message = f"{value.code!r} is both a wider value and a text for a missing answer."
            section.problem("value-means-missing", message, "Give it another code.", "values")
        if value.code != value.code.strip() or not value.code.isprintable():
            message = f"{value.code!r} has blanks around it or cannot be printed."
            section.problem("bad-text", message, "Write it without.", "values")
