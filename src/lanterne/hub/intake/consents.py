"""What a person agreed to: said once, and changed by what is said later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from lanterne.hub.intake.models import Consent, Person
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import User
from lanterne.intake.consent import ConsentTo, Said, SaidBy
from lanterne.vault.records import RecordSealer


@dataclass(frozen=True)
class Statement:
    """What was said of one purpose, once.

    Attributes:
        purpose: Of which.
        said: What.
        by: Who said it.
        on: When.
        note: To whom they may be referred, or what else was said.
        to_any: Whether they may be referred to any organisation.
    """

    purpose: ConsentTo
    said: Said
    by: SaidBy
    on: date
    note: str = field(default="", repr=False)
    to_any: bool = False


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
    if statement.note or statement.to_any:
        sealer = answers_sealer(person.organisation)
        said = {"note": statement.note, "to_any": statement.to_any}
        consent.note = sealer.seal(said, "consent", str(consent.pk))
    consent.save()
    return consent


def note_of(consent: Consent, sealer: RecordSealer) -> tuple[str, bool]:
    """The note of what was said, and whether the person may be referred to any organisation."""
    if not consent.note:
        return "", False
    said = sealer.open(consent.note, "consent", str(consent.pk))
    return said["note"], said["to_any"]


def statements(person: Person) -> Iterator[tuple[Consent, str, bool]]:
    """All that was said, the last first, each with its note, and whether it is of any referral."""
    sealer = answers_sealer(person.organisation)
    for one in person.consents.order_by("-number", "-created").select_related("created_by"):
        yield one, *note_of(one, sealer)


def latest(person: Person) -> Mapping[ConsentTo, Consent | None]:
    """What holds now, of each purpose; ``None``: nobody has written anything down.

    Of two that were written down at the same moment the one holds by which less is agreed to.
    """
    found: dict[ConsentTo, Consent | None] = dict.fromkeys(ConsentTo)
    said = person.consents.select_related("created_by")
    for one in sorted(said, key=lambda one: (one.number, one.said != Said.GIVEN)):
        found[ConsentTo(one.purpose)] = one
    return found


COUNTED = frozenset({ConsentTo.STATISTICS, ConsentTo.RESEARCH})
"""What for figures are made. Nobody waits a day for help: the other purposes are not among them."""


def taken_back_after(person: Person, statement: Statement) -> Consent | None:
    """What somebody said after the day on which they agreed, if it was otherwise.

    So an older paper that is typed in late does not undo what they have said since. What they said
    with their own code stands to the end of its day, where figures are made: nobody but they knows
    which of the two came first.
    """
    if statement.said is not Said.GIVEN:
        return None
    after = Q(on__gt=statement.on)
    if statement.purpose in COUNTED:
        after |= Q(on=statement.on, by_code=True)
    later = person.consents.filter(after, purpose=statement.purpose)
    return later.exclude(said__in=[Said.GIVEN, Said.NOT_ASKED]).order_by("on").last()
