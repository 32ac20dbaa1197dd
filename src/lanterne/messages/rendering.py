"""Renders a text in a language: finds its sentence, and fills the gaps."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lanterne.messages.languages import apart
from lanterne.messages.message import Message, Parameter
from lanterne.messages.numbers import number, percent, power, short
from lanterne.messages.punctuation import comma, semicolon
from lanterne.messages.store import english, template, translated

COUNT = "count"
"""The gap that decides between singular and plural."""

_KINDS: dict[str, Callable[[float, str], str]] = {
    "": number,
    "percent": percent,
    "power": power,
    "exact": partial(power, significant=12),
    "short": short,
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
        return translated(message.code, language)
    count = message.parameters.get(COUNT)
    found = template(entry, language, count if isinstance(count, int) else None)
    return _filled(found, message.parameters, language)


def advise(message: Message, language: str = "en") -> str:
    """What to do about what a text says; empty where the store has no advice."""
    entry = english().get(message.code)
    hint = translated(entry.hint, language) if entry else ""
    return _filled(hint, message.parameters, language)


def _filled(text: str, gaps: Mapping[str, Parameter], language: str) -> str:
    return _Filler(language).vformat(text, (), gaps)


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
