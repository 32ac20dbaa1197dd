"""The OpenAPI document of the API, made from its addresses and what their views say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.http import require_safe

from lanterne.hub.portal.api_operations import OPERATIONS
from lanterne.hub.portal.api_schemas import Schema

_PARTS = {
    "name": "Name of the release, as the catalogue gives it.",
    "series": "Name of a dataset: the series of its editions.",
    "path": "Path of a file, as the release lists it. It may hold slashes.",
    "profile": "Name of a profile, as the list of the release's profiles gives it.",
    "figure": "Name of a figure, as the list of the release's figures gives it.",
}
"""Part of a path → what stands there."""

_PART = re.compile(r"<\w+:(\w+)>")
"""A part of a path, as Django writes it."""

_SUFFIX = "<data:suffix>"
"""How the addresses end that answer the same as CSV: the document says so once."""


def openapi() -> dict[str, Any]:
    """The document, as JSON values."""
    from lanterne.hub.portal.api_urls import urlpatterns  # noqa: PLC0415 - this view is among them

    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lanterne portal",
            "version": "1",
            "description": "What was released, for programs. Nothing here is read from case "
            "records. Add .csv to a path for CSV.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": dict(_paths(urlpatterns)),
    }


def _paths(patterns: list[URLPattern]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each address its path, and what it answers."""
    for one in patterns:
        route = str(one.pattern)
        if _SUFFIX in route or one.callback is document:
            continue
        in_path = [_in_path(name) for name in _PART.findall(route)]
        yield _PART.sub(r"{\1}", f"/{route}"), {"get": OPERATIONS[one.callback].to_dict(in_path)}


def _in_path(name: str) -> Schema:
    """A part of the path that is a text."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _PARTS[name],
        "schema": {"type": "string"},
    }


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """View: the document."""
    text = json.dumps(openapi(), ensure_ascii=False, indent=1)
    return HttpResponse(text + "\n", content_type="application/json")
