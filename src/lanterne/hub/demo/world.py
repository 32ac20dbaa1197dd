"""Who there is in the demo: three organisations of a country that does not exist, and their roles.

What people read of them says in each place that they are fictional.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lanterne.hub.people.roles import Role
from lanterne.messages import TAGS, Message, say

PLACES = ("harbour", "hill", "river")
"""Short names of the organisations; the first one publishes."""

LEAD, *OTHERS = PLACES

CASES = {"harbour": 9000, "hill": 1400, "river": 1800}
"""Organisation → cases that are made for it, before those of other years are left out."""

SEEDS = {"harbour": 11, "hill": 12, "river": 13}
"""Organisation → seed of its fictional cases; no noise ever has one."""


@dataclass(frozen=True)
class Account:
    """Somebody to try the hub as.

    Attributes:
        place: Short name of the organisation.
        role: As what.
    """

    place: str
    role: Role

    @property
    def email(self) -> str:
        """With what they sign in; nothing is ever sent there (RFC 2606)."""
        return f"{self.role.value}@{self.place}.example"


@dataclass(frozen=True)
class Person:
    """An account to try the hub with.

    Attributes:
        organisation: What it is called.
        role: What the role is called.
        email: To sign in with.
    """

    organisation: str
    role: str
    email: str


ACCOUNTS = tuple(Account(place, role) for place in PLACES for role in Role)


Tell = Callable[[str, float], None]
"""Is called with a stage and how much of it is done."""


def text(code: str, language: str) -> str:
    """A text of the demo in one language."""
    return say(Message(f"demo-hub.{code}"), language)


def texts(code: str) -> dict[str, str]:
    """Language → a text of the demo."""
    return {tag: text(code, tag) for tag in TAGS}


def name_of(place: str, language: str) -> str:
    """What an organisation is called."""
    return text(f"place.{place}", language)
