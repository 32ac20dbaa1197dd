"""What pages show, as the lines of CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lanterne.codebook.model import Codebook, in_language
from lanterne.hub.portal.counts import Counts, PublishedCount
from lanterne.hub.portal.query import Question
from lanterne.spreadsheet_cells import safe_cell

Line = Sequence[str | int | float | None]


def csv_text(header: Line, lines: Iterable[Line]) -> str:
    """A CSV file: UTF-8, a comma between fields, one header, and no formula in any cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(harmless, header))
    writer.writerows(map(harmless, line) for line in lines)
    return text.getvalue()


def harmless(cell: str | int | float | None) -> str | int | float | None:
    """The cell; a text that a spreadsheet would run stands behind an apostrophe, as OWASP advises.

    Numbers stay numbers, whatever their sign. An end of line is one that the writer puts in quotes.
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return safe_cell(text)


CATALOGUE = (
    *("name", "whole", "title", "date", "publisher", "licence", "kind", "unit"),
    *("epsilon", "delta", "epsilon_total", "method", "k", "url"),
    *("status", "series", "edition", "supersedes", "superseded_by", "withdrawn", "reason"),
    *("gate", "policy", "exception"),
    "suspended",
    "gate_in_words",
)
"""Header of the catalogue as CSV; title and reasons are in English, or in the first language."""

_WORDS = ("title", "reason", "gate_in_words")


def entry_line(values: Mapping[str, Any]) -> Line:
    """One line of the catalogue as CSV, from its values."""
    said = {key: in_language(values.get(key, {}), "en") or None for key in _WORDS}
    gate = values.get("gate") or {}
    why = (gate.get("exemption") or {}).get("reason", {})
    passing = {
        "gate": gate.get("answer"),
        "policy": gate.get("policy"),
        "exception": in_language(why, "en") or None,
    }
    flat = {**values, **values.get("promise", {}), **said, **passing}
    return [flat.get(name) for name in CATALOGUE]


FILES = ("path", "bytes", "sha256", "url")
"""Header of the files of a release as CSV."""

CODEBOOK = ("table", "column", "type", "group", "column_label", "code", "label")
"""Header of the codebook as CSV; labels are in English."""


def codebook_lines(codebook: Codebook) -> Iterable[Line]:
    """One line per value."""
    for table in codebook.tables:
        for column in table.columns:
            about = [table.name, column.name, str(column.type), column.group]
            for value in column.values:
                yield [*about, column.label["en"], value.code, value.label.get("en")]


def published_cells(published: PublishedCount | None) -> Line:
    """The same as three cells of a line, which are blank where there is none."""
    return published or (None, None, None)


def counts_header(question: Question) -> Line:
    """Header of counts as CSV."""
    names = [column.name for column in question.by]
    return [*names, "rows", "estimate", "estimate_low", "estimate_high", "unpublished"]


def counts_lines(counts: Counts, limit: int) -> Iterable[Line]:
    """One line per combination; a blank answer is none given, a blank number not published."""
    for one in counts.counts[:limit]:
        yield [*one.answers, one.rows, *published_cells(one.published), one.unpublished]
