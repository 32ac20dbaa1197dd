"""What a data frame is not handed in for, and what has to be said beside one."""

from __future__ import annotations

from pathlib import Path

from lanterne.errors import UsageError
from lanterne.files.handed import Held, Stored
from lanterne.files.object_path import ObjectPath


def only_files(cases: Stored) -> Path:
    """The files of a disk, where a data frame will not do: of a series.

    Raises:
        UsageError: It is a data frame, or several, or in a store.
    """
    if isinstance(cases, ObjectPath):
        raise UsageError("store.only")
    if isinstance(cases, Held):
        raise UsageError("frame.of-series")
    return cases


def check_ledger_of_report(cases: Stored, ledger: str | Path | None) -> None:
    """As :func:`check_ledger_named`; for a report no ledger is begun."""
    if ledger is None and isinstance(cases, ObjectPath):
        raise UsageError("store.no-ledger-of-report", place=str(cases))
    check_ledger_named(cases, ledger)


def check_ledger_named(cases: Stored, ledger: str | Path | None) -> None:
    """Neither a data frame nor an object of a store lies beside a ledger: it has to be named.

    Raises:
        UsageError: It is one of these, and no ledger is named.
    """
    if ledger is None and isinstance(cases, ObjectPath):
        raise UsageError("store.no-ledger", place=str(cases))
    if ledger is None and isinstance(cases, Held):
        raise UsageError("frame.no-ledger")
