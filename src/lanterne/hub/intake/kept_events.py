"""Events as the database keeps them: sealed, and each version with its day and who wrote it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from lanterne.hub.intake.models import Case, EarlierEvent, Event, Told
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import User
from lanterne.intake.events import FIRST, EventKind
from lanterne.vault.records import RecordSealer

Document = Mapping[str, str]


@dataclass(frozen=True)
class Account:
    """What is said of an event.

    Attributes:
        on: The day.
        document: What is sealed.
        state: Where it stands; empty: nowhere.
        due: When it is due.
    """

    on: date
    document: Document = field(repr=False)
    state: str = ""
    due: date | None = None


def add_event(
    case: Case, kind: EventKind, account: Account, user: User, key: uuid.UUID | None = None
) -> Event:
    """Write an event down; raises VaultError when it cannot be sealed.

    Args:
        case: Of what.
        kind: What happened.
        account: What is said of it.
        user: Who writes it down.
        key: Its id; ``None``: a new one.

    Raises:
        IntegrityError: There is something of this id.
    """
    event = Event(
        pk=key or uuid.uuid4(),
        case=case,
        kind=kind.value,
        created_by=user,
        written_by=user,
        on=account.on,
        due=account.due,
        state=account.state or FIRST.get(kind, ""),
    )
    event.sealed = _sealed(event, account.document)
    event.save(force_insert=True)
    return event


def change_event(event: Event, account: Account, seen: int, user: User) -> bool:
    """Write another version down; the one that holds now is kept as an earlier one.

    Args:
        event: Of what.
        account: What holds from now on.
        seen: The revision that whoever changes it has seen.
        user: Who.

    Returns:
        Whether it was changed: not if somebody else has changed it since.
    """
    with transaction.atomic():
        fresh = Event.objects.select_for_update().get(pk=event.pk)
        if fresh.revision != seen:
            return False
        EarlierEvent.objects.create(
            event=fresh,
            created_by=user,
            **{name: getattr(fresh, name) for name in _VERSION},
        )
        event.on, event.due, event.state = account.on, account.due, account.state
        event.revision, event.written, event.written_by = seen + 1, timezone.now(), user
        event.sealed = _sealed(event, account.document)
        event.save(update_fields=_VERSION)
    return True


_VERSION = ("state", "on", "due", "sealed", "revision", "written", "written_by")


def document_of_event(event: Event, sealer: RecordSealer) -> dict[str, str]:
    """What is said of an event; raises VaultError where the row was changed."""
    return _opened(event, event, sealer)


def earlier_versions(event: Event) -> Iterator[tuple[EarlierEvent, dict[str, str]]]:
    """How an event was told before, the last version first."""
    sealer = answers_sealer(event.case.organisation)
    for one in event.earlier.select_related("written_by").order_by("-revision"):
        yield one, _opened(event, one, sealer)


def _sealed(event: Event, document: Document) -> bytes:
    return answers_sealer(event.case.organisation).seal(dict(document), *_place(event, event))


def _opened(event: Event, version: Told, sealer: RecordSealer) -> dict[str, str]:
    opened: dict[str, str] = sealer.open(version.sealed, *_place(event, version))
    return opened


def _place(event: Event, version: Told) -> tuple[str, ...]:
    """All that stands in clear, so that nothing of it is changed without being noticed."""
    due = version.due.isoformat() if version.due else ""
    of = ("event", str(event.pk), str(event.case_id), event.kind)
    return (*of, version.state, version.on.isoformat(), due, str(version.revision))
