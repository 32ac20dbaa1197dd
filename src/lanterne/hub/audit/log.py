"""Writing events, each chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import models, transaction
from django.utils import timezone


class Outcome(StrEnum):
    """What came of an act."""

    ALLOWED = "allowed"
    DENIED = "denied"
    DONE = "done"
    FAILED = "failed"


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
        Head.objects.get_or_create(pk=1)
        head = Head.objects.select_for_update().get(pk=1)
        values: dict[str, Any] = {
            "number": head.number + 1,
            "at": spelt(timezone.now()),
            "actor": "" if actor is None else str(actor.pk),
            "organisation": "" if organisation is None else str(organisation.pk),
            "verb": str(verb),
            "purpose": str(purpose),
            "kind": "" if thing is None else str(thing._meta.model_name),
            "thing": "" if thing is None else str(thing.pk),
            "outcome": outcome.value,
            "details": dict(details or {}),
        }
        digest = digest_of(values, head.digest)
        at = datetime.fromisoformat(values["at"])
        Event.objects.create(**{**values, "at": at}, previous=head.digest, digest=digest)
        head.number, head.digest = values["number"], digest
        head.save()


def spelt(moment: datetime) -> str:
    """A moment as it is hashed: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
