"""What a data frame is not handed in for, and what has to be said beside one."""

from __future__ import annotations

from pathlib import Path

from lanterne.errors import UsageError
from lanterne.files.handed import HandedTables, Held


def only_files(cases: HandedTables) -> Path:
    """The files, where a data frame will not do: of a series.

    Raises:
        UsageError: It is a data frame, or several.
    """
    if isinstance(cases, Held):
        raise UsageError("frame.of-series")
    return cases


def check_ledger_named(cases: HandedTables, ledger: str | Path | None) -> None:
    """A data frame lies beside no ledger: whose people they are has to be said each time.

    Raises:
        UsageError: It is a data frame, and no ledger is named.
    """
    if ledger is None and isinstance(cases, Held):
        raise UsageError("frame.no-ledger")
