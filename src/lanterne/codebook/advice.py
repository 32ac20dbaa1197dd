"""What to do about a problem of a file of settings, where that depends on what stands in it."""

from __future__ import annotations

from collections.abc import Iterable

from lanterne.messages import Message, sentences
from lanterne.messages.did_you_mean import nearest_name

_NEAR = 0.6
"""How alike two words are: less than names of columns, as nothing is done but to name it."""

_FEW = 20
"""Most words that are all named."""


def nearest(word: str, known: Iterable[str]) -> Message | None:
    """Names the known word nearest to a misspelt one, or all of a few; else there is no advice."""
    known = tuple(dict.fromkeys(map(str, known)))
    near = nearest_name(word, known, near=_NEAR)
    if near is not None:
        return Message("advice.nearest", {"name": near})
    return Message("advice.known", {"names": known}) if 0 < len(known) <= _FEW else None


def with_nearest(unknown: Message, word: str, known: Iterable[str]) -> Message:
    """What is said of an unknown word, and behind it the advice on it, if there is any."""
    advice = nearest(word, known)
    return sentences([unknown, advice]) if advice else unknown


def add(what: str) -> Message:
    """Says what is to be added to the file, as it is written there."""
    return Message("advice.add", {"what": what})


def write(what: str) -> Message:
    """Says what is to be written in the place of what stands in the file."""
    return Message("advice.write", {"what": what})


def quoted(names: Iterable[str]) -> tuple[str, ...]:
    """Names one after the other, each between quotation marks."""
    return tuple(map(repr, names))
