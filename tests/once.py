"""What several processes of the tests need, and one of them makes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lanterne.disk import lock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whoever asks first, and read by all: nobody may change it.

    Args:
        factory: Of the process that asks.
        name: The same in all processes.
        make: Is given the folder, which is empty.
    """
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    place, whole = shared / f"once-{name}", shared / f"once-{name}.whole"
    with (shared / f"once-{name}.lock").open("w") as held:
        lock(held.fileno(), wait=True)
        if not whole.exists():
            shutil.rmtree(place, ignore_errors=True)  # of somebody who failed
            place.mkdir()
            make(place)
            whole.touch()
    return place
