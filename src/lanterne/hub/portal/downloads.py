"""Downloads: a verified release, byte by byte as it was verified, file by file or as one file."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePosixPath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lanterne.hub.portal.api import for_programs, release_answer
from lanterne.hub.portal.api_operations import Operation, answers
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.lookup import BrokenReleaseError, edition_or_404, for_people
from lanterne.hub.portal.open_files import open_verified
from lanterne.hub.portal.zip_file import open_archive

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
    try:
        file = open_verified(edition, path)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"{edition.name}-{path.rpartition('/')[2]}",
        content_type=_KINDS.get(PurePosixPath(path).suffix, _TEXT),
    )
    response["ETag"] = tag
    return response


def send_all(request: HttpRequest, name: str) -> HttpResponseBase:
    """A whole release as one file, always the same bytes."""
    edition = edition_or_404(name)
    try:
        archive, file = open_archive(edition)
    except OSError as error:
        raise BrokenReleaseError(name) from error
    tag = f'"{archive.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        file.close()
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    response = FileResponse(
        file, as_attachment=True, filename=f"{edition.name}.zip", content_type="application/zip"
    )
    response["ETag"] = tag
    return response


download = for_people(send)
"""View: the file, or a page that says why not."""

download_for_programs = answers(Operation("A file, as it was verified."))(for_programs(send))
"""View: the file, or a problem document."""

download_all = for_people(send_all)
"""View: all files as one, or a page that says why not."""


@answers(
    Operation(
        "All files and the notice as one ZIP, always the same bytes; the ETag is its SHA-256.",
        media_type="application/zip",
    )
)
@for_programs
def download_all_for_programs(request: HttpRequest, name: str) -> HttpResponseBase:
    """View: all files as one, or a problem document. ``x.zip`` may also be a release named so."""
    if catalogue().get(name) is None and catalogue().get(f"{name}.zip") is not None:
        return release_answer(request, f"{name}.zip")
    return send_all(request, name)
