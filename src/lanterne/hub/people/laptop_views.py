"""Pages about the people of one computer: a second person, and the browsers that are inside."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.door import Door, mark
from lanterne.hub.people import lookup, membership
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.explain import options
from lanterne.hub.people.forms import NameForm
from lanterne.hub.people.laptop import REVIEWER, add_person
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Verb

administers = needs(Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION)
administers_member = needs(Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION, of="member")


@administers
def people(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Who was let in at this computer, in which browsers, and what one is called oneself."""
    form = NameForm(request.POST or None, initial={"name": desk.user.name})
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=desk.user.pk).update(name=form.cleaned_data["name"])
        return redirect("people", desk.organisation.slug)
    door: Door = settings.LANTERNE_DOOR
    inside = door.inside()
    found = [
        (one, [shown for shown, who in inside.items() if who == str(one.pk)])
        for one in lookup.members(desk.organisation).filter(is_active=True)
    ]
    here = mark(request.COOKIES.get(door.cookie, ""))
    context = {"desk": desk, "form": form, "people": found, "here": here}
    return render(request, "people/here.html", context)


@never_cache
@administers
def second_person(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Let in a colleague, who looks at a release before it is published."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = add_person(uuid.uuid4().hex, form.cleaned_data["name"])
        return _link(request, desk, user)
    context = {"desk": desk, "form": form, "roles": options(REVIEWER)}
    return render(request, "people/second_person.html", context)


@never_cache
@require_POST
@administers_member
def another_link(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """A new link for somebody who was let in before."""
    return _link(request, desk, member)


def _link(request: HttpRequest, desk: Desk, user: User) -> HttpResponseBase:
    door: Door = settings.LANTERNE_DOOR
    desk.record("link.make", Purpose.ADMINISTRATION, user)
    link = request.build_absolute_uri(door.link(str(user.pk)))
    return render(request, "people/link.html", {"desk": desk, "person": user, "link": link})


@require_POST
@administers
def end_browser(request: HttpRequest, desk: Desk, mark: str) -> HttpResponseBase:
    """Send a browser out."""
    door: Door = settings.LANTERNE_DOOR
    door.leave_marked(mark)
    desk.record("session.end", Purpose.ADMINISTRATION)
    return redirect("people", desk.organisation.slug)


@require_POST
@administers_member
def send_out(request: HttpRequest, desk: Desk, member: User) -> HttpResponseBase:
    """Send somebody out of all browsers, for good; oneself nobody can."""
    if membership.close_account(desk, member):
        door: Door = settings.LANTERNE_DOOR
        door.leave_all(str(member.pk))
    return redirect("people", desk.organisation.slug)


@administers
def elsewhere(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Where people have accounts, a second person is invited."""
    return redirect("invite", desk.organisation.slug)
