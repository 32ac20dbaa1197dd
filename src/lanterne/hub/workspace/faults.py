"""What a check found, as a person reads it: alike faults together, with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lanterne.cases.vocabulary import NAMED
from lanterne.codebook import Codebook, in_language
from lanterne.hub.sentences import said
from lanterne.hub.workspace.hints import hint_of

EXAMPLES = 3
"""Answers of a long list that are named."""

MORE = "The same is wrong in "
"""How the sentence begins that counts rows which are not listed."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, everywhere it is.

    Attributes:
        column: Name of the column; empty: of the row or the file.
        message: What is wrong.
        hint: What to do.
        file: Which table or sheet, where there are several.
        rows: The first rows, counted as a spreadsheet does.
        more: Rows that are not listed.
    """

    column: str
    message: str
    hint: str
    file: str
    rows: tuple[int, ...]
    more: int


def faults(
    problems: Iterable[Mapping[str, Any]], codebook: Codebook | None, language: str
) -> tuple[Fault, ...]:
    """The faults of a file, in the order in which they were met.

    Args:
        problems: As :mod:`lanterne.hub.workspace.work.check` keeps them.
        codebook: Says rules in words.
        language: Of the page.
    """
    found: dict[tuple[str, ...], list[int]] = {}
    more: dict[tuple[str, str, str], int] = {}
    for one in problems:
        column, file = one["column"] or "", one["file"] or ""
        place = (one["rule"], column, file)
        if one["message"].startswith(MORE) and one["row"] is None:
            more[place] = int(one["message"].removeprefix(MORE).split(" ")[0])
            continue
        rows = found.setdefault((*place, one["message"], one["hint"]), [])
        rows += [] if one["row"] is None else [int(one["row"])]
    rules = dict(_rules(codebook, language))
    examples = dict(_examples(codebook, language))
    told: list[Fault] = []
    for (rule, column, file, message, hint), rows in found.items():
        words = rules.get(rule.removeprefix("rule:"), hint) if rule.startswith("rule:") else ""
        if rule in _NOT_LISTED and column in examples:
            words = f"{said(hint)} {examples[column]}"
        told.append(
            Fault(
                column,
                said(message),
                words or hint_of(rule, hint),
                file,
                tuple(rows),
                more.pop((rule, column, file), 0),
            )
        )
    return tuple(told)


_NOT_LISTED = frozenset({"value-not-listed", "member-not-listed"})


def _examples(codebook: Codebook | None, language: str) -> Iterator[tuple[str, str]]:
    """Name of each column whose list is too long to be said, and some answers of it."""
    for table in codebook.tables if codebook else ():
        for column in table.columns:
            if len(column.values) > NAMED:
                step = len(column.values) // EXAMPLES
                codes = ", ".join(
                    f"{value.code} ({in_language(value.label, language)})"
                    for value in column.values[step // 2 :: step][:EXAMPLES]
                )
                yield column.name, _("For example: %(codes)s.") % {"codes": codes}


def _rules(codebook: Codebook | None, language: str) -> Iterator[tuple[str, str]]:
    """Name of each rule and what it says."""
    for table in codebook.tables if codebook else ():
        for rule in table.rules:
            yield rule.name, in_language(rule.label, language)
