"""What a person agreed to: said once, and changed by what is said later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lanterne.hub.intake.models import Consent, Person
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import User
from lanterne.intake.consent import ConsentTo, Said, SaidBy


@dataclass(frozen=True)
class Statement:
    """What was said of one purpose, once.

    Attributes:
        purpose: Of which.
        said: What.
        by: Who said it.
        on: When.
        note: To whom they may be referred, or what else was said.
    """

    purpose: ConsentTo
    said: Said
    by: SaidBy
    on: date
    note: str = field(default="", repr=False)


def state(person: Person, statement: Statement, user: User, *, by_code: bool = False) -> Consent:
    """Write down what was said; raises VaultError when the note cannot be sealed.

    Args:
        person: Who.
        statement: What.
        user: Who writes it down; or who has given the person their code.
        by_code: Whether they said it with that.
    """
    consent = Consent(
        by_code=by_code,
        person=person,
        purpose=statement.purpose,
        said=statement.said,
        by=statement.by,
        on=statement.on,
        created_by=user,
    )
    if statement.note:
        sealer = answers_sealer(person.organisation)
        consent.note = sealer.seal(statement.note, "consent", str(consent.pk))
    consent.save()
    return consent


def statements(person: Person) -> Iterator[tuple[Consent, str]]:
    """All that was said, the last first, each with its note."""
    sealer = answers_sealer(person.organisation)
    for one in person.consents.order_by("-number", "-created").select_related("created_by"):
        note = sealer.open(one.note, "consent", str(one.pk)) if one.note else ""
        yield one, note


def latest(person: Person) -> Mapping[ConsentTo, Consent | None]:
    """What holds now, of each purpose; ``None``: nobody has written anything down.

    Of two that were written down at the same moment the one holds by which less is agreed to.
    """
    found: dict[ConsentTo, Consent | None] = dict.fromkeys(ConsentTo)
    said = person.consents.select_related("created_by")
    for one in sorted(said, key=lambda one: (one.number, one.said != Said.GIVEN)):
        found[ConsentTo(one.purpose)] = one
    return found
