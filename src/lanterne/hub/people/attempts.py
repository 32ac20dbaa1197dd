"""How often a password or a code may be tried, so that guessing is slow and keeps nobody out.

A hard limit on an account would let any stranger lock its owner out. So what is limited is an
account *together with* where it is tried from:

- A browser in which its owner has signed in before (:mod:`lanterne.hub.people.devices`) has a limit
  of its own, whatever happens elsewhere.
- From anywhere else, each source has a limit of its own. Once others have failed at the account, a
  source must first wait for its turn, the longer the more has failed, before what it sends is
  looked at. Its turn is its own: nobody can put it off. So whoever guesses from many places is
  slowed in each, and the owner at a new browser waits once.
- If very much fails at many accounts at once, every source waits so, whatever account it tries.

Names of accounts that do not exist are counted alike. What is kept are hashes and moments, for an
hour, in the cache that all processes share.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.ratelimit import cache_lock
from django.core.cache import cache
from django.http import HttpRequest

from lanterne.hub.people.devices import device_of
from lanterne.hub.people.models import User
from lanterne.hub.rate import visitor

LIMITS = ((5, 5 * 60), (30, 60 * 60))
"""Failures that a source, or a known browser, may have at an account, and within how many
seconds."""

FREE = 5
"""Failures at an account within an hour, from anywhere, before other sources wait for a turn."""

FIRST = 30
"""Seconds that the first of them waits; it doubles with every failure."""

LONGEST = {"password": 15 * 60, "code": 60 * 60}
"""Most seconds that a source waits for its turn: longer for a code, which is six digits, and which
only somebody tries who knows the password."""

MANY, MEANWHILE = 100, 10 * 60
"""Failures at all accounts together, within so many seconds, after which every source waits."""

_HOUR = 60 * 60
_KEPT = 200
"""Moments that are kept of a key."""


@dataclass(frozen=True)
class Attempt:
    """Somebody tries to get into an account.

    Attributes:
        account: Hash of the account.
        source: Where from: an address, or the network of one.
        device: Mark of a browser that is known for the account; mostly empty.
        kind: ``password`` or ``code``.
    """

    account: str
    source: str
    device: str
    kind: str

    @classmethod
    def of(cls, request: HttpRequest, name: str, kind: str = "password") -> Attempt:
        """What somebody sends.

        Args:
            request: How.
            name: The e-mail address of the account; it need not exist.
            kind: ``password`` or ``code``.
        """
        plain = name.strip().lower()
        user = User.objects.filter(email=plain).first()
        source = visitor(request.META.get("REMOTE_ADDR", ""))
        return cls(_hash(plain), source, device_of(request, user), kind)

    def take(self) -> float:
        """Count a try, before it is looked at.

        Returns:
            0: it may be looked at; or seconds to wait, and it must not be.
        """
        with cache_lock(self._key("turn")) as ours:
            return self._taken(time.time()) if ours else 1.0

    def give_back(self) -> None:
        """It was right: it is no failure."""
        with cache_lock(self._key("turn")):
            for key in (self._here, *self._elsewhere):
                _keep(key, _moments(key)[:-1])

    def _taken(self, now: float) -> float:
        here = _moments(self._here)
        waits = [_until_free(here, most, within, now) for most, within in LIMITS]
        if max(waits) > 0:
            return max(waits)
        if not self.device:
            waits = [self._turn(key, delay, now) for key, delay in self._delays(now)]
            if max(waits) > 0:
                return max(waits)
            cache.delete_many([key for key, _delay in self._delays(now)])
        for key in (self._here, *self._elsewhere):
            _keep(key, [*_moments(key), now])
        return 0.0

    def _delays(self, now: float) -> list[tuple[str, float]]:
        """Turns that a source waits for: their keys and how long, as of now."""
        failed = len(_moments(self._account))
        grown = FIRST * 2.0 ** min(failed - FREE, 20)
        by_account = min(grown, LONGEST[self.kind]) if failed >= FREE else 0.0
        everywhere = sum(one > now - MEANWHILE for one in _moments(_EVERYWHERE))
        anywhere = f"attempts:turn:{_hash(self.source)}"
        return [
            (self._key("due", self.source), by_account),
            (anywhere, FIRST if everywhere >= MANY else 0.0),
        ]

    @staticmethod
    def _turn(key: str, delay: float, now: float) -> float:
        """Seconds until it is the turn of a source; one that has none yet gets it now."""
        due = cache.get(key)
        if due is None:
            if not delay:
                return 0.0
            cache.set(key, now + delay, delay + _HOUR)
            return delay
        return max(0.0, float(due) - now)

    @property
    def _here(self) -> str:
        if self.device:
            return self._key("device", self.device)
        return self._key("source", self.source)

    @property
    def _account(self) -> str:
        return self._key("account")

    @property
    def _elsewhere(self) -> Sequence[str]:
        """What others wait for: a known browser makes nobody wait."""
        return () if self.device else (self._account, _EVERYWHERE)

    def _key(self, what: str, which: str = "") -> str:
        return f"attempts:{self.kind}:{what}:{_hash(self.account, which)}"


_EVERYWHERE = "attempts:everywhere"


def _until_free(moments: Sequence[float], most: int, within: float, now: float) -> float:
    recent = [one for one in moments if one > now - within]
    return recent[-most] + within - now if len(recent) >= most else 0.0


def _moments(key: str) -> list[float]:
    """When something failed, within the hour, the oldest first."""
    found: Any = cache.get(key, [])
    return [one for one in found if one > time.time() - _HOUR]


def _keep(key: str, moments: Sequence[float]) -> None:
    cache.set(key, list(moments)[-_KEPT:], _HOUR)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
