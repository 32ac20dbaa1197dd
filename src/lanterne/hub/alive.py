"""Whether a worker is there: it touches a file as long as it lives."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

from lanterne.hub.home import Home

EVERY = 10.0
"""Seconds between two signs of life."""

SILENT = 60.0
"""Seconds after which nobody is taken to be there."""


def keep_telling(home: Home) -> None:
    """Give signs of life from now on, in a thread, until this process ends."""
    threading.Thread(target=_tell, args=(_file(home),), daemon=True).start()


def is_alive(home: Home) -> bool:
    """Whether a worker gave a sign of life lately."""
    try:
        since = time.time() - _file(home).stat().st_mtime
    except OSError:
        return False
    return abs(since) < SILENT  # a clock that was put back makes it negative


def _tell(file: Path) -> None:
    while True:
        with contextlib.suppress(OSError):  # such as a full disk: the doctor sees the silence
            file.touch()
        time.sleep(EVERY)


def _file(home: Home) -> Path:
    return home.root / "worker.alive"
