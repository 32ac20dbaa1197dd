"""The door of the laptop mode: links that open once, and a cookie for each browser that came in.

Other people and programs of the same computer can reach 127.0.0.1 too; without a cookie they
see a page that says how to come in, and nothing else. A page elsewhere on the web that makes its
own name point to 127.0.0.1 is refused by the name, which ``ALLOWED_HOSTS`` does not hold.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

Handler = Callable[[HttpRequest], HttpResponse]

OPEN = "/open/"
"""Begin of the path of a one-time link."""

FREE = "/static/"
"""Begin of the paths that the page at the door needs."""

NOBODY = ""
"""Who comes in where there are no people: only releases are shown."""


class Door:
    """Who may come in. Safe for several threads.

    Attributes:
        cookie: Name of the cookie: cookies are shared by all ports, so the port is in it.
    """

    def __init__(self, port: int) -> None:
        self.cookie = f"lanterne-{port}"
        self._lock = threading.Lock()
        self._links: dict[str, str] = {}
        self._inside: dict[str, str] = {}

    def link(self, who: str = NOBODY) -> str:
        """Path of a new link that opens once, for somebody."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._links[token] = who
        return f"{OPEN}{token}"

    def enter(self, token: str) -> str | None:
        """The session of whoever comes with a link, once; ``None``: it is none that opens."""
        with self._lock:
            found = _matching(self._links, token)
            if found is None:
                return None
            session = secrets.token_urlsafe(32)
            self._inside[session] = self._links.pop(found)
            return session

    def who(self, session: str) -> str | None:
        """Who a session was handed out to; ``None``: to nobody."""
        with self._lock:
            found = _matching(self._inside, session)
            return None if found is None else self._inside[found]

    def leave(self, session: str) -> None:
        """End a session."""
        with self._lock:
            found = _matching(self._inside, session)
            if found is not None:
                del self._inside[found]

    def inside(self) -> dict[str, str]:
        """The sessions that are open: a mark of each, which opens nothing, and whose it is."""
        with self._lock:
            return {mark(session): who for session, who in self._inside.items()}

    def leave_marked(self, marked: str) -> None:
        """End the session with a mark."""
        with self._lock:
            for session in [one for one in self._inside if mark(one) == marked]:
                del self._inside[session]

    def leave_all(self, who: str) -> None:
        """End all sessions of somebody, and close the links that were made for them."""
        with self._lock:
            for opening in (self._inside, self._links):
                for one in [key for key, value in opening.items() if value == who]:
                    del opening[one]


def mark(session: str) -> str:
    """What may be shown of a session: it tells two apart, and opens nothing."""
    return hashlib.sha256(session.encode()).hexdigest()[:16]


def _matching(secrets_: dict[str, str], given: str) -> str | None:
    """The secret that is given, compared in a time that tells nothing of it."""
    spelt = given.encode()
    equal = [one for one in secrets_ if secrets.compare_digest(one.encode(), spelt)]
    return equal[0] if equal else None


def _first_page(who: str | None) -> str:
    """Where somebody goes who came in: to the workspace, in the language of their browser."""
    if settings.LANTERNE_HOME is None:
        return "/"
    from lanterne.hub.people.laptop import came_in  # noqa: PLC0415 - only where there are people

    came_in(who)
    return reverse("work")


def one_door(get_response: Handler) -> Handler:
    """Middleware: lets in whoever has a link or a cookie; ``request.door`` says who it is."""
    door: Door = settings.LANTERNE_DOOR

    def at_the_door(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, before anything is compared
        if request.path.startswith(OPEN) and request.method == "GET":
            session = door.enter(request.path.removeprefix(OPEN))
            if session is not None:
                inside = HttpResponseRedirect(_first_page(door.who(session)))
                inside.set_cookie(door.cookie, session, httponly=True, samesite="Lax")
                return inside
        who = door.who(request.COOKIES.get(door.cookie, ""))
        if who is not None or request.path.startswith(FREE):
            request.door = who  # type: ignore[attr-defined]  # read by the people of a laptop
            return get_response(request)
        return render(request, "portal/door.html", status=403)

    return at_the_door
