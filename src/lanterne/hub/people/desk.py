"""A person at work in an organisation: what they may do there, and how near a thing is to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast
from uuid import UUID

from django.db.models import Model
from django.http import Http404, HttpRequest

from lanterne.hub.audit import Outcome, Why, record
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Purpose, Role, Scope, Verb, allows, reach

Details = Mapping[str, str | int | bool]
"""Public facts about an act, such as the role that is given; never anything of a case."""

Team = Callable[[User, Organisation], frozenset[UUID]]
TEAMS: list[Team] = []
"""What knows the colleagues of somebody's team in an organisation; without it nobody has any."""


def knows_teams(ask: Team) -> Team:
    """Register what gives the ids of the colleagues of somebody's team in an organisation."""
    TEAMS.append(ask)
    return ask


def owner_of(thing: object) -> User | None:
    """Whose something is now, or else who made it; ``None``: nobody's, or there is no thing."""
    return getattr(thing, "owned_by", None) or getattr(thing, "created_by", None)


@dataclass(frozen=True)
class Desk:
    """A person at work in an organisation.

    Attributes:
        user: Who.
        organisation: Where.
        roles: As what.
        refused: The verbs of what was refused them, as it was written into the audit log.
    """

    user: User
    organisation: Organisation
    roles: frozenset[Role]
    refused: list[str] = field(default_factory=list, compare=False, repr=False)

    def may(self, verb: Verb, purpose: Purpose, *, made_by: User | None = None) -> bool:
        """Whether they may do it, to something that ``made_by`` made, or now has as theirs."""
        wide = allows(self.roles, verb, purpose, Scope.ORGANISATION)
        return wide or allows(self.roles, verb, purpose, self.scope_of(made_by))

    def scope_of(self, owner: User | None) -> Scope:
        """How near to them is what somebody made or has as theirs; nobody's is all of theirs."""
        if owner is None:
            return Scope.ORGANISATION
        if owner.pk == self.user.pk:
            return Scope.OWN
        return Scope.TEAM if owner.pk in self.team else Scope.ORGANISATION

    @cached_property
    def team(self) -> frozenset[UUID]:
        """Ids of the colleagues of their team here, as it is now, without their own."""
        found: frozenset[UUID] = frozenset()
        return found.union(*(ask(self.user, self.organisation) for ask in TEAMS))

    def record(
        self,
        verb: str,
        purpose: Purpose,
        thing: Model | None = None,
        outcome: Outcome = Outcome.DONE,
        details: Details | None = None,
    ) -> None:
        """Write to the audit log what they did here; see :func:`lanterne.hub.audit.record`.

        What a thing says of itself by ``called`` stands with it, so that the log names an edition
        although the catalogue or the database may be gone; and so does that they may do it as
        members of a team alone.
        """
        if outcome is Outcome.DENIED:
            self.refused.append(str(verb))
        record(
            verb,
            purpose,
            actor=self.user,
            organisation=self.organisation,
            thing=thing,
            outcome=outcome,
            details={
                **getattr(thing, "called", {}),
                **self._as_team(verb, purpose, thing),
                **(details or {}),
            },
        )

    def _as_team(self, verb: str, purpose: Purpose, thing: Model | None) -> Details:
        if reach(self.roles, verb, purpose) is not Scope.TEAM:
            return {}
        return {"team": True} if self.scope_of(owner_of(thing)) is Scope.TEAM else {}

    def refuse(
        self,
        verb: str,
        purpose: Purpose,
        why: Why,
        thing: Model | None = None,
        **about: str | int | bool,
    ) -> None:
        """Write to the audit log that something was not done for them, why, and what it was about.

        To be called outside of a transaction that is rolled back.
        """
        self.record(verb, purpose, thing, Outcome.DENIED, {"why": why.value, **about})


def desk_of(request: HttpRequest, slug: str) -> Desk:
    """The desk of who asks.

    Raises:
        Http404: There is no such organisation, or they do not belong to it.
    """
    user = cast(User, request.user)
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    roles = user.roles_in(organisation)
    if not roles:
        raise Http404
    return Desk(user, organisation, roles)
