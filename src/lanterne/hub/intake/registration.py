"""People: searched for by parts of their names, registered, and changed.

Whoever is searched for may be anybody's in the organisation, so that nobody is registered twice;
what is shown of somebody whom one may not open is a code, a name, and whom to ask.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lanterne.hub.intake import case_state
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.kept_answers import sealed_nothing
from lanterne.hub.intake.likest import Document, asked_parts, most_alike, names_in
from lanterne.hub.intake.models import Case, NameToken, Person
from lanterne.hub.intake.sealed import names_sealer
from lanterne.hub.intake.seen import sees
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.intake.name_tokens import MADE_BY, NameTokens
from lanterne.vault.secret import Secret

MOST_FOUND = 20
"""People whom a search shows, at most: with more, another part of the name is needed."""


@dataclass(frozen=True)
class Found:
    """Somebody whom a search has found.

    Attributes:
        person: Who.
        document: Names, and how to reach them.
        alike: How many parts of what was searched for they have, exactly or alike.
        exact: How many of these are written in the same way.
        opens: Whether who searched may open them.
    """

    person: Person
    document: Document = field(repr=False)
    alike: int
    exact: int
    opens: bool


def search(at: IntakeDesk, names: Secret, document: Document) -> Sequence[Found]:
    """People with parts of a name, or a phone number, those first that have most of them.

    Args:
        at: Who searches, and where.
        names: The names key.
        document: What was typed, as :class:`PersonForm` has it.
    """
    best = most_alike(at.desk.organisation, asked_parts(document, names), MOST_FOUND)
    people = Person.objects.filter(pk__in=best).select_related("worker")
    found = [
        Found(one, document_of(one, names), *best[one.pk], sees(at.desk, one)) for one in people
    ]
    return sorted(found, key=lambda one: (-one.alike, -one.exact, one.document.get("name", "")))


def register(
    at: IntakeDesk,
    names: Secret,
    document: Document,
    registered: date,
    key: uuid.UUID | None = None,
) -> Person:
    """Register a person, with a first case in which nothing was answered yet.

    Args:
        at: Who registers them, and where.
        names: The names key.
        document: Names, and how to reach them.
        registered: The day.
        key: Their id; ``None``: a new one.

    Raises:
        IntegrityError: There is something of this id.
    """
    with transaction.atomic():
        person = Person(
            pk=key or uuid.uuid4(),
            organisation=at.desk.organisation,
            worker=at.desk.user,
            created_by=at.desk.user,
            rules=MADE_BY,
        )
        person.sealed = _sealed(person, document, names)
        person.save(force_insert=True)
        NameToken.objects.bulk_create(tokens_of(person, document, NameTokens(names)))
        open_case(at, person, registered)
    return person


def open_case(
    at: IntakeDesk, person: Person, registered: date, key: uuid.UUID | None = None
) -> Case:
    """A new case of a person, of who is responsible for them now; ``key``: its id.

    Nothing in it was answered yet. Where a case of theirs is held back, it is held back too: else
    whoever may not end that hold would get round it.

    Raises:
        IntegrityError: There is something of this id.
        Person.DoesNotExist: They were deleted meanwhile.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update(of=("self",)).select_related("worker")
        case = Case(
            pk=key or uuid.uuid4(),
            organisation=at.desk.organisation,
            worker=locked.get(pk=person.pk).worker,
            created_by=at.desk.user,
            person=person,
            registered=registered,
        )
        case.answers = sealed_nothing(case, case.organisation)
        held = person.cases.filter(held_back=True).exists()
        case.save(force_insert=True)
        if held:
            why = _("Another case of this person was held back when this one was opened.")
            case_state.hold_back(case, why)
    return case


def document_of(person: Person, names: Secret) -> dict[str, str]:
    """Names, and how to reach a person; raises VaultError where the row was changed."""
    return documents_of([person], names)[0]


def documents_of(people: Sequence[Person], names: Secret) -> list[dict[str, str]]:
    """The same of several people; the key is derived once."""
    sealer = names_sealer(names)
    return [sealer.open(one.sealed, *_place(one)) for one in people]


def listed_fields(through: str = "") -> list[str]:
    """Fields of a person that a list shows, or opens names by: many are read, so nothing else is.

    Args:
        through: How the person is named from the row that is read, as in ``case__person__``.
    """
    fields = ("code", "sealed", "revision", "worker__name", "worker__email")
    return [f"{through}{name}" for name in fields]


def change(person: Person, names: Secret, document: Document, seen: int) -> bool:
    """Change names, or how to reach a person.

    Args:
        person: Who.
        names: The names key.
        document: What holds from now on.
        seen: The revision that whoever changes it has seen.

    Returns:
        Whether it was changed: not if somebody else has changed it since.
    """
    with transaction.atomic():
        person.revision = seen + 1
        there = Person.objects.filter(pk=person.pk, revision=seen)
        sealed = _sealed(person, document, names)
        if not there.update(sealed=sealed, revision=seen + 1, rules=MADE_BY):
            return False
        person.tokens.all().delete()
        NameToken.objects.bulk_create(tokens_of(person, document, NameTokens(names)))
    person.refresh_from_db()
    return True


def cases_of(person: Person) -> Sequence[Case]:
    """The cases of a person, the first one first."""
    return list(person.cases.order_by(*OLDEST_FIRST))


def tokens_of(person: Person, document: Document, made: NameTokens) -> list[NameToken]:
    """By what a person is found; not kept yet. ``person.rules`` is to be ``MADE_BY`` then."""
    tokens, phone = made.of(names_in(document)), made.of_phone(document.get("phone", ""))
    return [
        NameToken(person=person, organisation_id=person.organisation_id, token=one.hex())
        for one in sorted(tokens | {phone} if phone else tokens)
    ]


def _sealed(person: Person, document: Document, names: Secret) -> bytes:
    return names_sealer(names).seal(dict(document), *_place(person))


def _place(person: Person) -> tuple[str, str, str]:
    return "person", str(person.pk), str(person.revision)
