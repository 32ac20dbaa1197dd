"""What the pages of other sites may read: the data of the public portal, as anybody, and no page.

A chart on the site of a newspaper asks the API from the reader's browser. That is let in for data
alone, by the portal alone, which has no account: there is nobody whose cookie could be sent along.
The workspace does not have this middleware, whoever asks there.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from lanterne.hub.door import FREE

Handler = Callable[[HttpRequest], HttpResponse]

READABLE = {
    "Access-Control-Allow-Origin": "*",  # with this sign no browser sends or keeps a cookie
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Headers of an answer that holds public data."""

ASKED_BEFORE = {
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Max-Age": "86400",  # seconds: a day
    "Allow": "GET, HEAD, OPTIONS",
}
"""More headers, of the answer to a browser that asks whether it may ask."""


def is_public_data(path: str) -> bool:
    """Whether an address of the portal is one of data: the addresses of all pages end in ``/``."""
    return path.startswith("/api/") or not (path.endswith("/") or path.startswith(FREE))


def data_for_other_sites(get_response: Handler) -> Handler:
    """Middleware of the public portal: what is no page may be read from everywhere."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not is_public_data(request.path):
            return get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=READABLE | ASKED_BEFORE)
        response = get_response(request)
        for name, value in READABLE.items():
            response[name] = value
        return response

    return answer
