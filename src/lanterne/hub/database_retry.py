"""Waiting for a database that is away: it comes back, and what was asked of it is asked again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from lanterne.disk import is_full

Answer = TypeVar("Answer")

AWAY = (OperationalError, InterfaceError)
"""What is raised while the database cannot be reached, or is locked by somebody else."""

_PG_DISK_FULL = "53100"

LONGEST_PAUSE = 10.0
"""Seconds between two attempts, at most."""


def disk_is_full(error: BaseException) -> bool:
    """Whether something was not written because there is no room: of the system or a database."""
    cause = error.__cause__
    return (
        (isinstance(error, OSError) and is_full(error))
        or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == _PG_DISK_FULL
    )


def pauses() -> Iterator[float]:
    """Seconds to wait before each further attempt: longer and longer."""
    pause = 0.25
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


def patiently(ask: Callable[[], Answer]) -> Answer:
    """What the database answers, however long it is away.

    Args:
        ask: Asks it; nothing of it may have been done when it raises.
    """
    for pause in pauses():
        try:
            return ask()
        except AWAY:
            if connection.in_atomic_block:
                raise  # whoever began the transaction must begin it again
            connection.close()
            time.sleep(pause)
    raise AssertionError("there is always another pause")
