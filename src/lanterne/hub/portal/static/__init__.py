"""Files of style and script: named by their content, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from lanterne.hub.portal.answer_cache import Kept, kept_of
from lanterne.release import worlds_page

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_YEAR = 31_536_000  # seconds


def named(paths: Iterable[Path]) -> dict[str, Path]:
    """Name in addresses → file, in the order in which they are given."""
    return {
        f"{path.stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}": path
        for path in paths
    }


FILES: Mapping[str, Path] = named(
    path
    for path in (*sorted(Path(__file__).parent.iterdir()), worlds_page.STYLE)
    if path.suffix in _TYPES
)
"""Name in addresses → file."""


def address(stem: str) -> str:
    """The address of one of the files, by its name without suffix."""
    (name,) = (name for name, path in FILES.items() if path.stem == stem)
    return reverse("static", args=[name])


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """View: one of the files, and no other."""
    return serve_of(FILES, request, name)


def serve_of(files: Mapping[str, Path], request: HttpRequest, name: str) -> HttpResponse:
    """One of some files, and no other.

    Raises:
        Http404: There is none of that name.
    """
    if name not in files:
        raise Http404
    return _kept(files[name]).response(request)


@cache
def _kept(path: Path) -> Kept:
    """The file, read and compressed once."""
    headers = {
        "Content-Type": _TYPES[path.suffix],
        "Cache-Control": f"public, max-age={_YEAR}, immutable",
    }
    return kept_of(path.read_bytes(), headers.items())
