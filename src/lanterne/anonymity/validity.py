"""Rows of texts against a codebook, by the checks that case files go through."""

from __future__ import annotations

import numpy as np
import polars as pl

from lanterne.cases.check import check_records
from lanterne.cases.encode import vocabularies_of
from lanterne.cases.records import ROW
from lanterne.codebook.model import Table
from lanterne.errors import UsageError
from lanterne.files.problem_log import Findings


def valid_rows(rows: pl.DataFrame, table: Table, name: str) -> pl.DataFrame:
    """The rows in the codebook's words and order, with what follows from a dependency filled in.

    Args:
        rows: Texts, ``""`` or null where nothing is said.
        table: What they must keep.
        name: What the rows are called in messages.

    Raises:
        UsageError: The columns are not those of the table.
        InputError: Something is not in the lists, or breaks a rule; no value is shown.
    """
    absent = [column for column in table.names if column not in rows.columns]
    extra = [column for column in rows.columns if column not in table.names]
    if absent and extra:
        columns, others = tuple(absent), tuple(extra)
        raise UsageError("k-method.rows-lack-and-have", columns=columns, others=others)
    if absent:
        raise UsageError("k-method.rows-lack", columns=tuple(absent))
    if extra:
        raise UsageError("k-method.rows-have", columns=tuple(extra))
    findings = Findings(name)
    numbers = np.arange(2, rows.height + 2, dtype=np.int64)
    vocabularies = vocabularies_of(table)
    answers = pl.DataFrame(
        [
            vocabulary.read(rows[column].cast(pl.String).fill_null(""), numbers, findings)
            for column, vocabulary in vocabularies.items()
        ]
    )
    findings.raise_any()
    answers = check_records(
        answers.with_columns(pl.Series(ROW, numbers)), table, vocabularies, findings
    )
    findings.raise_any()
    return pl.DataFrame(
        [vocabulary.write(answers[column]) for column, vocabulary in vocabularies.items()]
    )
