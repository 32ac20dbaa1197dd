"""Where a case stands: open or closed, counted or held back."""

from __future__ import annotations

import hashlib
from datetime import date

from lanterne.hub.intake.kept_events import Account, add_event
from lanterne.hub.intake.models import Case, Event
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import User
from lanterne.intake.events import EventKind


def close(case: Case, on: date, user: User) -> Event:
    """Close a case on a day; an event says so."""
    return _move(case, EventKind.CLOSED, on, on, user)


def reopen(case: Case, on: date, user: User) -> Event:
    """Open a case again on a day; an event says so."""
    return _move(case, EventKind.REOPENED, None, on, user)


def _move(case: Case, kind: EventKind, closed: date | None, on: date, user: User) -> Event:
    case.closed = closed
    case.save(update_fields=["closed"])
    return add_event(case, kind, Account(on, {}), user)


def hold_back(case: Case, reason: str) -> None:
    """Hold a case back from all statistics; raises VaultError when the reason cannot be sealed."""
    sealer = answers_sealer(case.organisation)
    case.held_back = True
    case.why_held_back = sealer.seal(reason, "held-back", str(case.pk))
    case.save(update_fields=["held_back", "why_held_back"])


def mark_of_hold(case: Case) -> str:
    """By what one hold is told from another; empty: the case is not held back."""
    sealed = case.why_held_back
    return hashlib.sha256(bytes(sealed)).hexdigest()[:16] if case.held_back and sealed else ""


def let_be_counted(case: Case) -> None:
    """Let a case be counted again, if its person agrees."""
    case.held_back, case.why_held_back = False, None
    case.save(update_fields=["held_back", "why_held_back"])
