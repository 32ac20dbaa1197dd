"""Reading hierarchies: every answer must lead somewhere, and nothing may lead back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from lanterne.codebook.advice import nearest, quoted, write
from lanterne.codebook.hierarchy import Hierarchy, Level, restricted
from lanterne.codebook.lists import HIERARCHY_NAMES, builtin_hierarchy
from lanterne.codebook.model import Column, Value
from lanterne.codebook.read_values import read_values
from lanterne.codebook.section import Section
from lanterne.messages import Parameter


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
    if column.traits.several:
        section.problem("hierarchy-of-set", at="hierarchy")
        return None
    path = "hierarchy"
    if isinstance(given, str):
        if given in HIERARCHY_NAMES and given not in shared:
            return _builtin(section, given, column)
        if given not in shared:
            advice = nearest(given, (*shared, *HIERARCHY_NAMES))
            section.problem("unknown-hierarchy.name", {"name": given}, at=path, advice=advice)
            return None
        path, given = f"hierarchy ({given})", shared[given]
    if not isinstance(given, list) or not given:
        advice = write("[{ values = […], members = { … } }]")
        section.problem("wrong-type.levels", at=path, advice=advice)
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
        gaps: dict[str, Parameter] = {"name": name, "codes": quoted(absent[:5])}
        section.problem("hierarchy-hole.built-in", gaps, at="hierarchy")
        return None
    first = next((value for value in hierarchy.values), None)
    for tag in section.findings.languages:
        if first is not None and tag not in first.label:
            words = {"name": name, "language": tag}
            section.problem("missing-translation.hierarchy", words, at="hierarchy")
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
            members.problem("hierarchy-hole.wider", {"code": wider})
        for code in narrower:
            if parents.setdefault(code, wider) != wider:
                gaps = {"code": code, "one": parents[code], "other": wider}
                members.problem("duplicate-value.under-two", gaps)
    section.close()
    _check_members(members, parents, below)
    _check_wider(members, parents, values, met)
    _check_texts(section, values, missing)
    return Level(values, {code: parents[code] for code in below if code in parents})


def _check_members(members: Section, parents: Mapping[str, str], below: Sequence[str]) -> None:
    """Each answer of the level below leads somewhere, and nothing else does."""
    absent = [code for code in below if code not in parents]
    if absent:
        members.problem("hierarchy-hole.below", {"codes": quoted(absent)})
    for code in parents:
        if code not in below:
            advice = nearest(code, below)
            members.problem("unknown-value.in-level", {"code": code}, advice=advice)


def _check_wider(
    members: Section, parents: Mapping[str, str], values: Sequence[Value], met: set[str]
) -> None:
    """Each wider answer is a value of its level, and none is an answer of a level below."""
    new = [value.code for value in values]
    sizes = Counter(parents.values())
    for wider in members.keys:
        stays = parents.get(wider) == wider and sizes[wider] == 1
        if wider in met and not stays:
            members.problem("hierarchy-cycle.wider", {"code": wider})
        elif wider not in new and wider not in met:
            members.problem("hierarchy-parent", {"code": wider}, advice=nearest(wider, new))
    for code in new:
        if code in met:
            members.problem("hierarchy-cycle.value", {"code": code})
        elif code not in sizes:
            members.problem("hierarchy-hole.value", {"code": code})


def _check_texts(section: Section, values: Sequence[Value], missing: set[str]) -> None:
    """Each text of a released file must mean one thing."""
    for value in values:
        if value.code in missing:
            section.problem("value-means-missing.wider", {"text": value.code}, at="values")
        if value.code != value.code.strip() or not value.code.isprintable():
            section.problem("bad-text.wider", {"text": value.code}, at="values")
