"""The shapes of what is searched and found, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.hub.portal.api_schemas import Schema
from lanterne.hub.portal.search.asked import CHOICES, Kind

_WHAT = {
    "q": "Words; what is found holds each of them, or a word that begins with it, in any language.",
    "kind": "Only these are looked for, and up to a hundred are listed instead of ten.",
    "publisher": "Only releases of this publisher.",
    "licence": "Only releases under this licence: its SPDX identifier.",
    "protection": "Only releases whose people are protected so.",
    "year": "Only releases that were published in this year.",
    "editions": "all: those too that another edition has taken the place of.",
}


def _parameter(name: str, description: str) -> Schema:
    schema: dict[str, object] = {"type": "string"}
    if name in CHOICES:
        schema |= {"enum": ["", *CHOICES[name]]}
    return {"name": name, "in": "query", "description": description, "schema": schema}


SEARCHED: tuple[Schema, ...] = tuple(_parameter(*one) for one in _WHAT.items())
"""What may be asked."""


def _hits(description: str, properties: Mapping[str, Schema]) -> Schema:
    hit = {"type": "object", "required": [*properties], "properties": properties}
    return {
        "type": "object",
        "description": description,
        "required": ["total", "left_off", "hits"],
        "properties": {
            "total": {"type": "integer", "minimum": 0},
            "left_off": {"type": "integer", "description": "How many are not listed."},
            "hits": {"type": "array", "items": hit},
        },
    }


_TEXT: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_STRING: Schema = {"type": "string"}
_PLACES: Mapping[str, Schema] = {
    "places": {
        "type": "array",
        "description": "The newest releases that have the column.",
        "items": {
            "type": "object",
            "required": ["release", "table", "codebook"],
            "properties": dict.fromkeys(("release", "table", "codebook"), _STRING),
        },
    },
    "more_places": {"type": "integer", "description": "How many more releases have it."},
}

FOUND: Schema = {
    "type": "object",
    "required": [one.value for one in Kind],
    "properties": {
        "datasets": _hits("Releases.", {"name": _STRING, "title": _TEXT, "url": _STRING}),
        "columns": _hits(
            "Columns that mean the same wherever they stand.",
            {"name": _STRING, "label": _TEXT, "definition": _TEXT, **_PLACES},
        ),
        "answers": _hits(
            "Answers of columns.",
            {"code": _STRING, "label": _TEXT, "definition": _TEXT, **_PLACES},
        ),
        "terms": _hits("Words of the glossary.", {"name": _STRING, "word": _TEXT}),
    },
}
"""What is answered."""
