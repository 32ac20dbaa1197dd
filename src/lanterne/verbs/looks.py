"""Looks at the cases that no ε covers: what is counted of them, in the ledger."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.files.handed import Held, Stored
from lanterne.files.object_path import ObjectPath
from lanterne.verbs.cohort_ledgers import CohortLedgers, named_entries
from lanterne.verbs.precautions import ledger_beside

if TYPE_CHECKING:
    from lanterne.privacy import Ledger
    from lanterne.release import Release


def ledger_of(
    cases: Stored, ledger: str | Path | None, entries: frozenset[str] = frozenset()
) -> Ledger | CohortLedgers | None:
    """The ledger that is named, or that lies beside the cases; ``None``: there is none.

    None lies beside a data frame or an object of a store.

    A folder that is named holds the ledgers of the cohorts of a series: those are meant that hold
    some entries.

    Raises:
        UsageError: One is named that is not there.
    """
    from lanterne.privacy import Ledger

    if ledger is not None:
        path = Path(ledger)
    elif isinstance(cases, Held | ObjectPath):
        return None
    else:
        path = ledger_beside(cases)
    if ledger is not None and path.is_dir():
        return CohortLedgers.within(path, entries)
    if path.exists():
        return Ledger(path)
    if ledger is not None:
        raise UsageError("ledger.not-there", ledger=str(path))
    return None


def note_looks(cases: Stored, ledger: str | Path | None, releases: Sequence[Release]) -> int | None:
    """Note one look for each release before anybody sees a figure; how many there were in all.

    ``None`` where nobody names a ledger and none lies beside the cases: none is begun for this.

    Raises:
        UsageError: A ledger is named that is not there.
        InputError: The ledger has been tampered with.
        LanterneError: It cannot be written.
    """
    entries = frozenset[str]().union(*map(named_entries, releases))
    return _note(ledger_of(cases, ledger, entries), [release.path.name for release in releases])


def note_look_at_cases(cases: Stored, ledger: str | Path | None) -> int | None:
    """Note one look at the cases themselves, as :func:`note_looks` does."""
    return _note(ledger_of(cases, ledger), [None])


def _note(account: Ledger | CohortLedgers | None, looks: Sequence[str | None]) -> int | None:
    if account is None:
        return None
    for release in looks:
        account.note_look(release)
    return account.looks()
