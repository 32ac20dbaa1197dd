"""Whether problems and errors are said in every language, with no English left in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lanterne.errors import LanterneError, Problem
from lanterne.messages import TAGS, Message, advise, say
from lanterne.messages.message import Parameter
from lanterne.messages.store import english, translated

_ENGLISH = re.compile(r"\b(?:the|is|are|has|have|must|cannot|there|that|which|and|of|with)\b", re.I)
_APART = re.compile("[\u2066\u2068][^\u2069]*\u2069")
"""What stands in a gap in Arabic: a name, or what is written into a file."""


def assert_said_everywhere(what: Iterable[Problem | LanterneError | Message]) -> None:
    """Every sentence, the advice and what stands in their gaps are of the store, and translated."""
    for one in what:
        if isinstance(one, Message):
            messages = [one]
        else:
            messages = [one.message, *filter(None, [getattr(one, "advice", None)])]
        for message in messages:
            _assert_said(message)


def _assert_said(message: Message) -> None:
    for part in _parts(message):
        if not part.code:
            continue
        entry = english()[part.code]
        for language in TAGS:
            for text in filter(None, (entry.text, entry.hint)):
                assert language == "en" or translated(text, language) != text, (language, text)
            for said in (say(part, language), advise(part, language)):
                assert not re.search(r"(?<!\{)\{\w+(!r)?\}", said), said
    arabic = _APART.sub("", say(message, "ar"))
    assert not _ENGLISH.search(arabic), arabic


def _parts(value: Parameter) -> Iterator[Message]:
    """A message and all messages in its gaps."""
    if isinstance(value, Message):
        yield value
        for one in value.parameters.values():
            yield from _parts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
