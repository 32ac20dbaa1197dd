"""Files of style and script: named by their content, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from lanterne.hub.portal.kept import Kept, kept_of

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_YEAR = 31_536_000  # seconds


def _named(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{path.stem}-{digest}{path.suffix}"


FILES: Mapping[str, Path] = {
    _named(path): path for path in sorted(Path(__file__).parent.iterdir()) if path.suffix in _TYPES
}
"""Name in addresses → file."""


def address(stem: str) -> str:
    """The address of one of the files, by its name without suffix."""
    (name,) = (name for name, path in FILES.items() if path.stem == stem)
    return reverse("static", args=[name])


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """View: one of the files, and no other."""
    if name not in FILES:
        raise Http404
    return _kept(name).response(request)


@cache
def _kept(name: str) -> Kept:
    """The file, read and compressed once."""
    path = FILES[name]
    headers = {
        "Content-Type": _TYPES[path.suffix],
        "Cache-Control": f"public, max-age={_YEAR}, immutable",
    }
    return kept_of(path.read_bytes(), headers.items())
