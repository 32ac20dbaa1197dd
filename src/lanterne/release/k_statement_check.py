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
from lanterne.errors import Place, Problem
from lanterne.messages import Message, Parameter, either
from lanterne.privacy import Unit

FILE = "guarantee.json"

LONGEST = 3
"""Longest combination that is promised where not whole rows are."""

_FORMS: Mapping[str, tuple[re.Pattern[str], Parameter]] = {
    "as_of": (re.compile(r"\d{4}-\d\d-\d\d"), Message("form.day")),
    "ledger": (re.compile(r"[0-9a-f]{64}"), Message("form.sha256")),
    "software": (re.compile(r".*\S.*"), Message("form.software")),
    "unit": (re.compile(f"{Unit.PERSON}|{Unit.ROW}"), either(str(Unit.PERSON), str(Unit.ROW))),
}


def guarantee_problems(statement: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is missing from the statement of a k-method, or cannot be so."""
    faults = list(_faults(statement))
    if not faults:
        try:
            KStatement.from_dict(statement)
        except (ValueError, TypeError):
            faults = [Message("guarantee.other-fields")]
    return tuple(Problem(one.code, one.parameters, Place(FILE)) for one in faults)


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
        yield Problem("guarantee.unknown-column", place=Place(FILE, column=unknown[0]))
        return
    if frame.height % statement.rows_rounded_to:
        yield Problem("rows-rounded.release", {"to": statement.rows_rounded_to}, Place(file))
    if said.method is Method.K_ANONYMISED:
        yield from _class_problems(frame, said, file)


def _class_problems(frame: pl.DataFrame, said: Guarantee, file: str) -> Iterator[Problem]:
    for fault, number in find_faults(frame, said).items():
        gaps: dict[str, Parameter] = {"fault": fault, "number": number}
        yield Problem("guarantee-broken.groups", gaps, Place(file))


def _faults(statement: Mapping[str, Any]) -> Iterator[Message]:
    if statement.get("kind") != KIND:
        yield Message("guarantee.kind", {"kind": KIND})
    if statement.get("not_covered") != list(LIMITS):
        yield Message("guarantee.not-covered")
    for name, (form, words) in _FORMS.items():
        if not isinstance(statement.get(name), str) or not form.fullmatch(statement[name]):
            yield _must_give(name, words)
    least = {"k": 2, "rows_rounded_to": 1, "releases": 0, "k_releases": 1, "evaluations": 0}
    for name, smallest in least.items():
        if not _whole(statement.get(name), smallest):
            yield _must_give(name, Message("form.whole", {"least": smallest}))
    lists = ("quasi_identifiers", "sensitive")
    wrong = [name for name in lists if not _texts(statement.get(name))]
    yield from (_must_give(name, Message("form.columns")) for name in wrong)
    method = statement.get("method")
    if not isinstance(method, str) or method not in set(Method):
        yield Message("guarantee.method", {"methods": tuple(map(str, Method))})
    elif not wrong:
        yield from _method_faults(Method(method), statement)


def _method_faults(method: Method, statement: Mapping[str, Any]) -> Iterator[Message]:
    """What a method cannot promise, or must."""
    length, columns = statement.get("length"), statement["quasi_identifiers"]
    diversity, closeness = statement.get("diversity"), statement.get("closeness")
    of_classes = (columns, statement["sensitive"], diversity, closeness)
    if method is Method.K_ANONYMOUS_SYNTHETIC:
        short = _whole(length, 1) and length in range(LONGEST + 1)
        if length != ROWS and not short:
            length_of = {"most": str(LONGEST), "rows": ROWS}
            yield _must_give("length", Message("form.length", length_of))
        if of_classes != ([], [], None, None):
            yield Message("guarantee.of-classes")
        return
    if length is not None:
        yield Message("guarantee.of-combinations")
    if not columns:
        yield Message("guarantee.no-quasi-identifiers")
    if diversity is not None and not _whole(diversity, 2):
        yield _must_give("diversity", Message("form.whole", {"least": 2}))
    if closeness is not None and not (isinstance(closeness, float) and 0 < closeness < 1):
        yield _must_give("closeness", Message("form.between-0-and-1"))
    if bool(statement["sensitive"]) != ((diversity, closeness) != (None, None)):
        yield Message("guarantee.sensitive")


def _must_give(name: str, form: Parameter) -> Message:
    """That a field is not there, or not of its form."""
    return Message("guarantee.field", {"name": name, "form": form})


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
