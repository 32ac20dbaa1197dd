"""Work that reads the cases of several organisations takes whole minutes, and tells no stages.

Else how long the reading took would tell each organisation how many cases the others have: by what
one knows of one's own, some thousand rows of another are told apart by their time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from lanterne.hub.jobs.work import JobStoppedError

MINUTE = 60.0
"""Seconds."""


def wait_for_minute(began: float) -> None:
    """Wait until the next whole minute.

    Args:
        began: When the work began, by :func:`time.monotonic`.
    """
    time.sleep(-(time.monotonic() - began) % MINUTE)


@contextmanager
def whole_minutes(began: float) -> Iterator[None]:
    """What is done in this block ends at a whole minute, well or badly; at once when cancelled."""
    try:
        yield
    except JobStoppedError:
        raise
    except Exception:
        wait_for_minute(began)
        raise
    wait_for_minute(began)
