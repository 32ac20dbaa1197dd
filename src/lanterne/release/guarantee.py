"""Whether the statement of a k-method is complete, and what of it a release alone can show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from lanterne.anonymity.check_classes import find_faults
from lanterne.anonymity.result import Guarantee, Method
from lanterne.anonymity.statement import KIND, LIMITS, ROWS, KStatement
from lanterne.codebook.model import Table
from lanterne.errors import Problem
from lanterne.privacy import Unit

FILE = "guarantee.json"

LONGEST = 3
"""Longest combination that is promised where not whole rows are."""

_FORMS = {
    "as_of": (re.compile(r"\d{4}-\d\d-\d\d"), "a day, such as 2026-11-25"),
    "ledger": (re.compile(r"[0-9a-f]{64}"), "a SHA-256"),
    "software": (re.compile(r".*\S.*"), "a name and a version"),
    "unit": (re.compile(f"{Unit.PERSON}|{Unit.ROW}"), f"{Unit.PERSON} or {Unit.ROW}"),
}


def guarantee_problems(statement: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is missing from the statement of a k-method, or cannot be so."""
    faults = list(_faults(statement))
    if not faults:
        try:
            KStatement.from_dict(statement)
        except (ValueError, TypeError):
            faults = ["lacks fields, or has some that are unknown"]
    return tuple(Problem("guarantee", f"The guarantee {text}.", file=FILE) for text in faults)


def kept_problems(
    frame: pl.DataFrame, table: Table, statement: KStatement, file: str
) -> Iterator[Problem]:
    """What the rows themselves show of a promise that is not kept.

    Of k-anonymised rows that is all of it. Of synthetic ones only that they are rounded: who else
    holds what they say is known from the cases alone.

    Args:
        frame: The rows, coded.
        table: The codebook's table.
        statement: What is promised.
        file: Name of the file, for the messages.
    """
    said = statement.guarantee
    named = [*said.quasi_identifiers, *said.sensitive]
    unknown = [name for name in named if name not in table.names]
    if unknown:
        text = "The guarantee is about a column that the codebook does not have."
        yield Problem("guarantee", text, file=FILE, column=unknown[0])
        return
    if frame.height % statement.rows_rounded_to:
        text = f"The number of rows is no multiple of {statement.rows_rounded_to}."
        yield Problem("rows-rounded", text, file=file)
    if said.method is Method.K_ANONYMISED:
        yield from _class_problems(frame, said, file)


def _class_problems(frame: pl.DataFrame, said: Guarantee, file: str) -> Iterator[Problem]:
    for fault, number in find_faults(frame, said).items():
        text = f"Groups of rows that say the same in the quasi-identifiers {fault} ({number})."
        yield Problem("guarantee-broken", text, "Do not publish it.", file)


def _faults(statement: Mapping[str, Any]) -> Iterator[str]:
    if statement.get("kind") != KIND:
        yield f"must be of the kind {KIND}"
    if statement.get("not_covered") != list(LIMITS):
        yield "must say what it does not cover"
    for name, (form, words) in _FORMS.items():
        if not isinstance(statement.get(name), str) or not form.fullmatch(statement[name]):
            yield f"must give {name} as {words}"
    least = {"k": 2, "rows_rounded_to": 1, "releases": 0, "k_releases": 1, "evaluations": 0}
    for name, smallest in least.items():
        if not _whole(statement.get(name), smallest):
            yield f"must give {name} as a whole number of at least {smallest}"
    lists = ("quasi_identifiers", "sensitive")
    wrong = [name for name in lists if not _texts(statement.get(name))]
    yield from (f"must give {name} as a list of columns" for name in wrong)
    method = statement.get("method")
    if not isinstance(method, str) or method not in set(Method):
        yield f"must name one of the methods {', '.join(Method)}"
    elif not wrong:
        yield from _method_faults(Method(method), statement)


def _method_faults(method: Method, statement: Mapping[str, Any]) -> Iterator[str]:
    """What a method cannot promise, or must."""
    length, columns = statement.get("length"), statement["quasi_identifiers"]
    diversity, closeness = statement.get("diversity"), statement.get("closeness")
    of_classes = (columns, statement["sensitive"], diversity, closeness)
    if method is Method.K_ANONYMOUS_SYNTHETIC:
        short = _whole(length, 1) and length in range(LONGEST + 1)
        if length != ROWS and not short:
            yield f"must give length as 1 to {LONGEST}, or {ROWS}"
        if of_classes != ([], [], None, None):
            yield "says of classes what only k-anonymised rows can keep"
        return
    if length is not None:
        yield "says of combinations what only synthetic rows can keep"
    if not columns:
        yield "must name the quasi-identifiers"
    if diversity is not None and not _whole(diversity, 2):
        yield "must give diversity as a whole number of at least 2"
    if closeness is not None and not (isinstance(closeness, float) and 0 < closeness < 1):
        yield "must give closeness as a number between 0 and 1"
    if bool(statement["sensitive"]) != ((diversity, closeness) != (None, None)):
        yield "must name the sensitive columns with diversity or closeness, and only then"


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
