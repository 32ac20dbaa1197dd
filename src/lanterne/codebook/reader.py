"""From nested tables, as TOML or JSON gives them, to a codebook.

Reading checks the form and every reference: names, languages, values, columns of rules. Whether the
rules make sense together is the business of :mod:`lanterne.codebook.check`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from lanterne.codebook.check_network import network_problems
from lanterne.codebook.lists import HIERARCHY_NAMES, LIST_NAMES
from lanterne.codebook.model import TRAFFICKING, Codebook, Group, Missing, Table
from lanterne.codebook.read_columns import Known, read_column, read_missing
from lanterne.codebook.read_network import read_condensed, read_household, read_reference
from lanterne.codebook.read_rules import read_dependency, read_rule
from lanterne.codebook.read_values import read_values
from lanterne.codebook.section import Findings, Section
from lanterne.errors import InputError, Problem

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def codebook_from_dict(data: Mapping[str, object]) -> Codebook:
    """The codebook that :func:`codebook_to_dict` wrote; strict.

    Raises:
        InputError: With every problem of form. Whether the rules are consistent is not asked, so
            that a release that was good when it was made can be read for ever.
    """
    codebook, problems = read_codebook(dict(data))
    if problems:
        raise InputError(problems)
    return codebook


def read_codebook(data: object, file: str | None = None) -> tuple[Codebook, list[Problem]]:
    """Reads nested tables; the codebook is good only when there is no problem."""
    findings = Findings(file)
    root = Section(data, "", findings)
    languages = root.texts("languages") or ("en",)
    findings.languages = tuple(dict.fromkeys(("en", *languages)))
    lists = {
        name: read_values(items, f"lists.{name}", findings, None)
        for name, items in _read_shared(root, "lists", LIST_NAMES).items()
    }
    hierarchies = _read_shared(root, "hierarchies", HIERARCHY_NAMES)
    groups = tuple(_read_group(section) for section in root.sections("groups"))
    _no_duplicates(root, "duplicate-name.group", (group.name for group in groups))
    names = tuple(group.name for group in groups)
    known = Known(lists, names, _read_mappings(root), hierarchies)
    codebook = Codebook(
        name=_file_name(root, "name"),
        version=root.text("version"),
        title=root.words("title", needed=True),
        description=root.words("description"),
        source=root.words("source"),
        languages=languages,
        draft=root.truth("draft"),
        groups=groups,
        tables=tuple(_read_table(section, known) for section in root.sections("tables")),
        condensed=read_condensed(root.section("condensed")) if root.has("condensed") else None,
        about=_read_about(root),
    )
    if codebook.tables:
        findings.problems += [p.at(file=file) for p in network_problems(codebook)]
    else:
        root.problem("no-tables", at="tables")
    if "en" not in languages:
        root.problem("missing-language", at="languages")
    _no_duplicates(root, "duplicate-name.language", languages)
    root.close()
    return codebook, findings.problems


def _read_about(root: Section) -> str:
    """What the people have in common; nothing when it is not said, or is not known."""
    about = root.text("about", "")
    if about in ("", TRAFFICKING):
        return about
    root.problem("unknown-subject", {"name": about, "subject": TRAFFICKING}, at="about")
    return ""


def _read_shared(root: Section, key: str, builtin: Iterable[str]) -> dict[str, object]:
    """What several columns may name, not yet read: lists of values, hierarchies."""
    data = root.raw(key)
    if data is None:
        return {}
    if not isinstance(data, dict):
        root.problem(f"wrong-type.{key}", at=key)
        return {}
    for name in data:
        if name in builtin:
            root.problem(f"duplicate-name.built-in-{key}", {"name": name}, at=key)
    return data


def _read_mappings(root: Section) -> dict[str, dict[str, str]]:
    """The shared mappings: answer of a child → the answers of its parent that lead to it."""
    if not root.has("mappings"):
        return {}
    section = root.section("mappings")
    return {name: _read_mapping(section.section(name)) for name in section.keys}


def _read_mapping(section: Section) -> dict[str, str]:
    """Answer of the parent → answer of the child; each answer of the parent leads to one."""
    mapping: dict[str, str] = {}
    for child in section.keys:
        for parent in section.texts(child):
            if mapping.setdefault(parent, child) != child:
                gaps = {"code": parent, "one": mapping[parent], "other": child}
                section.problem("duplicate-value.under-two", gaps)
    return mapping


def _read_group(section: Section) -> Group:
    """One denominator."""
    group = Group(
        name=section.text("name"),
        label=section.words("label", needed=True),
        definition=section.words("definition"),
    )
    section.close()
    return group


def _read_table(section: Section, known: Known) -> Table:
    """One table with its columns, rules and dependencies."""
    missing = read_missing(section, {Missing.NOT_RECORDED: ("",)})
    columns = tuple(read_column(item, known, missing) for item in section.sections("columns"))
    subject_id = section.text("subject_id", "") or None
    names = [column.name for column in columns]
    _no_duplicates(section, "duplicate-name.column", names)
    if subject_id in names:
        section.problem("subject-id-is-column", {"name": subject_id or ""}, at="subject_id")
    by_name = {column.name: column for column in columns}
    rules = [rule for item in section.sections("rules") for rule in read_rule(item, by_name)]
    _no_duplicates(section, "duplicate-name.rule", (rule.name for rule in rules))
    dependencies = section.sections("dependencies", by="child")
    table = Table(
        name=_file_name(section, "name"),
        label=section.words("label", needed=True),
        columns=columns,
        subject_id=subject_id,
        rules=tuple(rules),
        dependencies=tuple(read_dependency(item, by_name, known.mappings) for item in dependencies),
        key=section.text("key", "") or None,
        references=tuple(map(read_reference, section.sections("references", by="column"))),
        household=read_household(section.section("household"))
        if section.has("household")
        else None,
        optional=section.truth("optional"),
    )
    _no_duplicates(section, "duplicate-name.child", (item.child for item in table.dependencies))
    section.close()
    return table


def _file_name(section: Section, key: str) -> str:
    """A name that can be the name of a file everywhere."""
    name = section.text(key)
    if name and not _FILE_NAME.fullmatch(name):
        section.problem("bad-name.file", {"name": name}, at=key)
    return name


def _no_duplicates(section: Section, code: str, names: Iterable[str]) -> None:
    """Each name stands once."""
    for name, times in Counter(names).items():
        if times > 1 and name:
            section.problem(code, {"name": name, "times": times})
