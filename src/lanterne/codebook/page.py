"""A codebook as one page for people: nothing to fetch, nothing to run, good on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from lanterne.codebook.hierarchy import Level
from lanterne.codebook.model import (
    Codebook,
    Column,
    Dependency,
    Rule,
    Table,
    Text,
    Value,
    in_language,
)
from lanterne.codebook.relations import Relation, relations
from lanterne.codebook.words import words
from lanterne.messages import direction
from lanterne.messages.page_templates import page_environment
from lanterne.messages.punctuation import colon
from lanterne.messages.typography import unbroken

if TYPE_CHECKING:
    from jinja2 import Template

LONG_LIST = 12
"""A list longer than this that several columns share is shown once, at the end."""


def codebook_page(codebook: Codebook, language: str = "en") -> str:
    """One self-contained HTML page about a codebook.

    Args:
        codebook: What to describe.
        language: BCP 47 tag; where there is no text in it, the English one is shown and marked so.

    Returns:
        The page, without scripts and without anything to fetch.
    """
    shared = _shared_lists(codebook)
    primary = language.split("-", maxsplit=1)[0]
    return _template().render(
        codebook=codebook,
        language=language,
        direction=direction(language),
        colon=colon(primary),
        long_limit=LONG_LIST,
        groups={group.name: group for group in codebook.groups},
        shared=shared,
        list_of={
            (table.name, column.name): number
            for number, (_, users) in enumerate(shared, start=1)
            for table, column in users
        },
        words={key: _choose(text, language) for key, text in words().items()},
        say=lambda text: _choose(text, language),
        plain=lambda text: in_language(text, language),
        anchor=_anchor,
        labels=_labels,
        written=codebook.written_in,
        alike=_alike,
        network=codebook.network,
        relations=relations,
        sentence=lambda relation: _sentence(relation, language),
        backwards=_backwards,
        members=_members,
    )


def _choose(text: Text, language: str) -> tuple[str, str | None]:
    """The text and, when it had to be the English one, ``en``; a number is of every language.

    In French, a blank before a mark of punctuation does not let the line break.
    """
    chosen = in_language(text, language)
    if not text.get(language) and not chosen.isdigit():
        return chosen, "en"
    return unbroken(chosen, language.split("-", maxsplit=1)[0]), None


def _sentence(relation: Relation, language: str) -> tuple[str, str | None]:
    """A sentence with names of columns and tables marked as such."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    text, tag = _choose(relation.text, language)
    gaps = {
        gap: Markup('<code dir="ltr">{}</code>').format(item) if isinstance(item, str) else item
        for gap, item in relation.gaps.items()
    }
    return Markup(text).format(**gaps), tag


def _backwards(dependency: Dependency) -> Mapping[str, list[str]]:
    """Answer of the child → the answers of the parent that lead to it."""
    answers: dict[str, list[str]] = {}
    for parent, child in dependency.mapping.items():
        answers.setdefault(child, []).append(parent)
    return answers


def _members(level: Level) -> list[tuple[Value, list[str]]]:
    """Each wider answer of a level, with the answers of the level below that it stands for."""
    return [
        (value, [code for code, wider in level.parents.items() if wider == value.code])
        for value in level.values
    ]


def _shared_lists(
    codebook: Codebook,
) -> list[tuple[tuple[Value, ...], list[tuple[Table, Column]]]]:
    """Long lists of values that more than one column has, with the columns."""
    users: dict[tuple[str, ...], list[tuple[Table, Column]]] = {}
    for table in codebook.tables:
        for column in table.columns:
            if len(column.values) > LONG_LIST:
                users.setdefault(column.codes, []).append((table, column))
    return [
        (columns[0][1].values, columns)
        for columns in users.values()
        if len(columns) > 1 and all(c.values == columns[0][1].values for _, c in columns)
    ]


def _alike(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules one after the other that say the same of different columns, together."""
    return [list(same) for _, same in groupby(rules, key=lambda rule: dict(rule.label))]


def _labels(table: Table, name: str) -> Mapping[str, Text]:
    """Value → label of one column."""
    return {value.code: value.label for value in table.column(name).values}


def _anchor(*parts: str) -> str:
    """An anchor that no two lists of parts share and that a person can read."""
    return ".".join(
        re.sub(r"[^A-Za-z0-9_-]", lambda match: f"~{ord(match.group()):x}", part) for part in parts
    )


@cache
def _template() -> Template:
    """The template, with every inserted text escaped."""
    text = files("lanterne.codebook").joinpath("templates", "codebook.html").read_text("utf-8")
    return page_environment().from_string(text)
