"""Renders a text in a language: finds its sentence, and fills the gaps."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any

from lanterne.messages.languages import apart
from lanterne.messages.message import Message, Parameter
from lanterne.messages.numbers import exact, number, percent, power
from lanterne.messages.store import Entry, english, translated, translated_count
from lanterne.messages.typography import comma, semicolon

COUNT = "count"
"""The gap that decides between singular and plural."""

_KINDS: dict[str, Callable[[float, str], str]] = {
    "": number,
    "percent": percent,
    "power": power,
    "exact": exact,
}
"""What may stand behind the colon of a gap, ``{share:percent}`` → how the number is written."""

_JOINED: dict[str, Callable[[str], str]] = {
    "clauses": semicolon,
    "lines": lambda language: "\n",
    "sentences": lambda language: " ",
}
"""The same of several in a row → what stands between them; else a comma."""

_CONTROLS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""What in a name could end an isolate, or turn around what follows."""


def say(message: Message, language: str = "en") -> str:
    """What a text says, in a language; in English where it has no translation.

    Never raises: a code that the store does not know is shown as it is, and a gap that nothing
    was handed over for by its name. Somebody reads this when something else went wrong.
    """
    entry = english().get(message.code)
    if entry is None:
        return translated(message.code, language) if message.code else ""
    return _said(entry, message.parameters, language)


def advise(message: Message, language: str = "en") -> str:
    """What to do about what a text says; empty where the store has no advice."""
    hint = english().get(message.code, Entry("")).hint
    return _filled(translated(hint, language), message.parameters, language) if hint else ""


def _said(entry: Entry, gaps: Mapping[str, Parameter], language: str) -> str:
    count = gaps.get(COUNT)
    if entry.one and isinstance(count, int):
        template = translated_count(entry.one, entry.text, count, language)
    else:
        template = translated(entry.text, language, entry.context)
    return _filled(template, gaps, language)


def _filled(template: str, gaps: Mapping[str, Parameter], language: str) -> str:
    return _Filler(language).vformat(template, (), gaps)


class _Filler(string.Formatter):
    """Fills ``{name}`` and ``{name:kind}``."""

    def __init__(self, language: str) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), f"{{{key}}}")

    def format_field(self, value: Any, format_spec: str) -> str:
        return _in_gap(value, format_spec, self._language)


def _in_gap(value: Parameter, kind: str, language: str) -> str:
    if isinstance(value, Message):
        return say(value, language)
    if isinstance(value, tuple):
        return _JOINED.get(kind, comma)(language).join(
            _in_gap(one, kind, language) for one in value
        )
    if isinstance(value, str):
        return apart(value.translate(_CONTROLS), language)
    try:
        return str(_KINDS.get(kind, number)(value, language))
    except (TypeError, ValueError, OverflowError):  # somebody reads this when all else went wrong
        return str(value)
