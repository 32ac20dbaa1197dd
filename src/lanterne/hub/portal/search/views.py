"""The search: a page, and the same for programs.

What somebody looks for may be a name. So no answer is kept, here or in a browser, and nothing of a
question is written down.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lanterne.hub.portal.api import csv_answer, for_programs_not_kept, json_answer
from lanterne.hub.portal.api_operations import Operation, answers
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.lookup import for_people_not_kept
from lanterne.hub.portal.search.asked import ALL, Protection, asked_in, protection_of
from lanterne.hub.portal.search.find import find
from lanterne.hub.portal.search.index import Index, indexes
from lanterne.hub.portal.search.schemas import FOUND, SEARCHED
from lanterne.hub.portal.search.values import SEARCH, found_lines, found_values

_NOT_KEPT = "private, no-store"


@for_people_not_kept
def search_page(request: HttpRequest) -> HttpResponse:
    """The form, and what was found."""
    asked, index = asked_in(request.GET), indexes.of(catalogue())
    context = {
        "asked": asked,
        "found": None if asked.is_empty else find(asked, index),
        "filters": _filters(index),
        "every": asked.editions == ALL,
    }
    answer = render(request, "portal/search.html", context)
    answer["Cache-Control"] = _NOT_KEPT
    return answer


@answers(
    Operation(
        "What was found among releases, columns and answers of codebooks, and words of the "
        "glossary. Every word must be there, or one that begins with it.",
        FOUND,
        SEARCHED,
        problems={"400": "The search cannot be understood."},
    )
)
@for_programs_not_kept
def search_data(request: HttpRequest, suffix: str = "json") -> HttpResponse:
    """View: what was found."""
    found = find(asked_in(request.GET), indexes.of(catalogue()))
    if suffix == "csv":
        answer = csv_answer("search", SEARCH, found_lines(found))
    else:
        answer = json_answer(found_values(found))
    answer["Cache-Control"] = _NOT_KEPT
    return answer


def _filters(index: Index) -> dict[str, Sequence[str]]:
    """Part of the search → what releases can be asked for by it, where there is a choice."""
    all_editions = [one.edition for one in index.datasets]
    there: dict[str, Sequence[str]] = {
        "publisher": sorted({one.publisher for one in all_editions} - {""}),
        "licence": sorted({one.licence for one in all_editions} - {""}),
        "protection": [one for one in Protection if one in map(protection_of, all_editions)],
        "year": sorted({one.date[:4] for one in all_editions}, reverse=True),
    }
    return {name: choices for name, choices in there.items() if len(choices) > 1}
