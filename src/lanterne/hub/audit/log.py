"""Writing events, each chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from lanterne.hub.audit.models import Event

START = "0" * 64
"""What stands for the hash of an event before the first one."""


class Outcome(StrEnum):
    """What came of an act."""

    ALLOWED = "allowed"
    DENIED = "denied"
    DONE = "done"
    FAILED = "failed"


class Why(StrEnum):
    """Why an act was refused: ``why`` in the details of an event."""

    ROLE = "role"
    """Nothing that they are here lets them do it."""
    OWN = "own"
    """Nobody does it to themselves, or decides on what they made."""
    STALE = "stale"
    """It was decided on what has changed since."""
    STATE = "state"
    """The thing is not in a state in which that can be done."""
    RULE = "rule"
    """A rule of the hub or of the ledger is against it."""
    FORM = "form"
    """What was sent with it was missing or wrong."""
    MISSING = "missing"
    """There is no such thing in the organisation; ``kind`` and ``id`` say which was named."""


def values_of(event: Event) -> dict[str, Any]:
    """What an event says, as it is hashed."""
    return {
        "number": event.number,
        "at": spelt(event.at),
        "actor": event.actor,
        "organisation": event.organisation,
        "verb": event.verb,
        "purpose": event.purpose,
        "kind": event.kind,
        "thing": event.thing,
        "outcome": event.outcome,
        "details": event.details,
    }


def digest_of(values: Mapping[str, Any], previous: str) -> str:
    """SHA-256 over the hash of the event before and the canonical JSON of this one."""
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{canonical}".encode()).hexdigest()


def record(
    verb: str,
    purpose: str,
    *,
    actor: models.Model | None,
    organisation: models.Model | None = None,
    thing: models.Model | None = None,
    outcome: Outcome = Outcome.DONE,
    details: Mapping[str, str | int | bool] | None = None,
) -> None:
    """Write an event; it is there when this returns, or an error is raised and nothing happens.

    Args:
        verb: What was done; see :class:`lanterne.hub.people.roles.Verb`.
        purpose: What for.
        actor: Who; ``None``: the hub itself.
        organisation: Whose the thing is.
        thing: What it was done to.
        outcome: What came of it.
        details: Public facts, such as the number of a choice; never anything of a case.
    """
    from lanterne.hub.audit.models import Event, Head  # noqa: PLC0415 - apps must be loaded first

    with transaction.atomic():
        head, _made = Head.objects.select_for_update().get_or_create(pk=1)
        event = Event(
            number=head.number + 1,
            at=timezone.now(),
            actor="" if actor is None else str(actor.pk),
            organisation="" if organisation is None else str(organisation.pk),
            verb=str(verb),
            purpose=str(purpose),
            kind="" if thing is None else str(thing._meta.model_name),
            thing="" if thing is None else str(thing.pk),
            outcome=outcome.value,
            details=dict(details or {}),
            previous=head.digest,
        )
        event.digest = digest_of(values_of(event), event.previous)
        event.save(force_insert=True)
        head.number, head.digest = event.number, event.digest
        head.save()


def spelt(moment: datetime) -> str:
    """A moment as it is hashed: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
