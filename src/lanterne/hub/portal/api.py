"""The API: what the pages show, for programs. Every answer is JSON or, by suffix, CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.http import require_safe

from lanterne.errors import Problem
from lanterne.hub.portal import api_schemas
from lanterne.hub.portal.answer_cache import View, kept
from lanterne.hub.portal.api_operations import GONE, HELD, Operation, answers
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.catalogue_values import (
    entry_values,
    gone_values,
    held_values,
    release_values,
    suspended_values,
    withdrawn_values,
)
from lanterne.hub.portal.codebook_values import codebook_values
from lanterne.hub.portal.counts import Counts, count
from lanterne.hub.portal.counts_values import counts_values
from lanterne.hub.portal.csv_lines import (
    CATALOGUE,
    CODEBOOK,
    FILES,
    Line,
    codebook_lines,
    counts_header,
    counts_lines,
    csv_text,
    entry_line,
)
from lanterne.hub.portal.lookup import (
    BrokenReleaseError,
    QuestionError,
    SuspendedError,
    WithdrawnError,
    archive_or_broken,
    current_or_404,
    edition_or_404,
)
from lanterne.hub.portal.query import MOST_COLUMNS, Question, question_in
from lanterne.messages import Message, say

MOST_COUNTS = 10_000
"""Most combinations in an answer; it says how many more there are."""

_PROBLEM = "application/problem+json"

_FOR_PROGRAMS = (".json", ".csv", ".jsonld", ".ttl", ".xml", ".atom")
"""Ends of other addresses at which no person reads."""

_HELD = HTTPStatus.FORBIDDEN
"""Answer where an edition is suspended: it may come back."""


def for_programs(view: View) -> View:
    """The same view, its answers kept; what goes wrong becomes a problem document, in English."""
    return _in_english(kept(_with_problems(view)))


def for_programs_not_kept(view: View) -> View:
    """The same, and no answer is kept."""
    return _in_english(_with_problems(view))


def _with_problems(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **names)
        except Http404:
            return problem(HTTPStatus.NOT_FOUND, Message("api.not-there"))
        except BrokenReleaseError:
            return problem(HTTPStatus.CONFLICT, Message("api.not-whole"))
        except WithdrawnError as error:
            return json_answer(gone_values(error.record), HTTPStatus.GONE, _PROBLEM)
        except SuspendedError as error:
            return json_answer(held_values(error.record), _HELD, _PROBLEM)
        except QuestionError as error:
            # No document of the API can list what each release has.
            there = not error.asks_what_is_not_there
            status = HTTPStatus.BAD_REQUEST if there else HTTPStatus.NOT_FOUND
            return problem(status, Message("api.no-answer"), error.problems)

    return answered


def _in_english(view: View) -> View:
    @require_safe
    @wraps(view)
    def in_english(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        with override("en"):  # so that one answer is kept for all, whatever their browsers speak
            return view(request, *args, **names)

    return in_english


@answers(
    Operation(
        "All releases, the newest first; then editions that are suspended or withdrawn.",
        api_schemas.CATALOGUE,
    )
)
@for_programs
def catalogue_data(request: HttpRequest, suffix: str = "json") -> HttpResponse:
    """View: all releases."""
    entries = [*map(entry_values, catalogue().entries())]
    entries += map(suspended_values, catalogue().all_suspended())
    entries += map(withdrawn_values, catalogue().all_withdrawn())
    if suffix == "csv":
        return csv_answer("catalogue", CATALOGUE, map(entry_line, entries))
    return json_answer({"releases": entries})


def release_answer(request: HttpRequest, name: str, suffix: str = "") -> HttpResponse:
    """A release and its files. Of ``x.json`` that may be x as JSON, or what is named so."""
    whole = f"{name}.{suffix}"
    if suffix and catalogue().get(name) is None and catalogue().get(whole) is not None:
        name, suffix = whole, ""
    edition = edition_or_404(name)
    values = release_values(edition, archive_or_broken(edition))
    if suffix == "csv":
        lines = ([file[key] for key in FILES] for file in values["files"])
        return csv_answer(f"{name}-files", FILES, lines)
    return json_answer(values)


release_data = answers(Operation("A release: promise, people, files."))(
    for_programs(release_answer)
)
"""View: the same, or a problem document."""


@answers(
    Operation(
        "The current edition of a dataset.",
        answers={
            "302": "Its address.",
            "404": "There is no such dataset.",
            "410": GONE,
            "403": HELD,
        },
    )
)
@for_programs
def latest(request: HttpRequest, series: str) -> HttpResponse:
    """View: leads to the current edition of a dataset."""
    return HttpResponseRedirect(reverse("api-release", args=[current_or_404(series).name]))


@answers(
    Operation(
        "The notice of an edition, as it was written; also of one that was withdrawn.",
        {"type": "object"},
    )
)
@for_programs
def notice(request: HttpRequest, name: str) -> HttpResponse:
    """View: the notice of an edition, withdrawn or not, to the byte as it was written."""
    state = catalogue().state()
    record = state.record(name)
    if record is None:
        raise Http404
    if name in state.problems:
        raise BrokenReleaseError(name)
    return HttpResponse(record.notice.text, content_type="application/json")


@answers(Operation("What its columns mean."))
@for_programs
def codebook_data(request: HttpRequest, name: str, suffix: str = "json") -> HttpResponse:
    """View: what the columns of a release mean."""
    codebook = edition_or_404(name).release.codebook
    if suffix == "csv":
        return csv_answer(f"{name}-codebook", CODEBOOK, codebook_lines(codebook))
    return json_answer(codebook_values(codebook))


@answers(
    Operation(
        "Counts by up to three columns, from the rows and as they were published.",
        api_schemas.COUNTS,
        api_schemas.QUESTION,
    )
)
@for_programs
def counts_data(request: HttpRequest, name: str, suffix: str = "json") -> HttpResponse:
    """View: the answer to a question, by up to three columns."""
    question, counts = answer(request, name)
    if suffix == "csv":
        header, lines = counts_header(question), counts_lines(counts, MOST_COUNTS)
        return csv_answer(f"{name}-counts", header, lines)
    return json_answer(counts_values(question, counts, MOST_COUNTS))


def answer(request: HttpRequest, name: str) -> tuple[Question, Counts]:
    """The question in an address, and its answer.

    Raises:
        Http404, BrokenReleaseError, QuestionError: As the address deserves.
    """
    question = question_in(request.GET, edition_or_404(name), MOST_COLUMNS)
    return question, count(question)


def json_answer(
    values: dict[str, Any], status: int = HTTPStatus.OK, kind: str = "application/json"
) -> HttpResponse:
    """An answer as JSON."""
    text = json.dumps(values, ensure_ascii=False, allow_nan=False)  # indented, ten times slower
    return HttpResponse(text + "\n", content_type=kind, status=status)


def csv_answer(name: str, header: Line, lines: Iterable[Line]) -> HttpResponse:
    """An answer as a CSV file of that name."""
    text = csv_text(header, lines)
    return to_be_saved(HttpResponse(text, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def to_be_saved(answer: HttpResponse, file: str) -> HttpResponse:
    """The same answer; a browser saves it under this name, and never shows it in place."""
    answer["Content-Disposition"] = content_disposition_header(True, file) or "attachment"
    return answer


def is_for_programs(path: str) -> bool:
    """Whether a program asks, by the path of an address."""
    return path.startswith("/api/") or path.endswith(_FOR_PROGRAMS)


def problem(status: HTTPStatus, title: Message, problems: Iterable[Problem] = ()) -> HttpResponse:
    """A problem document (RFC 9457), in English."""
    found = [one.at(file=None).fields() for one in problems]
    values = {"title": say(title), "status": int(status), "problems": found}
    return json_answer(values, status, _PROBLEM)
