"""How much one visitor may ask for, so that one cannot keep the others waiting.

Each address has a bucket of tokens that fills steadily; a request takes one. Nothing is written
down: the addresses are in memory only, and the oldest make room for new ones.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lanterne.hub.door import FREE
from lanterne.hub.portal.api import is_for_programs, problem
from lanterne.messages import Message

Handler = Callable[[HttpRequest], HttpResponse]

MOST_ADDRESSES = 10_000
"""Visitors that are remembered at once: about two megabytes."""


class Buckets:
    """A bucket for each visitor. Safe for several threads.

    Attributes:
        per_minute: Requests that one may make in a minute, at once or spread over it.
    """

    def __init__(self, per_minute: int, most: int = MOST_ADDRESSES) -> None:
        self.per_minute = per_minute
        self._most = most
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, now: float) -> float:
        """Take a token.

        Args:
            who: The visitor.
            now: Seconds of a clock that never goes back.

        Returns:
            0; or, when there was none, seconds until there is one.
        """
        each = 60 / self.per_minute
        with self._lock:
            left, then = self._left.pop(who, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - then) / each)
            taken = left >= 1
            self._left[who] = (left - taken, now)
            if len(self._left) > self._most:
                self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) * each

    def __len__(self) -> int:
        return len(self._left)


def visitor(address: str) -> str:
    """Who asks: an address; of the newer kind the network, for a home has millions of these."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a socket on the disk has none
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def not_too_often(get_response: Handler) -> Handler:
    """Middleware: whoever asks too often is told when to come back.

    The address is that of the connection, which the server has replaced by the one that a trusted
    proxy names, if there is a proxy.
    """
    if settings.LANTERNE_RATE is None:
        raise MiddlewareNotUsed
    buckets = Buckets(settings.LANTERNE_RATE)

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(FREE):
            return get_response(request)
        seconds = buckets.take(visitor(request.META.get("REMOTE_ADDR", "")), time.monotonic())
        if not seconds:
            return get_response(request)
        refused = _refused(request)
        refused["Retry-After"] = str(math.ceil(seconds))
        return refused

    return answer


def _refused(request: HttpRequest) -> HttpResponse:
    if is_for_programs(request.path):
        return problem(HTTPStatus.TOO_MANY_REQUESTS, Message("api.too-often"))
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
