"""Handing people over: from who is responsible for them to a colleague who can open names.

Whoever's roles were taken, or whose account is closed, is responsible for nobody any more; their
people have nobody until a privacy officer hands them over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lanterne.hub.intake.models import (
    Case,
    Coded,
    Household,
    HouseholdMember,
    Intake,
    Link,
    Perpetrator,
    Person,
)
from lanterne.hub.people.access import Desk, Details, counts_as_own
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Purpose, Scope, Verb, allows
from lanterne.hub.web.second_person import alone


@dataclass(frozen=True)
class Responsible:
    """Somebody who is responsible for people.

    Attributes:
        worker: Who.
        codes: Of the people, in order.
        gone: Whether they may not read about them any more: these people have nobody.
    """

    worker: User
    codes: Sequence[str]
    gone: bool


def may_read_own(organisation: Organisation, user: User) -> bool:
    """Whether somebody's roles let them read about people for whom they are responsible."""
    roles = user.roles_in(organisation)
    return allows(roles, Verb.READ_INTAKE, Purpose.COLLECTION, Scope.OWN)


def responsible(organisation: Organisation) -> Iterator[Responsible]:
    """Who is responsible for whom; those first who are not there any more."""
    codes: defaultdict[object, list[str]] = defaultdict(list)
    there = Person.objects.filter(organisation=organisation).order_by("code")
    for worker, code in there.values_list("worker", "code"):
        codes[worker].append(code)
    workers = User.objects.filter(pk__in=list(codes)).order_by("name", "email")
    found = [
        Responsible(one, codes[one.pk], not may_read_own(organisation, one)) for one in workers
    ]
    yield from sorted(found, key=lambda one: not one.gone)


def may_give(desk: Desk, giver: User, to: User) -> bool:
    """Whether somebody may hand over to this colleague what the giver is responsible for.

    Nobody gives themselves, or their team, somebody else's people: where there are two, another
    privacy officer does it. One's own people go to anybody.
    """
    own = giver.pk == desk.user.pk
    return own or alone() or desk.scope_of(to) is Scope.ORGANISATION


def receivers(intake: Intake, giver: User) -> list[User]:
    """Colleagues who can open names, and read about people for whom they are responsible."""
    holders = intake.holders.exclude(user=None).exclude(handed=None).exclude(user=giver)
    found = [one.user for one in holders.select_related("user").order_by("created")]
    return [one for one in found if one and may_read_own(intake.organisation, one)]


@counts_as_own(Verb.HAND_OVER, "worker")
def own_people(desk: Desk, worker: User) -> Details | None:
    """Everybody's people are their own."""
    return {} if worker.pk == desk.user.pk else None


def workers(organisation: Organisation) -> QuerySet[User]:
    """All who are responsible for something in the intake, whether they are there or not."""
    found = User.objects.none()
    for model in _coded():
        theirs = model._default_manager.filter(organisation=organisation)
        found |= User.objects.filter(pk__in=theirs.values("worker"))
    return found


def hand_over_person(desk: Desk, person: Person, to: User) -> bool:
    """Hand one person over, with what is only theirs.

    Their cases go with them; a household, unless another of its members is still the giver's; and
    perpetrators of whom no other case of the giver's tells.

    Returns:
        Whether it was done: not if somebody else is responsible by now.
    """
    giver = person.worker
    with transaction.atomic():
        if not Person.objects.select_for_update().filter(pk=person.pk, worker=giver).exists():
            return False
        Person.objects.filter(pk=person.pk).update(worker=to)
        Case.objects.filter(person=person).update(worker=to)
        at_home = Household.objects.filter(
            pk__in=person.memberships.values("household"), worker=giver
        )
        others = HouseholdMember.objects.filter(household=OuterRef("pk"), person__worker=giver)
        at_home.filter(~Exists(others)).update(worker=to)
        told = Perpetrator.objects.filter(
            pk__in=Link.objects.filter(case__person=person).values("perpetrator"), worker=giver
        )
        other_cases = Link.objects.filter(perpetrator=OuterRef("pk"), case__worker=giver)
        told.filter(~Exists(other_cases)).update(worker=to)
        _record(desk, person, giver, to)
    return True


def hand_over_all(desk: Desk, giver: User, to: User) -> int:
    """Hand over all for which somebody is responsible here; the number of people."""
    with transaction.atomic():
        theirs = {"organisation": desk.organisation, "worker": giver}
        people = list(Person.objects.select_for_update().filter(**theirs).order_by("code"))
        for model in _coded():
            model._default_manager.filter(**theirs).update(worker=to)
        for person in people:
            _record(desk, person, giver, to)
    return len(people)


def _coded() -> list[type[Coded]]:
    """All of which somebody is responsible: people, cases, households, perpetrators."""
    models = apps.get_app_config("intake").get_models()
    return [one for one in models if issubclass(one, Coded)]


def _record(desk: Desk, person: Person, giver: User, to: User) -> None:
    details = {"from": str(giver.pk), "to": str(to.pk)}
    desk.record(Verb.HAND_OVER, Purpose.COLLECTION, person, details=details)
