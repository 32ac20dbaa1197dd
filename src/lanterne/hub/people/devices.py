"""Browsers in which somebody has signed in before: they are not kept out by what strangers do.

A browser holds a cookie of marks, one for each account that signed in there. A mark is random, and
signed together with the account and its password: it says nothing of the person, is worth nothing
for another account, and ends with the password. It opens nothing: who has it may try a password.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from lanterne.hub.people.models import User

Handler = Callable[[HttpRequest], HttpResponse]

LASTS = 180 * 24 * 60 * 60
"""Seconds for which a browser is known after somebody has signed in."""

MOST = 5
"""Accounts that one browser is known for; who signed in last is kept."""

_SALT = "lanterne.known-device"
_BETWEEN, _INSIDE = "~", "."


def device_of(request: HttpRequest, user: User | None) -> str:
    """The mark by which a browser is known for an account; empty: it is not known."""
    if user is None:
        return ""
    for mark, since, signature in _marks(request):
        fits = any(hmac.compare_digest(signature, one) for one in _signatures(mark, since, user))
        if fits and 0 <= time.time() - int(since) <= LASTS:
            return mark
    return ""


@receiver([user_logged_in, password_set, password_changed, password_reset])
def note_device(sender: Any, request: Any, user: User, **rest: Any) -> None:
    """Somebody has signed in here, or has a new password: the answer will say so to the browser."""
    request.known_for = user


def devices_are_known(get_response: Handler) -> Handler:
    """Middleware, after accounts: gives a browser its mark once somebody has signed in."""

    def answer(request: Any) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "known_for", None)
        if user is not None:
            _give(request, response, User.objects.get(pk=user.pk))
        return response

    return answer


def _give(request: HttpRequest, response: HttpResponse, user: User) -> None:
    mark, since = secrets.token_hex(12), str(int(time.time()))
    own = _INSIDE.join((mark, since, _signatures(mark, since, user)[0]))
    known = device_of(request, user)
    others = [_INSIDE.join(one) for one in _marks(request) if one[0] != known]
    response.set_cookie(
        settings.LANTERNE_DEVICE_COOKIE,
        _BETWEEN.join([own, *others][:MOST]),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _marks(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    """What the cookie holds, in its form; whether it is true is another matter."""
    for one in request.COOKIES.get(settings.LANTERNE_DEVICE_COOKIE, "").split(_BETWEEN)[:MOST]:
        parts = one.split(_INSIDE)
        if len(parts) == 3 and one.isascii() and parts[1].isdigit() and len(one) < 200:
            yield (parts[0], parts[1], parts[2])


def _signatures(mark: str, since: str, user: User) -> list[str]:
    """Under today's key of the hub, and under those that it replaced."""
    said = _INSIDE.join((mark, since, str(user.pk), user.password))
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(_SALT, said, secret=key, algorithm="sha256").hexdigest() for key in keys]
