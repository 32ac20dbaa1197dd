"""Whose people somebody sees with their names: the one place that says so to pages and lists.

Things are asked about at the door of the workspace, by its grants; lists are made by the same
grants. No page decides for itself.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from lanterne.hub.intake.models import Coded
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Scope, Verb, allows


class Whose(StrEnum):
    """Whose people a list shows."""

    MINE = "mine"
    TEAM = "team"
    """One's own, and those of colleagues of one's team."""


def sees(desk: Desk, thing: Coded) -> bool:
    """Whether somebody may open a person, a case, a household or a perpetrator of here."""
    return desk.may(Verb.READ_INTAKE, Purpose.COLLECTION, made_by=thing.owned_by)


def stands_in_for(desk: Desk, thing: Coded) -> User | None:
    """The colleague of the team who is responsible; ``None``: it is one's own, or another's."""
    owner = thing.owned_by
    return owner if sees(desk, thing) and desk.scope_of(owner) is Scope.TEAM else None


def workers_seen(
    desk: Desk, whose: Whose = Whose.TEAM, *, verb: Verb = Verb.READ_INTAKE
) -> list[UUID]:
    """Ids of those who are responsible for what a list shows; in it stands nothing of others.

    Args:
        desk: Who asks.
        whose: Whose people.
        verb: What is to be done with them.
    """
    as_team = allows(desk.roles, verb, Purpose.COLLECTION, Scope.TEAM)
    team = desk.team if as_team and whose is Whose.TEAM else frozenset()
    return [desk.user.pk, *sorted(team)]


def chosen_whose(desk: Desk, asked: str) -> Whose:
    """Whose people are asked for; one's own, where somebody is in no team."""
    return Whose.TEAM if asked == Whose.TEAM and len(workers_seen(desk)) > 1 else Whose.MINE
