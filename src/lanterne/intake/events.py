"""What happens to a case over time: which kinds there are, and what follows what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class EventKind(StrEnum):
    """What happened."""

    IDENTIFICATION = "identification"
    """Somebody has recognised the person as a victim."""
    EXPLOITATION = "exploitation"
    """An episode of it, as the person tells it."""
    ASSISTANCE = "assistance"
    REFERRAL = "referral"
    FOLLOW_UP = "follow-up"
    """Something to be done on a day."""
    CLOSED = "closed"
    REOPENED = "reopened"
    NOTE = "note"


WRITTEN = tuple(one for one in EventKind if one not in (EventKind.CLOSED, EventKind.REOPENED))
"""Kinds that people write down; the others are written where a case is closed or opened again."""

BEFORE_REGISTRATION = frozenset((EventKind.IDENTIFICATION, EventKind.EXPLOITATION))
"""Kinds that may have happened before the case was registered."""


class Assistance(StrEnum):
    """What help was given."""

    SHELTER = "shelter"
    MEDICAL = "medical"
    PSYCHOLOGICAL = "psychological"
    LEGAL = "legal"
    FINANCIAL = "financial"
    EDUCATION_OR_WORK = "education-or-work"
    RETURN = "return"
    OTHER = "other"


class EventState(StrEnum):
    """Where a referral or a follow-up stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """By the other organisation."""
    DUE = "due"
    DONE = "done"
    REVOKED = "revoked"
    """Taken back, as when the person agrees to it no more."""


FIRST: Mapping[EventKind, EventState] = {
    EventKind.REFERRAL: EventState.PROPOSED,
    EventKind.FOLLOW_UP: EventState.DUE,
}
"""Kind → where it stands at first; the others stand nowhere."""

_NEXT: Mapping[EventKind, Mapping[EventState, tuple[EventState, ...]]] = {
    EventKind.REFERRAL: {
        EventState.PROPOSED: (EventState.ACCEPTED, EventState.REFUSED, EventState.REVOKED),
        EventState.ACCEPTED: (EventState.DONE, EventState.REVOKED),
        EventState.REFUSED: (EventState.REVOKED,),
        EventState.DONE: (EventState.REVOKED,),
    },
    EventKind.FOLLOW_UP: {EventState.DUE: (EventState.DONE,)},
}

REFERRAL_STATES = (
    EventState.PROPOSED,
    EventState.ACCEPTED,
    EventState.REFUSED,
    EventState.DONE,
    EventState.REVOKED,
)

OPEN_REFERRALS = (EventState.PROPOSED, EventState.ACCEPTED)
"""States of referrals from which the other organisation may still act."""


def next_states(kind: EventKind, state: str, *, agreed: bool = True) -> tuple[EventState, ...]:
    """What may follow.

    Args:
        kind: Of what.
        state: Where it stands.
        agreed: Whether the person agrees to the referral now; without that nothing goes on.
    """
    after = _NEXT.get(kind, {}).get(EventState(state), ()) if state else ()
    ends = (EventState.REFUSED, EventState.REVOKED)
    return tuple(one for one in after if agreed or kind is not EventKind.REFERRAL or one in ends)
