"""Downloads: the files of a verified release, byte by byte as they were verified."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import PurePosixPath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lanterne.hub.portal.api import for_programs
from lanterne.hub.portal.catalogue import Edition, mark_of
from lanterne.hub.portal.found import edition_or_404, for_people

_TEXT = "text/plain; charset=utf-8"
_KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".html": "text/html; charset=utf-8",
}


def send(request: HttpRequest, name: str, path: str) -> HttpResponseBase:
    """One file of a release, to be saved and never shown in place.

    The path is looked up among those that were verified, so none can lead out of the folder. What
    is sent is the very file that was verified: it is opened, and then compared.
    """
    edition = edition_or_404(name)
    if path not in edition.files:
        raise Http404
    tag = f'"{edition.files[path].sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    response = FileResponse(
        os.fdopen(_open(edition, path), "rb"),
        as_attachment=True,
        filename=f"{edition.name}-{path.rpartition('/')[2]}",
        content_type=_KINDS.get(PurePosixPath(path).suffix, _TEXT),
    )
    response["ETag"] = tag
    return response


def _open(edition: Edition, path: str) -> int:
    """Open a file unless it has become another since it was verified."""
    try:
        handle = os.open(
            edition.folder / path,
            os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0),
        )
    except OSError as error:
        raise Http404 from error
    seen = os.fstat(handle)
    if mark_of(path, seen) not in edition.marks:
        os.close(handle)
        raise Http404
    return handle


download = for_people(send)
"""View: the file, or a page that says why not."""

download_for_programs = for_programs(send)
"""View: the file, or a problem document."""
