"""The names key, opened for one browser: it has one half in a cookie, the hub has the other.

So nobody who has the database, its copies or the organisation's key reads a name, even while the
team is at work. The halves are forgotten when somebody closes the names, signs out, or leaves, and
after four hours.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from lanterne.hub.intake.holders import may_hold
from lanterne.hub.intake.models import Intake, OpenedNames
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import User
from lanterne.intake import names_key
from lanterne.vault.secret import Secret

LONGEST = timedelta(hours=4)
"""For how long names are open in a browser."""


def open_names(
    request: HttpRequest, answer: HttpResponseBase, desk: Desk, intake: Intake, names: Secret
) -> None:
    """Open the names in the browser that is answered."""
    halves = names_key.open_for(names, *_whose(request, desk.user, intake))
    OpenedNames.objects.filter(until__lt=timezone.now()).delete()
    OpenedNames.objects.create(
        digest=halves.digest,
        intake=intake,
        user=desk.user,
        wrapped=halves.wrapped,
        until=timezone.now() + LONGEST,
    )
    answer.set_cookie(
        _cookie(desk),
        halves.token,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )


def opened_names(request: HttpRequest, desk: Desk, intake: Intake) -> Secret | None:
    """The names key of the browser that asks; ``None``: the names are not open there."""
    token = request.COOKIES.get(_cookie(desk), "")
    half = OpenedNames.objects.filter(
        digest=names_key.digest_of(token),
        intake=intake,
        user=desk.user,
        until__gt=timezone.now(),
    ).first()
    if half is None or not may_hold(desk.organisation, desk.user):
        return None
    return names_key.opened(token, bytes(half.wrapped), *_whose(request, desk.user, intake))


def close_names(request: HttpRequest, answer: HttpResponseBase, desk: Desk) -> None:
    """Close the names in the browser that asks."""
    digest = names_key.digest_of(request.COOKIES.get(_cookie(desk), ""))
    OpenedNames.objects.filter(digest=digest).delete()
    answer.delete_cookie(_cookie(desk), samesite="Strict")


def close_all(user: User) -> None:
    """Close the names in all browsers of somebody."""
    OpenedNames.objects.filter(user=user).delete()


def _cookie(desk: Desk) -> str:
    """On one computer cookies are shared by all ports, so that of the door is in the name."""
    door = settings.LANTERNE_DOOR
    name = f"names-{desk.organisation.slug}"
    return f"{name}-{door.cookie}" if door else name


def _whose(request: Any, user: User, intake: Intake) -> tuple[str, str, str]:
    """Whom the halves are bound to: with the session, so that they end with it."""
    door = settings.LANTERNE_DOOR
    session = request.COOKIES.get(door.cookie, "") if door else request.session.session_key
    return str(user.pk), str(intake.pk), str(session or "")
