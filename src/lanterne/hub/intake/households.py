"""Households: who lives together, and who they are to each other."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.signing import BadSignature, Signer
from django.db import transaction

from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.likest import Document
from lanterne.hub.intake.models import Household, HouseholdMember, Person
from lanterne.hub.intake.registration import document_of, register
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.seen import sees
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.models import User
from lanterne.intake.relations import Relation
from lanterne.vault.secret import Secret


@dataclass(frozen=True)
class Member:
    """Somebody in a household, as its page shows them.

    Attributes:
        member: Their place in it.
        relation: Who they are to its first member.
        document: Names; empty while names are closed, or where they are not to be seen.
        opens: Whether who looks may open the person.
    """

    member: HouseholdMember
    relation: Relation
    document: Document = field(repr=False)
    opens: bool


def register_household(
    at: IntakeDesk,
    names: Secret,
    people: Sequence[tuple[Document, Relation]],
    registered: date,
    key: uuid.UUID | None = None,
) -> Household:
    """Register people who live together, each with a first case: all of them, or nobody.

    Args:
        at: Who registers them, and where.
        names: The names key.
        people: Of each their document, and who they are.
        registered: The day.
        key: The id of the household; ``None``: a new one.

    Raises:
        IntegrityError: There is something of this id.
    """
    with transaction.atomic():
        household = Household.objects.create(
            pk=key or uuid.uuid4(),
            organisation=at.desk.organisation,
            worker=at.desk.user,
            created_by=at.desk.user,
        )
        for document, relation in people:
            person = register(at, names, document, registered)
            add_member(at, household, person, relation, registered)
    return household


def add_member(
    at: IntakeDesk, household: Household, person: Person, relation: Relation, since: date
) -> HouseholdMember:
    """Say that somebody lives in a household; nobody is in one twice at a time."""
    member = HouseholdMember(
        household=household, person=person, since=since, created_by=at.desk.user
    )
    sealer = answers_sealer(at.desk.organisation)
    member.sealed = sealer.seal(relation.value, "member", str(member.pk))
    member.save()
    return member


def told_copied(household: Household, to: User, cases: int) -> str:
    """To how many cases answers were copied, for the address of the page that says it.

    It is signed, for whoever has done it: a link that somebody else has written says nothing.
    """
    return _of(household, to).sign(str(cases))


def copied_of(household: Household, to: User, told: str) -> int | None:
    """What :func:`told_copied` has told; ``None``: it has told nothing of the kind."""
    try:
        return int(_of(household, to).unsign(told))
    except BadSignature:
        return None


def _of(household: Household, to: User) -> Signer:
    return Signer(salt=f"copied {household.pk} {to.pk}")


def members_of(household: Household, at: IntakeDesk) -> Iterator[Member]:
    """Who is in a household, and who was; names of those people alone whom one may open."""
    sealer = answers_sealer(household.organisation)
    rows = household.members.select_related("person__worker").order_by(*OLDEST_FIRST)
    for one in rows:
        relation = Relation(sealer.open(one.sealed, "member", str(one.pk)))
        opens = sees(at.desk, one.person)
        document = document_of(one.person, at.names) if opens and at.names else {}
        yield Member(one, relation, document, opens)
