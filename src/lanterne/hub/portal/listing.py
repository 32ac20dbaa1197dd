"""What lies in the folder of releases, as a request sees it: one state, however much it asks.

A page asks many times what is there: whether an answer that was kept still holds, which edition is
the newest, what notices say. No page shows half of one state of the folder and half of another.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lanterne.hub.portal.folder_listing import Listing
from lanterne.hub.portal.recent_look import RecentLook

_of_request: ContextVar[dict[Path, Listing] | None] = ContextVar("listings", default=None)


def listing(looks: RecentLook) -> Listing:
    """The folder as this request sees it; without a request, as it is now."""
    known = _of_request.get()
    if known is None:
        return looks.now()
    if looks.folder not in known:
        known[looks.folder] = looks.now()
    return known[looks.folder]


def look_again(folder: Path) -> Listing:
    """The folder as it is now, for the rest of this request too."""
    known, found = _of_request.get(), Listing(folder)
    if known is not None:
        known[folder] = found
    return found


def listed_once(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: each request looks at a folder once, when it first asks for something there."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        before = _of_request.set({})
        try:
            return get_response(request)
        finally:
            _of_request.reset(before)

    return answer
