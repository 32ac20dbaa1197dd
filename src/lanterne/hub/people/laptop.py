"""The people of one computer: whoever has a link is who the link was made for.

There are no passwords: who can log in to the computer can make a link. The first person has every
role. A second one can be let in by a link, to look at a release before it is published; that both
sit at the same computer is written with what they decide.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lanterne.hub.audit import record
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Purpose, Role

Handler = Callable[[HttpRequest], HttpResponse]

SLUG = "here"
"""Name of the organisation in addresses."""

NOWHERE = "here.invalid"
"""End of the addresses of people who have none."""

REVIEWER = (Role.PRIVACY_OFFICER, Role.PUBLISHER)
"""What somebody is who was let in by a link."""


def first_person() -> User:
    """Who opened the hub on this computer; made at the first start."""
    user = User.objects.filter(email=f"first@{NOWHERE}").first()
    if user is None:
        user = add_person("first", "", tuple(Role))
    return user


def add_person(key: str, name: str, roles: tuple[Role, ...] = REVIEWER) -> User:
    """A person of this computer.

    Args:
        key: Distinguishes them from the others.
        name: What they are called; may be empty.
        roles: What they are.
    """
    organisation, _ = Organisation.objects.get_or_create(slug=SLUG, defaults={"name": ""})
    user = User.objects.create_user(f"{key}@{NOWHERE}", name=name)
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def came_in(who: str | None) -> None:
    """Write down that a link was used."""
    user = User.objects.filter(pk=who).first() if who else None
    record("session.begin", Purpose.ADMINISTRATION, actor=user, details={"method": "link"})


def people_of_this_computer(get_response: Handler) -> Handler:
    """Middleware, after the door: ``request.user`` is who the door let in."""

    def with_user(request: Any) -> HttpResponse:
        who = getattr(request, "door", None)
        found = User.objects.filter(pk=who, is_active=True).first() if who else None
        if who and found is None:  # they were let in, and no longer are
            return render(request, "portal/door.html", status=HTTPStatus.FORBIDDEN)
        request.user = found or AnonymousUser()
        return get_response(request)

    return with_user
