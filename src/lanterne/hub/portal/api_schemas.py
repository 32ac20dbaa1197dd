"""The shapes of questions and answers of the API, as JSON Schemas for its OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lanterne.hub.portal.figures.asked import MOST_GROUPS
from lanterne.hub.portal.figures.figure import Sureness
from lanterne.hub.portal.query import MOST_COLUMNS, MOST_FILTERS
from lanterne.hub.portal.unpublished import Unpublished

Schema = Mapping[str, Any]

QUESTION: tuple[Schema, ...] = (
    {
        "name": "people",
        "in": "query",
        "description": "Who is counted, of the release's people; the first of them by default.",
        "schema": {"type": "string"},
    },
    {
        "name": "by",
        "in": "query",
        "description": "Columns whose answers are counted together; none that where names.",
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
)
"""What an address asks that counts: parameters of its query."""

FIGURE_QUESTION: tuple[Schema, ...] = (
    {
        "name": "by",
        "in": "query",
        "description": "A column by whose answers groups stand side by side; the figure shows "
        "none of them already.",
        "schema": {"type": "string"},
    },
    {
        "name": "group",
        "in": "query",
        "description": "Codes of the answers that are wanted as groups; none: the most given.",
        "schema": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_GROUPS},
    },
    QUESTION[-1],
)
"""What an address asks of a figure."""

_PUBLISHED: Schema = {
    "type": ["object", "null"],
    "description": "The published count with its interval of 95 %. Where the interval reaches 0, "
    "there are too few to say. Null says nothing: why there is none stands beside it.",
    "properties": {name: {"type": "number"} for name in ("estimate", "low", "high")},
}
COUNTS: Schema = {
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
                    "unpublished": {
                        "enum": [*map(str, Unpublished), None],
                        "description": "Why none was published. few: too few to say; "
                        "not-measured: these columns were never counted together, and there may "
                        "be many; not-said: an earlier release, which does not say which of both "
                        "it is; blank: an answer is blank, which is not counted; none: the "
                        "release has no published counts, or nothing was asked of them. Null: one "
                        "was published.",
                    },
                },
            },
        },
    },
}
_COUNTED_ROWS: Schema = {
    "type": "object",
    "description": "All rows, those with an answer, and those without.",
}
FIGURE_COUNTS: Schema = {
    "type": "object",
    "properties": {
        "reading": {
            "type": "object",
            "description": "What the figure says in one sentence: language → text.",
        },
        "published": {"type": "boolean", "description": "Whether the release has such counts."},
        "rows": _COUNTED_ROWS,
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
                        "enum": [*map(str, Sureness)],
                        "description": "unsure: the interval is wider than half the count; few: "
                        "too few to say, for it reaches 0 or no count was published of what was "
                        "counted; not-measured: these columns were never counted together, and "
                        "there may be many; not-said: an earlier release, which does not say "
                        "which of both it is; rows: the release has no published counts.",
                    },
                },
            },
        },
        "groups": {
            "type": "array",
            "description": "In place of rows and counts where where or by was asked: each group "
            "with its answer, its published count, its rows and its counts. Empty: no counts of "
            "these columns together were published.",
            "items": {"type": "object"},
        },
        "unpublished": {
            "type": "array",
            "description": "Columns of the figure of which none were published together with "
            "those that were asked.",
            "items": {"type": "string"},
        },
    },
}

CATALOGUE: Schema = {
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
