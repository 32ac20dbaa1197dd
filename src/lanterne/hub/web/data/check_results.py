"""What a check found, as a person reads it: alike faults together, with their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from lanterne.cases.vocabulary import NAMED
from lanterne.codebook import Codebook, in_language
from lanterne.errors import Place, Problem, problem_from_json
from lanterne.hub.problem_texts import problem_advises, problem_says, says
from lanterne.hub.web.data.hints import hint_of
from lanterne.messages import Message

EXAMPLES = 3
"""Answers of a long list that are named."""

MOST = 200
"""Faults that are shown: whoever mends so many checks the file again."""

MORE = "problems.more-rows"
"""The message that counts rows which are not listed."""


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
    kept: Iterable[Mapping[str, Any]], codebook: Codebook | None, language: str
) -> tuple[Fault, ...]:
    """The faults of a file, in the order in which they were met; of very many the last counts.

    Args:
        kept: As :mod:`lanterne.hub.web.work.check` keeps them.
        codebook: Says rules in words.
        language: Of the page.
    """
    found: dict[Problem, list[int]] = {}
    more: dict[tuple[str, Place], int] = {}
    for problem in map(_problem, kept):
        everywhere = problem.at(row=None)
        if problem.code == MORE:
            more[problem.rule, everywhere.place] = int(str(problem.parameters["count"]))
            continue
        rows = found.setdefault(everywhere, [])
        rows += [] if problem.row is None else [problem.row]
    rules, examples = dict(_rules(codebook, language)), dict(_examples(codebook, language))
    shown = tuple(
        Fault(
            problem.column or "",
            problem_says(problem),
            _advice(problem, rules, examples),
            problem.at(row=None, column=None).place.say(language),
            tuple(rows),
            more.pop((problem.rule, problem.place), 0),
        )
        for problem, rows in islice(found.items(), MOST)
    )
    unlisted = max(len(found) - MOST, 0) + sum(more.values())
    if not unlisted:
        return shown
    return (*shown, Fault("", says(Message("problems.more", {"count": unlisted})), "", "", (), 0))


def _problem(kept: Mapping[str, Any]) -> Problem:
    """A problem that was kept; earlier versions kept its English."""
    if "message" not in kept:
        return problem_from_json(kept)
    counted = re.match(r"The same is wrong in ([0-9]+) more", kept["message"])
    place = Place(kept["file"] or None, kept["row"], kept["column"])
    if counted and place.row is None:
        return Problem(MORE, {"count": int(counted[1])}, place, named=kept["rule"])
    return Problem(kept["message"], {}, place, Message(kept["hint"]), kept["rule"])


def _advice(problem: Problem, rules: Mapping[str, str], examples: Mapping[str, str]) -> str:
    if problem.rule.startswith("rule:") and problem.rule.removeprefix("rule:") in rules:
        return rules[problem.rule.removeprefix("rule:")]
    if problem.rule in _NOT_LISTED and problem.column in examples:
        return f"{problem_advises(problem)} {examples[problem.column or '']}"
    return hint_of(problem)


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
