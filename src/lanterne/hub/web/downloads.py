"""Answers that a browser keeps as files; no cache keeps them, as nothing of these pages."""

from __future__ import annotations

from django.http import HttpResponse

CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
PDF = "application/pdf"
TOML = "application/toml; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(data: bytes | str, content_type: str, name: str) -> HttpResponse:
    """A file that a person downloads.

    Args:
        data: What it holds.
        content_type: Of what kind that is.
        name: Name of the file, in ASCII and without quotation marks.
    """
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
