"""Teams: who is in one, and putting case workers in and out of them.

A row says that somebody was put into a team. Whether they are in it is asked each time: who has no
role any more that lets them stand in, or whose account is closed, is in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lanterne.hub.intake.models import Intake, Team, TeamMember
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.access import Desk
from lanterne.hub.people.desk import knows_teams
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.membership import held_in
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Purpose, Role, Scope, Verb, allows
from lanterne.hub.web.second_person import alone
from lanterne.vault import VaultError
from lanterne.vault.records import RecordSealer


@dataclass(frozen=True)
class ShownTeam:
    """A team, as pages show it.

    Attributes:
        team: The team.
        title: What it is called; empty: that cannot be read, since the row was changed.
        people: Who is in it, by their names.
    """

    team: Team
    title: str = field(repr=False)
    people: Sequence[User]


def stands_in(roles: frozenset[Role]) -> bool:
    """Whether these roles let somebody be in a team."""
    return allows(roles, Verb.READ_INTAKE, Purpose.COLLECTION, Scope.TEAM)


@knows_teams
def colleagues(user: User, organisation: Organisation) -> frozenset[UUID]:
    """Ids of the colleagues of somebody's team in an organisation, without their own."""
    there = _there(organisation)
    own = there.filter(user=user).values("team")
    return frozenset(there.filter(team__in=own).exclude(user=user).values_list("user", flat=True))


def _there(organisation: Organisation) -> QuerySet[TeamMember]:
    """Who is in teams of an organisation now, of all who were put there."""
    return TeamMember.objects.filter(
        intake__organisation=organisation,
        team__intake__organisation=organisation,
        user__is_active=True,
        user__memberships__organisation=organisation,
        user__memberships__role__in=[one for one in Role if stands_in(frozenset({one}))],
    )


def team_of(desk: Desk) -> ShownTeam | None:
    """The team of whoever sits at the desk; ``None``: they are in none."""
    own = _there(desk.organisation).filter(user=desk.user).select_related("team").first()
    return None if own is None else _shown([own.team], desk.organisation)[0]


def teams_of(intake: Intake) -> Sequence[ShownTeam]:
    """All teams of an intake, the first one first."""
    return _shown(intake.teams.order_by(*OLDEST_FIRST), intake.organisation)


def _shown(teams: Iterable[Team], organisation: Organisation) -> list[ShownTeam]:
    listed = list(teams)
    sealer = answers_sealer(organisation)
    inside: defaultdict[UUID, list[User]] = defaultdict(list)
    rows = _there(organisation).filter(team__in=listed).select_related("user").distinct()
    for one in rows.order_by("user__name", "user__email"):
        inside[one.team_id].append(one.user)
    return [ShownTeam(one, _title(one, sealer), inside[one.pk]) for one in listed]


def _title(team: Team, sealer: RecordSealer) -> str:
    """What a team is called: nobody is kept from work by a title that cannot be read."""
    try:
        return str(sealer.open(team.title, "team", str(team.pk)))
    except VaultError:
        return ""


def without_team(intake: Intake) -> Sequence[User]:
    """Colleagues who could be in a team, and are in none."""
    able = [key for key, roles in held_in(intake.organisation).items() if stands_in(roles)]
    inside = TeamMember.objects.filter(intake=intake).values("user")
    found = User.objects.filter(pk__in=able, is_active=True).exclude(pk__in=inside)
    return list(found.order_by("name", "email"))


def may_put_in(desk: Desk, team: Team, worker: User) -> bool:
    """Whether somebody may put a colleague into a team.

    Nobody comes at other people's data by a team that they make themselves: where there are two,
    somebody else puts them in, and somebody else adds to the team in which they are.
    """
    own = worker.pk == desk.user.pk or team.members.filter(user=desk.user).exists()
    return alone() or not own


def make_team(intake: Intake, title: str, by: User) -> Team:
    """Make a team, in which nobody is yet; raises VaultError."""
    team = Team(intake=intake, created_by=by)
    team.title = answers_sealer(intake.organisation).seal(title, "team", str(team.pk))
    team.save()
    return team


def put_in(desk: Desk, team: Team, worker: User) -> bool:
    """Put somebody into a team; whether it was done: not if they are in one by now."""
    try:
        with transaction.atomic():
            TeamMember.objects.create(
                intake=team.intake, team=team, user=worker, created_by=desk.user
            )
            details = {"put_in": str(worker.pk)}
            desk.record(Verb.MAKE_TEAMS, Purpose.COLLECTION, team, details=details)
    except IntegrityError:
        return False
    return True


def take_out(desk: Desk, team: Team, key: str) -> bool:
    """Take somebody out of a team, by their id; whether they were in it."""
    with transaction.atomic():
        found = next((one for one in team.members.all() if str(one.user_id) == key), None)
        if found is None:
            return False
        found.delete()
        details = {"taken_out": key}
        desk.record(Verb.MAKE_TEAMS, Purpose.COLLECTION, team, details=details)
    return True


def end_team(desk: Desk, team: Team) -> None:
    """Take everybody out of a team, and remove it."""
    with transaction.atomic():
        for one in list(team.members.all()):
            take_out(desk, team, str(one.user_id))
        desk.record(Verb.MAKE_TEAMS, Purpose.COLLECTION, team, details={"ended": True})
        team.delete()
