"""The door of the laptop mode: a link that opens once, and a cookie for the browser that came in.

Other people and programs of the same computer can reach 127.0.0.1 too; without the cookie they
see a page that says how to come in, and nothing else. A page elsewhere on the web that makes its
own name point to 127.0.0.1 is refused by the name, which ``ALLOWED_HOSTS`` does not hold.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

Handler = Callable[[HttpRequest], HttpResponse]

OPEN = "/open/"
"""Begin of the path of the one-time link."""

FREE = "/static/"
"""Begin of the paths that the page at the door needs."""


class Door:
    """Who may come in. Safe for several threads.

    Attributes:
        cookie: Name of the cookie: cookies are shared by all ports, so the port is in it.
    """

    def __init__(self, port: int) -> None:
        self.cookie = f"lanterne-{port}"
        self._lock = threading.Lock()
        self._token: str | None = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)

    @property
    def path(self) -> str:
        """Path of the one-time link; raises ValueError once it has been used."""
        if self._token is None:
            raise ValueError("the link must not have been used")
        return f"{OPEN}{self._token}"

    def enter(self, token: str) -> str | None:
        """The session of whoever comes with the token, once; ``None``: it is not the one."""
        with self._lock:
            given, expected = token.encode(), (self._token or "").encode()
            if self._token is None or not secrets.compare_digest(given, expected):
                return None
            self._token = None
            return self._session

    def knows(self, session: str) -> bool:
        """Whether the session is the one that was handed out."""
        used = self._token is None
        return secrets.compare_digest(session.encode(), self._session.encode()) and used


def one_door(get_response: Handler) -> Handler:
    """Middleware: lets in whoever has the link or the cookie."""
    door: Door = settings.LANTERNE_DOOR

    def at_the_door(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, before anything is compared
        if request.path.startswith(OPEN) and request.method == "GET":
            session = door.enter(request.path.removeprefix(OPEN))
            if session is not None:
                inside = HttpResponseRedirect("/")
                inside.set_cookie(door.cookie, session, httponly=True, samesite="Lax")
                return inside
        known = door.knows(request.COOKIES.get(door.cookie, ""))
        if known or request.path.startswith(FREE):
            return get_response(request)
        return render(request, "portal/door.html", status=403)

    return at_the_door
