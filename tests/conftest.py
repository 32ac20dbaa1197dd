"""Settings of all tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from chromium import chromium

# A busy machine is slow, not wrong: no example fails for the time it takes.
settings.register_profile("lanterne", deadline=None)
settings.load_profile("lanterne")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for one module: while its loop of events runs, Django asks no database."""
    with chromium() as made:
        yield made
