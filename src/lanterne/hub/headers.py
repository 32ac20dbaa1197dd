"""Headers that every answer carries, and the longest question that is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lanterne.hub.portal.api import is_for_programs, problem
from lanterne.hub.settings import LONGEST_ADDRESS
from lanterne.messages import Message

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: there is no script, and nothing comes from elsewhere."""

POLICY_INSIDE = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""That of the pages of people who work: scripts in files of this hub, that ask this hub alone."""

INSIDE = re.compile(r"/(?:[a-z]{2}/work|account)/|/[a-z]{2}/(?:account|help)/")
"""Begin of the paths of those pages."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

FRAMED = re.compile(r"/[a-z]{2}/embed/")
"""Begin of the paths of figures that are made to stand in the pages of others."""

HEADERS_FRAMED = {
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What is different there, on the public portal alone: no other page can be framed."""

HEADERS_INSIDE = {
    "Content-Security-Policy": POLICY_INSIDE,
    # What shows something of a case is kept by no browser and no proxy, in memory or on a disk.
    "Cache-Control": "private, no-store",
    # Without a referrer a browser sends forms with the origin "null", which is that of nobody.
    "Referrer-Policy": "same-origin",
}
"""What is different on the pages of people who work."""

LOOSER = ("Cross-Origin-Resource-Policy",)
"""Headers that ``cross_origin.py`` gives what the public portal answers to programs."""


def security_headers(get_response: Handler) -> Handler:
    """Middleware, outermost: errors carry the headers too."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers = HEADERS
        if settings.LANTERNE_HOME is not None and INSIDE.match(request.path):
            headers = HEADERS | HEADERS_INSIDE
            if "Content-Security-Policy" in response:  # a page may have a policy of its own
                headers = headers | {"Content-Security-Policy": response["Content-Security-Policy"]}
            if "immutable" in response.get("Cache-Control", ""):  # a script, the same for everybody
                headers = headers | {"Cache-Control": response["Cache-Control"]}
        if settings.LANTERNE_PUBLIC:  # its data may be read by the pages of other sites
            kept = {name: response[name] for name in LOOSER if name in response}
            headers = headers | kept
            if FRAMED.match(request.path):
                headers = {**headers, **HEADERS_FRAMED}
                del headers["X-Frame-Options"]
        for name, value in headers.items():
            response[name] = value
        response.setdefault("Cache-Control", "private, no-cache")
        return response

    return with_headers


def short_addresses(get_response: Handler) -> Handler:
    """Middleware: an address longer than any page has is not looked at."""

    def answer(request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            if is_for_programs(request.path):
                return problem(HTTPStatus.REQUEST_URI_TOO_LONG, Message("api.too-long"))
            return render(request, "414.html", status=414)
        return get_response(request)

    return answer
