"""What was found, as values of a JSON answer and as lines of a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from lanterne.codebook.model import in_language
from lanterne.hub.languages import TAGS
from lanterne.hub.portal.catalogue_values import address_in_api
from lanterne.hub.portal.csv_lines import Line
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.search.asked import protection_of
from lanterne.hub.portal.search.find import Found, FoundAnswer, FoundColumn, Hits
from lanterne.messages.glossary import Term

SEARCH = ("kind", "name", "label", "definition", "column", "release", "table", "url")
"""Header of what was found as CSV: a line for each place; texts are in English."""


def found_values(found: Found) -> dict[str, Any]:
    """What was found, by kind."""
    return {
        "datasets": _hits(found.datasets, [_edition(one) for one in found.datasets.listed]),
        "columns": _hits(found.columns, [_column(one) for one in found.columns.listed]),
        "answers": _hits(found.answers, [_answer(one) for one in found.answers.listed]),
        "terms": _hits(found.terms, [_term(one) for one in found.terms.listed]),
    }


def found_lines(found: Found) -> Iterator[Line]:
    """The same as lines."""
    for one in found.datasets.listed:
        values = _edition(one)
        about = in_language(one.description, "en") or None
        title = in_language(one.title, "en")
        yield ["datasets", one.name, title, about, None, one.name, None, values["url"]]
    for each in found.columns.listed:
        column = each.column
        said = [in_language(column.label, "en"), in_language(column.definition, "en") or None]
        yield from _places("columns", column.name, said, each)
    for answer in found.answers.listed:
        value = answer.value
        said = [in_language(value.label, "en"), in_language(value.definition, "en") or None]
        yield from _places("answers", value.code, said, answer.of)
    for term in found.terms.listed:
        yield ["terms", term.name, term.word("en"), term.meaning_in("en"), *[None] * 4]


def _hits(hits: Hits[Any], listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {"total": hits.total, "left_off": hits.left_off, "hits": listed}


def _edition(edition: Edition) -> dict[str, Any]:
    standing = edition.standing
    return {
        "name": edition.name,
        "series": standing.series if standing else None,
        "edition": standing.number if standing else None,
        "status": standing.status if standing else "current",
        "title": dict(edition.title),
        "date": edition.date,
        "publisher": edition.publisher or None,
        "licence": edition.licence or None,
        "protection": protection_of(edition).value,
        "url": address_in_api(edition.name),
    }


def _column(found: FoundColumn) -> dict[str, Any]:
    column = found.column
    return {
        "name": column.name,
        "type": str(column.type),
        "label": dict(column.label),
        "definition": dict(column.definition),
        **_where(found),
    }


def _answer(found: FoundAnswer) -> dict[str, Any]:
    value, column = found.value, found.of.column
    return {
        "code": value.code,
        "label": dict(value.label),
        "definition": dict(value.definition),
        "column": {"name": column.name, "label": dict(column.label)},
        **_where(found.of),
    }


def _where(found: FoundColumn) -> dict[str, Any]:
    return {
        "places": [
            {
                "release": place.edition.name,
                "table": place.table,
                "codebook": reverse("api-codebook", args=[place.edition.name]),
            }
            for place in found.places
        ],
        "more_places": found.more,
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "name": term.name,
        "word": dict(term.words),
        "meaning": {language: term.meaning_in(language) for language in TAGS},
    }


def _places(kind: str, name: str, said: list[str | None], found: FoundColumn) -> Iterator[Line]:
    for place in found.places:
        release = place.edition.name
        address = reverse("api-codebook", args=[release])
        yield [kind, name, *said, found.column.name, release, place.table, address]
