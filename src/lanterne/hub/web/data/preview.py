"""The preview of cases: first rows, sorted by a click, and how often each answer is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook, Column, Table, in_language
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import document_of, is_fictional
from lanterne.hub.web.models import CaseFile
from lanterne.hub.web.requests import as_files, checking
from lanterne.hub.web.steps import steps
from lanterne.verbs.requests import command_line

BARS = 12
"""Most bars that stand at once; further answers open on request."""

SPARKS = 24
"""Most bars of the small drawing above a column."""

WIDE, HIGH = 1000, 100
"""Units of the drawings."""

MISSING: Mapping[str, Any] = {
    "not_recorded": _("Not recorded (blank)"),
    "not_asked": _("Not asked"),
    "unknown": _("Not known"),
    "refused": _("Refused to say"),
    "not_applicable": _("Does not apply"),
    "suppressed": _("Suppressed"),
}
"""Kind of a missing answer → what people read."""


@dataclass(frozen=True)
class Bar:
    """An answer: what people read, how often it is given, and how long its bar is."""

    label: str
    rows: int
    share: float
    width: int


@dataclass(frozen=True)
class Spark:
    """A bar of a small drawing: where it stands and how high it is."""

    x: int
    width: int
    y: int
    height: int


@dataclass(frozen=True)
class Shown:
    """A column of the file.

    Attributes:
        place: Its number in the file, from 0.
        name: Its header.
        label: What people read; empty: it is not in the codebook.
        bars: The answers, the first of them.
        others: Further answers.
        sparks: The small drawing.
        missing: Kinds of missing answers: what people read, how often, and their share.
        unlisted: Cells whose answer is not in the codebook's list.
        many: Whether there are too many different answers for bars.
        order: Address that sorts by it, without the question mark.
        sorted: ``ascending``, ``descending`` or nothing.
    """

    place: int
    name: str
    label: str
    bars: tuple[Bar, ...]
    others: tuple[Bar, ...]
    sparks: tuple[Spark, ...]
    missing: tuple[tuple[Any, int, float], ...]
    unlisted: int
    many: bool
    order: str
    sorted: str


@needs(Verb.READ_CASES, Purpose.COLLECTION, of="case_file")
def preview(request: HttpRequest, desk: Desk, case_file: CaseFile) -> HttpResponseBase:
    """The first rows of a case file."""
    dataset = case_file.dataset
    document = document_of(case_file)
    tables = document.get("tables", [])
    number = _number(request, "table", len(tables))
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "file": case_file,
        "names": ", ".join(document.get("names", {}).values()),
        "fictional": is_fictional(case_file),
        "tables": [(place, table["name"]) for place, table in enumerate(tables)],
        "number": number,
        "verb": command_line("check", checking(as_files(dataset, case_file))),
    }
    if tables:
        table = tables[number]
        place = _number(request, "sort", len(table["header"]) + 1, len(table["header"]))
        down = request.GET.get("down") == "1"
        book = dataset_codebook.book_of(dataset)
        context |= {
            "table": table,
            "columns": tuple(_columns(table, _meaning(book, table["name"]), number, place, down)),
            "rows": _sorted(table, place, down),
            "whole": table["height"] <= len(table["rows"]),
        }
    return render(request, "workspace/preview.html", context)


def _number(request: HttpRequest, key: str, below: int, otherwise: int = 0) -> int:
    text = request.GET.get(key, "")
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) < below else otherwise


def _meaning(codebook: Codebook | None, name: str) -> Table | None:
    for table in codebook.tables if codebook else ():
        if table.name == name:
            return table
    return None


def _sorted(table: Mapping[str, Any], place: int, down: bool) -> list[tuple[int, list[str]]]:
    """The rows with their numbers; blank cells last, numbers as numbers."""
    rows = list(zip(table["numbers"], table["rows"], strict=True))
    if place >= len(table["header"]):
        return rows

    def key(row: tuple[int, list[str]]) -> tuple[int, float, str]:
        cell = row[1][place]
        try:
            return (0, float(cell), "")
        except ValueError:
            return (1, 0.0, cell.casefold())

    said = sorted((row for row in rows if row[1][place]), key=key, reverse=down)
    return said + [row for row in rows if not row[1][place]]


def _columns(
    table: Mapping[str, Any], meaning: Table | None, number: int, place: int, down: bool
) -> Iterator[Shown]:
    language = get_language() or "en"
    known = {column.name: column for column in meaning.columns} if meaning else {}
    height = max(1, table["height"])
    for position, one in enumerate(table["columns"]):
        column = known.get(one["name"])
        bars = _bars(one["answers"], column, height, language)
        here = position == place
        again = "&down=1" if here and not down else ""
        yield Shown(
            place=position,
            name=one["name"],
            label=in_language(column.label, language) if column else "",
            bars=bars[:BARS],
            others=bars[BARS:],
            sparks=sparks([rows for _text, rows in one["answers"]]),
            missing=tuple(
                (MISSING.get(kind, kind), times, times / height)
                for kind, times in one["missing"].items()
            ),
            unlisted=one["unlisted"],
            many=one["many"],
            order=f"table={number}&sort={position}{again}",
            sorted=("descending" if down else "ascending") if here else "",
        )


def _bars(
    answers: Sequence[Sequence[Any]], column: Column | None, height: int, language: str
) -> tuple[Bar, ...]:
    values = column.values if column else ()
    labels = {value.code: in_language(value.label, language) for value in values}
    most = max((rows for _text, rows in answers), default=1)
    return tuple(
        Bar(labels.get(text) or text, rows, rows / height, round(WIDE * rows / most))
        for text, rows in answers
    )


def sparks(counts: Sequence[int]) -> tuple[Spark, ...]:
    """A few bars beside each other, in the order of the answers."""
    shown = list(counts[:SPARKS])
    if len(shown) < 2:
        return ()
    most, step = max(shown), WIDE // len(shown)
    heights = [max(3, round(HIGH * one / most)) for one in shown]
    return tuple(
        Spark(place * step + 8, max(4, step - 16), HIGH - height, height)
        for place, height in enumerate(heights)
    )
