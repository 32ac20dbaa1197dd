"""Why a column may identify people, or is left out of a draft: as the vault keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lanterne.messages import Message, from_json, to_json

_EARLIER = {
    "its name is empty, has blanks around it or cannot be printed": "left-out.name",
    "it is always blank": "left-out.blank",
    "it says the same for everybody": "left-out.same",
    "it holds free text": "left-out.texts",
    "nearly every answer is different": "left-out.different",
    "its name says that it may identify a person": "by-name.unsaid",
    "its name says that it may identify a person: names of people": "by-name.names",
    "its name says that it may identify a person: phone numbers, e-mail addresses or accounts": (
        "by-name.contacts"
    ),
    "its name says that it may identify a person: addresses or exact places": "by-name.places",
    "its name says that it may identify a person: numbers of people, cases or documents": (
        "by-name.numbers"
    ),
    "its name says that it may identify a person: dates of birth": "by-name.births",
    "its name says that it may identify a person: free text": "by-name.texts",
    "its answers look like phone numbers, e-mail addresses or accounts": "by-look.contacts",
    "its answers look like the coordinates of places": "by-look.places",
    "its answers look like numbers of people, cases or documents": "by-look.numbers",
    "it holds exact dates": "by-look.dates",
    "its answers look like names of people": "by-look.names",
    "its answers look like names of people or places, and many of them occur once": (
        "by-look.single"
    ),
}
"""What earlier versions kept, which was English, → its code."""

_COUNTED = {
    re.compile("it has more than ([0-9]+) different answers"): "left-out.many",
    re.compile("it has more than ([0-9]+) answers that few people give"): "left-out.many-rare",
}

HARMLESS = frozenset({"", "left-out.name", "left-out.blank", "left-out.same"})
"""Codes of why a column is left out that could identify nobody; empty: a person left it out."""


def reasons_as_json(reasons: Mapping[str, Message]) -> dict[str, Any]:
    """Column → why, as JSON holds it."""
    return {name: to_json(why) for name, why in reasons.items()}


def reasons_from(kept: Mapping[str, Any]) -> dict[str, Message]:
    """Column → why, from what :func:`reasons_as_json` or an earlier version made."""
    return {name: _reason(why) for name, why in kept.items()}


def _reason(kept: Any) -> Message:
    if isinstance(kept, dict):
        return from_json(kept)
    text = str(kept)
    for pattern, code in _COUNTED.items():
        found = pattern.fullmatch(text)
        if found:
            return Message(code, {"count": int(found[1])})
    return Message(_EARLIER.get(text, text))
