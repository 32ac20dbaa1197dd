"""Rows of the same person become one: what the sum of the rows says about the person.

The unit that is protected is the person. Two rows of one person that were counted as two people
would break the promise to that person without a word, so a missing or blank subject id is an error.

Joining needs the whole table in memory: two bytes for an answer, and the ids.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lanterne.cases.findings import Findings
from lanterne.cases.identifiers import find_alike
from lanterne.cases.vocabulary import Vocabulary

SUBJECT = "\x1fsubject"
"""Name of the column of subject ids beside the answers; no file can have it."""

ROW = "\x1frow"
"""Name of the column of row numbers beside the answers."""


def join_subjects(
    answers: pl.DataFrame, vocabularies: Mapping[str, Vocabulary], findings: Findings
) -> pl.DataFrame:
    """One row per subject, in the order of their first rows.

    Of a single-valued column the answers must agree; an answer wins over any missingness, a typed
    kind over not recorded, and of two typed kinds the one that the codebook names first. The
    members of sets unite.

    Args:
        answers: Answer codes and set texts, with the columns ``SUBJECT`` and ``ROW``; what is null
            in one row of a person is null of the person.
        vocabularies: Name of each column of answers → its vocabulary.
        findings: Receives blank ids, ids that are nearly the same, and answers that contradict
            each other.

    Returns:
        The answers with ``ROW``, the first row of each subject, and without ``SUBJECT``.
    """
    blank = answers[SUBJECT] == ""
    findings.add(
        "blank-subject-id",
        "The row does not say to which person it belongs.",
        "Give every row the id of its person.",
        rows=answers[ROW].filter(blank).to_numpy(),
    )
    named = answers.filter(~blank)
    find_alike(named[SUBJECT], named[ROW], findings)
    several = named[SUBJECT].is_duplicated()
    if not several.any():
        return named.drop(SUBJECT)
    repeated = named.filter(several)
    _find_disagreements(repeated, vocabularies, findings)
    joined = repeated.group_by(SUBJECT, maintain_order=True).agg(
        pl.col(ROW).first(),
        *(
            pl.when(pl.col(name).is_not_null().all()).then(_joined(vocabulary)).alias(name)
            for name, vocabulary in vocabularies.items()
        ),
    )
    return pl.concat([named.filter(~several), joined.select(named.columns)]).sort(ROW).drop(SUBJECT)


def _find_disagreements(
    repeated: pl.DataFrame, vocabularies: Mapping[str, Vocabulary], findings: Findings
) -> None:
    for name, vocabulary in vocabularies.items():
        if vocabulary.is_set:
            continue
        given = repeated.filter(pl.col(name) >= len(vocabulary.missing))
        different = given.group_by(SUBJECT, name).agg(pl.col(ROW).min()).sort(ROW)
        rows = different.group_by(SUBJECT, maintain_order=True).agg(ROW)[ROW]
        for contradictory in rows.filter(rows.list.len() > 1).to_list():
            findings.add(
                "subject-disagrees",
                f"Rows {' and '.join(map(str, contradictory[:5]))} of one person give different "
                "answers.",
                "Correct one of them, or make the column a set in the codebook.",
                rows=contradictory[:1],
                column=name,
            )


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
