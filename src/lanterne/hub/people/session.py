"""How long a session lasts, and that nobody works without a second factor where one is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from lanterne.hub.audit import record
from lanterne.hub.people.roles import Purpose
from lanterne.hub.people.settings import LONGEST_IDLE, LONGEST_SESSION

Handler = Callable[[HttpRequest], HttpResponse]

BEGAN, SEEN, SHOWN = "began", "seen", "second_factor"
"""Keys in a session: when it began, when a page was last asked for, who showed a second factor."""

_WRITE_EVERY = 60  # seconds: not every page costs a write
_CLOCK = 60  # seconds that clocks of several machines may differ


def no_other_port(get_response: Handler) -> Handler:
    """Middleware, first of accounts: the hub answers at its own port alone.

    Links that are sent to people begin with the name that a request came by. Its port, which
    ``ALLOWED_HOSTS`` does not look at, would lead who opens them to whatever listens there.
    """

    def answer(request: Any) -> HttpResponse:
        _name, port = split_domain_port(request.get_host())
        if port and settings.LANTERNE_PORTS is not None and port not in settings.LANTERNE_PORTS:
            raise DisallowedHost
        return get_response(request)

    return answer


def sessions_end(get_response: Handler) -> Handler:
    """Middleware, after accounts: signs out who was idle too long, or signed in too long ago."""

    def answer(request: Any) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request):
            record("session.expire", Purpose.ADMINISTRATION, actor=request.user)
            logout(request)
        return get_response(request)

    return answer


def _is_over(request: Any) -> bool:
    """Whether a session has ended; if not, that a page was asked for is written down."""
    now = int(time.time())
    session = request.session
    began = session.setdefault(BEGAN, now)
    seen = session.setdefault(SEEN, now)
    if not -_CLOCK <= now - began <= LONGEST_SESSION or not -_CLOCK <= now - seen <= LONGEST_IDLE:
        return True
    # A page that asks by itself how far a job is does not show that anybody is there.
    if now - seen >= _WRITE_EVERY and "HX-Request" not in request.headers:
        session[SEEN] = now
    return False


def second_factor_first(get_response: Handler) -> Handler:
    """Middleware, after accounts: the workspace opens to who has shown a second factor."""

    def answer(request: Any) -> HttpResponse:
        if (
            settings.LANTERNE_SECOND_FACTOR
            and request.user.is_authenticated
            and request.path.startswith(reverse("work"))
            and not has_shown(request)
        ):
            return redirect("mfa_index")
        return get_response(request)

    return answer


def has_shown(request: Any) -> bool:
    """Whether who is signed in has shown a second factor in this session."""
    return bool(request.session.get(SHOWN) == str(request.user.pk))


def note_shown(request: Any, user: Any) -> None:
    """Somebody showed a second factor, or set one up."""
    request.session[SHOWN] = str(user.pk)


def forget_shown(request: Any) -> None:
    """Somebody has no second factor any more."""
    request.session.pop(SHOWN, None)


def forget_ended() -> None:
    """Nothing is kept of sessions that have ended, such as from where somebody worked."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
