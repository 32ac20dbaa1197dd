"""Teams: which there are, who is in them, making them, and putting case workers in and out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lanterne.hub.audit import Why
from lanterne.hub.intake import teams
from lanterne.hub.intake.access import IntakeDesk, intake_desk
from lanterne.hub.intake.form_fields import ColleagueField, line_field
from lanterne.hub.intake.models import Team
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.second_person import alone

makes_teams = needs(Verb.MAKE_TEAMS, Purpose.COLLECTION)
changes_team = needs(Verb.MAKE_TEAMS, Purpose.COLLECTION, of="team")


class TeamForm(forms.Form):
    """What a team is called."""

    title = line_field(_("What is the team called?"), max_length=60)


class PutInForm(forms.Form):
    """Who comes into a team."""

    worker = ColleagueField(label=_("Who comes into this team?"))

    def __init__(self, *given: Any, free: Sequence[User], **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["worker"]
        assert isinstance(field, ColleagueField)
        field.offer(free)


@never_cache
@makes_teams
def list_teams(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Which teams there are and who is in them; a new one is made."""
    at, form = intake_desk(request, desk), TeamForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, at, status=422 if request.method == "POST" else 200, making=form)
    team = teams.make_team(at.intake, form.cleaned_data["title"], desk.user)
    desk.record(Verb.MAKE_TEAMS, Purpose.COLLECTION, team)
    return _after(desk)


@never_cache
@require_POST
@changes_team
def put_in(request: HttpRequest, desk: Desk, team: Team) -> HttpResponseBase:
    """Put a case worker into a team."""
    at = intake_desk(request, desk)
    form = PutInForm(request.POST, free=teams.without_team(at.intake), prefix=str(team.pk))
    if not form.is_valid():
        return _page(request, at, status=422, adding=form)
    chosen = form.cleaned_data["worker"]
    if not teams.may_put_in(desk, team, chosen):
        form.add_error("worker", _("Another privacy officer must do this: it is your own team."))
        desk.refuse(Verb.MAKE_TEAMS, Purpose.COLLECTION, Why.OWN, team)
        return _page(request, at, status=409, adding=form)
    if not teams.put_in(desk, team, chosen):
        desk.refuse(Verb.MAKE_TEAMS, Purpose.COLLECTION, Why.STALE, team)
    return _after(desk)


@require_POST
@changes_team
def take_out(request: HttpRequest, desk: Desk, team: Team) -> HttpResponseBase:
    """Take a case worker out of a team."""
    if not teams.take_out(desk, team, request.POST.get("worker", "")):
        desk.refuse(Verb.MAKE_TEAMS, Purpose.COLLECTION, Why.STALE, team)
    return _after(desk)


@require_POST
@changes_team
def end(request: HttpRequest, desk: Desk, team: Team) -> HttpResponseBase:
    """Remove a team; from then on everybody sees their own people alone."""
    del request
    teams.end_team(desk, team)
    return _after(desk)


def _after(desk: Desk) -> HttpResponseBase:
    return redirect("teams", desk.organisation.slug)


def _page(
    request: HttpRequest,
    at: IntakeDesk,
    *,
    status: int = 200,
    making: TeamForm | None = None,
    adding: PutInForm | None = None,
) -> HttpResponseBase:
    free = teams.without_team(at.intake)
    listed = [
        (one, adding if adding and adding.prefix == key else PutInForm(free=free, prefix=key))
        for one in teams.teams_of(at.intake)
        for key in [str(one.team.pk)]
    ]
    context = {
        "desk": at.desk,
        "at": at,
        "listed": listed,
        "free": free,
        "making": making or TeamForm(),
        "two": not alone(),
    }
    return render(request, "intake/teams.html", context, status=status)
