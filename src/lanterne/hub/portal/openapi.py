"""The OpenAPI document of the API: what may be asked, and what is answered."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lanterne.hub.portal.api import MOST_COLUMNS
from lanterne.hub.portal.query import MOST_FILTERS


def _in_path(name: str, description: str) -> dict[str, Any]:
    """A part of the path that is a text."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
    }


_NAME = _in_path("name", "Name of the release, as the catalogue gives it.")
_SERIES = _in_path("series", "Name of a dataset: the series of its editions.")
_PATH = _in_path("path", "Path of a file, as the release lists it. It may hold slashes.")
_FIGURE = _in_path("figure", "Name of a figure, as the list of the release's figures gives it.")
_QUESTION: list[dict[str, Any]] = [
    {
        "name": "people",
        "in": "query",
        "description": "Who is counted, of the release's people; the first of them by default.",
        "schema": {"type": "string"},
    },
    {
        "name": "by",
        "in": "query",
        "description": "Columns whose answers are counted together.",
        "schema": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_COLUMNS},
    },
    {
        "name": "where",
        "in": "query",
        "style": "deepObject",
        "explode": True,
        "description": "Column and the code of an answer: where[gender]=woman.",
        "schema": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "maxProperties": MOST_FILTERS,
        },
    },
]
_PUBLISHED = {
    "type": ["object", "null"],
    "description": "The published count with its interval of 95 %. Where the interval reaches 0, "
    "or there is null though others were published, there are too few to say.",
    "properties": {name: {"type": "number"} for name in ("estimate", "low", "high")},
}
_COUNTS = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "object",
            "description": "Rows that pass the filters, and those of them with an answer: the "
            "denominator of percentages.",
        },
        "left_off": {"type": "integer", "description": "Combinations that are not listed."},
        "counts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "answers": {
                        "type": "object",
                        "description": "Column → code of the answer; null where none was given.",
                    },
                    "rows": {"type": "integer", "description": "Rows of the release."},
                    "published": _PUBLISHED,
                },
            },
        },
    },
}
_FIGURE_COUNTS = {
    "type": "object",
    "properties": {
        "reading": {
            "type": "object",
            "description": "What the figure says in one sentence: language → text.",
        },
        "published": {"type": "boolean", "description": "Whether the release has such counts."},
        "rows": {
            "type": "object",
            "description": "All rows, those with an answer, and those without.",
        },
        "counts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "answers": {"type": "object", "description": "Column → code of the answer."},
                    "labels": {"type": "array", "description": "Labels of each answer."},
                    "rows": {"type": "integer", "description": "Rows of the release."},
                    "share": {
                        "type": ["number", "null"],
                        "description": "Rows among those with an answer, 0 to 1.",
                    },
                    "published": _PUBLISHED,
                    "sureness": {
                        "enum": ["sure", "unsure", "few", "rows"],
                        "description": "unsure: the interval is wider than half the count; few: "
                        "too few to say, for it reaches 0 or no count was published; rows: the "
                        "release has no published counts.",
                    },
                },
            },
        },
    },
}

_CATALOGUE = {
    "type": "object",
    "properties": {
        "releases": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "whole": {"type": "boolean", "description": "Whether it can be had."},
                    "status": {
                        "type": ["string", "null"],
                        "enum": ["current", "superseded", "suspended", "withdrawn", None],
                        "description": "Null where the release is not whole.",
                    },
                    "series": {
                        "type": ["string", "null"],
                        "description": "The dataset; null where the release is no edition.",
                    },
                    "edition": {"type": ["integer", "null"]},
                    "supersedes": {"type": ["string", "null"]},
                    "superseded_by": {"type": ["string", "null"]},
                    "suspended": {"type": "string", "format": "date"},
                    "withdrawn": {"type": "string", "format": "date"},
                    "reason": {"type": "object", "description": "Language → why."},
                    "gate": {
                        "type": ["object", "null"],
                        "description": "What the gate said (passed, refused or unjudged), by "
                        "which policy, with the SHA-256 of what that asks; and the exemption by "
                        "which the edition is public where it has not passed. public_key: what "
                        "its record is signed with. rules: what a policy of the publisher's own "
                        "asks. refused: by which policies it was refused before. Null: nothing "
                        "says.",
                    },
                    "gate_in_words": {
                        "type": "object",
                        "description": "Language → what the gate said, or that nobody says that "
                        "it let the release pass, in sentences.",
                    },
                },
            },
        },
    },
}


def openapi() -> dict[str, Any]:
    """The document, as JSON values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lanterne portal",
            "version": "1",
            "description": "What was released, for programs. Nothing here is read from case "
            "records. Add .csv to a path for CSV.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {
            "/releases": _get(
                "All releases, the newest first; then editions that are suspended or withdrawn.",
                [],
                _CATALOGUE,
            ),
            "/releases/{series}/latest": _latest(),
            "/releases/{name}": _get("A release: promise, people, files.", [_NAME]),
            "/releases/{name}.zip": _zip(),
            "/releases/{name}/notice": _notice(),
            "/releases/{name}/codebook": _get("What its columns mean.", [_NAME]),
            "/releases/{name}/counts": _get(
                "Counts by up to three columns, from the rows and as they were published.",
                [_NAME, *_QUESTION],
                _COUNTS,
            ),
            "/releases/{name}/figures": _get(
                "Figures over time and place: what each says, without its numbers.", [_NAME]
            ),
            "/releases/{name}/figures/{figure}": _get(
                "A figure with its numbers.", [_NAME, _FIGURE], _FIGURE_COUNTS
            ),
            "/releases/{name}/files/{path}": _get("A file, as it was verified.", [_NAME, _PATH]),
        },
    }


_OFTEN = "You ask too often; Retry-After says how many seconds to wait."
_GONE = "The edition was withdrawn; the answer says why."
_HELD = "The edition is suspended while it is under review."


def _latest() -> dict[str, Any]:
    said = {"302": "Its address.", "404": "There is no such dataset.", "410": _GONE}
    said |= {"429": _OFTEN, "403": _HELD}
    responses = {code: {"description": text} for code, text in said.items()}
    summary = "The current edition of a dataset."
    return {"get": {"summary": summary, "parameters": [_SERIES], "responses": responses}}


def _notice() -> dict[str, Any]:
    summary = "The notice of an edition, as it was written; also of one that was withdrawn."
    return _get(summary, [_NAME], {"type": "object"})


def _zip() -> dict[str, Any]:
    summary = "All files and the notice as one ZIP, always the same bytes; the ETag is its SHA-256."
    told = _get(summary, [_NAME])
    told["get"]["responses"]["200"]["content"] = {"application/zip": {}}
    return told


def _get(
    summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any] | None = None
) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "The answer."}
    if schema is not None:
        answer["content"] = {"application/json": {"schema": schema}}
    problems = {
        "400": "The question cannot be answered as it was put.",
        "404": "There is no such release or file.",
        "409": "The release is not whole, so nothing of it is served.",
        "410": _GONE,
        "403": _HELD,
    }
    responses: dict[str, Any] = {"200": answer, "429": {"description": _OFTEN}}
    if parameters:
        responses |= {code: {"description": text} for code, text in problems.items()}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """View: the document."""
    text = json.dumps(openapi(), ensure_ascii=False, indent=1)
    return HttpResponse(text + "\n", content_type="application/json")
