"""What somebody may do, and why: read off the grants of their roles, never written twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from lanterne.hub.audit.words import PURPOSES
from lanterne.hub.people.role_labels import ROLES, SCOPES, VERBS
from lanterne.hub.people.roles import GRANTS, Purpose, Role, Verb


@dataclass(frozen=True)
class Reason:
    """A role that lets somebody do something.

    Attributes:
        role: Name of the role.
        scope: To what, in words; empty: to all of the organisation's.
        purposes: What for.
    """

    role: Promise
    scope: Promise | str
    purposes: tuple[Promise, ...]


@dataclass(frozen=True)
class Answer:
    """Whether somebody may do something.

    Attributes:
        verb: What, in words.
        reasons: Why they may; empty: they may not.
    """

    verb: Promise
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Option:
    """A role, as a form offers it.

    Attributes:
        value: Its name in forms.
        name: Its name in words.
        purpose: What it is for.
    """

    value: str
    name: Promise
    purpose: Promise


def answers(roles: Iterable[Role]) -> tuple[Answer, ...]:
    """For everything that can be done here, whether these roles allow it, and which of them."""
    held = [role for role in Role if role in set(roles)]
    return tuple(Answer(VERBS[verb], tuple(_reasons(held, verb))) for verb in Verb)


def _reasons(roles: Iterable[Role], verb: Verb) -> Iterable[Reason]:
    for role in roles:
        for grant in GRANTS[role]:
            if grant.verb is verb:
                everything = grant.purposes == frozenset(Purpose)
                purposes = (
                    () if everything else tuple(PURPOSES[p] for p in Purpose if p in grant.purposes)
                )
                yield Reason(ROLES[role][0], SCOPES.get(grant.scope, ""), purposes)


def options(roles: Iterable[Role] = tuple(Role)) -> tuple[Option, ...]:
    """Roles with their names and what they are for, in the order of the road."""
    chosen = set(roles)
    return tuple(Option(role.value, *ROLES[role]) for role in Role if role in chosen)
