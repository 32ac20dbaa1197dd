"""The scripts of django-allauth for passkeys, served from here; everything else works without."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import allauth
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lanterne.hub.portal import static

_ROOT = Path(allauth.__file__).parent
_PATHS = (
    _ROOT / "mfa/static/mfa/js/webauthn-json.js",
    _ROOT / "mfa/static/mfa/js/webauthn.js",
    _ROOT / "account/static/account/js/onload.js",
    Path(__file__).parent / "passkeys.js",
)
"""In the order in which a page needs them."""

FILES: Mapping[str, Path] = static.named(_PATHS)
"""Name in addresses → file."""


def addresses() -> list[str]:
    """Where they are, in the order in which a page needs them."""
    return [reverse("account-script", args=[name]) for name in FILES]


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """View: one of the scripts, and no other file."""
    return static.serve_of(FILES, request, name)
