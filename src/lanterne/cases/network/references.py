"""What must be true of rows, of their keys, and of the rows that these refer to.

No message repeats a key: it may be a name, or the number of a passport.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from lanterne.cases.check import check_records
from lanterne.cases.encode import find_impossible, to_codes
from lanterne.cases.identifiers import find_alike, whole_numbers
from lanterne.cases.network.records import Records
from lanterne.cases.records import ROW
from lanterne.codebook.encode import encode_table
from lanterne.codebook.model import Reference

_NUMBER = "\x1fnumber"


def check_answers(records: Records) -> Records:
    """What must be true of a row by itself: required answers, dependencies and rules.

    Returns:
        The records, with what follows from a declared dependency filled in; as they were where
        cells are no answers or columns are missing.
    """
    table, findings, books = records.table, records.findings, records.vocabularies
    whole = records.rows.drop_nulls()
    if not table.columns or not records.has(*table.names) or whole.is_empty():
        return records
    answers = check_records(whole, table, books, findings)
    if findings:
        return records
    find_impossible(to_codes(answers, books, encode_table(table)), answers, findings)
    return replace(records, rows=answers)


def check_keys(records: Records) -> None:
    """Every row has a key that no other row has, nor one that is nearly the same."""
    key, rows, findings = records.table.key, records.rows, records.findings
    if key is None or not records.has(key):
        return
    blank = rows[key] == ""
    findings.add(
        "blank-key.of-row",
        rows=rows[ROW].filter(blank).to_numpy(),
        column=key,
    )
    named = rows.select(key, ROW).filter(~blank)
    findings.add(
        "doubled-key",
        rows=named[ROW].filter(~named[key].is_first_distinct()).to_numpy(),
        column=key,
    )
    find_alike(named[key], named[ROW], findings, key)


def check_reference(records: Records, reference: Reference, target: Records) -> Records:
    """What one column of keys may and must refer to.

    Args:
        records: The rows that refer.
        reference: Their column.
        target: The rows that are referred to.

    Returns:
        The target, with a row in which nothing is recorded for each key that has none where that
        is legal.
    """
    column, key = reference.column, target.table.key
    if key is None or not records.has(column) or not target.has(key):
        return target
    if reference.required:
        _say_blank(records, column)
    referring = records.rows.select(column, ROW).filter(pl.col(column) != "")
    _check_number(referring, reference, records)
    if reference.every and records.whole:
        _check_every(referring, column, target, key)
    if not target.whole or (target.rows.is_empty() and not target.table.optional):
        return target  # that is said already, and would be said again of every key
    loose = referring.join(
        target.rows.select(key), left_on=column, right_on=key, how="anti", maintain_order="left"
    )
    loose = _without_alike(loose, column, target.rows[key], records, target.table.name)
    if reference.dangling:
        find_alike(loose[column], loose[ROW], records.findings, column)
        return _with_rows(
            target, key, loose.unique(column, keep="first", maintain_order=True), records
        )
    records.findings.add(
        "dangling-key",
        {"table": target.table.name},
        rows=loose[ROW].to_numpy(),
        column=column,
    )
    return target


def check_pairs(links: Records) -> None:
    """No two links are between the same two people."""
    columns = [reference.column for reference in links.table.references]
    if not links.has(*columns):
        return
    named = links.rows.select(*columns, ROW).filter(pl.all_horizontal(pl.col(columns) != ""))
    first = named.unique(columns, keep="first")
    links.findings.add(
        "duplicate-pair",
        rows=named.join(first, on=ROW, how="anti", maintain_order="left")[ROW].to_numpy(),
        column=columns[-1],
    )


def _say_blank(records: Records, column: str) -> None:
    rows = records.rows[ROW].filter(records.rows[column] == "")
    records.findings.add("blank-key.of-reference", rows=rows.to_numpy(), column=column)


def _check_number(referring: pl.DataFrame, reference: Reference, records: Records) -> None:
    """No key is referred to more often than may be; said once, at the first row that does."""
    if reference.at_most is None:
        return
    number = referring.group_by(reference.column).agg(pl.len().alias(_NUMBER), pl.col(ROW).min())
    records.findings.add(
        "too-many-references",
        {"count": reference.at_most},
        rows=np.sort(number.filter(pl.col(_NUMBER) > reference.at_most)[ROW].to_numpy()),
        column=reference.column,
    )


def _check_every(referring: pl.DataFrame, column: str, target: Records, key: str) -> None:
    alone = target.rows.select(key, ROW).join(referring, left_on=key, right_on=column, how="anti")
    target.findings.add(
        "not-referred-to",
        rows=np.sort(alone.filter(pl.col(key) != "")[ROW].to_numpy()),
        column=key,
    )


def _without_alike(
    loose: pl.DataFrame, column: str, keys: pl.Series, records: Records, table: str
) -> pl.DataFrame:
    """Keys without a row, less those that a spreadsheet may have made of a key that has one."""
    if loose.is_empty():
        return loose
    known = whole_numbers(keys).unique().drop_nulls()
    alike = whole_numbers(loose[column]).is_in(known.implode()).fill_null(value=False)
    records.findings.add(
        "keys-alike",
        {"table": table},
        rows=loose[ROW].filter(alike).to_numpy(),
        column=column,
    )
    return loose.filter(~alike)


def _with_rows(target: Records, key: str, keys: pl.DataFrame, records: Records) -> Records:
    """The target with a row of blanks for each key; the rules hold for it as for any row.

    Args:
        target: The rows that are there.
        key: Column of their keys.
        keys: The keys of the others, and ``ROW`` in the file of ``records``.
        records: The rows that refer.
    """
    if keys.is_empty():
        return target
    blanks = [
        pl.lit("" if kind == pl.String else 0, kind).alias(name)
        for name, kind in target.rows.schema.items()
        if name not in {key, ROW}
    ]
    rows = keys.select(pl.first().alias(key), ROW, *blanks).select(target.rows.columns)
    added = check_answers(replace(target, rows=rows, findings=records.findings))
    return replace(target, rows=pl.concat([target.rows, added.rows]))
