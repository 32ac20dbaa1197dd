"""Rows of the same person become one: what the sum of the rows says about the person.

The unit that is protected is the person. Two rows of one person that were counted as two people
would break the promise to that person without a word, so a missing or blank subject id is an error.

Joining needs the whole table in memory: two bytes for an answer, and the ids.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lanterne.cases.identifiers import find_alike
from lanterne.cases.records import ROW
from lanterne.cases.vocabulary import Vocabulary
from lanterne.files.problem_log import Findings

SUBJECT = "\x1fsubject"
"""Name of the column of subject ids beside the answers; no file can have it."""

HOUSEHOLD = "\x1fhousehold"
"""Name of the column of households beside the answers."""


def join_subjects(
    answers: pl.DataFrame,
    vocabularies: Mapping[str, Vocabulary],
    findings: Findings,
    others: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """One row per subject, in the order of their first rows; see :func:`join_rows`.

    Args:
        answers: Answer codes and set texts, with the columns ``SUBJECT`` and ``ROW``.
        vocabularies: Name of each column of answers → its vocabulary.
        findings: Receives blank ids, ids that are nearly the same, and answers that contradict
            each other.
        others: Name of each other column of ids beside the answers → its name in the file.

    Returns:
        The answers with ``ROW``, the first row of each subject, and without ``SUBJECT``.
    """
    blank = answers[SUBJECT] == ""
    findings.add("blank-subject-id", rows=answers[ROW].filter(blank).to_numpy())
    named = answers.filter(~blank)
    find_alike(named[SUBJECT], named[ROW], findings)
    return join_rows(named, SUBJECT, vocabularies, findings, others or {}).drop(SUBJECT)


def join_rows(
    rows: pl.DataFrame,
    by: str,
    vocabularies: Mapping[str, Vocabulary],
    findings: Findings,
    others: Mapping[str, str],
) -> pl.DataFrame:
    """One row per id, in the order of their first rows.

    Of a single-valued column the answers must agree; an answer wins over any missingness, a typed
    kind over not recorded, and of two typed kinds the one that the codebook names first. The
    members of sets unite. Of another column of ids all that are not blank must agree.

    Args:
        rows: Answer codes and set texts, with the columns ``by`` and ``ROW``; what is null in one
            row of somebody is null of them.
        by: Column of ids; none is blank.
        vocabularies: Name of each column of answers → its vocabulary.
        findings: Receives answers that contradict each other.
        others: Name of each other column of ids → its name in the file.

    Returns:
        The columns of ``rows``, with the first ``ROW`` of each id.
    """
    told_apart = rows.unique([by, *others, *vocabularies], keep="first", maintain_order=True)
    several = told_apart[by].is_duplicated()
    if not several.any():
        return told_apart
    repeated = told_apart.filter(several)
    for name, vocabulary in vocabularies.items():
        if not vocabulary.is_set:
            given = pl.col(name) >= len(vocabulary.missing)
            _find_disagreements(repeated.filter(given), by, name, name, findings)
    for name, column in others.items():
        _find_disagreements(repeated.filter(pl.col(name) != ""), by, name, column, findings)
    joined = repeated.group_by(by, maintain_order=True).agg(
        pl.col(ROW).first(),
        *(
            pl.when(pl.col(name).is_not_null().all()).then(_joined(vocabulary)).alias(name)
            for name, vocabulary in vocabularies.items()
        ),
        *(pl.col(name).max() for name in others),
    )
    return pl.concat([told_apart.filter(~several), joined.select(told_apart.columns)]).sort(ROW)


def _find_disagreements(
    given: pl.DataFrame, by: str, name: str, column: str, findings: Findings
) -> None:
    for contradictory in rows_that_differ(given, by, name):
        findings.add(
            "subject-disagrees",
            {"rows": tuple(map(str, contradictory[:5]))},
            rows=contradictory[:1],
            column=column,
        )


def rows_that_differ(rows: pl.DataFrame, by: str, name: str) -> list[list[int]]:
    """For each id that says different things in a column, the first row of each of them.

    Args:
        rows: With the columns ``by``, ``name`` and ``ROW``.
        by: Column of ids.
        name: The column that is compared.
    """
    different = rows.group_by(by, name).agg(pl.col(ROW).min()).sort(ROW)
    places = different.group_by(by, maintain_order=True).agg(ROW)[ROW]
    found: list[list[int]] = places.filter(places.list.len() > 1).to_list()
    return found


def _joined(vocabulary: Vocabulary) -> pl.Expr:
    answer = pl.col(vocabulary.column.name)
    if vocabulary.is_set:
        return _united(vocabulary)
    kinds = len(vocabulary.missing)
    given = answer.filter(answer >= kinds).min()
    typed = answer.filter((answer > 0) & (answer < kinds)).min()
    return pl.coalesce(given, typed, pl.lit(0, pl.UInt16))


def _united(vocabulary: Vocabulary) -> pl.Expr:
    answer = pl.col(vocabulary.column.name)
    separator = vocabulary.column.separator
    typed = vocabulary.missing[1:]
    given = ~answer.is_in(list(vocabulary.missing))
    members = answer.filter(given).str.split(separator).explode().unique().sort()
    otherwise: pl.Expr = pl.lit("")
    for kind in reversed(typed):
        otherwise = pl.when((answer == kind).any()).then(pl.lit(kind)).otherwise(otherwise)
    return pl.when(given.any()).then(members.str.join(separator)).otherwise(otherwise)
