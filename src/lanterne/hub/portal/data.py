"""What pages show, as data: the values of JSON answers and the lines of CSV ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from lanterne.catalogue import Notice, Record
from lanterne.codebook.model import Codebook, Column, Table, in_language
from lanterne.hub.portal.archive import Archive
from lanterne.hub.portal.catalogue import Broken, Edition
from lanterne.hub.portal.counts import NO_ANSWER, Counts, Published
from lanterne.hub.portal.gate_words import gate_in_words
from lanterne.hub.portal.questions import Question
from lanterne.hub.tables import safe_cell
from lanterne.messages import Message, say

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


def entry_values(entry: Edition | Broken) -> dict[str, Any]:
    """One line of the catalogue."""
    if isinstance(entry, Broken):
        return {"name": entry.name, "whole": False, "status": None}
    notice, standing = entry.notice, entry.standing
    statement, k = entry.release.statement, entry.release.k_statement
    return {
        "name": entry.name,
        "whole": True,
        "status": standing.status if standing else "current",
        "series": standing.series if standing else None,
        "edition": standing.number if standing else None,
        "supersedes": notice.supersedes if notice else None,
        "superseded_by": _superseded_by(entry),
        "title": dict(entry.title),
        "date": entry.date,
        "publisher": entry.publisher or None,
        "licence": entry.licence or None,
        "rows": dict(entry.rows),
        "promise": {
            "kind": "differential privacy" if statement else "k-anonymity",
            "unit": statement.unit if statement else k.unit if k else None,
            "epsilon": statement.epsilon if statement else None,
            "delta": statement.delta if statement else None,
            "epsilon_total": statement.epsilon_total if statement else None,
            "method": str(k.guarantee.method) if k else None,
            "k": k.guarantee.k if k else None,
        },
        "gate": gate_values(notice),
        "gate_in_words": gate_in_words(notice, entry.is_stray),
        "url": _address(entry.name),
    }


def gate_values(notice: Notice | None) -> dict[str, Any] | None:
    """What the gate said, with the exception in full; ``None``: nothing says so."""
    return None if notice is None or notice.gate is None else notice.gate.to_dict()


def _superseded_by(entry: Edition) -> str | None:
    standing = entry.standing
    if standing is None or standing.current is None or standing.status == "current":
        return None
    return standing.current.name


def _gone_values(record: Record, status: str) -> dict[str, Any]:
    """What is said of an edition of which there is nothing to be had."""
    notice = record.notice
    return {
        "name": record.name,
        "whole": False,
        "status": status,
        "series": notice.series,
        "edition": notice.edition,
        "supersedes": notice.supersedes,
        "title": dict(notice.title),
        "date": notice.published.date().isoformat(),
        "publisher": notice.publisher,
        "licence": notice.licence,
    }


def withdrawn_values(record: Record) -> dict[str, Any]:
    """One line of the catalogue, of an edition that was withdrawn: there is nothing to be had."""
    notice, tombstone = record.notice, record.tombstone
    assert tombstone is not None  # only those are asked for
    return {
        **_gone_values(record, "withdrawn"),
        "gate": gate_values(notice),
        "gate_in_words": gate_in_words(notice, stray=False),
        "withdrawn": tombstone.withdrawn.date().isoformat(),
        "reason": dict(tombstone.reason),
        "mark": tombstone.mark,
        "url": _address(record.name),
    }


def suspended_values(record: Record) -> dict[str, Any]:
    """One line of the catalogue, of an edition that nobody is shown for now."""
    suspension = record.suspension
    assert suspension is not None  # only those are asked for
    return {
        **_gone_values(record, "suspended"),
        "suspended": suspension.suspended.date().isoformat(),
        "mark": suspension.mark,
        "url": _address(record.name),
    }


def held_values(record: Record) -> dict[str, Any]:
    """The problem document (RFC 9457) of an edition that nobody is shown for now."""
    values = suspended_values(record)
    about = {key: values[key] for key in ("name", "series", "edition", "suspended", "mark")}
    return {"title": say(Message("api.suspended")), "status": 403, "problems": [], **about}


def gone_values(record: Record) -> dict[str, Any]:
    """The problem document (RFC 9457) of an edition that was withdrawn."""
    values = withdrawn_values(record)
    kept = ("name", "series", "edition", "withdrawn", "reason", "mark")
    about = {key: values[key] for key in kept}
    return {"title": say(Message("api.withdrawn")), "status": 410, "problems": [], **about}


def _address(name: str) -> str:
    """Where a release is in the API; the end of its name is not taken for a kind of data."""
    address = reverse("api-release", args=[name])
    return f"{address}.json" if name.endswith((".json", ".csv")) else address


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


def release_values(edition: Edition, whole: Archive) -> dict[str, Any]:
    """A release: what it is, what is promised in numbers, its files, and all of them as one."""
    statement, k = edition.release.statement, edition.release.k_statement
    name = edition.name
    return {
        **entry_values(edition),
        "description": dict(edition.description),
        "citation": (edition.notice.citation or None) if edition.notice else None,
        "mark": edition.mark,
        "notice": reverse("api-notice", args=[name]) if edition.notice else None,
        "people": [
            {
                "name": people.table.name,
                "label": dict(people.table.label),
                "rows": people.rows.height,
                "published_counts": people.counts.height,
                "columns": list(people.table.names),
            }
            for people in edition.people
        ],
        "privacy": statement.to_dict() if statement else None,
        "guarantee": k.to_dict() if k else None,
        "codebook": reverse("api-codebook", args=[name]),
        "counts": reverse("api-counts", args=[name]),
        "figures": reverse("api-figures", args=[name]),
        "zip": {
            "bytes": whole.size,
            "sha256": whole.sha256,
            "url": reverse("api-download-all", args=[name]),
        },
        "files": [
            {
                "path": file.path,
                "bytes": file.size,
                "sha256": file.sha256,
                "url": reverse("api-download", args=[name, file.path]),
            }
            for file in edition.files.values()
        ],
    }


FILES = ("path", "bytes", "sha256", "url")
"""Header of the files of a release as CSV."""


def codebook_values(codebook: Codebook) -> dict[str, Any]:
    """The codebook: tables, columns and values, with their labels in every language."""
    return {
        "name": codebook.name,
        "version": codebook.version,
        "title": dict(codebook.title),
        "languages": list(codebook.languages),
        "groups": [{"name": one.name, "label": dict(one.label)} for one in codebook.groups],
        "tables": [_table_values(table) for table in codebook.tables],
    }


def _table_values(table: Table) -> dict[str, Any]:
    columns = [_column_values(column) for column in table.columns]
    return {"name": table.name, "label": dict(table.label), "columns": columns}


def _column_values(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": str(column.type),
        "label": dict(column.label),
        "definition": dict(column.definition),
        "universe": dict(column.universe),
        "group": column.group,
        "missing": {str(kind): list(texts) for kind, texts in column.missing.items()},
        "values": [
            {
                "code": value.code,
                "label": dict(value.label),
                "definition": dict(value.definition),
            }
            for value in column.values
        ],
    }


CODEBOOK = ("table", "column", "type", "group", "column_label", "code", "label")
"""Header of the codebook as CSV; labels are in English."""


def codebook_lines(codebook: Codebook) -> Iterable[Line]:
    """One line per value."""
    for table in codebook.tables:
        for column in table.columns:
            about = [table.name, column.name, str(column.type), column.group]
            for value in column.values:
                yield [*about, column.label["en"], value.code, value.label.get("en")]


def counts_values(question: Question, counts: Counts, limit: int) -> dict[str, Any]:
    """The answer to a question; at most ``limit`` combinations, those of most rows."""
    return {
        "people": question.people.table.name,
        "by": [column.name for column in question.by],
        "where": dict(question.where),
        "rows": {"matching": counts.matching, "answered": counts.answered},
        "may_be_published": counts.publishable,
        "left_off": max(0, len(counts.counts) - limit),
        "counts": [
            {
                "answers": _answers(question, one.answers),
                "rows": one.rows,
                "published": published_values(one.published),
            }
            for one in counts.counts[:limit]
        ],
    }


def published_values(published: Published | None) -> dict[str, float] | None:
    """A published count with its interval; null where there is none."""
    return published._asdict() if published else None


def published_cells(published: Published | None) -> Line:
    """The same as three cells of a line, which are blank where there is none."""
    return published or (None, None, None)


def _answers(question: Question, answers: Sequence[str]) -> Mapping[str, str | None]:
    """Column → answer; null where none was given."""
    return {
        column.name: None if answer == NO_ANSWER else answer
        for column, answer in zip(question.by, answers, strict=True)
    }


def counts_header(question: Question) -> Line:
    """Header of counts as CSV."""
    names = [column.name for column in question.by]
    return [*names, "rows", "estimate", "estimate_low", "estimate_high"]


def counts_lines(counts: Counts, limit: int) -> Iterable[Line]:
    """One line per combination; a blank answer is none given, a blank number none published."""
    for one in counts.counts[:limit]:
        yield [*one.answers, one.rows, *published_cells(one.published)]
