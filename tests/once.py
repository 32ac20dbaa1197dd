"""What several processes of the tests need, and one of them makes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lanterne.disk import lock

SHARED = "LANTERNE_TEST_ONCE"
"""Names the folder to processes of tests that are started by a test."""

_asked: dict[Path, Path] = {}
"""Folders that this process asked for, each with the list of what was made in it."""


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whoever asks first, and read by all: nobody may change it.

    Args:
        factory: Of the process that asks.
        name: The same in all processes.
        make: Is given the folder, which is empty.
    """
    shared = shared_folder(factory)
    place, whole = shared / f"once-{name}", shared / f"once-{name}.whole"
    with (shared / f"once-{name}.lock").open("w") as held:
        lock(held.fileno(), wait=True)
        if not whole.exists():
            shutil.rmtree(place, ignore_errors=True)  # of somebody who failed
            place.mkdir()
            make(place)
            whole.write_text(_listing(place), "utf-8")
    _asked[place] = whole
    return place


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Where all processes of this run of the tests find what is made once."""
    if SHARED in os.environ:
        return Path(os.environ[SHARED])
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def require_unchanged() -> None:
    """Nobody has changed what this process asked for, or tests would depend on their order."""
    for place, whole in _asked.items():
        assert _listing(place) == whole.read_text("utf-8"), f"{place} is for reading only"


def _listing(place: Path) -> str:
    """All that is in a folder, how large it is, and when it was written."""
    found = [(path.relative_to(place), path.stat()) for path in sorted(place.rglob("*"))]
    return "\n".join(f"{name} {one.st_size} {one.st_mtime_ns}" for name, one in found)
