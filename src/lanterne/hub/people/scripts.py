"""The scripts of django-allauth for passkeys, served from here; everything else works without."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import allauth
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

_ROOT = Path(allauth.__file__).parent
_PATHS = (
    _ROOT / "mfa/static/mfa/js/webauthn-json.js",
    _ROOT / "mfa/static/mfa/js/webauthn.js",
    _ROOT / "account/static/account/js/onload.js",
    Path(__file__).parent / "passkeys.js",
)
"""In the order in which a page needs them."""

_YEAR = 31_536_000  # seconds


def _named(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{path.stem}-{digest}.js"


FILES: Mapping[str, Path] = {_named(path): path for path in _PATHS}
"""Name in addresses → file."""


def addresses() -> list[str]:
    """Where they are, in the order in which a page needs them."""
    return [reverse("account-script", args=[name]) for name in FILES]


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """View: one of the scripts, and no other file."""
    if name not in FILES:
        raise Http404
    answer = HttpResponse(FILES[name].read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return answer
