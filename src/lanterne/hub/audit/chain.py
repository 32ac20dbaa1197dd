"""Whether the audit log is whole: each event against the one before, and the end against a note.

A changed, removed or inserted event breaks the chain at its number. Events that are cut off at the
end leave a chain that looks whole; that they were there is seen from the number and the hash that
somebody noted elsewhere: a checkpoint.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from lanterne.errors import UsageError
from lanterne.hub.audit.log import START, digest_of, spelt, values_of
from lanterne.hub.audit.models import Event, Head

_AT_ONCE = 2000


class Break(StrEnum):
    """What is wrong."""

    CHANGED = "changed"
    """The event was changed, or is not one that followed the one before."""
    MISSING = "missing"
    """The event is not there."""
    CUT = "cut"
    """The end was cut off: from this number on there is nothing, and there was."""


@dataclass(frozen=True)
class Fault:
    """Where the log is broken.

    Attributes:
        number: Of the first event that is wrong.
        what: What is wrong with it.
    """

    number: int
    what: Break


@dataclass(frozen=True)
class Checkpoint:
    """The end of the log at some time, to be kept elsewhere.

    Attributes:
        number: Of the last event; 0 when there was none.
        digest: Its SHA-256.
        at: When it was written: UTC, ISO 8601.
    """

    number: int
    digest: str
    at: str

    def line(self) -> str:
        """As it is written into a file."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """The last checkpoint of a file of some.

        Raises:
            UsageError: It holds none.
        """
        try:
            found = json.loads(text.strip().splitlines()[-1])
            return cls(int(found["number"]), str(found["digest"]), str(found["at"]))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise UsageError("audit.no-checkpoint") from error


def checkpoint() -> Checkpoint:
    """The end of the log as it is now."""
    last = Event.objects.order_by("-number").first()
    return Checkpoint(0, START, "") if last is None else _noted(last)


def verify_chain(known: Checkpoint | None = None) -> Fault | None:
    """The first event that is wrong; ``None``: the log is whole.

    Args:
        known: A checkpoint of earlier; without one, that the end was cut off is seen only where
            the database still knows of it.
    """
    ends = {(head.number, head.digest) for head in Head.objects.all()}
    if known is not None and known.number:
        ends.add((known.number, known.digest))
    number, previous = 0, START
    for event in Event.objects.order_by("number").iterator(_AT_ONCE):
        number += 1
        if event.number != number:
            return Fault(number, Break.MISSING)
        sound = event.previous == previous and event.digest == digest_of(values_of(event), previous)
        if not sound or any(at == number and end != event.digest for at, end in ends):
            return Fault(number, Break.CHANGED)
        previous = event.digest
    furthest = max((end for end, _digest in ends), default=0)
    return Fault(number + 1, Break.CUT) if furthest > number else None


def _noted(event: Event) -> Checkpoint:
    return Checkpoint(event.number, event.digest, spelt(event.at))
