"""Emergencies: somebody reads about a colleague's person for a day, with a reason that is kept.

This is the one place where what is a colleague's counts as one's own, and only to be read: pages of
the person and of the person's cases. Whatever else they lead to stays closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanterne.hub.intake.models import Case, Opening, Person
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.seen import sees
from lanterne.hub.people.access import Desk, Details, counts_as_own
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.review.decisions import Waiting, waits
from lanterne.hub.web.second_person import alone

LONGEST = timedelta(hours=24)
"""For how long a colleague's person is open."""


@dataclass(frozen=True)
class Told:
    """An emergency, to whoever is told of it.

    Attributes:
        opening: Whose person was opened, by whom, when.
        reason: Why.
        open: Whether it still lasts.
        own: Whether it is who looks that opened it, and somebody else has to know of it.
    """

    opening: Opening
    reason: str = field(repr=False)
    open: bool
    own: bool


def open_person(person: Person, user: User, reason: str) -> Opening:
    """Open a person to somebody, from now on for a day; raises VaultError."""
    opening = Opening(person=person, created_by=user, until=timezone.now() + LONGEST)
    sealer = answers_sealer(person.organisation)
    opening.reason = sealer.seal(reason, "emergency", str(opening.pk))
    opening.save()
    return opening


def open_until(desk: Desk, person: Person) -> Opening | None:
    """By what a colleague's person is open to somebody now; ``None``: it is not, or needs not be.

    Who may read about somebody without an emergency has none.
    """
    if sees(desk, person):
        return None
    there = person.openings.filter(created_by=desk.user, until__gt=timezone.now())
    return there.order_by("until").last()


@counts_as_own(Verb.READ_INTAKE, "person")
def person_is_open(desk: Desk, person: Person) -> Details | None:
    """Whether somebody has opened this person, and the day is not over."""
    return None if open_until(desk, person) is None else {"emergency": True}


@counts_as_own(Verb.READ_INTAKE, "case")
def case_is_open(desk: Desk, case: Case) -> Details | None:
    """Whether somebody has opened the person of this case."""
    return person_is_open(desk, case.person)


def reason_of(opening: Opening) -> str:
    """Why a person was opened; raises VaultError where the row was changed."""
    sealer = answers_sealer(opening.person.organisation)
    return str(sealer.open(opening.reason, "emergency", str(opening.pk)))


def emergencies(desk: Desk) -> QuerySet[Opening]:
    """All emergencies of an organisation, the last first."""
    there = Opening.objects.filter(person__organisation=desk.organisation)
    return there.select_related("person__worker", "created_by", "seen_by").order_by(*NEWEST_FIRST)


def told(desk: Desk, opening: Opening) -> Told:
    """An emergency with its reason."""
    lasts = opening.until > timezone.now()
    return Told(opening, reason_of(opening), lasts, not may_see_off(desk, opening))


def may_see_off(desk: Desk, opening: Opening) -> bool:
    """Whether somebody may say that they know of it: nobody of their own, where there are two."""
    return alone() or opening.created_by_id != desk.user.pk


def see_off(opening: Opening, user: User) -> None:
    """Write down that somebody knows of it; who was first stays."""
    Opening.objects.filter(pk=opening.pk, seen=None).update(seen_by=user, seen=timezone.now())


@waits
def unseen(desk: Desk) -> Iterator[Waiting]:
    """Emergencies of which nobody has said yet that they know of them."""
    if not desk.may(Verb.WATCH_EMERGENCIES, Purpose.OVERSIGHT):
        return
    for one in emergencies(desk).filter(seen=None).order_by(*OLDEST_FIRST):
        if may_see_off(desk, one):
            address = reverse("emergencies", args=[desk.organisation.slug])
            what = _("A colleague's person was opened in an emergency: read why")
            yield Waiting(what, one.person.code, address, one.created)
