"""Pages that a server answers differently to everybody, in a form that is the same for all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lanterne.codebook.spelling import IN_A_BROWSER
from lanterne.hub.portal import explore, static
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.lookup import edition_or_404, for_people
from lanterne.hub.portal.query import question_in
from lanterne.hub.portal.search.asked import Asked, Kind
from lanterne.hub.portal.search.find import (
    MOST_PLACES,
    Found,
    FoundAnswer,
    FoundColumn,
    Hits,
)
from lanterne.hub.portal.search.index import Index, Meaning, Place, indexes, terms

_HERE = Path(__file__).parent / "static"
FILES: Mapping[str, Path] = {
    **static.FILES,
    **static.named([_HERE / "languages.js", _HERE / "search.js", IN_A_BROWSER]),
}
"""Name in addresses → file of style or script."""


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what the pages must know of the form that they will have.

    Returns:
        ``showcase``: they become files; ``harvested``: there are feeds and descriptions for
        programs; ``downloads``: the files of the releases come along; ``catalogued``: so that
        catalogues can be told where they are.
    """
    somewhere, downloads = settings.LANTERNE_PUBLIC, settings.LANTERNE_DOWNLOADS
    return {
        "showcase": True,
        "harvested": somewhere,
        "catalogued": somewhere and downloads,
        "downloads": downloads,
    }


def languages_page(request: HttpRequest) -> HttpResponse:
    """The front door: leads to the catalogue in the language of the browser, or lets one choose."""
    return render(request, "showcase/languages.html", {"script": _address("languages")})


@for_people
def search_page(request: HttpRequest) -> HttpResponse:
    """All that can be found; a script in it leaves what somebody looks for."""
    context = {
        "asked": Asked(),
        "found": everything(indexes.of(catalogue())),
        "scripts": [_address("spelling"), reverse("words"), _address("search")],
    }
    return render(request, "showcase/search.html", context)


@for_people
def explore_page(request: HttpRequest, name: str) -> HttpResponse:
    """Bars for all columns of some people."""
    edition = edition_or_404(name)
    question = question_in(request.GET, edition, most=None)
    if request.GET.get("people") == edition.people[0].table.name:  # as where nothing is asked
        return HttpResponseRedirect(reverse("explore", args=[name]))
    whole = replace(question, by=question.people.table.columns)
    context = {"edition": edition, "view": explore.view(whole, edition)}
    return render(request, "portal/explore.html", context)


def script(request: HttpRequest, name: str) -> HttpResponse:
    """A file of style or script."""
    return static.serve_of(FILES, request, name)


def words(request: HttpRequest) -> HttpResponse:
    """What is searched: the words of all that the page of the search lists, in its order."""
    index = indexes.of(catalogue())
    listed = {
        "datasets": [[one.heading, one.text] for one in index.datasets],
        "columns": [[one.heading, one.text] for one in index.columns],
        "answers": [
            [answer.text, meaning.heading]
            for meaning in index.columns
            for answer in meaning.answers
        ],
        "terms": [[text] for _term, text in terms()],
    }
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    content_type = "text/javascript; charset=utf-8"
    return HttpResponse(f'"use strict";\nvar words = {text};\n', content_type=content_type)


def everything(index: Index) -> Found:
    """All that there is, as if it had been found."""
    columns = [(meaning, _found(meaning, where)) for meaning, where in index.columns.items()]
    return Found(
        _all(Kind.DATASETS, (one.edition for one in index.datasets)),
        _all(Kind.COLUMNS, (found for _meaning, found in columns)),
        _all(
            Kind.ANSWERS,
            (
                FoundAnswer(answer.value, found)
                for meaning, found in columns
                for answer in meaning.answers
            ),
        ),
        _all(Kind.TERMS, (term for term, _text in terms())),
    )


def _found(meaning: Meaning, where: tuple[Place, ...]) -> FoundColumn:
    return FoundColumn(meaning.column, where[:MOST_PLACES], max(0, len(where) - MOST_PLACES))


def _all(kind: Kind, listed: Iterator[Any]) -> Hits[Any]:
    every = tuple(listed)
    return Hits(kind, every, len(every))


def _address(stem: str) -> str:
    (name,) = (name for name, path in FILES.items() if path.stem == stem)
    return reverse("static", args=[name])
