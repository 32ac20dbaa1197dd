"""Who may send much: a ticket in a cookie, handed out with the page that has the form.

The server reads a request before the pages can say who sends it. Without a ticket, which only the
pages of those who have come in hand out, it takes no more than a form of text has, so that nobody
else can fill the disk. A ticket is no permission: the pages ask for that when the request is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing
from django.http import HttpResponse, parse_cookie

from lanterne.hub.upload.body import Limit

COOKIE = "lanterne-ticket"

HOURS = 12
"""How long a ticket is good."""

FORM = 1 << 20
"""Bytes of a form without files."""

_PURPOSE = "lanterne.hub.upload.ticket"


def hand_out(response: HttpResponse, *, secure: bool) -> None:
    """Give a ticket to who gets this page.

    Args:
        response: A page with a form for files, for somebody who has come in.
        secure: Whether the page came by HTTPS.
    """
    ticket = signing.dumps("", salt=_PURPOSE)
    response.set_cookie(
        COOKIE, ticket, max_age=HOURS * 3600, secure=secure, httponly=True, samesite="Strict"
    )


def by_ticket(most: int) -> Limit:
    """The limit of a server: ``most`` bytes with a ticket, else those of a form."""

    def limit(method: str, path: str, headers: Mapping[str, str]) -> int:
        del method, path
        return most if _is_good(parse_cookie(headers.get("COOKIE", "")).get(COOKIE, "")) else FORM

    return limit


def _is_good(ticket: str) -> bool:
    try:
        signing.loads(ticket, salt=_PURPOSE, max_age=HOURS * 3600)
    except signing.BadSignature:
        return False
    return True
