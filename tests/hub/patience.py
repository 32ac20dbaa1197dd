"""Waiting for what other processes do."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import requests

Found = TypeVar("Found")


def until(look: Callable[[], Found], seconds: float = 90.0) -> Found:
    """What somebody looks for, as soon as it is there; a server that does not answer yet has none.

    Raises:
        AssertionError: It never came.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = look()
        except requests.ConnectionError:
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def drawn(hub: Any, address: str) -> Any:
    """What a browser of the tests is answered; a picture that is late is asked for again."""

    def answer() -> Any:
        found = hub.get(address)
        return None if found.status_code == HTTPStatus.SERVICE_UNAVAILABLE else found

    return until(answer)
