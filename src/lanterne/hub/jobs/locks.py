"""Who is at work, as the system knows it: files that a process keeps locked while it lives.

The lock of a process is gone with the process, however it ended: no clock and no time-out is asked
whether a job is still being done. A ledger is locked in the same way, so that all workers of a hub
run on one machine, or on a file system that keeps locks.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from lanterne.disk import claimed, lock
from lanterne.vault.locks import create_locked, remove_abandoned

_WORKER = "worker-"


def of_job(job_id: object) -> Path:
    """The file that is locked by whoever does a job."""
    return _folder() / f"job-{job_id}"


def workers_alive() -> int:
    """How many workers there are."""
    return sum(is_held(path) for path in _folder().glob(f"{_WORKER}*"))


@contextmanager
def alive_as_worker() -> Iterator[None]:
    """This process is a worker, and can be counted."""
    for left in _folder().glob(f"{_WORKER}*"):
        remove_abandoned(left)
    place = _folder() / f"{_WORKER}{secrets.token_hex(8)}"
    try:
        with create_locked(place):
            yield
    finally:
        place.unlink(missing_ok=True)


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the lock of a file, which is made if need be; ``False``: another process holds it."""
    with ExitStack() as stack:
        try:
            ours = stack.enter_context(claimed(path))
        except OSError:  # the file system keeps no locks
            ours = False
        yield ours


def is_held(path: Path) -> bool:
    """Whether a process holds the lock of a file."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _locked(descriptor)
    finally:
        os.close(descriptor)


def _folder() -> Path:
    folder: Path = settings.LANTERNE_HOME.locks
    return folder


def _locked(descriptor: int) -> bool:
    """Take the exclusive lock at once, or not; closing the file gives it back."""
    try:
        return lock(descriptor)
    except OSError:  # the file system keeps no locks
        return False
