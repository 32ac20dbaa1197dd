"""Which policy it is: known by its content, whatever it calls itself.

A file that calls itself "strict" and asks for less is no strict policy. A level is what has the
content of that level; every other policy is an organisation's own, and bears the name of a level
nowhere.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from lanterne.gate.levels import LEVELS, level_text
from lanterne.gate.policy import Policy
from lanterne.gate.policy_file import parse_policy

if TYPE_CHECKING:
    from lanterne.gate.record import Decision

OWN: Final = "own"
"""What a policy is called that is no level and has no name that may be repeated."""

DIGITS: Final = 8
"""Of a checksum, as many as a person compares."""

_EARLIER: Final[Mapping[str, str]] = {
    "829e21cc7c9e522cc73ff2c555b3d040a7a03c8080c1d1615b1ef44568af1694": "strict",
    "10044dce749b178b50db626d7eeb8b82336deddeceef19282f9d656f7ca4d12f": "strict",
    "53110036cc90fb4f26075369a96a2ccd263db0a9944ba1003856d398959f26f1": "usual",
    "864bce5d06bff44b9390ee1bb44f25cb1c9d8086bc41afa69826feaca5d151bb": "usual",
    "311409f5a04546006b178cf65f93d9aaacbf42c7baa893489822e56168119402": "lenient",
    "b7ba4a984905d1bb62088bbdef7c9f245731f7ce796d78e96f992c55b3272568": "lenient",
}
"""Checksums of contents, and of files, that levels have had: records name them for ever."""


@cache
def _levels() -> Mapping[str, str]:
    """Checksum of the content or of the file of a level → the level."""
    found = dict(_EARLIER)
    for level in LEVELS:
        data = level_text(level).encode()
        found[parse_policy(data, level).content] = level
        found[hashlib.sha256(data).hexdigest()] = level
    return found


def level_of(policy: Policy) -> str:
    """The level whose content a policy has; empty: it is none of them."""
    return _levels().get(policy.content, "")


def known_as(policy: Policy) -> str:
    """What a policy is called: a level, its own name where that is no level's, or ``own``."""
    return level_of(policy) or _own_name(policy.name)


def decided_by(decision: Decision) -> str:
    """What the policy of a recorded decision is called, as :func:`known_as` says it."""
    return level_of_decision(decision) or _own_name(decision.policy)


def level_of_decision(decision: Decision) -> str:
    """The level by which a decision was taken; empty: by a policy of somebody's own.

    Records from before they held the rules are known by the checksum of the policy's file.
    """
    return _levels().get(decision.policy_content or decision.policy_sha256, "")


def content_of_decision(decision: Decision) -> str:
    """Checksum of what the policy of a decision asks; of an early record, of its file."""
    return decision.policy_content or decision.policy_sha256


def is_same_policy(one: Decision, other: Decision) -> bool:
    """Whether two decisions were taken by one policy, one of them perhaps in an early record."""
    level = level_of_decision(one)
    same = content_of_decision(one) == content_of_decision(other)
    return same or bool(level and level == level_of_decision(other))


def _own_name(name: str) -> str:
    """The name of a policy, unless it reads as that of a level, or has one in it."""
    letters = _read(name)
    false = not letters or letters == OWN or any(level in letters for level in LEVELS)
    return OWN if false else name


def _read(name: str) -> str:
    """Its letters as an eye reads them: without marks, and Latin for what looks alike."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LOOK_ALIKE)
    return "".join(one for one in plain if one.isalnum())


_LOOK_ALIKE: Final = str.maketrans(
    {
        **dict(zip("аеосрхуіјѕһԁԛԝпгтклν", "aeocpxyijshdqwnrtklv", strict=True)),
        **dict(zip("αεικορτυχηıłøɩɡ", "aeikoptuxniloig", strict=True)),
    }
)
"""Cyrillic, Greek and other letters → the Latin ones of the levels' names that they pass for."""
