"""Which ledgers this process has charged, for whoever is stopped in the middle."""

from __future__ import annotations

from pathlib import Path

_charged: list[Path] = []


def note_charge(ledger: Path) -> None:
    """Remember that a spend was written to a ledger."""
    _charged.append(ledger)


def charged_here() -> tuple[Path, ...]:
    """Ledgers that this process has charged, one for each spend, whatever became of it since.

    A stop may come where nothing else tells any more that something was spent.
    """
    return tuple(_charged)
