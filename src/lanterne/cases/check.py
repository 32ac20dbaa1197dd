"""What must be true of a case file: its header against the codebook, each record against the rules.

Cells are checked one by one where they are read, in :mod:`lanterne.cases.vocabulary`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.left_out import how_to_leave_out
from lanterne.cases.records import ROW
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.model import Condition, Dependency, Table
from lanterne.errors import FRAME, NOTHING
from lanterne.files.problem_log import Findings, shown
from lanterne.messages import Message
from lanterne.messages.did_you_mean import did_you_mean


def check_header(
    header: Sequence[str],
    table: Table,
    subject_id: str | None,
    others: Collection[str],
    ignore: Collection[str],
    findings: Findings,
) -> None:
    """Every column of the table is there once, and no other that is not left out by name.

    A first row is taken for a header when half of it are columns of the table, or half of the
    table's columns are in it. Else it may be a row of cases: none of it is repeated in a message.
    Subject ids and households of which the codebook knows may be there without being asked for.

    Args:
        header: Names in the file.
        table: The table of the codebook.
        subject_id: Column of subject ids, ``None`` when each row is a person.
        others: Other columns of ids: keys, references, households.
        ignore: Columns that are left out on purpose.
        findings: Receives what is wrong.
    """
    wanted = [*table.names, *([subject_id] if subject_id else []), *others]
    household = table.household.column if table.household else None
    expected = {*wanted, *filter(None, [table.subject_id, household]), *ignore}
    is_header = _is_header(header, wanted, expected)
    may_name_subject = subject_id is None and table.key is None and not table.references
    if not is_header:
        _say_no_header(findings)
    free = [name for name in wanted if name not in header]
    for position, name in enumerate(header, start=1):
        if name not in expected:
            if is_header and name:
                _say_unknown(name, free, may_name_subject, findings)
            else:
                _say_unnamed(position, name, free, findings)
    for name, count in Counter(header).items():
        if count > 1 and name in expected:
            findings.add("duplicate-column.in-header", {"count": count}, column=shown(name))
    unknown = [name for name in header if name and name not in expected]
    for name in wanted if is_header else ():
        if name in header:
            continue
        if name == subject_id:
            findings.add("missing-subject-id", column=shown(name))
        else:
            _say_missing(name, name in others, unknown, findings)


def _is_header(header: Sequence[str], wanted: Sequence[str], expected: Collection[str]) -> bool:
    fitting = sum(name in expected for name in header)
    there = sum(name in header for name in wanted)
    return 2 * fitting >= len(header) or 2 * there >= len(wanted)


def _say_no_header(findings: Findings) -> None:
    """A data frame has names in no row of its own."""
    if findings.file == FRAME:
        findings.add("frame-no-header", named="no-header")
    else:
        findings.add("no-header", rows=[1])


def _say_unknown(
    name: str, free: Sequence[str], may_name_subject: bool, findings: Findings
) -> None:
    guess = did_you_mean(name, free)
    advice = how_to_leave_out(name, guess, may_be_subject=may_name_subject)
    findings.add("unknown-column.of-cases", advice=advice, column=shown(name))


def _say_unnamed(position: int, name: str, free: Sequence[str], findings: Findings) -> None:
    """Of a field that is blank, or in a first row that may be no header: its place alone."""
    near = did_you_mean(name, free)
    if not name:
        findings.add("unnamed-column", {"position": str(position)})
    elif near:
        findings.add("unknown-column.first-row", {"position": str(position)}, advice=near)


def _say_missing(name: str, is_id: bool, unknown: Sequence[str], findings: Findings) -> None:
    advice = Message("missing-column.advice.id") if is_id else None
    if did_you_mean(name, unknown):
        advice = Message("missing-column.advice.near")
    findings.add("missing-column.in-file", advice=advice, column=shown(name))


def check_records(
    answers: pl.DataFrame,
    table: Table,
    vocabularies: Mapping[str, Vocabulary],
    findings: Findings,
) -> pl.DataFrame:
    """What must be true of a person: required answers, dependencies and rules.

    Args:
        answers: One row per person, without nulls: answer codes, set texts and ``ROW``.
        table: The table of the codebook.
        vocabularies: Name of each column → its vocabulary.
        findings: Receives what is wrong.

    Returns:
        The answers, with what follows from a declared dependency filled in where it was missing.
    """
    rows = answers[ROW].to_numpy()
    for column in table.columns:
        if column.required and not findings.of_whole("required", column.name):
            vocabulary = vocabularies[column.name]
            blank = ~vocabulary.answered(answers[column.name])
            findings.add("required", rows=rows[blank], column=column.name)
    for _ in table.dependencies:  # a child may be the parent of the next
        for dependency in table.dependencies:
            answers = answers.with_columns(_filled(answers, dependency, vocabularies))
    for dependency in table.dependencies:
        _check_dependency(answers, dependency, vocabularies, findings)
    for rule in table.rules:
        broken = np.ones(answers.height, bool)
        for condition in rule.forbid:
            broken &= _holds(condition, answers, vocabularies)
        label = rule.label.get("en", "")
        findings.add(
            "forbidden-together",
            {"columns": tuple(test.column for test in rule.forbid)},
            advice=Message(label) if label else NOTHING,
            rows=rows[broken],
            named=f"rule:{rule.name}",
        )
    return answers


def _holds(
    condition: Condition, answers: pl.DataFrame, vocabularies: Mapping[str, Vocabulary]
) -> npt.NDArray[np.bool_]:
    return vocabularies[condition.column].holds(condition, answers[condition.column])


def _implied(
    answers: pl.DataFrame, dependency: Dependency, vocabularies: Mapping[str, Vocabulary]
) -> npt.NDArray[np.uint16]:
    """Answer code of the child that follows from the parent; 0 where nothing follows."""
    parent, child = vocabularies[dependency.parent], vocabularies[dependency.child]
    code = {text: i for i, text in enumerate(child.listed) if i >= len(child.missing)}
    follows = [
        code.get(dependency.mapping.get(text, ""), 0) if i >= len(parent.missing) else 0
        for i, text in enumerate(parent.listed)
    ]
    places = parent.listed_codes(answers[dependency.parent])
    return np.take(np.array(follows, np.uint16), places)


def _filled(
    answers: pl.DataFrame, dependency: Dependency, vocabularies: Mapping[str, Vocabulary]
) -> pl.Series:
    implied = _implied(answers, dependency, vocabularies)
    child = answers[dependency.child]
    open_to_fill = (implied > 0) & ~vocabularies[dependency.child].answered(child)
    return pl.Series(dependency.child, np.where(open_to_fill, implied, child.to_numpy()))


def _check_dependency(
    answers: pl.DataFrame,
    dependency: Dependency,
    vocabularies: Mapping[str, Vocabulary],
    findings: Findings,
) -> None:
    implied = _implied(answers, dependency, vocabularies)
    wrong = (implied > 0) & (implied != answers[dependency.child].to_numpy())
    findings.add(
        "dependency",
        {"column": dependency.parent, "child": dependency.child},
        rows=answers[ROW].to_numpy()[wrong],
        column=dependency.child,
    )
