"""Few requests are worked on at once; those that only wait for something stand aside.

Python runs one thread at a time. The more threads want to run, the more often each is interrupted,
in the middle of what others then wait for too: with sixteen at work a page takes several times as
long as with three. So requests are taken up in the order in which they come, a few at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

AT_ONCE = 3
"""Requests that are worked on at once."""

_free = threading.Semaphore(AT_ONCE)
_place: ContextVar[list[threading.Semaphore] | None] = ContextVar("place", default=None)


def few_at_once(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a request waits until fewer than :data:`AT_ONCE` are worked on."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        _free.acquire()
        before = _place.set([_free])
        try:
            return get_response(request)
        finally:
            stand_aside()
            _place.reset(before)

    return answer


def stand_aside() -> None:
    """Let another request be worked on, before something that takes long or is waited for.

    What is left to do afterwards is done beside the others.
    """
    held = _place.get()
    if held:
        held.pop().release()
