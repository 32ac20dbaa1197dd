"""Several texts as one: on lines of their own, one behind the other, or as a choice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from lanterne.messages.message import Message, Parameter


def lines(texts: Iterable[Message]) -> Message:
    """Each text on a line of its own."""
    return _joined("lines", tuple(texts))


def sentences(texts: Iterable[Message]) -> Message:
    """One text behind the other, on the same line."""
    return _joined("sentences", tuple(texts))


def either(*members: Parameter) -> Parameter:
    """``global or local``; of one, that one."""
    return reduce(lambda one, other: Message("either", {"one": one, "other": other}), members)


def both(*members: Parameter) -> Parameter:
    """``gender and age``; of one, that one."""
    return reduce(lambda one, other: Message("both", {"one": one, "other": other}), members)


def _joined(code: str, texts: tuple[Message, ...]) -> Message:
    return texts[0] if len(texts) == 1 else Message(code, {"texts": texts})
