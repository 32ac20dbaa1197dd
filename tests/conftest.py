"""Settings of all tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from chromium import chromium
from once import require_unchanged

# A busy machine is slow, not wrong: no example fails for the time it takes.
settings.register_profile("lanterne", deadline=None)
settings.load_profile("lanterne")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """All that is collected stays to the end: nobody looks through it for what could go."""
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # tests make much, and keep little of it
    gc.enable()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for one module: while its loop of events runs, Django asks no database."""
    with chromium() as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def _shared_is_read_only() -> Iterator[None]:
    """What several processes read is as it was when the tests of each are over."""
    yield
    require_unchanged()
