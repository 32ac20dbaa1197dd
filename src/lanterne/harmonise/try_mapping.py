"""What a mapping makes of rows of nobody: to look at, to keep, and to compare with later.

The file holds both sides: columns of the partner's file as they stand there, and behind an arrow
the columns of the codebook that came of them. People may correct what they expect, or add rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lanterne.codebook.model import Codebook
from lanterne.files.problem_log import Findings
from lanterne.files.raw_texts import read_texts
from lanterne.harmonise.consents import Consents
from lanterne.harmonise.fictional_answers import fictional_rows
from lanterne.harmonise.mapping import Mapping, Rule
from lanterne.harmonise.rules import ColumnRule, Unknown
from lanterne.harmonise.single_tables import SingleTable, single_tables
from lanterne.harmonise.spreadsheet import spreadsheet
from lanterne.spreadsheet_cells import FORMULA

ARROW = "→ "
"""Before the names of columns that are made."""

CONSENT, TABLE = f"{ARROW}consent", f"{ARROW}table"

NOT_KNOWN = "?"
"""Stands for an answer that the mapping does not know, behind what others of the row say."""

FIRST = 2
"""Row of the file below its header."""


def tried_cases(mapping: Mapping, codebook: Codebook) -> bytes:
    """Rows of nobody and what the mapping makes of them, as CSV for a spreadsheet.

    Args:
        mapping: A mapping that fits the codebook.
        codebook: The codebook.
    """
    frames = []
    for part in single_tables(mapping, codebook):
        rows = fictional_rows(part.mapping, part.codebook)
        given = pl.DataFrame(rows, dict.fromkeys(part.mapping.source.headers, pl.String))
        made = _made(given, part)
        name = _label(part, mapping)
        label = [pl.Series(TABLE, [name]).new_from_index(0, given.height)] if name else []
        frames.append(pl.DataFrame([*label, *given, *made]))
    return spreadsheet(pl.concat(frames, how="diagonal").fill_null(""))


def check_expected(path: Path, mapping: Mapping, codebook: Codebook) -> int:
    """Compare what a mapping makes with what a file expects; how many rows it has.

    Args:
        path: A file by :func:`tried_cases`, as people corrected it.
        mapping: A mapping that fits the codebook.
        codebook: The codebook.

    Raises:
        InputError: The file cannot be read, or the mapping makes something else; with the row and
            the column of each difference.
    """
    expected = read_texts(path).select(pl.all().map_elements(_unsafe, return_dtype=pl.String))
    findings = Findings(str(path))
    if not any(name.startswith(ARROW) for name in expected.columns):
        raise findings.fail("harmonise-not-expected")
    numbered = expected.with_row_index("\x1frow", FIRST)
    for part in single_tables(mapping, codebook):
        rows, name = numbered, _label(part, mapping)
        if name:
            rows = rows.filter(pl.col(TABLE) == name) if TABLE in rows.columns else rows.clear()
        _compare(rows, part, findings)
    findings.raise_any()
    return expected.height


def _compare(rows: pl.DataFrame, part: SingleTable, findings: Findings) -> None:
    """Note each cell that the mapping makes otherwise."""
    blank = pl.Series([""]).new_from_index(0, rows.height)
    given = pl.DataFrame(
        [
            (rows[name] if name in rows.columns else blank).alias(name)
            for name in part.mapping.source.headers
        ]
    )
    numbers = rows["\x1frow"].cast(pl.Int64)
    for made in _made(given, part):
        wanted = rows[made.name] if made.name in rows.columns else blank
        differs = (wanted != made).to_numpy()
        column = made.name.removeprefix(ARROW)
        findings.add("harmonise-test-differs", rows=numbers.to_numpy()[differs], column=column)


def _made(given: pl.DataFrame, part: SingleTable) -> Sequence[pl.Series]:
    """The columns of the codebook, blank where a row does not consent."""
    trimmed = given.select(pl.all().str.strip_chars())
    asked = bool(part.mapping.legal.consent)
    counts = Consents(part.mapping).given(trimmed)
    columns = [pl.Series(CONSENT, ["1" if one else "0" for one in counts])] if asked else []
    for target in part.codebook.table.columns:
        column = part.mapping.column_of(target.name)
        if column.rule is Rule.UNDETERMINED:
            continue
        unknown = Unknown()
        answers = ColumnRule(column, target).answers(trimmed, unknown)
        strange = [trimmed[header].is_in(list(cells)) for header, cells in unknown.cells.items()]
        rows = pl.Series(range(trimmed.height))
        of_rows = (*unknown.rows.values(), *unknown.places.values())
        strange += [rows.is_in(list(places)) for places in of_rows]
        frame = pl.DataFrame({"answer": answers, "counts": counts})
        known = ~pl.any_horizontal(*strange, pl.lit(value=False))
        cell = (
            pl.when(~pl.col("counts"))
            .then(pl.lit(""))
            .when(known)
            .then(pl.col("answer"))
            .otherwise(pl.concat_str("answer", pl.lit(f" {NOT_KNOWN}")).str.strip_chars())
        )
        name = " ".join(target.name.split("\x1f"))  # with the group that it is read for
        columns.append(frame.select(cell.alias(f"{ARROW}{name}")).to_series())
    return columns


def _label(part: SingleTable, mapping: Mapping) -> str:
    """The name of a table, where there are several."""
    return part.table.name if mapping.tables else ""


def _unsafe(text: str) -> str:
    """What :func:`safe_cell` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text
