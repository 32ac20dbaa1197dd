"""Where a case stands: open or closed, counted or held back."""

from __future__ import annotations

from datetime import date

from lanterne.hub.intake.models import Case
from lanterne.hub.intake.sealed import answers_sealer


def close(case: Case, on: date | None) -> None:
    """Close a case on a day; ``None``: open it again."""
    case.closed = on
    case.save(update_fields=["closed"])


def hold_back(case: Case, reason: str) -> None:
    """Hold a case back from all statistics; raises VaultError when the reason cannot be sealed."""
    sealer = answers_sealer(case.organisation)
    case.held_back = True
    case.why_held_back = sealer.seal(reason, "held-back", str(case.pk))
    case.save(update_fields=["held_back", "why_held_back"])


def let_be_counted(case: Case) -> None:
    """Let a case be counted again, if its person agrees."""
    case.held_back, case.why_held_back = False, None
    case.save(update_fields=["held_back", "why_held_back"])
